#!/usr/bin/env python3
"""Writes special-functions.json (mpmath, 50 digits) and distributions.json (scipy, mpmath) beside this script.

    python3 make-scipy-tables.py

Special functions are rows [arguments..., value]. Distributions are rows with parameters by name and lists of
[x, log density], [x, cdf] and [p, quantile]. Those of "line" have log densities and [x, log cdf, log survival]
from mpmath, since scipy loses digits far out, and the rest from scipy (no quantiles where it has 9 digits only). Infinities are the strings "Infinity" and
"-Infinity".
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
def beta_cdf(y, a, b):
    """P(X <= x) at the logit y of x."""
    with mp.workdps(max(450, mp.dps)):
        y, a, b = mpf(y), mpf(a), mpf(b)
        if y < mp.log(a / b):
            return mp.betainc(a, b, 0, 1 / (1 + mp.exp(-y)), regularized=True)
        return 1 - mp.betainc(b, a, 0, 1 / (1 + mp.exp(y)), regularized=True)


def gamma_tails(a, x):
    with mp.workdps(max(300, mp.dps)):
        a, x = mpf(a), mpf(x)
        if x > a:
            upper = mp.gammainc(a, x, mp.inf, regularized=True)
            return 1 - upper, upper
        lower = mp.gammainc(a, 0, x, regularized=True)
        return lower, 1 - lower


def student_cdf(t, df):
    with mp.workdps(max(450, mp.dps)):
        t, df = mpf(t), mpf(df)
        beyond = beta_cdf(mp.log(df) - 2 * mp.log(abs(t)), df / 2, mpf(1) / 2) / 2 if t != 0 else mpf(1) / 2
        return beyond if t < 0 else 1 - beyond


def arc(start, end, k):
    """P(start < T <= end) of a von Mises angle about 0."""
    start, end, k = mpf(start), mpf(end), mpf(k)
    turns = {j * mp.pi for j in range(-3, 4) if start < j * mp.pi < end}
    points = sorted({start, end} | turns)
    total = mp.quad(lambda t: mp.exp(k * (mp.cos(t) - 1)), points)
    return total / (2 * mp.pi * mp.exp(-k) * mp.besseli(0, k))


def slope(function, at):
    with mp.workdps(300):
        # A step within the digits that the tails keep.
        return mp.diff(function, mpf(at), h=mpf(10) ** -60)


shapes = [(0.01, 0.02), (0.5, 0.5), (1.0, 1.0), (2.3, 0.7), (8.0, 30.0), (0.01, 5.0), (40.0, 0.3), (150.0, 200.0)]
tail_arguments = [
    (a, a * r) for a in [1e-3, 0.1, 0.7, 2.5, 37.5, 300.0] for r in [1e-100, 1e-3, 0.5, 0.99, 1.1, 4.0, 50.0]
]
student_arguments = [
    (t, df) for t in [-1e6, -20.0, -1.0, -1e-3, 1e-5, 0.4, 3.0, 100.0] for df in [0.1, 1.0, 3.5, 30.0, 1000.0]
]
concentrations = [1e-10, 1e-3, 0.5, 1.0, 5.0, 20.0, 29.9, 30.0, 31.0, 100.0, 1e4]
arcs = [
    (start, end, k)
    for start, end in [(-3.14159, -3.0), (-3.0, -1.0), (-1.0, 0.2), (0.3, 0.31), (-4.5, 1.0), (1.0, 4.0), (-3.0, 3.0)]
    for k in [0.01, 0.5, 3.0, 25.0]
]
special |= {
    "logBeta": [
        [a, b, number(mp.loggamma(mpf(a)) + mp.loggamma(mpf(b)) - mp.loggamma(mpf(a) + mpf(b)))]
        for a in [1e-200, 1e-5, 0.5, 3.0, 12.0, 1e5, 1e10]
        for b in [1e-3, 0.5, 7.0, 30.0, 1e7, 1e12]
    ],
    "digammaDifference": [
        [a, b, number(mp.digamma(mpf(a) + mpf(b)) - mp.digamma(mpf(a)))]
        for a in [1e-5, 0.5, 3.0, 12.0, 1e5, 1e10]
        for b in [1e-3, 0.5, 7.0, 1e7]
    ],
    "logBetaCdf": [
        [y, a, b, number(mp.log(beta_cdf(y, a, b)))]
        for y in [-700.0, -50.0, -7.3, -1.0, -0.2, 0.0, 0.7, 3.0, 20.0]
        for a, b in shapes
    ],
    "logBetaCdfSlope": [
        row
        for y in [-50.0, -1.0, 0.0, 0.7, 3.0]
        for a, b in shapes
        for row in (
            [y, a, b, 0.0, number(slope(lambda t: mp.log(beta_cdf(y, t, b)), a))],
            [y, a, b, 1.0, number(slope(lambda t: mp.log(beta_cdf(y, a, t)), b))],
        )
    ],
    "logGammaP": [[a, x, number(mp.log(gamma_tails(a, x)[0]))] for a, x in tail_arguments],
    "logGammaQ": [[a, x, number(mp.log(gamma_tails(a, x)[1]))] for a, x in tail_arguments],
    "logGammaPSlope": [
        [a, x, number(slope(lambda t: mp.log(gamma_tails(t, x)[0]), a))] for a, x in tail_arguments
    ],
    "logGammaQSlope": [
        [a, x, number(slope(lambda t: mp.log(gamma_tails(t, x)[1]), a))] for a, x in tail_arguments
    ],
    "logStudentTCdf": [[t, df, number(mp.log(student_cdf(t, df)))] for t, df in student_arguments],
    "logStudentTCdfSlope": [
        [t, df, number(slope(lambda n: mp.log(student_cdf(t, n)), df))] for t, df in student_arguments
    ],
    "logScaledBesselI0": [[k, number(mp.log(mp.besseli(0, mpf(k))) - mpf(k))] for k in concentrations],
    "besselRatioGap": [
        [k, number(1 - mp.besseli(1, mpf(k)) / mp.besseli(0, mpf(k)))] for k in concentrations
    ],
    "logVonMisesArc": [[start, end, k, number(mp.log(arc(start, end, k)))] for start, end, k in arcs],
    "logVonMisesArcSlope": [
        [start, end, k, number(mp.diff(lambda q: mp.log(arc(start, end, q)), mpf(k)))] for start, end, k in arcs
    ],
    "logHalfNormalCdf": [[z, number(mp.log(mp.erf(mpf(z) / mp.sqrt(2))))] for z in [1e-200, 1e-9, 0.3, 0.7, 1.0, 3.0, 12.0]],
    "logCauchyCdf": [
        [z, number(mp.log(mpf(1) / 2 + mp.atan(mpf(z)) / mp.pi))] for z in [-1e9, -30.0, -1.0, 0.0, 0.9, 1.1, 1e9]
    ],
    "logHalfCauchyCdf": [[z, number(mp.log(2 * mp.atan(mpf(z)) / mp.pi))] for z in [1e-200, 1e-9, 0.9, 1.1, 50.0, 1e9]],
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
# Families on the line -------------------------------------------------------------------------------------


def line(parameters, frozen, log_density, cdf, survival, xs):
    """`frozen` of scipy; None: on the unit interval, with moments by integration of the density and no quantiles."""

    def quadrature(of):
        points = [0, mpf("0.01"), mpf("0.1"), mpf("0.5"), mpf("0.9"), mpf("0.99"), 1]
        return mp.quad(lambda x: of(x) * mp.exp(log_density(x)), points)

    # Tails may be 1 but for hundreds of digits.
    with mp.workdps(400):
        row = {
            "parameters": parameters,
            "logDensity": [[x, number(log_density(mpf(x)))] for x in xs],
            "logTails": [[x, number(mp.log(cdf(mpf(x)))), number(mp.log(survival(mpf(x))))] for x in xs],
        }
    if frozen is None:
        mean = quadrature(lambda x: x)
        return row | {
            "quantile": [],
            "mean": number(mean),
            "variance": number(quadrature(lambda x: (x - mean) ** 2)),
        }
    finite = lambda value: number(value) if not math.isnan(value) else None
    return row | {
        "quantile": [[p, number(frozen.ppf(p))] for p in probabilities],
        "mean": finite(float(frozen.mean())),
        "variance": finite(float(frozen.var())),
    }


def location_scale(frozen, standard, cdf, survival, location, scale, zs):
    l, s = mpf(location), mpf(scale)
    return line(
        {"location": location, "scale": scale},
        frozen(location, scale),
        lambda x: standard((x - l) / s) - mp.log(s),
        lambda x: cdf((x - l) / s),
        lambda x: survival((x - l) / s),
        [location + scale * z for z in zs],
    )


places = [(0.0, 1.0), (-3.5, 0.02), (250.0, 1e4), (0.0, 1e-150)]
far = [-1e6, -700.0, -30.0, -2.0, -0.1, 0.0, 0.4, 3.0, 40.0, 600.0, 1e6]


def half(frozen, standard, cdf, survival, scale, zs):
    s = mpf(scale)
    return line(
        {"scale": scale},
        frozen(scale=scale),
        lambda x: standard(x / s) - mp.log(s),
        lambda x: cdf(x / s),
        lambda x: survival(x / s),
        [scale * z for z in zs],
    ) | {"quantile": []}


def log_normal(mean, sd):
    m, s = mpf(mean), mpf(sd)
    return line(
        {"mean": mean, "sd": sd},
        stats.lognorm(s=sd, scale=math.exp(mean)),
        lambda x: -mp.log(x * s) - mp.log(2 * mp.pi) / 2 - ((mp.log(x) - m) / s) ** 2 / 2,
        lambda x: mp.ncdf((mp.log(x) - m) / s),
        lambda x: mp.ncdf((m - mp.log(x)) / s),
        [math.exp(mean + sd * z) for z in [-30, -5, -1, 0, 0.3, 2, 8, 20]],
    )


def student_t(df, mean, scale):
    n, m, s = mpf(df), mpf(mean), mpf(scale)
    return line(
        {"df": df, "mean": mean, "scale": scale},
        stats.t(df, mean, scale),
        lambda x: mp.loggamma((n + 1) / 2)
        - mp.loggamma(n / 2)
        - mp.log(n * mp.pi) / 2
        - mp.log(s)
        - (n + 1) / 2 * mp.log(1 + ((x - m) / s) ** 2 / n),
        lambda x: student_cdf((x - m) / s, n),
        lambda x: student_cdf((m - x) / s, n),
        [mean + scale * z for z in [-1e5, -20.0, -2.0, -0.01, 0.3, 3.0, 100.0]],
    ) | {"quantile": [], **({"mean": None, "variance": None} if df <= 1 else {})}


def inverse_gamma(shape, scale):
    c, s = mpf(shape), mpf(scale)
    return line(
        {"shape": shape, "scale": scale},
        stats.invgamma(shape, scale=scale),
        lambda x: c * mp.log(s) - mp.loggamma(c) - (c + 1) * mp.log(x) - s / x,
        lambda x: gamma_tails(c, s / x)[1],
        lambda x: gamma_tails(c, s / x)[0],
        [scale / shape * r for r in [0.01, 0.1, 0.5, 0.9, 1.0, 1.5, 10.0, 1e4, 1e8]],
    )


def chi_squared(df):
    n = mpf(df)
    return line(
        {"df": df},
        stats.chi2(df),
        lambda x: (n / 2 - 1) * mp.log(x) - x / 2 - n / 2 * mp.log(2) - mp.loggamma(n / 2),
        lambda x: gamma_tails(n / 2, x / 2)[0],
        lambda x: gamma_tails(n / 2, x / 2)[1],
        [df * r for r in [1e-9, 0.01, 0.3, 0.9, 1.0, 1.2, 3.0, 10.0]],
    )


def beta(alpha, b):
    a, b_ = mpf(alpha), mpf(b)
    return line(
        {"alpha": alpha, "beta": b},
        stats.beta(alpha, b),
        lambda x: (a - 1) * mp.log(x) + (b_ - 1) * mp.log(1 - x) - mp.log(mp.beta(a, b_)),
        lambda x: beta_cdf(mp.log(x / (1 - x)), a, b_),
        lambda x: beta_cdf(mp.log((1 - x) / x), b_, a),
        [1e-100, 1e-9, 0.02, 0.3, 0.5, 0.81, 0.999, 1 - 1e-12],
    )


def kumaraswamy(a_, b_):
    a, b = mpf(a_), mpf(b_)
    return line(
        {"a": a_, "b": b_},
        None,
        lambda x: mp.log(a * b) + (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x**a),
        lambda x: 1 - (1 - x**a) ** b,
        lambda x: (1 - x**a) ** b,
        [1e-9, 0.02, 0.3, 0.5, 0.81, 0.999, 1 - 1e-12],
    )


def uniform(lower, upper):
    l, u = mpf(lower), mpf(upper)
    return line(
        {"lower": lower, "upper": upper},
        stats.uniform(lower, upper - lower),
        lambda x: -mp.log(u - l),
        lambda x: (x - l) / (u - l),
        lambda x: (u - x) / (u - l),
        [lower + (upper - lower) * r for r in [2**-30, 0.25, 0.5, 0.875]],
    )


def weibull(shape, scale):
    k, l = mpf(shape), mpf(scale)
    return line(
        {"shape": shape, "scale": scale},
        stats.weibull_min(shape, scale=scale),
        lambda x: mp.log(k / l) + (k - 1) * mp.log(x / l) - (x / l) ** k,
        lambda x: -mp.expm1(-((x / l) ** k)),
        lambda x: mp.exp(-((x / l) ** k)),
        [scale * r for r in [1e-30, 1e-3, 0.5, 0.99, 1.0, 1.3, 4.0]],
    )


def pareto(scale, shape):
    s, a = mpf(scale), mpf(shape)
    return line(
        {"scale": scale, "shape": shape},
        stats.pareto(shape, scale=scale),
        lambda x: mp.log(a) + a * mp.log(s) - (a + 1) * mp.log(x),
        lambda x: 1 - (s / x) ** a,
        lambda x: (s / x) ** a,
        [scale * r for r in [1 + 2**-30, 1.25, 2.0, 7.0, 1e6, 1e100]],
    )


def von_mises(mean, concentration):
    m, k = mpf(mean), mpf(concentration)
    wrapped = m - 2 * mp.pi * mp.ceil((m - mp.pi) / (2 * mp.pi))
    return line(
        {"mean": mean, "concentration": concentration},
        None,
        lambda x: k * mp.cos(x - m) - mp.log(2 * mp.pi * mp.besseli(0, k)),
        lambda x: arc(-mp.pi - wrapped, x - wrapped, k),
        lambda x: arc(x - wrapped, mp.pi - wrapped, k),
        [-3.1, -2.0, -0.3, 0.0, 0.5, 1.7, 3.14],
    ) | {"quantile": [], "mean": None, "variance": None}


def log_tails(family, row):
    """Of the families whose other rows are scipy's."""
    p = {name: mpf(value) for name, value in row["parameters"].items()}

    def tails(x):
        if family == "Normal":
            z = (x - p["mean"]) / p["sd"]
            return mp.ncdf(z), mp.ncdf(-z)
        return gamma_tails(p.get("shape", mpf(1)), p["rate"] * x)

    xs = [x for x, _ in row["logDensity"] if family == "Normal" or x > 0]
    with mp.workdps(400):
        return [[x, *(number(mp.log(tail)) for tail in tails(mpf(x)))] for x in xs]


distributions |= {
    "LogNormal": [log_normal(*p) for p in [(0.0, 1.0), (-3.0, 0.05), (2.0, 1.7)]],
    "StudentT": [
        student_t(*p) for p in [(0.3, 0.0, 1.0), (1.0, 0.0, 2.0), (3.5, -1.0, 0.01), (30.0, 5.0, 1.0), (1e4, 0.0, 1.0)]
    ],
    "Cauchy": [
        location_scale(
            stats.cauchy,
            lambda z: -mp.log(mp.pi) - mp.log(1 + z**2),
            lambda z: mpf(1) / 2 + mp.atan(z) / mp.pi,
            lambda z: mpf(1) / 2 - mp.atan(z) / mp.pi,
            *place,
            far,
        )
        | {"quantile": []}
        for place in places
    ],
    "HalfNormal": [
        half(
            stats.halfnorm,
            lambda z: mp.log(2 / mp.pi) / 2 - z**2 / 2,
            lambda z: mp.erf(z / mp.sqrt(2)),
            lambda z: mp.erfc(z / mp.sqrt(2)),
            scale,
            [1e-9, 0.01, 0.5, 1.0, 3.0, 12.0, 40.0],
        )
        for scale in [1.0, 1e-150, 300.0]
    ],
    "HalfCauchy": [
        half(
            stats.halfcauchy,
            lambda z: mp.log(2 / mp.pi) - mp.log(1 + z**2),
            lambda z: 2 * mp.atan(z) / mp.pi,
            lambda z: 1 - 2 * mp.atan(z) / mp.pi,
            scale,
            [1e-9, 0.01, 0.5, 1.0, 3.0, 1e6],
        )
        for scale in [1.0, 1e-150, 300.0]
    ],
    "Laplace": [
        location_scale(
            stats.laplace,
            lambda z: -mp.log(2) - abs(z),
            lambda z: mp.exp(z) / 2 if z < 0 else 1 - mp.exp(-z) / 2,
            lambda z: 1 - mp.exp(z) / 2 if z < 0 else mp.exp(-z) / 2,
            *place,
            [z for z in far if abs(z) < 1e5],
        )
        for place in places
    ],
    "Logistic": [
        location_scale(
            stats.logistic,
            lambda z: -z - 2 * mp.log(1 + mp.exp(-z)),
            lambda z: 1 / (1 + mp.exp(-z)),
            lambda z: 1 / (1 + mp.exp(z)),
            *place,
            [z for z in far if abs(z) < 1e5],
        )
        for place in places
    ],
    "Gumbel": [
        location_scale(
            stats.gumbel_r,
            lambda z: -z - mp.exp(-z),
            lambda z: mp.exp(-mp.exp(-z)),
            lambda z: -mp.expm1(-mp.exp(-z)),
            *place,
            [-6.0, -2.0, -0.1, 0.0, 0.4, 3.0, 19.9, 20.1, 40.0, 600.0],
        )
        for place in places
    ],
    "InverseGamma": [inverse_gamma(*p) for p in [(0.3, 1.0), (1.5, 2.0), (4.0, 1e-3), (60.0, 500.0)]],
    "ChiSquared": [chi_squared(df) for df in [0.1, 1.0, 2.0, 7.5, 400.0]],
    "Beta": [beta(*p) for p in [(0.05, 0.3), (0.5, 0.5), (1.0, 1.0), (2.0, 7.5), (30.0, 0.8), (400.0, 250.0)]],
    "Kumaraswamy": [kumaraswamy(*p) for p in [(1.0, 1.0), (2.0, 3.5), (1.5, 0.8), (5.0, 20.0)]],
    "Uniform": [uniform(*p) for p in [(0.0, 1.0), (-3.0, 5.0), (1e6, 1e6 + 1)]],
    "Weibull": [weibull(*p) for p in [(0.4, 1.0), (1.0, 3.0), (2.5, 1e-3), (30.0, 1e4)]],
    "Pareto": [pareto(*p) for p in [(1.0, 0.5), (2.0, 1.5), (1e-3, 4.0), (100.0, 30.0)]],
    "VonMises": [von_mises(*p) for p in [(0.0, 0.0), (0.0, 1.3), (2.5, 0.4), (-1.0, 20.0), (3.0, 250.0)]],
}
for family, rows in distributions.items():
    if family in ("Normal", "Gamma", "Exponential"):
        for row in rows:
            row["logTails"] = log_tails(family, row)
write("distributions.json", distributions)
