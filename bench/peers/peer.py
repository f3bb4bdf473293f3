"""What the peers share: the register of kernels, and synthetic data. A kernel is a function from its data to
(work, quality): work() is timed, quality(its result) is not. The register holds the words of the table and the goal beside it."""
import numpy as np

KERNELS = {}


def kernel(work, data, least=None, alone=False):
    """Registers a kernel under its function's name: what it does, where its data come from, the ratio to reach, or that no peer has it."""
    def register(function):
        KERNELS[function.__name__.rstrip("_")] = {"run": function, "work": work, "data": data, "least": least, "alone": alone}
        return function
    return register


def blobs(n, d, k, seed=7):
    """Rows around k centres of different widths, single precision."""
    def make():
        r = np.random.default_rng(seed)
        centres = r.normal(0, 4, (k, d))
        labels = r.integers(0, k, n)
        return (centres[labels] + r.normal(0, 1, (n, d)) * r.uniform(.5, 2, (k, 1))[labels]).astype(np.float32)
    make.name = f"blobs-{n}-{d}-{k}-{seed}"
    return make


def labelled(n, d, k, seed=7):
    """The same rows with the number of their centre in one more column."""
    def make():
        points = blobs(n, d, k, seed)()
        r = np.random.default_rng(seed)
        r.normal(0, 4, (k, d))
        return np.column_stack([points, r.integers(0, k, n)]).astype(np.float32)
    make.name = f"labelled-{n}-{d}-{k}-{seed}"
    return make
