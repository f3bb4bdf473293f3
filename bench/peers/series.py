"""statsmodels' time series."""
import numpy as np

from peer import kernel


def weekly(rows, length):
    """Series with a weekly pattern, a slope and noise, one a row."""
    def make():
        r, i = np.random.default_rng(3), np.arange(length)
        return np.array([10 + i * .01 + 3 * np.sin(2 * np.pi * i / 7) + r.normal(0, 1, length) for _ in range(rows)])
    make.name = f"weekly-{rows}-{length}"
    return make


def wandering(rows, length):
    """Random walks under a weekly pattern, one a row."""
    def make():
        r, i = np.random.default_rng(3), np.arange(length)
        return np.array([np.cumsum(r.normal(0, 1, length)) + 2 * np.sin(2 * np.pi * i / 7) for _ in range(rows)])
    make.name = f"wandering-{rows}-{length}"
    return make


@kernel("STL, robust, 300 series × 730, 15 outer and 2 inner rounds", weekly(300, 730), least=15)
def stl(x):
    from statsmodels.tsa.seasonal import STL
    return (lambda: [STL(row, period=7, low_pass=9, robust=True).fit() for row in x],
            lambda fits: {"mean_size_of_remainder": np.mean([np.abs(f.resid).mean() for f in fits])})


@kernel("SARIMA (1,1,1)(1,0,1)7, 10 series × 365", wandering(10, 365), least=8)
def sarima(x):
    from statsmodels.tsa.arima.model import ARIMA
    return (lambda: [ARIMA(row, order=(1, 1, 1), seasonal_order=(1, 0, 1, 7)).fit() for row in x],
            lambda fits: {"log_likelihood": np.mean([f.llf for f in fits])})


@kernel("ETS(A,A,A), period 7, 20 series × 365", weekly(20, 365))
def ets(x):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    return (lambda: [ETSModel(row, error="add", trend="add", seasonal="add", seasonal_periods=7).fit(disp=0) for row in x],
            lambda fits: {"log_likelihood": np.mean([f.llf for f in fits])})


@kernel("KPSS and ADF (lags by AIC), 200 series × 365", wandering(200, 365))
def unit_roots(x):
    from statsmodels.tsa.stattools import adfuller, kpss
    return (lambda: [(kpss(row, nlags="auto")[0], adfuller(row)[0]) for row in x],
            lambda tests: {"kpss": np.mean([t[0] for t in tests]), "adf": np.mean([t[1] for t in tests])})


@kernel("MSTL, periods 7 and 28, 100 series × 730", weekly(100, 730), alone=True)
def mstl(x):
    """statsmodels has it from 0.14 on only."""


def stepping(n):
    """One long series whose mean changes every thousand values or so, a value a row."""
    def make():
        r = np.random.default_rng(3)
        return (np.repeat(r.normal(0, 2, n // 1000), 1000) + r.normal(0, 1, n)).reshape(-1, 1)
    make.name = f"stepping-{n}"
    return make


@kernel("change points of the mean (PELT), a series of 1 M", stepping(1_000_000), alone=True)
def change_points(x):
    """No Debian package for Python has it."""


@kernel("back-test of Holt-Winters, period 7, a series of 365, 60 origins, 7 steps ahead", weekly(1, 365))
def back_test(x):
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    def work():
        errors = [np.abs(row[end:end + 7] - ExponentialSmoothing(row[:end], trend="add", seasonal="add", seasonal_periods=7).fit().forecast(7)).mean()
                  for row in x for end in range(299, 359)]
        return np.mean(errors)
    return work, lambda error: {"mae": error}


def spiked(rows, length):
    """Series with a weekly pattern, a slope, noise and five spikes, one a row."""
    def make():
        x, r = weekly(rows, length)(), np.random.default_rng(4)
        for row in x:
            row[r.choice(length, 5, replace=False)] += 8
        return x
    make.name = f"spiked-{rows}-{length}"
    return make


@kernel("anomalies, robust STL of period 7 and Rosner's test, 30 series × 730", spiked(30, 730))
def anomalies(x):
    from scipy.stats import t as student
    from statsmodels.tsa.seasonal import STL

    def found(row):
        rest = STL(row, period=7, seasonal=10 * len(row) + 1, seasonal_deg=0, low_pass=9, robust=True).fit().resid
        last, left = 0, rest.copy()
        most = int(.02 * len(row))
        for i in range(most):
            centre = np.median(left)
            away = np.abs(left - centre)
            farthest = away.argmax()
            n = len(left)
            quantile = student.ppf(1 - .05 / (2 * n), n - 2)
            if away[farthest] / (1.4826 * np.median(away)) > (n - 1) * quantile / np.sqrt((n - 2 + quantile ** 2) * n):
                last = i + 1
            left = np.delete(left, farthest)
        return last
    return lambda: [found(row) for row in x], lambda counts: {"anomalies": sum(counts)}
