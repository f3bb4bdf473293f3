"""Reference values for tests/Kindred.Numerics.Tests/Clustering/Hierarchy. Run in tests/golden: /usr/bin/python3 hierarchy.py"""
import numpy as np
from scipy.cluster import hierarchy

points = np.loadtxt("clustering/points.csv", delimiter=",", dtype=np.float32).astype(np.float64)
for method in ("ward", "single", "complete", "average"):
    tree = hierarchy.linkage(points, method)
    np.savetxt(f"hierarchy/{method}.csv", tree, delimiter=",", fmt="%.17g")
    leaves = hierarchy.leaves_list(tree)
    height = np.median(tree[-20:, 2])
    cuts = [hierarchy.fcluster(tree, k, "maxclust") for k in (2, 5, 11)] + [hierarchy.fcluster(tree, height, "distance")]
    np.savetxt(f"hierarchy/{method}_cuts.csv", np.vstack([leaves] + cuts), delimiter=",", fmt="%d")
