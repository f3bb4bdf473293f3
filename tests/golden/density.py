"""Reference values for tests/Kindred.Numerics.Tests/Clustering/Density. Run in tests/golden: /usr/bin/python3 density.py"""
import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist, squareform
from sklearn.cluster import DBSCAN

points = np.loadtxt("clustering/points.csv", delimiter=",", dtype=np.float32).astype(np.float64)
fits = [DBSCAN(eps=radius, min_samples=least).fit(points) for radius, least in ((1.1, 5), (1.5, 4), (0.8, 2), (2.5, 12))]
np.savetxt("density/dbscan.csv", [fit.labels_ for fit in fits], delimiter=",", fmt="%d")
np.savetxt("density/dbscan_cores.csv", [np.isin(range(len(points)), fit.core_sample_indices_) for fit in fits], delimiter=",", fmt="%d")


def hdbscan(points, size, neighbors):
    """Heights of the tree and labels by the paper: SciPy's single linkage by mutual reachability, of whose branches the lasting ones are taken."""
    distances = cdist(points, points)
    core = np.sort(distances, axis=1)[:, neighbors - 1]
    reach = np.maximum(distances, np.maximum(core[:, None], core))
    np.fill_diagonal(reach, 0)
    tree, n = linkage(squareform(reach, checks=False), "single"), len(points)

    def rows(node):
        return [node] if node < n else rows(int(tree[node - n, 0])) + rows(int(tree[node - n, 1]))

    def best(node, start):
        """The excess of mass of the best clusters within a branch that began at a level, and these clusters."""
        members, mass = rows(node), 0.0
        while True:
            if node < n:
                return mass, [members]
            level = 1 / tree[node - n, 2]
            halves = [int(child) for child in tree[node - n, :2]]
            large = [child for child in halves if len(rows(child)) >= size]
            mass += sum(len(rows(child)) for child in halves if child not in large) * (level - start)
            if len(large) == 1:
                node = large[0]
                continue
            if not large:
                return mass, [members]
            mass += sum(len(rows(child)) for child in large) * (level - start)
            below = [best(child, level) for child in large]
            split = sum(one for one, _ in below)
            return (split, [cluster for _, found in below for cluster in found]) if split > mass else (mass, [members])

    node = 2 * n - 2
    while True:  # the branch of all rows is no cluster itself
        large = [int(child) for child in tree[node - n, :2] if len(rows(int(child))) >= size]
        if len(large) != 1:
            break
        node = large[0]
    found = [cluster for child in large for cluster in best(child, 1 / tree[node - n, 2])[1]]
    labels = np.full(n, -1)
    for label, cluster in enumerate(sorted(found, key=min)):
        labels[cluster] = label
    return tree[:, 2], labels


trees = [hdbscan(points, size, neighbors) for size, neighbors in ((5, 5), (10, 4), (3, 8), (5, 1))]
np.savetxt("density/hdbscan_heights.csv", [heights for heights, _ in trees], delimiter=",", fmt="%.17g")
np.savetxt("density/hdbscan_labels.csv", [labels for _, labels in trees], delimiter=",", fmt="%d")
