"""Reference values for tests/Kindred.Numerics.Tests/Decomposition. Run in tests/golden: /usr/bin/python3 decomposition.py"""
import numpy as np
from sklearn.decomposition import PCA

FOLDER = "decomposition/"


def save(name, values):
    np.savetxt(FOLDER + name + ".csv", np.atleast_2d(values), delimiter=",", fmt="%.17g")


def largest_entry_positive(components, scores):
    largest = components[np.arange(len(components)), np.abs(components).argmax(1)]
    return components * np.sign(largest)[:, None], scores * np.sign(largest)


def reference(name, points):
    np.savetxt(FOLDER + name + ".csv", points, delimiter=",", fmt="%.9g")
    model = PCA(4, svd_solver="full").fit(points.astype(np.float64))
    components, scores = largest_entry_positive(model.components_, model.transform(points.astype(np.float64)))
    save(name + "_variance", model.explained_variance_)
    save(name + "_ratio", model.explained_variance_ratio_)
    save(name + "_components", components)
    save(name + "_scores", scores)


r = np.random.default_rng(1)
reference("tall", (r.normal(0, [5, 3, 2, 1, .5, .2], (80, 6)) @ r.normal(0, 1, (6, 6)) + 10).astype(np.float32))
r = np.random.default_rng(2)
reference("wide", (r.normal(0, [9, 5, 3, 2], (12, 4)) @ r.normal(0, 1, (4, 60)) + r.normal(0, .1, (12, 60))).astype(np.float32))
