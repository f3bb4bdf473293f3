"""Reference values of the lifetime models: writes histories.csv (simulated customers) and lifetimes.csv (answers by SciPy).

The likelihoods and expectations are the published closed forms with SciPy's hypergeometric function, maximised by Nelder-Mead and then, in
thirty digits, by two steps of Newton's method with mpmath; survival curves are statsmodels'."""
import mpmath
import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1
from statsmodels.duration.survfunc import SurvfuncRight

random = np.random.default_rng(20240517)


def simulate(n):
    rows = []
    for _ in range(n):
        age = round(random.uniform(20, 40) * 7) / 7
        rate, leave = random.gamma(0.8) / 4, random.beta(0.9, 2.5)
        time = last = 0.0
        x = 0
        while True:
            time += random.exponential(1 / rate)
            if time > age:
                break
            x, last = x + 1, time
            if random.random() < leave:
                break
        rows.append((x, round(last * 7) / 7 if x else 0.0, age, round(random.gamma(5, 6 / random.gamma(4)) * 3 + 1, 2)))
    return np.array(rows)


data = simulate(300)
data[:, 1] = np.minimum(data[:, 1], data[:, 2])
x, tx, T, spend = data.T
answers = {}


def put(name, *values):
    answers[name] = [float(v) for v in np.ravel(np.concatenate([np.ravel(v) for v in values]))]


def bg(p, early=0):
    r, al, a, b = p
    m = x + early
    fixed = gammaln(r + x) - gammaln(r) + r * np.log(al) + gammaln(a + b) + gammaln(b + m) - gammaln(b) - gammaln(a + b + m)
    alive = -(r + x) * np.log(al + T)
    with np.errstate(all="ignore"):
        gone = np.where(m > 0, np.log(a) - np.log(b + np.maximum(m, 1) - 1) - (r + x) * np.log(al + tx), -np.inf)
    return (fixed + np.logaddexp(alive, gone)).sum()


def pareto(p):
    r, al, s, be = p
    k = r + s + x
    big = max(al, be)
    shape = s + 1 if al >= be else r + x
    z = abs(al - be)
    a0 = hyp2f1(k, shape, k + 1, z / (big + tx)) / (big + tx) ** k - hyp2f1(k, shape, k + 1, z / (big + T)) / (big + T) ** k
    alive = (al + T) ** -(r + x) * (be + T) ** -s
    return (gammaln(r + x) - gammaln(r) + r * np.log(al) + s * np.log(be) + np.log(alive + s / k * a0)).sum()


buyers = x > 0


def spends(p):
    p, q, v = p
    n, m = x[buyers], spend[buyers]
    return (gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v) + (p * n - 1) * np.log(m)
            + p * n * np.log(n) - (p * n + q) * np.log(n * m + v)).sum()


# The same likelihoods in thirty digits, over the distinct customers of each kind.
mp = mpmath.mp
mp.dps = 30
known = [(tuple(map(mp.mpf, row)), int(n)) for row, n in zip(*np.unique(data[:, :3], axis=0, return_counts=True))]


def bg_digits(p, early=0):
    r, al, a, b = p
    total = mp.mpf(0)
    for (x, tx, T), n in known:
        m = x + early
        both = (al + T) ** -(r + x) + (a / (b + m - 1) * (al + tx) ** -(r + x) if m > 0 else 0)
        total += n * (mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(al) + mp.log(mp.beta(a, b + m) / mp.beta(a, b)) + mp.log(both))
    return total


def pareto_digits(p):
    r, al, s, be = p
    big, z = max(al, be), abs(al - be)
    total = mp.mpf(0)
    for (x, tx, T), n in known:
        k, shape = r + s + x, s + 1 if al >= be else r + x
        a0 = mp.hyp2f1(k, shape, k + 1, z / (big + tx)) / (big + tx) ** k - mp.hyp2f1(k, shape, k + 1, z / (big + T)) / (big + T) ** k
        total += n * (mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(al) + s * mp.log(be)
                      + mp.log((al + T) ** -(r + x) * (be + T) ** -s + s / k * a0))
    return total


def spends_digits(p):
    p, q, v = p
    total = mp.mpf(0)
    for n, m in zip(map(mp.mpf, x[buyers]), map(mp.mpf, spend[buyers])):
        total += (mp.loggamma(p * n + q) - mp.loggamma(p * n) - mp.loggamma(q) + q * mp.log(v) + (p * n - 1) * mp.log(m)
                  + p * n * mp.log(n) - (p * n + q) * mp.log(n * m + v))
    return total


def curvature(f, at):
    """Slope and second derivatives by central differences, whose steps thirty digits bear."""
    k, h = len(at), mp.mpf("1e-7")
    moved = lambda *steps: f([mp.exp(at[i] + sum(h * sign for j, sign in steps if j == i)) for i in range(k)])
    up, down, middle = [moved((i, 1)) for i in range(k)], [moved((i, -1)) for i in range(k)], moved()
    hessian = mp.matrix(k, k)
    for i in range(k):
        hessian[i, i] = (up[i] + down[i] - 2 * middle) / h ** 2
        for j in range(i):
            hessian[i, j] = hessian[j, i] = (moved((i, 1), (j, 1)) - up[i] - up[j] + 2 * middle - down[i] - down[j] + moved((i, -1), (j, -1))) / (2 * h ** 2)
    return middle, mp.matrix([(up[i] - down[i]) / (2 * h) for i in range(k)]), hessian


def fit(name, likelihood, digits, start):
    f = lambda logs: -likelihood(np.exp(logs)) / len(x)
    found = minimize(f, np.log(start), method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-14, maxiter=20000, maxfev=20000, adaptive=True))
    found = minimize(f, found.x, method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-15, maxiter=20000, maxfev=20000))
    at = mp.matrix([mp.mpf(float(v)) for v in found.x])
    for step in range(2):
        _, slope, hessian = curvature(digits, at)
        at -= hessian ** -1 * slope
    value, slope, hessian = curvature(digits, at)
    p = [mp.exp(v) for v in at]
    put(f"{name} parameters", [float(v) for v in p])
    put(f"{name} likelihood", [float(value)])
    inverse = (-hessian) ** -1
    put(f"{name} errors", [float(v * mp.sqrt(inverse[i, i])) for i, v in enumerate(p)])


fit("bg", bg, bg_digits, (1, 4, 1, 2))
fit("mbg", lambda p: bg(p, 1), lambda p: bg_digits(p, 1), (1, 4, 1, 2))
fit("pareto", pareto, pareto_digits, (1, 4, 1, 10))
fit("gammagamma", spends, spends_digits, (5, 4, 15))

# Expectations at fixed parameters, for the first customers.
few = slice(0, 12)
for name, early in (("bg", 0), ("mbg", 1)):
    for r, al, a, b in ((0.243, 4.414, 0.793, 2.426), (0.9, 6.0, 1.7, 3.1)):
        put(f"{name} evaluated {r!r} {al!r} {a!r} {b!r}", [bg((r, al, a, b), early)])
        m = x[few] + early
        odds = np.where(m > 0, a / (b + np.maximum(m, 1) - 1) * ((al + T[few]) / (al + tx[few])) ** (r + x[few]), 0)
        put(f"{name} alive {r!r} {al!r} {a!r} {b!r}", 1 / (1 + odds))
        for t in (0.5, 10.0, 39.0, 300.0):
            n, w = r + x[few], b + m
            value = (a + w - 1) / (a - 1) * (1 - ((al + T[few]) / (al + T[few] + t)) ** n * hyp2f1(n, w, a + w - 1, t / (al + T[few] + t)))
            put(f"{name} expected {r!r} {al!r} {a!r} {b!r} {t!r}", value / (1 + odds))
            w = b + early
            new = (a + w - 1) / (a - 1) * (1 - (al / (al + t)) ** r * hyp2f1(r, w, a + w - 1, t / (al + t)))
            put(f"{name} new {r!r} {al!r} {a!r} {b!r} {t!r}", [new * (b / (a + b) if early else 1)])

for r, al, s, be in ((0.553, 10.578, 0.606, 11.669), (1.4, 3.0, 2.2, 30.0), (0.7, 20.0, 1.3, 2.0)):
    k = r + s + x
    big, shape, z = (max(al, be), s + 1 if al >= be else r + x, abs(al - be))
    a0 = hyp2f1(k, shape, k + 1, z / (big + tx)) / (big + tx) ** k - hyp2f1(k, shape, k + 1, z / (big + T)) / (big + T) ** k
    alive = 1 / (1 + s / k * a0 * (al + T) ** (r + x) * (be + T) ** s)
    put(f"pareto evaluated {r!r} {al!r} {s!r} {be!r}", [pareto((r, al, s, be))])
    put(f"pareto alive {r!r} {al!r} {s!r} {be!r}", alive[few])
    for t in (0.5, 39.0, 300.0):
        stay = (r + x) * (be + T) / ((al + T) * (s - 1)) * (1 - ((be + T) / (be + T + t)) ** (s - 1))
        put(f"pareto expected {r!r} {al!r} {s!r} {be!r} {t!r}", (alive * stay)[few])
        put(f"pareto new {r!r} {al!r} {s!r} {be!r} {t!r}", [r * be / (al * (s - 1)) * (1 - (be / (be + t)) ** (s - 1))])

curve = SurvfuncRight(np.round(T[:80]), buyers[:80].astype(int))
put("survival times", curve.surv_times)
put("survival risk", curve.n_risk)
put("survival leaving", curve.n_events)
put("survival share", curve.surv_prob)
put("survival errors", curve.surv_prob_se)
share, error = curve.surv_prob[:-1], curve.surv_prob_se[:-1]
reach = 1.959963984540054 * error / (share * -np.log(share))
put("survival low", share ** np.exp(reach))
put("survival high", share ** np.exp(-reach))

# Value of a year in twelve periods of four weeks at 1 % a period, purchases counted at the end of each, from BG/NBD's expectations.
r, al, a, b = 0.243, 4.414, 0.793, 2.426


def bg_expected(t):
    n, w = r + x[few], b + x[few]
    odds = np.where(x[few] > 0, a / (b + np.maximum(x[few], 1) - 1) * ((al + T[few]) / (al + tx[few])) ** n, 0)
    value = (a + w - 1) / (a - 1) * (1 - ((al + T[few]) / (al + T[few] + t)) ** n * hyp2f1(n, w, a + w - 1, t / (al + T[few] + t)))
    return value / (1 + odds)


put("worth", sum(30 * (bg_expected(4.0 * k) - (bg_expected(4.0 * (k - 1)) if k > 1 else 0)) / 1.01 ** k for k in range(1, 13)))

with open("histories.csv", "w") as file:
    for row in data:
        file.write(",".join(repr(float(v)) for v in row) + "\n")
with open("lifetimes.csv", "w") as file:
    for name, values in answers.items():
        file.write(name + "," + ",".join(repr(v) for v in values) + "\n")
