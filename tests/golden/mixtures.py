"""Reference values for tests/Kindred.Numerics.Tests/Clustering/Mixtures. Run in tests/golden: /usr/bin/python3 mixtures.py"""
import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.mixture._gaussian_mixture import _estimate_gaussian_parameters

points = np.loadtxt("clustering/points.csv", delimiter=",", dtype=np.float32).astype(np.float64)
labels = (points[:, 0] > np.median(points[:, 0])).astype(int) + (points[:, 1] > 0)
np.savetxt("mixtures/labels.csv", [labels], delimiter=",", fmt="%d")
with open("mixtures/mixtures.csv", "w") as file:
    for name, shape in (("full", "full"), ("diagonal", "diag")):
        counts, means, covariances = _estimate_gaussian_parameters(points, np.eye(3)[labels], 1e-6, shape)
        precisions = np.linalg.inv(covariances) if shape == "full" else 1 / covariances
        fit = GaussianMixture(3, covariance_type=shape, weights_init=counts / counts.sum(), means_init=means, precisions_init=precisions).fit(points)
        best = GaussianMixture(4, covariance_type=shape, n_init=10, random_state=1).fit(points)
        squares = fit.covariances_ if shape == "full" else [np.diag(c) for c in fit.covariances_]
        for key, values in {
            "weights": fit.weights_, "means": fit.means_, "covariances": squares, "iterations": fit.n_iter_, "score": fit.score(points),
            "criteria": [fit.bic(points), fit.aic(points)], "probabilities": fit.predict_proba(points), "densities": fit.score_samples(points),
            "best_of_10": best.score(points),
        }.items():
            file.write(",".join([f"{name}_{key}"] + ["%.17g" % v for v in np.ravel(values)]) + "\n")
