#!/usr/bin/env python3
"""Writes discrete-distributions.json (mpmath, 50 digits) and matrix-distributions.json (scipy) beside this script.

    python3 make-discrete-tables.py

Counts are rows with parameters by name and lists of [x, log mass], [x, log P(X <= x)], [x, log P(X > x)] and
[p, quantile]; scipy must agree with each mass, to the digits that it has. Vectors and matrices are flat, row by row.
Infinities are the strings "Infinity" and "-Infinity".
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
rng = np.random.default_rng(7)
probabilities = [1e-12, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6, 1 - 1e-12]


def number(value):
    value = float(value)
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, tables):
    text = json.dumps({"versions": versions, **tables}, indent=None, separators=(",", ":"))
    (here / name).write_text(text.replace("],[", "],\n[").replace("},{", "},\n{") + "\n")


def log(value):
    return -mp.inf if value == 0 else mp.log(value)


# Counts ---------------------------------------------------------------------------------------------------


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def times(count, logarithm):
    return mpf(0) if count == 0 else count * logarithm


def rising(a, n):
    return mp.loggamma(a + n) - mp.loggamma(a)


def binomial(n, p):
    p = mpf(p)
    return lambda k: log_choose(n, k) + times(k, log(p)) + times(n - k, log(1 - p))


def negative_binomial(mean, dispersion):
    m, r = mpf(mean), mpf(dispersion)
    return lambda k: rising(r, k) - mp.loggamma(k + 1) + r * log(r / (r + m)) + times(k, log(m / (r + m)))


def geometric(p):
    p = mpf(p)
    return lambda k: log(p) + times(k, log(1 - p))


def beta_binomial(n, a, b):
    a, b = mpf(a), mpf(b)
    return lambda k: log_choose(n, k) + rising(a, k) + rising(b, n - k) - rising(a + b, n)


def zero_inflated(zero, rate):
    z, r = mpf(zero), mpf(rate)
    poisson = lambda k: times(k, log(r)) - r - mp.loggamma(k + 1)
    return lambda k: log(z + (1 - z) * mp.exp(-r)) if k == 0 else log(1 - z) + poisson(k)


def tails(mass, k, last):
    """log P(X <= k) and log P(X > k), added up; beyond 3,000 terms nothing is."""
    if k < 0:
        return [-mp.inf, mpf(0)]
    if last is not None and k >= last:
        return [mpf(0), -mp.inf]
    if k > 3000:
        return None
    with mp.workdps(80):
        below = mp.fsum(mp.exp(mass(j)) for j in range(0, k + 1))
        if below > mpf(10) ** -60 and 1 - below > mpf(10) ** -60:
            return [log(below), log(1 - below)]
        above, j, peak = mpf(0), k + 1, mpf(0)
        while last is None or j <= last:
            term = mp.exp(mass(j))
            above += term
            peak = max(peak, term)
            if term < above * mpf(10) ** -50 and term < peak:
                break
            j += 1
            if j > k + 20000:
                return None
        return [log(below), log(above)]


def has_quantiles(frozen):
    """scipy's BetaBinomial adds masses up from below, and has none of the digits near one."""
    return frozen is not None and frozen.var() > 0 and frozen.dist.name != "betabinom"


def counts(parameters, mass, xs, frozen, last=None, moments=None):
    inside = lambda x: x == int(x) and x >= 0 and (last is None or x <= last)
    rows = []
    for x in xs:
        value = mass(int(x)) if inside(x) else -mp.inf
        rows.append([x, number(value)])
        if frozen is not None and value != -mp.inf:
            # scipy's is a difference of log gamma functions of the largest argument.
            terms = float(mp.loggamma(max(x, *parameters.values()) + 2))
            assert abs(frozen.logpmf(x) - float(value)) < 1e-9 + 1e-12 * terms, (parameters, x, value)
    found = [(x, tails(mass, math.floor(x), last)) for x in xs if x < 1e9]
    mean, variance = (frozen.mean(), frozen.var()) if moments is None else moments
    return {
        "parameters": parameters,
        "logDensity": rows,
        "logCdf": [[x, number(pair[0])] for x, pair in found if pair is not None],
        "logSurvival": [[x, number(pair[1])] for x, pair in found if pair is not None],
        "quantile": [[p, number(frozen.ppf(p))] for p in probabilities if has_quantiles(frozen)],
        "mean": number(mean),
        "variance": number(variance),
    }


def discrete_uniform(lower, upper):
    size = upper - lower + 1
    xs = [lower - 1, lower, (lower + upper) // 2, upper, upper + 1, lower + 0.5]
    frozen = stats.randint(lower, upper + 1)
    up_to = lambda x: min(max(math.floor(x) - lower + 1, 0), size)
    return {
        "parameters": {"lower": lower, "upper": upper},
        "logDensity": [[x, number(-mp.log(size) if x == int(x) and lower <= x <= upper else -mp.inf)] for x in xs],
        "logCdf": [[x, number(log(mpf(up_to(x)) / size))] for x in xs],
        "logSurvival": [[x, number(log(1 - mpf(up_to(x)) / size))] for x in xs],
        "quantile": [[p, number(frozen.ppf(p))] for p in probabilities if size > 1],
        "mean": (lower + upper) / 2,
        "variance": (size**2 - 1) / 12,
    }


def spread(mean, variance, last=None):
    """Whole numbers near the mean and far from it, and numbers that are none."""
    sd = math.sqrt(variance)
    points = [0, 1, 2, 10] + [round(mean + z * sd) for z in [-8, -3, -1, 0, 0.3, 2, 5, 20]]
    points += [] if last is None else [last - 1, last, last + 1]
    return sorted({x for x in points if x >= 0}) + [-1, 2.5]


def beta_binomial_moments(n, a, b):
    a, b = mpf(a), mpf(b)
    p = a / (a + b)
    return n * p, n * p * (1 - p) * (n + a + b) / (1 + a + b)


discrete = {
    "Binomial": [
        counts({"n": n, "p": p}, binomial(n, p), spread(n * p, n * p * (1 - p), n), stats.binom(n, p), n)
        for n, p in [(1, 0.5), (10, 0.0), (10, 1.0), (20, 0.3), (1000, 1e-4), (2500, 0.9), (100000, 0.5),
                     (10**6, 0.999), (10**9, 1e-9)]
    ],
    "NegativeBinomial": [
        counts(
            {"mean": m, "dispersion": r},
            negative_binomial(m, r),
            spread(m, m + m * m / r),
            None if m < 1e-6 or r > 1e10 else stats.nbinom(r, r / (r + m)),
            moments=(m, m + m * m / r),
        )
        for m, r in [(0.0, 1.0), (1e-8, 2.0), (3.4, 1.7), (5.0, 1e-3), (50.0, 1e8), (1000.0, 0.5), (2.0, 1e15), (30.0, 40.0)]
    ],
    "Geometric": [
        counts(
            {"p": p},
            geometric(p),
            spread((1 - p) / p, (1 - p) / p**2),
            stats.geom(p, loc=-1),
            moments=((1 - p) / p, (1 - p) / p**2),
        )
        for p in [1e-3, 0.3, 0.999, 1.0]
    ],
    "BetaBinomial": [
        counts(
            {"n": n, "alpha": a, "beta": b},
            beta_binomial(n, a, b),
            spread(*map(float, beta_binomial_moments(n, a, b)), n),
            stats.betabinom(n, a, b),
            n,
            moments=beta_binomial_moments(n, a, b),
        )
        for n, a, b in [(10, 0.5, 0.5), (9, 1.3, 2.1), (100, 1e6, 3e6), (1000, 0.01, 5.0), (50, 200.0, 1e-3)]
    ],
    "ZeroInflatedPoisson": [
        counts(
            {"zero": z, "rate": r},
            zero_inflated(z, r),
            spread(r, max(r, 1)),
            None,
            moments=((1 - z) * r, (1 - z) * r * (1 + z * r)),
        )
        for z, r in [(0.0, 3.0), (1.0, 3.0), (0.25, 2.2), (0.5, 800.0), (1e-300, 2.0), (0.3, 0.0), (0.0, 900.0)]
    ],
    "DiscreteUniform": [discrete_uniform(*ends) for ends in [(-2, 5), (0, 0), (1, 10**6)]],
}

# Vectors of counts, and categories ------------------------------------------------------------------------


def multinomial(p, xs):
    p = [mpf(v) for v in p]
    mass = lambda x: mp.loggamma(sum(x) + 1) + sum(times(k, log(q)) - mp.loggamma(k + 1) for k, q in zip(x, p))
    return {"p": list(map(float, p)), "logDensity": [[x, number(mass(x))] for x in xs]}


def dirichlet_multinomial(a, xs):
    a = [mpf(v) for v in a]
    each = lambda x: sum(rising(c, k) - mp.loggamma(k + 1) for k, c in zip(x, a))
    mass = lambda x: mp.loggamma(sum(x) + 1) - rising(sum(a), sum(x)) + each(x)
    return {"concentration": list(map(float, a)), "logDensity": [[x, number(mass(x))] for x in xs]}


def ordered_logistic(predictor, cutpoints):
    with mp.workdps(400):
        at_most = [mpf(0)] + [1 / (1 + mp.exp(mpf(predictor) - mpf(c))) for c in cutpoints] + [mpf(1)]
        masses = [log(b - a) for a, b in zip(at_most, at_most[1:])]
    return {"predictor": predictor, "cutpoints": cutpoints, "logDensity": [number(v) for v in masses]}


compositions = [[2, 5, 3], [0, 0, 0], [0, 7, 0], [400, 1, 30], [100000, 200000, 5]]
discrete["Multinomial"] = [multinomial(p, compositions) for p in [[0.2, 0.5, 0.3], [1e-12, 0.7, 0.3 - 1e-12], [0.0, 1.0, 0.0]]]
discrete["DirichletMultinomial"] = [
    dirichlet_multinomial(a, compositions) for a in [[0.8, 2.0, 3.5], [1e-3, 1e-3, 5.0], [1e7, 2e7, 500.0]]
]
discrete["OrderedLogistic"] = [
    ordered_logistic(*each) for each in [(0.4, [-0.7, 1.1]), (-30.0, [0.0]), (50.0, [-2.0, -1.999999, 3.0]), (-300.0, [-1.0, 1.0])]
]
write("discrete-distributions.json", discrete)

# Vectors and matrices -------------------------------------------------------------------------------------


def covariance(size, scale=1.0):
    root = rng.normal(size=(size, size)) * scale
    return root @ root.T + scale**2 * np.eye(size)


def low_rank(size, columns):
    factor = rng.normal(size=(size, columns)) * 2
    diagonal = rng.uniform(0.1, 2, size=size)
    mean = rng.normal(size=size)
    whole = factor @ factor.T + np.diag(diagonal)
    frozen = stats.multivariate_normal(mean, whole)
    xs = mean + rng.normal(size=(4, size)) * 3
    return {
        "parameters": {"mean": mean.tolist(), "factor": factor.ravel().tolist(), "diagonal": diagonal.tolist()},
        "columns": columns,
        "logDensity": [[x.tolist(), number(frozen.logpdf(x))] for x in xs],
        "mean": mean.tolist(),
        "variance": np.diag(whole).tolist(),
        "entropy": number(frozen.entropy()),
    }


def mv_student_t(size, df):
    scale = covariance(size)
    mean = rng.normal(size=size)
    frozen = stats.multivariate_t(mean, scale, df)
    xs = mean + rng.normal(size=(4, size)) * 3
    # Kotz and Nadarajah (2004), section 1.8; scipy has it from 1.11 on.
    half = mpf(df + size) / 2

    def density(x):
        residual = mp.matrix((x - mean).tolist())
        quadratic = (residual.T * mp.lu_solve(mp.matrix(scale.tolist()), residual))[0]
        normaliser = mp.loggamma(half) - mp.loggamma(mpf(df) / 2) - size * mp.log(mp.pi * df) / 2
        value = normaliser - mp.log(mp.det(mp.matrix(scale.tolist()))) / 2 - half * mp.log(1 + quadratic / df)
        assert abs(float(value) - frozen.logpdf(x)) < 1e-12 * max(10, df * math.log(df + 1))
        return value

    entropy = (
        mp.log(mp.beta(mpf(df) / 2, mpf(size) / 2) * (mp.pi * df) ** (mpf(size) / 2) / mp.gamma(mpf(size) / 2))
        + half * (mp.digamma(half) - mp.digamma(mpf(df) / 2))
        + mpf(float(np.linalg.slogdet(scale)[1])) / 2
    )
    return {
        "parameters": {"df": df, "mean": mean.tolist(), "scale": scale.ravel().tolist()},
        "logDensity": [[x.tolist(), number(density(x))] for x in xs],
        "mean": mean.tolist() if df > 1 else None,
        "variance": (np.diag(scale) * df / (df - 2)).tolist() if df > 2 else None,
        "entropy": number(entropy),
    }


def matrices(family, size, df, entropy):
    scale = covariance(size)
    frozen = family(df, scale)
    xs = [covariance(size) for _ in range(4)]
    has = lambda least: df > least
    inverted = family is stats.invwishart
    return {
        "parameters": {"df": df, "scale": scale.ravel().tolist()},
        "size": size,
        "logDensity": [[x.ravel().tolist(), number(frozen.logpdf(x))] for x in xs],
        "mean": np.array(frozen.mean()).ravel().tolist() if not inverted or has(size + 1) else None,
        "variance": np.array(frozen.var()).ravel().tolist() if not inverted or has(size + 3) else None,
        "entropy": number(frozen.entropy()) if entropy else None,
    }


write(
    "matrix-distributions.json",
    {
        "LowRankMvNormal": [low_rank(*each) for each in [(1, 1), (3, 1), (5, 2), (8, 3)]],
        "MvStudentT": [mv_student_t(*each) for each in [(1, 0.7), (2, 1.5), (3, 4.0), (6, 1e6)]],
        "Wishart": [matrices(stats.wishart, *each, True) for each in [(1, 0.5), (2, 2.5), (3, 7.0), (5, 400.0)]],
        "InverseWishart": [matrices(stats.invwishart, *each, False) for each in [(1, 0.5), (2, 2.5), (3, 7.5), (5, 400.0)]],
    },
)
