"""Milliseconds per EM iteration of sklearn.mixture.GaussianMixture: FILE ROWS COLUMNS COMPONENTS FEW MANY."""

import sys
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
file = sys.argv[1]
rows, columns, components, few, many = (int(argument) for argument in sys.argv[2:])
data = np.fromfile(file).reshape(rows, columns)


def seconds(iterations):
    """Time of a fit with that many iterations, from the start that the other side uses."""
    mixture = GaussianMixture(
        components,
        tol=0,
        reg_covar=0,
        max_iter=iterations,
        init_params="random",
        weights_init=np.ones(components) / components,
        means_init=data[[k * 997 % rows for k in range(components)]],
        precisions_init=np.array([np.eye(columns) * 0.25] * components),
    )
    start = time.perf_counter()
    mixture.fit(data)
    return time.perf_counter() - start


before = seconds(few)
print((seconds(many) - before) / (many - few) * 1e3)
