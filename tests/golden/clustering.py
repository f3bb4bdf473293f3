"""Reference values for tests/Kindred.Numerics.Tests/Clustering. Run in tests/golden: /usr/bin/python3 clustering.py"""
import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.cluster import KMeans, MiniBatchKMeans

FOLDER = "clustering/"


def save(name, values, fmt="%.17g"):
    np.savetxt(FOLDER + name + ".csv", np.atleast_2d(values), delimiter=",", fmt=fmt)


def named(name, lines):
    with open(FOLDER + name + ".csv", "w") as file:
        for key, values in lines.items():
            file.write(",".join([key] + ["%.17g" % v for v in np.atleast_1d(values)]) + "\n")


r = np.random.default_rng(5)
centres = r.normal(0, 4, (4, 3))
labels = r.integers(0, 4, 120)
points = (centres[labels] + r.normal(0, 1.2, (120, 3))).astype(np.float32)
np.savetxt(FOLDER + "points.csv", points, delimiter=",", fmt="%.9g")
values = points.astype(np.float64)
coarse = (values[:, 0] > np.median(values[:, 0])).astype(int) + 2 * (values[:, 1] > 0)
save("labels", np.column_stack([labels, coarse]), "%d")
save("silhouettes", metrics.silhouette_samples(values, labels))
named("quality", {
    "silhouette": [metrics.silhouette_score(values, labels), metrics.silhouette_score(values, coarse)],
    "calinski_harabasz": metrics.calinski_harabasz_score(values, labels),
    "davies_bouldin": metrics.davies_bouldin_score(values, labels),
    "adjusted_rand": metrics.adjusted_rand_score(labels, coarse),
    "adjusted_mutual_information": metrics.adjusted_mutual_info_score(labels, coarse),
    "v_measure": metrics.homogeneity_completeness_v_measure(labels, coarse),
})

start = values[[0, 1, 2, 3, 4]]
fit = KMeans(5, init=start, n_init=1, algorithm="lloyd", tol=0).fit(values)
save("kmeans_centres", fit.cluster_centers_)
save("kmeans_labels", fit.labels_, "%d")
named("kmeans", {"inertia": fit.inertia_, "best_of_10": [KMeans(k, n_init=10, random_state=1).fit(values).inertia_ for k in (2, 3, 4, 5, 6)]})

costs = r.normal(0, 10, (7, 9))
save("costs", costs)
row, column = linear_sum_assignment(costs)
save("assignment", column, "%d")

batches = MiniBatchKMeans(5, init=start, n_init=1, reassignment_ratio=0)
for first in range(0, 120, 20):
    batches.partial_fit(values[first:first + 20])
save("minibatch_centres", batches.cluster_centers_)
