"""Reference values for the gap statistic, prediction strength, elbows, stability and k-means over a range of k in
tests/Kindred.Numerics.Tests/Clustering, worked out from their definitions over scikit-learn's k-means and measures. Run in tests/golden: /usr/bin/python3 selection.py"""
import numpy as np
from scipy.signal import argrelextrema
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

MOST, REFERENCES, SPLITS = 6, 60, 30
points = np.loadtxt("clustering/points.csv", delimiter=",", dtype=np.float32).astype(np.float64)
r = np.random.default_rng(1)


def fit(x, k):
    return KMeans(k, n_init=5, random_state=1).fit(x)


def logs(x):
    return [np.log(fit(x, k).inertia_) for k in range(1, MOST + 1)]


centred = points - points.mean(0)
axes = np.linalg.svd(centred, full_matrices=False)[2]
scores = centred @ axes.T
own = np.array(logs(points))
references = np.array([logs(r.uniform(scores.min(0), scores.max(0), points.shape) @ axes + points.mean(0)) for _ in range(REFERENCES)])


def strength(test, train, k):
    one, other = fit(test, k).labels_, fit(train, k).predict(test)
    shares = []
    for cluster in range(k):
        together = other[one == cluster][:, None] == other[one == cluster]
        size = len(together)
        shares.append((together.sum() - size) / (size * (size - 1)) if size > 1 else 1)
    return min(shares)


def split(k):
    order = r.permutation(len(points))
    one, other = points[order[: len(order) // 2]], points[order[len(order) // 2 :]]
    return (strength(one, other, k) + strength(other, one, k)) / 2


with open("selection/selection.csv", "w") as file:
    for key, values in {
        "log_inertia": own, "gap": references.mean(0) - own, "deviation": references.std(0),
        "strength": [np.mean([split(k) for _ in range(SPLITS)]) for k in range(1, MOST + 1)],
    }.items():
        file.write(",".join([key] + ["%.17g" % v for v in values]) + "\n")


def elbow(y, sensitivity=1):
    """The place of the knee by the definition of Satopää et al. (2011) for falling convex curves; -1 where there is none."""
    x = np.arange(len(y)) / (len(y) - 1)
    height = (max(y) - y) / (max(y) - min(y)) - x
    peaks = argrelextrema(height, np.greater_equal)[0]
    for at, peak in enumerate(peaks[(peaks > 0) & (peaks < len(y) - 1)]):
        until = peaks[at + 1] if at + 1 < len(peaks) else len(y)
        if (height[peak + 1:until] < height[peak] - sensitivity / (len(y) - 1)).any():
            return peak
    return -1


fits = [KMeans(k, n_init=20, random_state=1).fit(points) for k in range(2, 9)]
np.savetxt("selection/candidates.csv", [
    [m.n_clusters, m.inertia_, silhouette_score(points, m.labels_), calinski_harabasz_score(points, m.labels_), davies_bouldin_score(points, m.labels_)]
    for m in fits], delimiter=",", fmt="%.17g")

curves = [[m.inertia_ for m in fits]]
for centres in range(2, 9):
    blobs = r.normal(0, 3, (centres, 3))[r.integers(0, centres, 200)] + r.normal(0, 1, (200, 3))
    curves.append([KMeans(k, n_init=5, random_state=1).fit(blobs).inertia_ for k in range(2, 9)])
np.savetxt("selection/elbow_curves.csv", curves, delimiter=",", fmt="%.17g")
np.savetxt("selection/elbows.csv", np.atleast_2d([elbow(np.array(curve)) for curve in curves]), delimiter=",", fmt="%d")

RESAMPLES = 400
own = fit(points, 5).labels_
similarities = [[] for _ in range(5)]
for _ in range(RESAMPLES):
    drawn = np.unique(r.integers(0, len(points), len(points)))
    found = KMeans(5, n_init=3, random_state=1).fit(points[drawn]).labels_
    for cluster in range(5):
        kept = own[drawn] == cluster
        if kept.any():
            similarities[cluster].append(max((kept & (found == other)).sum() / (kept | (found == other)).sum() for other in range(5)))
np.savetxt("selection/stability_labels.csv", np.atleast_2d(own), delimiter=",", fmt="%d")
np.savetxt("selection/stability.csv", [[np.mean(s), np.std(s), np.mean(np.array(s) >= .75)] for s in similarities], delimiter=",", fmt="%.17g")
