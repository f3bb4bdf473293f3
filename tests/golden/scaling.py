"""Reference values for tests/Kindred.Numerics.Tests/Scaling. Run in tests/golden: /usr/bin/python3 scaling.py"""
import numpy as np
from sklearn.preprocessing import MinMaxScaler, PowerTransformer, RobustScaler, StandardScaler

FOLDER = "scaling/"


def save(name, values):
    np.savetxt(FOLDER + name + ".csv", np.atleast_2d(values), delimiter=",", fmt="%.17g")


r = np.random.default_rng(4)
n = 60
points = np.column_stack([
    r.normal(50, 7, n), np.exp(r.normal(2, 1, n)), -np.exp(r.normal(0, .7, n)), r.poisson(2, n), r.normal(0, 1, n) ** 3,
]).astype(np.float32)
points[r.random(points.shape) < .1] = np.nan
np.savetxt(FOLDER + "points.csv", points, delimiter=",", fmt="%.9g")
values = points.astype(np.float64)
save("zscore", StandardScaler().fit_transform(values))
save("minmax", MinMaxScaler((-1, 2)).fit_transform(values))
save("robust", RobustScaler().fit_transform(values))
save("robust_wide", RobustScaler(quantile_range=(10, 95)).fit_transform(values))
power = PowerTransformer(standardize=False).fit(values)
save("yeojohnson_lambdas", power.lambdas_)
save("yeojohnson", power.transform(values))

logs = np.abs(values)
save("log1p", np.log1p(logs))
save("log1p_inverse", np.expm1(np.clip(values, -5, 5)))
