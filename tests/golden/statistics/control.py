"""Reference values for streams, control charts, sequential tests, effect sizes and group contrasts: reads samples.csv (made by tests.py),
writes control.csv. No Debian package has ADWIN, Page-Hinkley, Nelson's rules or the mixture SPRT: they are written out here from the papers,
without shortcuts (whole windows, whole sums, integrals), so that nothing is shared with the code under test.

ADWIN: A. Bifet, R. Gavalda, SDM (2007), section 4, checked every 32 values, buckets of at most 5 a size, sides of at least 5 values.
Page-Hinkley: D. V. Hinkley, Biometrika 58 (1971). Nelson: J. Qual. Technol. 16 (1984). Mixture SPRT: R. Johari et al., Oper. Res. 70 (2022).
Charts: D. C. Montgomery, "Introduction to Statistical Quality Control", 7th ed. (2013)."""
import numpy as np
from scipy import integrate, optimize, special, stats
from statsmodels.stats.oneway import _fstat2effectsize
from statsmodels.stats.proportion import proportion_effectsize

samples = {}
for line in open("samples.csv"):
    name, *values = line.strip().split(",")
    samples[name] = np.array([float(v) for v in values])
random = np.random.default_rng(20240519)
answers = {}


def put(name, *values):
    answers[name] = [float(v) for v in np.ravel(np.concatenate([np.ravel(v) for v in values]))]


# A stream in [0, 1] whose mean rises, falls a little, drifts, and ends with another spread.
levels = np.concatenate([np.full(700, .3), np.full(500, .5), np.full(500, .42), np.linspace(.42, .8, 600), np.full(300, .8)])
stream = np.round(np.clip(levels + random.normal(0, np.where(np.arange(2600) < 1700, .15, .08)), 0, 1), 3)
put("stream", stream)


def adwin(values, delta):
    """Buckets are sizes from oldest to newest over a window that is kept whole."""
    window, buckets, cuts = [], [], []
    for t, value in enumerate(values):
        window.append(value)
        buckets.append(1)
        size = 1
        while buckets.count(size) > 5:
            first = buckets.index(size)
            buckets[first:first + 2] = [2 * size]
            size *= 2
        cut = False
        while (t + 1) % 32 == 0 and len(window) > 10 and differs(window, buckets, delta):
            del window[:buckets.pop(0)]
            cut = True
        if cut:
            cuts.append((t, len(window), np.mean(window)))
    return cuts, len(window), np.mean(window), np.var(window)


def differs(window, buckets, delta):
    w, n = np.array(window), len(window)
    for border in np.cumsum(buckets):
        n0, n1 = border, n - border
        if min(n0, n1) >= 5:
            m, log = 1 / (1 / n0 + 1 / n1), np.log(2 / (delta / np.log(n)))
            if abs(w[:n0].mean() - w[n0:].mean()) > np.sqrt(2 / m * w.var() * log) + 2 / (3 * m) * log:
                return True
    return False


for delta in (0.002, 0.3):
    cuts, *end = adwin(stream, delta)
    put(f"adwin {delta!r}", cuts)
    put(f"adwin end {delta!r}", end)


def page_hinkley(values, tolerance, threshold, warm_up):
    start, alarms = 0, []
    while start < len(values):
        x = values[start:]
        means = np.cumsum(x) / np.arange(1, len(x) + 1)
        sums = [np.cumsum(x - means - tolerance), np.cumsum(means - x - tolerance)]
        rise, fall = [u - np.minimum(0, np.minimum.accumulate(u)) for u in sums]
        hits = np.flatnonzero((np.maximum(rise, fall) > threshold) & (np.arange(1, len(x) + 1) >= warm_up))
        if len(hits) == 0:
            break
        alarms.append((start + hits[0], 1 if rise[hits[0]] >= fall[hits[0]] else -1))
        start += hits[0] + 1
    return alarms, len(values) - start, values[start:].mean()


for tolerance, threshold, warm_up in ((0.02, 5.0, 30), (0.0, 2.0, 5)):
    alarms, *end = page_hinkley(stream, tolerance, threshold, warm_up)
    put(f"pagehinkley {tolerance!r} {threshold!r} {warm_up!r}", alarms)
    put(f"pagehinkley end {tolerance!r} {threshold!r} {warm_up!r}", end)

# Deviations from a centre in sigma, to one decimal so that ties and points on borders occur, with stretches for the rarer rules.
deviations = random.normal(0, 1, 400)
deviations[60:90] *= .4
deviations[120:160] = np.abs(deviations[120:160]) * np.where(np.arange(40) % 2, 1, -1)
deviations[200:230] = np.where(random.random(30) < .5, -1, 1) * (1.05 + np.abs(deviations[200:230]))
deviations[260:300] += .9
deviations[330:345] = np.linspace(-1.4, 2.2, 15)
deviations = np.round(deviations, 1)
put("deviations", deviations)


def nelson(z):
    """Each rule as its sentence reads, on the points up to and including each."""
    found = []
    for i in range(len(z)):
        def last(n):
            return z[i - n + 1:i + 1] if i + 1 >= n else None

        def side(sign, wanted, of, distance):
            part = z[max(0, i - of + 1):i + 1] * sign
            return part[-1] > distance and (part > distance).sum() >= wanted

        nine, six, fourteen, fifteen, eight = (last(n) for n in (9, 6, 14, 15, 8))
        rules = [
            abs(z[i]) > 3,
            nine is not None and (all(nine > 0) or all(nine < 0)),
            six is not None and (all(np.diff(six) > 0) or all(np.diff(six) < 0)),
            fourteen is not None and all(np.diff(fourteen) != 0) and all(np.diff(fourteen)[1:] * np.diff(fourteen)[:-1] < 0),
            side(1, 2, 3, 2) or side(-1, 2, 3, 2),
            side(1, 4, 5, 1) or side(-1, 4, 5, 1),
            fifteen is not None and all(abs(fifteen) < 1),
            eight is not None and all(abs(eight) > 1)]
        found += [(i, rule + 1) for rule, holds in enumerate(rules) if holds]
    return found


put("nelson", nelson(deviations))


# The mixture likelihood ratio by its definition, an integral over effects, and the interval by solving for the effects it does not reject.
def log_mixture(d, se, tau):
    at, width = d * tau ** 2 / (tau ** 2 + se ** 2), tau * se / np.hypot(tau, se)
    exponent = lambda theta: (d ** 2 - (d - theta) ** 2) / (2 * se ** 2) - theta ** 2 / (2 * tau ** 2)
    whole = integrate.quad(lambda theta: np.exp(exponent(theta) - exponent(at)), at - 10 * width, at + 10 * width, epsabs=0, epsrel=1e-11)[0]
    return exponent(at) + np.log(whole / (tau * np.sqrt(2 * np.pi)))


def not_rejected(se, tau, confidence):
    return optimize.brentq(lambda effect: log_mixture(effect, se, tau) + np.log(1 - confidence), 0, 20 * se, xtol=1e-14 * se)


p = 1.0
for n, d in ((50, .21), (100, .25), (200, .14), (400, .17), (800, .16), (1600, .15)):
    se = 1 / np.sqrt(n)
    ratio = np.exp(log_mixture(d, se, .12))
    p = min(p, 1 / ratio)
    reach = not_rejected(se, .12, .95)
    put(f"look {n} {d!r}", [ratio, p, d - reach, d + reach])
for se, confidence in ((.02, .95), (3.0, .9), (1e-4, .999)):
    best = optimize.minimize_scalar(lambda log: not_rejected(1, np.exp(log), confidence), bounds=(0, 3), method="bounded", options={"xatol": 1e-9})
    put(f"tau {se!r} {confidence!r}", [se * np.exp(best.x)])


# Effect sizes by their definitions; Hedges' correction with gamma functions; deltas by counting every pair.
def cohen(a, b):
    pooled = ((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (len(a) + len(b) - 2)
    return (a.mean() - b.mean()) / np.sqrt(pooled)


def cliff(a, b):
    return np.sign(a[:, None] - b[None, :]).mean()


for a, b in (("spend", "spend_other"), ("visits", "visits_other"), ("few", "few_other"), ("eight", "many")):
    x, y = samples[a], samples[b]
    nu = len(x) + len(y) - 2
    put(f"effect {a} {b}", [cohen(x, y), cohen(x, y) * special.gamma(nu / 2) / (np.sqrt(nu / 2) * special.gamma((nu - 1) / 2)), cliff(x, y)])
for a, b in ((.1, .12), (0., 1.), (.5, .03)):
    put(f"cohenh {a!r} {b!r}", [proportion_effectsize(a, b)])
visits = [samples["visits"], samples["visits_other"], samples["visits_third"]]
f = stats.f_oneway(*visits).statistic
sizes = _fstat2effectsize(f, (2, sum(map(len, visits)) - 3))
put("anova effects", [sizes.eta2, sizes.omega2])
put("kruskal effect", [stats.kruskal(*visits).statistic / (sum(map(len, visits)) - 1)])

everything = np.concatenate(visits)
for g, own in enumerate(visits):
    rest = np.concatenate([v for i, v in enumerate(visits) if i != g])
    u = stats.mannwhitneyu(own, rest, method="asymptotic")
    put(f"contrast {g}", [len(own), own.mean(), rest.mean(), cohen(own, rest), cliff(own, rest), u.pvalue])
put("contrast all", [sizes.eta2, stats.kruskal(*visits).statistic / (len(everything) - 1), stats.kruskal(*visits).pvalue])

# Charts; the constants of ranges and deviations by integration.
ranges = [integrate.quad(lambda r: r ** k * np.exp(-r * r / 4) / np.sqrt(np.pi), 0, np.inf, epsabs=0, epsrel=1e-13)[0] for k in (1, 2)]
d2, d3 = ranges[0], np.sqrt(ranges[1] - ranges[0] ** 2)
x = samples["spend"][:40]
moving = np.abs(np.diff(x))
sigma = np.abs(np.diff(x[:25])).mean() / d2
put("individuals", [x[:25].mean(), x[:25].mean() - 3 * sigma, x[:25].mean() + 3 * sigma, sigma * d2, 0, sigma * (d2 + 3 * d3)])
put("individuals signals", nelson((x - x[:25].mean()) / sigma))
put("ranges signals", np.flatnonzero(moving > sigma * (d2 + 3 * d3)))

z, lam, ewma = x[:25].mean(), .3, []
for i, value in enumerate(x):
    z = lam * value + (1 - lam) * z
    limit = 2.7 * sigma * np.sqrt(lam / (2 - lam) * (1 - (1 - lam) ** (2 * (i + 1))))
    ewma.append((z, x[:25].mean() - limit, x[:25].mean() + limit))
put("ewma", ewma)
up = down = 0.0
cusum = []
for value in x:
    up, down = max(0, value - (x[:25].mean() + .4 * sigma) + up), max(0, x[:25].mean() - .4 * sigma - value + down)
    cusum.append((up / sigma, down / sigma))
put("cusum", cusum)
put("cusum signals", [i for i, (a, b) in enumerate(cusum) if max(a, b) > 3])

c4 = lambda n: np.sqrt(2 / (n - 1)) * special.gamma(n / 2) / special.gamma((n - 1) / 2)
groups = np.split(samples["spend"], [4, 9, 12, 20, 26, 31, 36, 40, 46, 50, 55])
put("group sizes", [len(g) for g in groups])
sigma = np.mean([g.std(ddof=1) / c4(len(g)) for g in groups[:8]])
centre = np.concatenate(groups[:8]).mean()
put("means", [(g.mean(), centre - 3 * sigma / np.sqrt(len(g)), centre + 3 * sigma / np.sqrt(len(g))) for g in groups])
put("spreads", [(g.std(ddof=1), max(0, sigma * (c4(len(g)) - 3 * np.sqrt(1 - c4(len(g)) ** 2))),
                 sigma * (c4(len(g)) + 3 * np.sqrt(1 - c4(len(g)) ** 2))) for g in groups])

sizes = random.integers(80, 400, 30)
counts = random.binomial(sizes, np.where(np.arange(30) < 22, .06, .12))
put("sizes", sizes)
put("counts", counts)
p = counts[:20].sum() / sizes[:20].sum()
se = np.sqrt(p * (1 - p) / sizes)
put("proportion limits", [(max(0, p - 3 * s), p + 3 * s) for s in se])
put("proportion signals", nelson((counts / sizes - p) / se))
se = np.sqrt(p / sizes)
put("rate limits", [(max(0, p - 3 * s), p + 3 * s) for s in se])
put("rate signals", nelson((counts / sizes - p) / se))
put("ratio", *stats.chisquare([5020, 4890, 2610], np.array([.4, .4, .2]) * (5020 + 4890 + 2610)))

with open("control.csv", "w") as file:
    for name, values in answers.items():
        file.write(name + "," + ",".join(repr(v) for v in values) + "\n")
