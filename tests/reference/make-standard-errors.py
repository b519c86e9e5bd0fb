#!/usr/bin/env python3
"""Writes standard-errors.json beside this script: regressions fitted by statsmodels, with their standard errors.

    python3 make-standard-errors.py

Standard errors are those of maximum likelihood (observed information). The variance of a linear regression is that of
maximum likelihood, so its errors are those of OLS times sqrt((n - p) / n).
"""

import json
import pathlib
import platform

import numpy as np
import statsmodels
import statsmodels.api as sm

random = np.random.default_rng(11)
n = 120
x = np.round(random.normal(size=(n, 2)) * [1.0, 3.0] + [0.5, 2.0], 6)
design = sm.add_constant(x)
predictor = design @ [0.4, 0.9, -0.3]
y_linear = np.round(predictor + 0.7 * random.normal(size=n), 6)
y_logistic = (random.uniform(size=n) < 1 / (1 + np.exp(-predictor))).astype(int)
y_poisson = random.poisson(np.exp(predictor))

linear = sm.OLS(y_linear, design).fit()
logistic = sm.Logit(y_logistic, design).fit(disp=0, tol=1e-14)
poisson = sm.Poisson(y_poisson, design).fit(disp=0, tol=1e-14)


def record(fit, scale=1.0):
    return {
        "coefficients": fit.params.tolist(),
        "errors": (fit.bse * scale).tolist(),
        "logLikelihood": float(fit.llf),
    }


tables = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "x": x.tolist(),
    "linear": {
        "y": y_linear.tolist(),
        "sd": float(np.sqrt(linear.ssr / n)),
        **record(linear, np.sqrt((n - 3) / n)),
    },
    "logistic": {"y": y_logistic.tolist(), **record(logistic)},
    "poisson": {"y": y_poisson.tolist(), **record(poisson)},
}
path = pathlib.Path(__file__).parent / "standard-errors.json"
path.write_text(json.dumps(tables, separators=(",", ":")).replace("],[", "],\n[") + "\n")
