#!/usr/bin/env python3
"""Writes vector-math.json beside this script: values of the vector functions with 60 digits.

    python3 make-vector-math-table.py      (mpmath)

Rows are [x, y, rest]: y is the double nearest to the exact value, rest what is missing from it. Points lie in the
ranges where the formulas change, on their edges, near zeros of the functions, and all over the range of doubles.
"""

import json
import math
import pathlib
import platform
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 60
random.seed(5)

functions = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "lgamma": mpmath.loggamma,
    "digamma": mpmath.digamma,
    "trigamma": lambda x: mpmath.polygamma(1, x),
}


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def logarithmic(low, high, count):
    return [math.exp(random.uniform(math.log(low), math.log(high))) for _ in range(count)]


def both_signs(values):
    return [x * random.choice((1, -1)) for x in values]


def around(*centres):
    return [x for c in centres for x in (math.nextafter(c, -math.inf), c, math.nextafter(c, math.inf))]


half = math.log(2) / 2
gamma_points = (
    uniform(0.001, 4.5, 90) + uniform(4, 40, 20) + logarithmic(1e-300, 1e300, 20) + around(0.5, 1.5, 2.5, 3, 4, 5)
)
points = {
    "exp": uniform(-1, 1, 60) + uniform(-745, 709.7, 60) + uniform(-745.1, -708, 20) + around(half, -half, 709.78, -708.4),
    "expm1": uniform(-1.5, 1.5, 80) + both_signs(logarithmic(1e-20, 1, 30)) + uniform(-40, 709.7, 30) + around(half, -half),
    "log": uniform(0.4, 3, 60) + logarithmic(1e-320, 1e308, 40) + [1 + x for x in both_signs(logarithmic(1e-10, 0.1, 40))]
    + around(math.sqrt(0.5), math.sqrt(2), 2.0**-1022, 0.5, 2),
    "log1p": uniform(-0.999, 3, 80) + both_signs(logarithmic(1e-20, 0.9, 40)) + logarithmic(1, 1e308, 20)
    + around(math.sqrt(2) - 1, math.sqrt(0.5) - 1),
    "sigmoid": uniform(-6, 6, 80) + uniform(-744, 40, 40) + both_signs(logarithmic(1e-20, 1, 10)),
    "tanh": uniform(-2, 2, 80) + uniform(-22, 22, 30) + both_signs(logarithmic(1e-20, 1, 30)),
    "softplus": uniform(-6, 6, 80) + uniform(-744, 744, 40) + both_signs(logarithmic(1e-20, 1, 10)),
    "lgamma": gamma_points + [1 + x for x in both_signs(logarithmic(1e-12, 0.3, 30))] + [2 + x for x in both_signs(logarithmic(1e-12, 0.4, 30))],
    "digamma": gamma_points + [1.4616321449683623 + x for x in both_signs(logarithmic(1e-14, 0.3, 40))],
    "trigamma": [x for x in gamma_points if x > 1e-150],
}


def row(function, x):
    exact = function(mpf(x))
    nearest = float(exact)
    return [x, nearest, float(exact - mpf(nearest))]


table = {name: [row(functions[name], x) for x in points[name]] for name in functions}
versions = {"python": platform.python_version(), "mpmath": mpmath.__version__}
lines = [f'"{name}":[' + ",\n".join(json.dumps(r) for r in rows) + "]" for name, rows in table.items()]
target = pathlib.Path(__file__).parent / "vector-math.json"
target.write_text('{"versions":' + json.dumps(versions) + ",\n" + ",\n".join(lines) + "}\n")
