"""SciPy's tests of two samples and its bootstrap."""
import numpy as np

from peer import kernel


def pairs(n):
    """Two columns of amounts, the second a little larger."""
    def make():
        r = np.random.default_rng(5)
        return np.round(np.column_stack([r.lognormal(3, 1, n), r.lognormal(3.01, 1, n)]), 2)
    make.name = f"pairs-{n}"
    return make


@kernel("Mann-Whitney with ties, 2 × 500 k", pairs(500_000))
def rank_test(x):
    from scipy.stats import mannwhitneyu
    a, b = np.ascontiguousarray(x.T)
    return lambda: mannwhitneyu(a, b, method="asymptotic"), lambda t: {"u": t.statistic, "p": t.pvalue}


@kernel("Kolmogorov-Smirnov and Wasserstein, 2 × 500 k", pairs(500_000))
def drift(x):
    from scipy.stats import ks_2samp, wasserstein_distance
    a, b = np.ascontiguousarray(x.T)
    return (lambda: (ks_2samp(a, b, mode="asymp").statistic, wasserstein_distance(a, b))), lambda t: {"ks": t[0], "wasserstein": t[1]}


@kernel("BCa bootstrap of a mean, 2,000 values, 10,000 resamples", pairs(2_000))
def bootstrap(x):
    from scipy.stats import bootstrap as resample
    a = np.ascontiguousarray(x[:, 0])
    return (lambda: resample((a,), np.mean, n_resamples=10_000, batch=1_000, random_state=1)), lambda b: {
        "low": b.confidence_interval.low, "high": b.confidence_interval.high}


@kernel("a stream of 500 k through ADWIN and Page-Hinkley", pairs(500_000), alone=True)
def stream(x):
    """No Debian package has them."""
