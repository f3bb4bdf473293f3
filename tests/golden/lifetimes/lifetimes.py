"""Reference values of the lifetime models: writes histories.csv (simulated customers) and lifetimes.csv (answers by SciPy).

The likelihoods and expectations are the published closed forms with SciPy's hypergeometric function, maximised by Nelder-Mead
and then BFGS; survival curves are statsmodels'."""
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


def fit(name, likelihood, start):
    f = lambda logs: -likelihood(np.exp(logs)) / len(x)
    found = minimize(f, np.log(start), method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-14, maxiter=20000, maxfev=20000, adaptive=True))
    found = minimize(f, found.x, method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-15, maxiter=20000, maxfev=20000))
    p = np.exp(found.x)
    put(f"{name} parameters", p)
    put(f"{name} likelihood", [likelihood(p)])
    k, h = len(p), 2e-4
    hessian = np.zeros((k, k))
    g = lambda d: -likelihood(np.exp(found.x + d))
    e = np.eye(k) * h
    for i in range(k):
        for j in range(k):
            hessian[i, j] = (g(e[i] + e[j]) - g(e[i] - e[j]) - g(e[j] - e[i]) + g(-e[i] - e[j])) / (4 * h * h)
    put(f"{name} errors", p * np.sqrt(np.diag(np.linalg.inv(hessian))))
    return p


fit("bg", bg, (1, 4, 1, 2))
fit("mbg", lambda p: bg(p, 1), (1, 4, 1, 2))
fit("pareto", pareto, (1, 4, 1, 10))
fit("gammagamma", spends, (5, 4, 15))

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

with open("histories.csv", "w") as file:
    for row in data:
        file.write(",".join(repr(float(v)) for v in row) + "\n")
with open("lifetimes.csv", "w") as file:
    for name, values in answers.items():
        file.write(name + "," + ",".join(repr(v) for v in values) + "\n")
