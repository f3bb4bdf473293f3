"""Makes stl.csv: statsmodels' STL of one series with a level shift, missing pattern changes and outliers, in several settings.
Command: /usr/bin/python3 stl.py > stl.csv"""
import numpy as np
from statsmodels.tsa.seasonal import STL

n, period = 130, 7
i = np.arange(n)
y = 20 + 0.05 * i + (3 + 0.01 * i) * np.sin(2 * np.pi * i / period) + np.cos(2.3 * i * i)
y[[31, 77]] += 15
y[101] -= 12
y = np.round(y, 6)

settings = {
    "plain": dict(seasonal=7, low_pass=9),
    "robust": dict(seasonal=7, low_pass=9, robust=True),
    "jumps": dict(seasonal=13, low_pass=9, robust=True, seasonal_jump=2, trend_jump=3, low_pass_jump=2),
    "means": dict(seasonal=11, low_pass=9, trend=23, seasonal_deg=0, trend_deg=0, low_pass_deg=0, robust=True),
    "long": dict(seasonal=35, low_pass=9, trend=201, robust=True),
}
columns, names = [y], ["value"]
for name, options in settings.items():
    inner = 2 if options.get("robust") else 5
    fit = STL(y, period=period, **options).fit(inner_iter=inner, outer_iter=15 if options.get("robust") else 0)
    columns += [fit.seasonal, fit.trend, fit.weights]
    names += [f"{name}_seasonal", f"{name}_trend", f"{name}_weight"]
print(",".join(names))
for row in zip(*columns):
    print(",".join(repr(float(v)) for v in row))
