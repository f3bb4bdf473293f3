"""Reference values for tests/Kindred.Numerics.Tests/Clustering/Density. Run in tests/golden: /usr/bin/python3 density.py"""
import numpy as np
from sklearn.cluster import DBSCAN

points = np.loadtxt("clustering/points.csv", delimiter=",", dtype=np.float32).astype(np.float64)
fits = [DBSCAN(eps=radius, min_samples=least).fit(points) for radius, least in ((1.1, 5), (1.5, 4), (0.8, 2), (2.5, 12))]
np.savetxt("density/dbscan.csv", [fit.labels_ for fit in fits], delimiter=",", fmt="%d")
np.savetxt("density/dbscan_cores.csv", [np.isin(range(len(points)), fit.core_sample_indices_) for fit in fits], delimiter=",", fmt="%d")
