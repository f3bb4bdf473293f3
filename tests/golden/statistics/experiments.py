"""Reference values for drift, experiments and control: reads samples.csv (made by tests.py), writes experiments.csv."""
import subprocess
import numpy as np
import statsmodels.api
from scipy import integrate, optimize, special, stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.power import TTestIndPower

samples = {}
for line in open("samples.csv"):
    name, *values = line.strip().split(",")
    samples[name] = np.array([float(v) for v in values])
random = np.random.default_rng(20240518)
answers = {}


def put(name, *values):
    answers[name] = [float(v) for v in np.ravel(np.concatenate([np.ravel(v) for v in values]))]


pairs = [("spend", "spend_other"), ("visits", "visits_other"), ("few", "few_other"), ("eight", "many"), ("before", "spend")]
for a, b in pairs:
    put(f"ks {a} {b}", *stats.ks_2samp(samples[a], samples[b], mode="exact"))
    put(f"wasserstein {a} {b}", [stats.wasserstein_distance(samples[a], samples[b])])
for x in (0.3, 0.6, 0.99, 1.0, 1.5, 3.0):
    put(f"kolmogorov {x!r}", [special.kolmogorov(x)])

counts = np.array([[120, 95, 80, 40, 12, 0], [100, 110, 60, 60, 15, 3]])
put("jensenshannon", [jensenshannon(counts[0], counts[1], base=2) ** 2])
p, q = counts[0] / counts[0].sum(), counts[1] / counts[1].sum()
p, q = np.where(p == 0, 0.5 / counts[0].sum(), p), q
scale = 1 / counts[0].sum() + 1 / counts[1].sum()
psi = ((q - p) * np.log(q / p)).sum()
put("psi", [psi, scale * stats.chi2.isf(0.01, 5), stats.chi2.sf(psi / scale, 5)])

for t, degrees, shift in ((2.0, 10, 1.0), (-2.0, 10, 1.0), (1.97, 300, 2.8), (2.2, 3, 5.0), (12.7, 2, 0.3), (1.96, 1e6, 3.2), (0.5, 58, 9.0)):
    put(f"nct {t!r} {degrees!r} {shift!r}", [stats.nct.sf(t, degrees, shift)])
power = TTestIndPower()
for d, n, ratio in ((0.5, 64, 1), (0.2, 400, 1), (0.1, 50, 2), (0.8, 10, 0.5), (0.05, 6000, 1)):
    put(f"power {d!r} {n!r} {ratio!r}", [power.power(d, n, 0.05, ratio), power.power(d, n, 0.01, ratio, alternative="larger")])
for d, target in ((0.5, 0.8), (0.2, 0.9), (0.05, 0.8)):
    put(f"size {d!r} {target!r}", [power.solve_power(d, None, 0.05, target)])


def r(expression):
    out = subprocess.run(["Rscript", "-e", f"cat(format({expression}, digits=17))"], capture_output=True, text=True, check=True)
    return float(out.stdout)


for a, b, n in ((0.1, 0.12, 3841), (0.5, 0.75, 50), (0.01, 0.013, 20000)):
    put(f"proportionpower {a!r} {b!r} {n!r}", [r(f"power.prop.test(n={n}, p1={a}, p2={b})$power")])
for a, b in ((0.1, 0.12), (0.5, 0.75), (0.01, 0.013)):
    put(f"proportionsize {a!r} {b!r}", [r(f"power.prop.test(p1={a}, p2={b}, power=0.8, tol=1e-10)$n")])
for n, target in ((64, 0.8), (1000, 0.9)):
    put(f"effect {n!r} {target!r}", [r(f"power.t.test(n={n}, power={target}, strict=TRUE, tol=1e-12)$delta")])
put("proportioneffect", [r("power.prop.test(n=5000, p1=0.1, power=0.8, tol=1e-12)$p2")])

# CUPED is the regression of the metric on the arm and the covariate.
arm = np.repeat([1.0, 0.0], [60, 50])
covariate = np.round(random.lognormal(2, 0.5, 110), 3)
metric = np.round(0.8 * covariate + 0.3 * arm + random.normal(0, 1, 110), 3)
fit = statsmodels.api.OLS(metric, np.column_stack([np.ones(110), arm, covariate])).fit()
put("covariate", covariate)
put("metric", metric)
put("cuped", [fit.params[2], fit.params[1]])

for a, n, b, m in ((120, 1000, 100, 1000), (3, 40, 9, 35), (10500, 200000, 10300, 200000), (0, 20, 0, 30), (90, 1000, 130, 1000)):
    one, other = (1 + a, 1 + n - a), (1 + b, 1 + m - b)
    center = [stats.beta(*one).mean(), stats.beta(*other).mean()]
    low = min(stats.beta(*one).ppf(1e-18), stats.beta(*other).ppf(1e-18))
    high = max(stats.beta(*one).isf(1e-18), stats.beta(*other).isf(1e-18))
    density = lambda x, arm: np.exp(special.xlogy(arm[0] - 1, x) + special.xlog1py(arm[1] - 1, -x) - special.betaln(*arm))
    share = lambda x, arm: special.betainc(*arm, min(max(x, 0), 1))
    rest = lambda x, arm: special.betainc(arm[1], arm[0], 1 - x)
    mean = lambda f, digits=1e-12: integrate.quad(f, low, high, epsabs=0, epsrel=digits, limit=200, points=center)[0]
    better = mean(lambda x: density(x, one) * share(x, other))
    loss = mean(lambda x: share(x, one) * rest(x, other))
    kept = mean(lambda x: share(x, other) * rest(x, one))
    below = lambda d: mean(lambda x: density(x, other) * share(x + d, one), 1e-10)
    spread = center[0] - center[1]
    reach = 2 * (high - low)
    ends = [optimize.brentq(lambda d: below(d) - tail, spread - reach, spread + reach, xtol=1e-12) for tail in (0.025, 0.975)]
    put(f"bayes {a!r} {n!r} {b!r} {m!r}", [better, loss, kept], ends)
for z in (-3.0, 0.0, 2.0, 11.0, 14.0, 25.0):
    put(f"loss {z!r}", [integrate.quad(lambda x: (x - z) * stats.norm.pdf(x), z, z + 12, epsabs=0, epsrel=1e-13)[0]])

for n in (2, 3, 5, 25, 1000):
    put(f"c4 {n!r}", [np.sqrt(2 / (n - 1)) * np.exp(special.gammaln(n / 2) - special.gammaln((n - 1) / 2))])
for statistic in (np.mean, np.median):
    result = stats.bootstrap((samples["spend"],), statistic, n_resamples=200_000, batch=1000, method="BCa", random_state=random)
    put(f"bca {statistic.__name__}", [*result.confidence_interval, result.standard_error])

with open("experiments.csv", "w") as file:
    for name, values in answers.items():
        file.write(name + "," + ",".join(repr(v) for v in values) + "\n")
