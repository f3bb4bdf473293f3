"""Reference values for tests/Kindred.Numerics.Tests/Neighbors. Run in tests/golden: /usr/bin/python3 neighbors.py"""
import numpy as np
from sklearn.neighbors import KDTree, NearestNeighbors

r = np.random.default_rng(3)
points = (r.normal(0, 1, (150, 4)) + 3 * r.integers(0, 3, (150, 1))).astype(np.float32)
distances, rows = NearestNeighbors(n_neighbors=10, algorithm="kd_tree").fit(points.astype(np.float64)).kneighbors()
np.savetxt("neighbors/points.csv", points, delimiter=",", fmt="%.9g")
np.savetxt("neighbors/rows.csv", rows, delimiter=",", fmt="%d")
np.savetxt("neighbors/distances.csv", distances, delimiter=",", fmt="%.12g")

near = KDTree(points.astype(np.float64)).query_radius(points[:20].astype(np.float64), 1.5)
with open("neighbors/within.csv", "w") as file:
    file.writelines(",".join(map(str, sorted(rows))) + "\n" for rows in near)
