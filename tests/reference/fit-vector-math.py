#!/usr/bin/env python3
"""Writes compiler/8-emit/wasm/math/coefficients.ts: the polynomials and rational functions of the vector functions.

    python3 fit-vector-math.py      (mpmath; then run prettier on what it writes)

Each function interpolates in the Chebyshev nodes of its interval, which is within a small factor of the best
approximation. Rational functions have numerator and denominator of given degrees; the denominator starts with 1.
Printed: the largest error relative to the function's largest value, with coefficients rounded to doubles.
"""

import pathlib

import mpmath
from mpmath import mp, mpf

mp.dps = 60
target = pathlib.Path(__file__).parents[2] / "compiler/8-emit/wasm/math/coefficients.ts"


def fit(function, low, high, top, bottom=0):
    """Coefficients, lowest first, of numerator and denominator."""
    low, high, count = mpf(low), mpf(high), top + bottom + 1
    points = [(low + high) / 2 + (high - low) / 2 * mpmath.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    matrix, right = mpmath.matrix(count, count), mpmath.matrix(count, 1)
    for i, x in enumerate(points):
        value = function(x)
        for j in range(top + 1):
            matrix[i, j] = x**j
        for j in range(1, bottom + 1):
            matrix[i, top + j] = -value * x**j
        right[i] = value
    solution = mpmath.lu_solve(matrix, right)
    numerator = [float(c) for c in solution[: top + 1]]
    denominator = [1.0] + [float(c) for c in solution[top + 1 :]]
    return numerator, denominator


def error(function, fitted, low, high):
    def at(coefficients, x):
        return mpmath.polyval([mpf(c) for c in reversed(coefficients)], x)

    points = [mpf(low) + (mpf(high) - mpf(low)) * (mpf(i) + mpf("0.5")) / 300 for i in range(300)]
    largest = max(abs(function(x)) for x in points)
    return max(float(abs(at(fitted[0], x) / at(fitted[1], x) - function(x)) / largest) for x in points)


half_log_2 = mpmath.log(2) / 2
root = mpmath.findroot(mpmath.digamma, 1.4616)


def near(x, at):
    return abs(x - at) < mpf(10) ** -25


def exp_rest(r):
    return mpf(1) / 2 if near(r, 0) else (mpmath.expm1(r) - r) / r**2


def log_rest(z):
    s = mpmath.sqrt(z)
    return mpf(2) / 3 if near(z, 0) else (2 * mpmath.atanh(s) - 2 * s) / (s * z)


def lgamma_near_2(t):
    return (mpmath.digamma(2) if near(t, 0) else mpmath.loggamma(2 + t) / t) - mpf(7) / 16


def digamma_over_root(s):
    slope = mpmath.polygamma(1, root) if near(s, root - 1) else mpmath.digamma(1 + s) / (1 + s - root)
    return slope - mpf(3) / 4


def trigamma_from_1(s):
    return mpmath.polygamma(1, 1 + s) - 1 / (1 + s)


def lgamma_tail(w):
    x = 1 / mpmath.sqrt(w)
    return x * (mpmath.loggamma(x) - (x - mpf(1) / 2) * mpmath.log(x) + x - mpmath.log(2 * mp.pi) / 2)


def digamma_tail(w):
    x = 1 / mpmath.sqrt(w)
    return x**2 * (mpmath.log(x) - 1 / (2 * x) - mpmath.digamma(x))


def trigamma_tail(w):
    x = 1 / mpmath.sqrt(w)
    return x**3 * (mpmath.polygamma(1, x) - 1 / x - 1 / (2 * x**2))


z_max = ((mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)) ** 2
edge = mpf("1.0001")
tail = (mpf("1e-12"), mpf(1) / 16)

# name, what it is, function, interval, degrees
fits = [
    ("expRest", "(exp(r) - 1 - r) / r**2 for |r| <= log(2) / 2", exp_rest, (-half_log_2 * edge, half_log_2 * edge), (10,)),
    ("logRest", "(log((1 + s) / (1 - s)) - 2 * s) / s**3 in z = s**2, from 1 / sqrt(2) to sqrt(2)", log_rest, (0, z_max * edge), (6,)),
    ("expRestF32", "as expRest, for floats", exp_rest, (-half_log_2 * edge, half_log_2 * edge), (4,)),
    ("logRestF32", "as logRest, for floats", log_rest, (0, z_max * edge), (3,)),
    ("lgammaNear2", "lgamma(2 + t) / t - 7/16 for -0.5 <= t <= 1", lgamma_near_2, (-0.5, 1), (7, 7)),
    ("digammaOverRoot", "digamma(1 + s) / (1 + s - root) - 3/4 for 0 <= s <= 3", digamma_over_root, (0, 3), (8, 8)),
    ("trigammaFrom1", "trigamma(1 + s) - 1 / (1 + s) for 0 <= s <= 3", trigamma_from_1, (0, 3), (7, 8)),
    ("lgammaTail", "x * (lgamma(x) - (x - 0.5) * log(x) + x - log(2 * pi) / 2) in w = 1 / x**2, x >= 4", lgamma_tail, tail, (8,)),
    ("digammaTail", "x**2 * (log(x) - 1 / (2 * x) - digamma(x)) in w = 1 / x**2, x >= 4", digamma_tail, tail, (8,)),
    ("trigammaTail", "x**3 * (trigamma(x) - 1 / x - 1 / (2 * x**2)) in w = 1 / x**2, x >= 4", trigamma_tail, tail, (9,)),
]


def high_and_low(value, bits):
    """A double of few bits, and what is missing from it."""
    scale = mpf(2) ** (bits - 1 - mpmath.floor(mpmath.log(value, 2)))
    high = mpmath.nint(value * scale) / scale
    return float(high), float(value - high)


lines = [
    "// Coefficients, lowest power first. Written by tests/reference/fit-vector-math.py (interpolation in Chebyshev nodes",
    "// with 60 digits), which states what each approximates and how well.",
    "",
]
for name, meaning, function, interval, degrees in fits:
    fitted = fit(function, *interval, *degrees)
    worst = error(function, fitted, *interval)
    print(f"{name}: {worst:.2e}")
    lines.append(f"/** {meaning}; error {worst:.1e} of the largest value. */")
    if len(degrees) == 1:
        lines.append(f"export const {name} = {fitted[0]};")
    else:
        lines.append(f"export const {name} = {{ numerator: {fitted[0]}, denominator: {fitted[1]} }};")
    lines.append("")
pairs = [
    ("log2", "log(2): 32 bits, so that its products with exponents are exact, and the rest", mpmath.log(2), 32),
    ("log2F32", "log(2) for floats: 15 bits, and the rest", mpmath.log(2), 15),
    ("digammaRoot", "the positive root of digamma less 1: a double, and the rest", root - 1, 53),
]
for name, meaning, value, bits in pairs:
    high, low = high_and_low(value, bits)
    lines.append(f"/** {meaning}. */")
    lines.append(f"export const {name} = {{ high: {high!r}, low: {low!r} }};")
    lines.append("")
target.write_text("\n".join(lines))
