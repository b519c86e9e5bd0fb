#!/usr/bin/env python3
"""Writes cuts.json beside this script: truncated and censored families by mpmath with 260 digits, from the densities
and distribution functions of the families themselves.

    python3 make-cut-tables.py

Rows have the family's name as the library builds it, parameters by name, [x, log density] and, where there is one,
[x, cdf]; truncated normals have mean and variance from scipy.
"""

import json
import pathlib
import platform

import mpmath
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 260
here = pathlib.Path(__file__).parent


class Normal:
    def __init__(self, mean, sd):
        self.mean, self.sd = mpf(mean), mpf(sd)

    def log_density(self, x):
        return -mp.log(self.sd) - mp.log(2 * mp.pi) / 2 - ((mpf(x) - self.mean) / self.sd) ** 2 / 2

    def below(self, x):
        return mp.erfc((self.mean - mpf(x)) / self.sd / mp.sqrt(2)) / 2

    up_to = below


class Gamma:
    def __init__(self, shape, rate):
        self.shape, self.rate = mpf(shape), mpf(rate)

    def log_density(self, x):
        return (self.shape * mp.log(self.rate) - mp.loggamma(self.shape)
                + (self.shape - 1) * mp.log(mpf(x)) - self.rate * mpf(x))

    def below(self, x):
        return mp.gammainc(self.shape, 0, self.rate * mpf(max(x, 0)), regularized=True)

    up_to = below


class Exponential(Gamma):
    def __init__(self, rate):
        super().__init__(1, rate)

    def log_density(self, x):
        return mp.log(self.rate) - self.rate * mpf(x)


class Poisson:
    def __init__(self, rate):
        self.rate = mpf(rate)

    def log_density(self, x):
        return mpf(x) * mp.log(self.rate) - self.rate - mp.loggamma(mpf(x) + 1)

    def up_to(self, x):
        return mp.fsum(mp.exp(self.log_density(k)) for k in range(0, int(mp.floor(x)) + 1))

    def below(self, x):
        return self.up_to(mp.ceil(x) - 1)


families = {"Normal": Normal, "Gamma": Gamma, "Exponential": Exponential, "Poisson": Poisson}


def row(kind, family, parameters, bounds, xs):
    part = families[family](**parameters)
    low, high = bounds.get("lower"), bounds.get("upper")
    start = part.below(low) if low is not None else mpf(0)
    end = part.up_to(high) if high is not None else mpf(1)

    def log_density(x):
        if kind == "Truncated":
            return part.log_density(x) - mp.log(end - start)
        if x == low:
            return mp.log(part.up_to(low))
        if x == high:
            return mp.log(1 - part.below(high))
        return part.log_density(x)

    def cdf(x):
        if kind == "Truncated":
            return (part.up_to(x) - start) / (end - start)
        return mpf(1) if x == high else part.up_to(x)

    made = {
        "family": f"{kind}({', '.join([family, *bounds])})",
        "parameters": {**parameters, **bounds},
        "logDensity": [[x, float(log_density(x))] for x in xs],
        "cdf": [[x, float(cdf(x))] for x in xs],
    }
    if kind == "Truncated" and family == "Normal":
        mean, sd = parameters["mean"], parameters["sd"]
        a = (low - mean) / sd if low is not None else -mp.inf
        b = (high - mean) / sd if high is not None else mp.inf
        reference = stats.truncnorm(float(a), float(b), mean, sd)
        made["mean"], made["variance"] = float(reference.mean()), float(reference.var())
    return made


rows = [
    row("Truncated", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": 0.0}, [0.0, 0.3, 2.0, 9.0]),
    row("Truncated", "Normal", {"mean": 0.5, "sd": 2.0}, {"upper": -1.0}, [-7.0, -2.0, -1.0]),
    row("Truncated", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": -1.0, "upper": 3.0}, [-1.0, 0.2, 3.0]),
    row("Truncated", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": 30.0, "upper": 31.0}, [30.0, 30.2, 31.0]),
    row("Truncated", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": -31.0, "upper": -30.0}, [-31.0, -30.2, -30.0]),
    row("Truncated", "Normal", {"mean": 0.0, "sd": 1.0}, {"lower": -40.0, "upper": 1e-3}, [-2.0, 0.0, 1e-3]),
    row("Truncated", "Normal", {"mean": 0.0, "sd": 1.0}, {"lower": 20.0}, [20.0, 20.1, 21.0]),
    row("Truncated", "Gamma", {"shape": 2.5, "rate": 1.5}, {"lower": 0.0, "upper": 2.0}, [0.1, 1.0, 2.0]),
    row("Truncated", "Gamma", {"shape": 0.6, "rate": 1.5}, {"lower": 4.0}, [4.0, 5.0, 9.0]),
    row("Truncated", "Gamma", {"shape": 2.5, "rate": 1.5}, {"lower": -1.0, "upper": 2.0}, [0.1, 1.0, 2.0]),
    row("Truncated", "Exponential", {"rate": 0.3}, {"upper": 2.0}, [0.0, 0.4, 2.0]),
    row("Truncated", "Poisson", {"rate": 3.2}, {"lower": 1}, [1, 2, 3, 9]),
    row("Truncated", "Poisson", {"rate": 3.2}, {"upper": 2}, [0, 1, 2]),
    row("Truncated", "Poisson", {"rate": 3.2}, {"lower": 2, "upper": 5}, [2, 3, 5]),
    row("Truncated", "Poisson", {"rate": 3.2}, {"lower": 1.5, "upper": 5.5}, [2, 3, 5]),
    row("Truncated", "Poisson", {"rate": 3.2}, {"lower": 40, "upper": 44}, [40, 41, 44]),
    row("Censored", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": 0.0}, [0.0, 0.3, 4.0]),
    row("Censored", "Normal", {"mean": 0.5, "sd": 2.0}, {"lower": -1.0, "upper": 2.0}, [-1.0, 0.3, 2.0]),
    row("Censored", "Normal", {"mean": 0.0, "sd": 1.0}, {"lower": -30.0, "upper": 30.0}, [-30.0, 0.3, 30.0]),
    row("Censored", "Exponential", {"rate": 0.3}, {"upper": 7.0}, [0.0, 2.0, 7.0]),
    row("Censored", "Gamma", {"shape": 2.5, "rate": 1.5}, {"lower": 0.5, "upper": 3.0}, [0.5, 1.0, 3.0]),
    row("Censored", "Poisson", {"rate": 3.2}, {"lower": 1, "upper": 6}, [1, 2, 6]),
]

versions = {"python": platform.python_version(), "mpmath": mpmath.__version__, "scipy": scipy.__version__}
text = json.dumps({"versions": versions, "rows": rows}, indent=None, allow_nan=False, separators=(",", ":"))
(here / "cuts.json").write_text(text.replace("},{", "},\n{") + "\n")
