"""Makes autocorrelation.csv and stationarity.csv: statsmodels' acf, pacf, Ljung-Box, KPSS and ADF of three series made by a fixed rule.
Command: /usr/bin/python3 stationarity.py"""
import warnings
import numpy as np
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf, adfuller, kpss, pacf

warnings.filterwarnings("ignore")
i = np.arange(160)
noise = np.round(np.sin(1.3 * i * i) + np.cos(2.1 * i * i + 0.4 * i), 6)
walk = np.round(np.cumsum(noise) * 0.5, 6)
line = np.round(3 + 0.02 * i + noise + 0.5 * np.roll(noise, 1), 6)
series = {"noise": noise, "walk": walk, "line": line}

with open("autocorrelation.csv", "w") as f:
    f.write("noise,walk,line," + ",".join(f"{n}_{w}" for n in series for w in ("acf", "pacf", "q", "p", "bartlett")) + "\n")
    columns = list(series.values())
    for x in series.values():
        a, band = acf(x, nlags=20, alpha=0.05, fft=False)
        test = acorr_ljungbox(x, lags=20)
        pad = lambda v: list(v) + [float("nan")] * (len(i) - len(v))
        columns += [pad(a), pad(pacf(x, nlags=20, method="ywm")), pad([0, *test.lb_stat]), pad([1, *test.lb_pvalue]), pad(band[:, 1] - a)]
    for row in zip(*columns):
        f.write(",".join("" if np.isnan(v) else repr(float(v)) for v in row) + "\n")

with open("stationarity.csv", "w") as f:
    f.write("series,around,kpss,kpss_p,kpss_lags,adf,adf_p,adf_lags,adf_n,adf3,adf3_p\n")
    for s, x in enumerate(series.values()):
        for around, name in enumerate(("n", "c", "ct")):
            k = kpss(x, regression=name, nlags="auto") if around else (float("nan"),) * 3
            a = adfuller(x, regression=name, autolag="AIC")
            b = adfuller(x, regression=name, maxlag=3, autolag=None)
            row = [s, around, k[0], k[1], k[2], a[0], a[1], a[2], a[3], b[0], b[1]]
            f.write(",".join("" if np.isnan(v) else repr(float(v)) for v in row) + "\n")
