"""Makes arima.csv: statsmodels' SARIMAX log-likelihood and forecasts at given parameters, on series made by a fixed rule, with
simple differencing (the exact likelihood of the differenced values) and, for the rows with gaps, the diffuse start.
Command: /usr/bin/python3 arima.py"""
import warnings
import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.filterwarnings("ignore")

def made(n, slope, period):
    i = np.arange(n)
    noise = np.sin(1.3 * i * i) + np.cos(2.1 * i * i + 0.4 * i)
    level = np.cumsum(noise) * 0.6 + slope * i
    return np.round(level + 2 * np.sin(2 * np.pi * i / period) + 0.5 * noise, 6)

y = made(180, 0.05, 7)
gappy = y.copy()
gappy[[3, 40, 41, 42, 90, 150, 178]] = np.nan
with open("arima_series.csv", "w") as f:
    f.write("value,gappy\n")
    for a, b in zip(y, gappy):
        f.write(f"{float(a)!r},{'' if np.isnan(b) else repr(float(b))}\n")

cases = [
    ("value", (1, 0, 0), (0, 0, 0, 0), [0.6]),
    ("value", (2, 1, 1), (0, 0, 0, 0), [0.4, -0.3, 0.5]),
    ("value", (0, 1, 2), (0, 0, 0, 0), [-0.5, 0.2]),
    ("value", (1, 1, 1), (1, 0, 1, 7), [0.3, 0.4, 0.7, -0.5]),
    ("value", (1, 1, 1), (0, 1, 1, 7), [0.3, -0.2, -0.8]),
    ("value", (0, 2, 1), (0, 0, 0, 0), [-0.9]),
    ("value", (2, 0, 3), (1, 1, 1, 12), [0.3, 0.2, 0.1, -0.4, 0.3, 0.5, 0.3]),
    ("value", (1, 1, 0), (0, 0, 2, 12), [0.3, 0.2, 0.1]),
    ("gappy", (1, 0, 1), (0, 0, 0, 0), [0.9, 0.3]),
    ("gappy", (2, 0, 0), (1, 0, 0, 7), [0.5, 0.2, 0.4]),
]
series = {"value": y, "gappy": gappy}
with open("arima.csv", "w") as f:
    f.write("gappy,p,d,q,sp,sd,sq,period,a1,a2,a3,a4,a5,a6,a7,loglik,variance,f1,f5,f20,e1,e5,e20\n")
    for name, order, seasonal, lags in cases:
        data = series[name]
        args = dict(order=order, seasonal_order=seasonal, simple_differencing=True, enforce_stationarity=True, concentrate_scale=True)
        model = SARIMAX(data, **args)
        result = model.smooth(lags)
        f1 = SARIMAX(data, **{**args, "simple_differencing": False, "concentrate_scale": False}, use_exact_diffuse=True)
        f1 = f1.smooth(lags + [result.scale]).get_forecast(20)
        mean, error = f1.predicted_mean, f1.se_mean
        row = [int(name == "gappy"), *order, *seasonal, *(lags + [0] * (7 - len(lags))), result.llf, result.scale,
               mean[0], mean[4], mean[19], error[0], error[4], error[19]]
        f.write(",".join(repr(float(v)) if isinstance(v, (float, np.floating)) else str(v) for v in row) + "\n")
