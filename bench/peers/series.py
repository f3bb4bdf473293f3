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
