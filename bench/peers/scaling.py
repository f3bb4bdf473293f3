"""scikit-learn's scalers."""
import numpy as np

from peer import kernel


def skewed(n, d):
    """Columns with a long tail."""
    def make():
        return np.exp(np.random.default_rng(3).normal(0, 1, (n, d))).astype(np.float32)
    make.name = f"skewed-{n}-{d}"
    return make


def size(scaled):
    return {"mean_size": np.abs(scaled.astype(float)).mean()}


@kernel("mean 0 and deviation 1, n=1 M d=12, fit and apply", skewed(1_000_000, 12))
def zscore(x):
    from sklearn.preprocessing import StandardScaler
    return lambda: StandardScaler().fit_transform(x), size


@kernel("median 0 and quartiles 1 apart, n=1 M d=12, fit and apply", skewed(1_000_000, 12))
def robust_scale(x):
    from sklearn.preprocessing import RobustScaler
    return lambda: RobustScaler().fit_transform(x), size


@kernel("Yeo-Johnson n=200 k d=12, fit and apply", skewed(200_000, 12))
def yeo_johnson(x):
    from sklearn.preprocessing import PowerTransformer
    return lambda: PowerTransformer(standardize=False).fit_transform(x), size
