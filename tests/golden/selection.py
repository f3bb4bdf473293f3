"""Reference values for the gap statistic and prediction strength in tests/Kindred.Numerics.Tests/Clustering/Quality, worked out from
their definitions over scikit-learn's k-means. Run in tests/golden: /usr/bin/python3 selection.py"""
import numpy as np
from sklearn.cluster import KMeans

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
