"""scikit-learn's outlier detectors, and histograms by NumPy; the first hundredth of the rows is out of place."""
import numpy as np

from peer import blobs, kernel


def contaminated(n, d):
    """Rows around eight centres, the first hundredth spread evenly instead."""
    def make():
        x = blobs(n, d, 8)()
        few = n // 100
        x[:few] = np.random.default_rng(1).uniform(-15, 15, (few, d))
        return x
    make.name = f"contaminated-{n}-{d}"
    return make


def auc(scores):
    from sklearn.metrics import roc_auc_score
    return {"auc": roc_auc_score(np.arange(len(scores)) < len(scores) // 100, scores)}


@kernel("Isolation Forest n=1 M d=12, 100 trees, fit and score", contaminated(1_000_000, 12), least=10)
def isolation_forest(x):
    from sklearn.ensemble import IsolationForest
    return lambda: -IsolationForest(n_estimators=100, random_state=1).fit(x).score_samples(x), auc


@kernel("local outlier factor n=50 k d=6, 20 neighbours", contaminated(50_000, 6))
def lof(x):
    from sklearn.neighbors import LocalOutlierFactor
    return lambda: -LocalOutlierFactor(20).fit(x).negative_outlier_factor_, auc


@kernel("histogram outlier scores n=1 M d=12, 1,000 bins", contaminated(1_000_000, 12))
def hbos(x):
    def work():
        scores = np.zeros(len(x))
        for column in x.T:
            low, high = column.min(), column.max()
            bins = np.minimum(((column.astype(float) - low) * (1000 / (high - low))).astype(int), 999)
            heights = np.bincount(bins, minlength=1000) + .5
            scores -= np.log(heights / heights.max())[bins]
        return scores
    return work, auc


@kernel("robust Mahalanobis (FastMCD) n=20 k d=8", contaminated(20_000, 8))
def mcd(x):
    from sklearn.covariance import MinCovDet
    return lambda: MinCovDet(random_state=1).fit(x).mahalanobis(x), auc
