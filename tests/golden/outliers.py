"""Reference values for tests/Kindred.Numerics.Tests/Outliers. Run in tests/golden: /usr/bin/python3 outliers.py"""
import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

r = np.random.default_rng(4)
ordinary = r.normal(0, [1, 1, 2, .5], (1140, 4)) + r.integers(0, 2, (1140, 1)) * [4, 0, 3, 1]
unusual = r.uniform(-5, 8, (60, 4)) * [1, .7, 1, .5]
points = np.vstack([ordinary, unusual]).astype(np.float32)
labels = np.repeat([0, 1], [1140, 60])
np.savetxt("outliers/points.csv", points, delimiter=",", fmt="%.9g")
np.savetxt("outliers/labels.csv", labels, fmt="%d")

forests = [IsolationForest(random_state=seed).fit(points).score_samples(points) for seed in range(20)]
np.savetxt("outliers/isolation_forest_auc.csv", [np.mean([roc_auc_score(labels, -scores) for scores in forests])], fmt="%.6f")
np.savetxt("outliers/isolation_forest_scores.csv", -np.mean(forests, axis=0), fmt="%.6f")

from sklearn.covariance import MinCovDet
from sklearn.neighbors import LocalOutlierFactor

# Factors of all rows, and of 40 new ones among them.
fresh = r.uniform(-6, 9, (40, 4)).astype(np.float32)
np.savetxt("outliers/fresh.csv", fresh, delimiter=",", fmt="%.9g")
wide = points.astype(np.float64)
np.savetxt("outliers/lof.csv", -LocalOutlierFactor(n_neighbors=20).fit(wide).negative_outlier_factor_, fmt="%.12g")
new = LocalOutlierFactor(n_neighbors=20, novelty=True).fit(wide)
np.savetxt("outliers/lof_fresh.csv", -new.score_samples(fresh.astype(np.float64)), fmt="%.12g")

# HBOS by its definition: bars over the highest, with half a row added to each, in 35 = ceil(sqrt(1200)) bins.
def rarity(column, values, bins):
    heights, edges = np.histogram(column, bins)
    bar = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, bins - 1)
    inside = (values >= edges[0]) & (values <= edges[-1])
    return np.log((heights.max() + .5) / (np.where(inside, heights[bar], 0) + .5))

np.savetxt("outliers/hbos.csv", np.column_stack([rarity(wide[:, j], wide[:, j], 35) for j in range(4)]), delimiter=",", fmt="%.12g")
np.savetxt("outliers/hbos_fresh.csv", sum(rarity(wide[:, j], fresh[:, j].astype(float), 35) for j in range(4)), fmt="%.12g")

# Robust distances: a tilted cloud with a fifth of its rows elsewhere. scikit-learn's search ends in different local minima
# from seed to seed: the lowest of 12 is kept.
def log_determinant(fit):
    return np.linalg.slogdet(fit.raw_covariance_)[1]

for name, n, d in [("few", 300, 3), ("many", 900, 4)]:
    tilt = r.normal(0, 1, (d, d))
    cloud = r.normal(0, 1, (n, d)) @ tilt
    cloud[:n // 5] += 6 * np.abs(tilt).sum(0)
    cloud = cloud.astype(np.float32)
    fits = [MinCovDet(random_state=seed).fit(cloud.astype(np.float64)) for seed in range(12)]
    best = min(fits, key=log_determinant)
    np.savetxt(f"outliers/mcd_{name}_points.csv", cloud, delimiter=",", fmt="%.9g")
    # Location and covariance of the h rows, then of the ordinary ones.
    lines = [best.raw_location_, *best.raw_covariance_, best.location_, *best.covariance_]
    np.savetxt(f"outliers/mcd_{name}.csv", lines, delimiter=",", fmt="%.17g")
    np.savetxt(f"outliers/mcd_{name}_distances.csv", best.dist_, fmt="%.12g")
