#!/usr/bin/env python3
"""Writes special-functions.json (mpmath, 50 digits) and distributions.json (scipy) beside this script.

    python3 make-scipy-tables.py

Special functions are rows [arguments..., value]. Distributions are rows with parameters by name and lists of
[x, log density], [x, cdf] and [p, quantile]. Infinities are the strings "Infinity" and "-Infinity".
"""

import json
import math
import pathlib
import platform

import mpmath
import numpy as np
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 50
here = pathlib.Path(__file__).parent
versions = {
    "python": platform.python_version(),
    "mpmath": mpmath.__version__,
    "numpy": np.__version__,
    "scipy": scipy.__version__,
}


def number(value):
    value = float(value)
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, tables):
    text = json.dumps({"versions": versions, **tables}, indent=None, separators=(",", ":"))
    (here / name).write_text(text.replace("],[", "],\n[").replace("},{", "},\n{") + "\n")


# Special functions ---------------------------------------------------------------------------------------

rng = np.random.default_rng(1)
positive = sorted(
    [1e-300, 1e-20, 1e-8, 1e-3, 0.1, 0.25, 0.4999, 0.5, 0.75, 0.999, 1 - 1e-9, 1.0, 1 + 1e-9, 1.001, 1.4, 1.46,
     1.4616321449683622, 1.4616321449683625, 1.47, 1.4999, 1.5, 1.999, 2 - 1e-9, 2.0, 2 + 1e-9, 2.4999, 2.5, 2.51,
     3.0, 3.5, 5.0, 7.7, 9.999, 10.0, 10.001, 15.5, 33.3, 100.0, 1234.5, 1e5, 1e8, 1e15, 1e100]
    + [float(x) for x in np.exp(rng.uniform(np.log(1e-4), np.log(1e4), 200))]
    + [float(x) for x in rng.uniform(0.5, 12, 200)]
)
negative = [-0.25, -0.5, -0.75, -1.5, -2.3, -3.7, -10.1, -25.5]


def inverse_log_minus_digamma(s):
    start = (3 - s + mpmath.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
    log_root = mpmath.findroot(lambda t: mpmath.log(t - mp.digamma(mp.exp(t))) - mpmath.log(s), mpmath.log(start))
    return mp.exp(log_root)


def incomplete_gamma(a, x):
    """(P, Q) by the series of P with digits to spare for 1 - P."""
    with mp.workdps(200 if abs(x - a) < 0.02 * a else 80 + int(x)):
        a, x = mpf(a), mpf(x)
        term, total, n = mpf(1), mpf(1), 0
        while term > total * mpf(10) ** (-mp.dps):
            n += 1
            term *= x / (a + n)
            total += term
        lower = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return lower, 1 - lower


gamma_arguments = [
    (float(a), float(a * r))
    for a in [1e-3, 0.1, 0.5, 0.9, 1.0, 2.5, 9.99, 10.0, 37.5, 300.0, 1e4, 1e6]
    for r in ([0.99, 0.999, 1.0, 1.001, 1.01] if a > 1e3 else [1e-3, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 2.0, 4.0])
] + [(0.5, 1e-10), (0.5, 100.0), (3.0, 50.0), (3.0, 300.0), (0.01, 0.9), (0.01, 3.0), (1e-3, 1.2)]

special = {
    "lgamma": [[x, number(mp.re(mp.loggamma(x)))] for x in positive + negative],
    "digamma": [[x, number(mp.digamma(x))] for x in positive + negative],
    "trigamma": [[x, number(mp.psi(1, x))] for x in positive + negative if x > 1e-150],
    "inverseLogMinusDigamma": [
        [s, number(inverse_log_minus_digamma(mpf(s)))]
        for s in [1e-12, 1e-8, 1e-5, 1e-3, 0.01, 0.05, 0.1, 0.3, 0.5772, 1.0, 2.0, 5.0, 20.0, 1e3, 1e6]
    ],
    "erf": [[x, number(mp.erf(x))] for x in [1e-300, 1e-10, 0.1, 0.5, 0.9, 1.0, 1.5, 1.99, 2.0, 2.5, 4.0, -0.3, -3.0]],
    "erfc": [
        [x, number(mp.erfc(x))]
        for x in [1e-10, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.5, 2.0, 3.0, 5.0, 7.3, 10.0, 20.1, 26.0, -0.5, -1.5, -3.0]
    ],
    "normalCdf": [[x, number(mp.ncdf(x))] for x in [-37.0, -20.5, -8.0, -3.1, -1.0, -0.1, 0.0, 0.1, 1.0, 3.0, 8.0]],
    "normalQuantile": [
        [p, number(mp.findroot(lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(mpf(p)), stats.norm.ppf(p)))]
        for p in [1e-300, 1e-100, 1e-16, 1e-6, 0.01, 0.02425, 0.1, 0.3, 0.5001, 0.7, 0.9, 0.999, 1 - 1e-12]
    ],
    "logPoissonTerm": [
        [a, x, number(a * mp.log(mpf(x)) - mpf(x) - mp.loggamma(mpf(a) + 1))]
        for a in [0.0, 0.5, 3.0, 9.99, 10.0, 77.0, 1e4, 1e6, 1e9]
        for x in [1e-6, 0.7, 9.0, 50.0, 80.0, 9.9e3, 1.01e4, 1e6 + 300, 9.999e8, 1e9]
    ],
    "gammaP": [[a, x, number(incomplete_gamma(a, x)[0])] for a, x in gamma_arguments],
    "gammaQ": [[a, x, number(incomplete_gamma(a, x)[1])] for a, x in gamma_arguments],
}
write("special-functions.json", special)

# Distributions -------------------------------------------------------------------------------------------

probabilities = [1e-12, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6, 1 - 1e-12]


def continuous(parameters, frozen, xs):
    return {
        "parameters": parameters,
        "logDensity": [[x, number(frozen.logpdf(x))] for x in xs],
        "cdf": [[x, number(frozen.cdf(x))] for x in xs],
        "quantile": [[p, number(frozen.ppf(p))] for p in probabilities],
        "mean": number(frozen.mean()),
        "variance": number(frozen.var()),
        "entropy": number(frozen.entropy()),
    }


def discrete(parameters, frozen, xs, entropy):
    return {
        "parameters": parameters,
        "logDensity": [[x, number(frozen.logpmf(x))] for x in xs],
        "cdf": [[x, number(frozen.cdf(x))] for x in xs],
        # Of a certain outcome scipy's quantile misses that probability 0 is not enough.
        "quantile": [[p, number(frozen.ppf(p))] for p in probabilities if frozen.var() > 0],
        "mean": number(frozen.mean()),
        "variance": number(frozen.var()),
        "entropy": number(frozen.entropy()) if entropy else None,
    }


def vector_family(parameters, frozen, xs, mean, variance):
    return {
        "parameters": parameters,
        "logDensity": [[list(map(float, x)), number(frozen.logpdf(x))] for x in xs],
        "mean": [float(v) for v in mean],
        "variance": [float(v) for v in variance],
        "entropy": number(frozen.entropy()),
    }


def mv_normal(dimension, scale):
    root = rng.normal(size=(dimension, dimension)) * scale
    covariance = root @ root.T + scale**2 * np.eye(dimension)
    mean = rng.normal(size=dimension) * 3
    xs = mean + rng.normal(size=(4, dimension)) * scale * 2
    frozen = stats.multivariate_normal(mean, covariance)
    parameters = {"mean": mean.tolist(), "covariance": covariance.tolist()}
    return vector_family(parameters, frozen, xs, mean, np.diag(covariance))


def dirichlet(concentration):
    frozen = stats.dirichlet(concentration)
    xs = np.maximum(rng.dirichlet(np.maximum(concentration, 0.5), size=4), 1e-12)
    xs = xs / xs.sum(axis=1, keepdims=True)
    return vector_family({"concentration": concentration}, frozen, xs, frozen.mean(), frozen.var())


distributions = {
    "Normal": [
        continuous({"mean": mean, "sd": sd}, stats.norm(mean, sd), [mean + sd * z for z in [-30, -5, -1, 0, 0.3, 2, 8]])
        for mean, sd in [(0.0, 1.0), (-3.5, 0.02), (1e6, 250.0), (0.1, 1e-150)]
    ],
    "Bernoulli": [
        discrete({"p": p}, stats.bernoulli(p), [0, 1], True) for p in [0.0, 1e-20, 0.25, 0.5, 0.9, 1.0]
    ],
    "Poisson": [
        discrete({"rate": rate}, stats.poisson(rate), [0, 1, 2, 7, 10, 30, 150, 1000, 1100, -1, 2.5], False)
        for rate in [1e-8, 0.3, 1.0, 4.7, 10.0, 123.4, 1000.0, 25000.0]
    ],
    "Gamma": [
        continuous(
            {"shape": shape, "rate": rate},
            stats.gamma(shape, scale=1 / rate),
            [-1.0] + [shape / rate * r for r in [1e-6, 0.01, 0.3, 0.9, 1.0, 1.2, 3.0, 10.0]],
        )
        for shape, rate in [(0.05, 1.0), (0.5, 2.0), (1.0, 0.1), (3.3, 1e-3), (40.0, 5.0), (2500.0, 1e4)]
    ],
    "Exponential": [
        continuous({"rate": rate}, stats.expon(scale=1 / rate), [-0.5, 0.0] + [r / rate for r in [1e-9, 0.1, 1.0, 5.0, 60.0]])
        for rate in [1e-6, 0.7, 3.0, 1e5]
    ],
    "MvNormal": [mv_normal(1, 1.0), mv_normal(2, 0.1), mv_normal(3, 5.0), mv_normal(6, 1.0)],
    "Dirichlet": [
        dirichlet(c) for c in [[1.0, 1.0], [0.2, 0.5, 3.0], [10.0, 20.0, 30.0, 0.05], [500.0, 800.0], [0.01] * 5]
    ],
}
write("distributions.json", distributions)
