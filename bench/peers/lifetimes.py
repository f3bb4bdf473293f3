"""The BG/NBD model fitted by SciPy: BFGS over the logarithms of the parameters with slopes written out, one term a customer."""
import numpy as np

from peer import kernel


def customers(n, days):
    """Purchases after the first, time of the last and time watched, in weeks: drawn from the model; in whole days or not."""
    def make():
        r = np.random.default_rng(7)
        rate, leave = r.gamma(.243, 1 / 4.414, n), r.beta(.793, 2.426, n)
        watched = 39 - r.uniform(0, 12, n)
        if days:
            watched = np.floor(watched * 7) / 7
        bought, last, at, active = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
        while active.any():
            at[active] += r.exponential(1, active.sum()) / rate[active]
            active &= at <= watched
            bought[active] += 1
            last[active] = at[active]
            active &= r.uniform(size=n) >= leave
        if days:
            last = np.where(bought > 0, np.minimum(np.maximum(np.round(last * 7), 1) / 7, watched), 0)
        return np.column_stack([bought, last, watched])
    make.name = f"customers-{n}-{'days' if days else 'continuous'}"
    return make


def bgnbd_fit(data):
    from scipy.optimize import minimize
    from scipy.special import digamma, gammaln
    x, last, watched = np.ascontiguousarray(data.T)
    again = x > 0

    def negative(logs):
        r, alpha, a, b = np.exp(logs)
        alive = -(r + x) * np.log(alpha + watched)
        gone = np.where(again, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last), -np.inf)
        both = np.logaddexp(alive, gone)
        value = (gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x) + both).mean()
        w, v = np.exp(alive - both), np.exp(gone - both)
        slope = [
            digamma(r + x) - digamma(r) + np.log(alpha) - w * np.log(alpha + watched) - v * np.log(alpha + last),
            r / alpha - (r + x) * (w / (alpha + watched) + v / (alpha + last)),
            digamma(a + b) - digamma(a + b + x) + v / a,
            digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x) - v / (b + np.maximum(x, 1) - 1)]
        return -value, -np.array([s.mean() for s in slope]) * np.exp(logs)
    return (lambda: minimize(negative, np.zeros(4), jac=True, method="BFGS")), lambda m: {
        "log_likelihood": -m.fun * len(x), "r": np.exp(m.x[0]), "alpha": np.exp(m.x[1])}


@kernel("BG/NBD fit, 2,357 customers in days", customers(2357, True), least=10)
def bgnbd(data):
    return bgnbd_fit(data)


@kernel("BG/NBD fit, 1 M customers in days", customers(1_000_000, True), least=10)
def bgnbd_million(data):
    return bgnbd_fit(data)


@kernel("BG/NBD fit, 1 M customers on a continuous scale", customers(1_000_000, False), least=10)
def bgnbd_continuous(data):
    return bgnbd_fit(data)
