"""Makes ets_statsmodels.csv: parameters and likelihoods that statsmodels' ETSModel finds, for ets_series.csv (period 4) and for a steady
weekly pattern, ets_weekly.csv (period 7), where the slope hardly moves. Command: /usr/bin/python3 ets.py"""
import csv
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.filterwarnings("ignore")
r, i = np.random.default_rng(3), np.arange(365)
weekly = np.round(10 + i * .01 + 3 * np.sin(2 * np.pi * i / 7) + r.normal(0, 1, 365), 6)
np.savetxt("ets_weekly.csv", weekly, fmt="%.6f", header="value", comments="")
quarterly = np.loadtxt("ets_series.csv", skiprows=1)
NUMBERS = {"add": 1, "mul": 2, None: 0}

with open("ets_statsmodels.csv", "w") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["period", "error", "slope", "season", "alpha", "beta", "gamma", "phi", "l", "b", *(f"s{j + 1}" for j in range(7)), "loglik"])
    for period, y, shapes in ((7, weekly, [("add", "add", False, "add"), ("add", None, False, "add"), ("mul", "add", True, "mul")]),
                              (4, quarterly, [("add", None, False, None), ("add", "add", False, None), ("add", "add", True, "add"),
                                              ("mul", "add", False, "add"), ("mul", "add", False, "mul"), ("mul", "add", True, "mul")])):
        for error, trend, damped, season in shapes:
            fit = ETSModel(y, error=error, trend=trend, damped_trend=damped, seasonal=season,
                           seasonal_periods=period if season else None).fit(disp=0, maxiter=20_000, ftol=1e-14, gtol=1e-10)
            p = dict(zip(fit.model.param_names, fit.params))
            of = lambda name, other: repr(float(p.get(name, other)))
            seasons = [of(f"initial_seasonal.{j}", 0) if season and j < period else "NA" for j in range(7)]
            out.writerow([period, NUMBERS[error], NUMBERS[trend] + damped, NUMBERS[season], of("smoothing_level", 0), of("smoothing_trend", 0),
                          of("smoothing_seasonal", 0), of("damping_trend", 1), of("initial_level", 0), of("initial_trend", 0), *seasons, repr(fit.llf)])
