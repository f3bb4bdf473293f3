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
