"""Reference values of the classical tests: writes samples.csv (inputs) and tests.csv (answers), one name and its numbers a line."""
import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

random = np.random.default_rng(20240517)
samples = {
    "spend": np.round(random.lognormal(3, 1, 60), 2),
    "spend_other": np.round(random.lognormal(3.3, 1.2, 45), 2),
    "visits": random.poisson(3, 80).astype(float),
    "visits_other": random.poisson(4, 50).astype(float),
    "visits_third": random.poisson(3.5, 33).astype(float),
    "few": random.normal(0, 1, 6),
    "few_other": random.normal(1, 1, 7),
    "eight": random.normal(0, 1, 8),
    "many": random.normal(0.6, 1, 90),
    "before": random.normal(10, 2, 25),
}
samples["after"] = samples["before"] + random.normal(0.5, 1, 25)
samples["p"] = np.array([0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 0.9, 1e-9, 0.2])
answers = {}


def put(name, *values):
    answers[name] = [float(v) for v in np.ravel(np.array(values, dtype=float))]


s = samples
for name in ("spend", "visits", "few"):
    x = s[name]
    put(f"summary {name}", x.mean(), x.std(ddof=1), x.min(), *np.quantile(x, [0.25, 0.5, 0.75]), x.max(), stats.median_abs_deviation(x))
    put(f"quantiles {name}", np.quantile(x, [0, 0.01, 0.1, 0.333, 0.99, 1]))

for alternative in ("two-sided", "less", "greater"):
    put(f"welch {alternative}", *stats.ttest_ind(s["spend"], s["spend_other"], equal_var=False, alternative=alternative))
    put(f"student {alternative}", *stats.ttest_ind(s["spend"], s["spend_other"], alternative=alternative))
    put(f"paired {alternative}", *stats.ttest_rel(s["after"], s["before"], alternative=alternative))
    put(f"one {alternative}", *stats.ttest_1samp(s["spend"], 20, alternative=alternative))
    put(f"mannwhitney ties {alternative}", *stats.mannwhitneyu(s["visits"], s["visits_other"], alternative=alternative))
    put(f"mannwhitney normal {alternative}", *stats.mannwhitneyu(s["spend"], s["spend_other"], alternative=alternative))
    put(f"mannwhitney exact {alternative}", *stats.mannwhitneyu(s["few"], s["few_other"], alternative=alternative))
    put(f"mannwhitney uneven {alternative}", *stats.mannwhitneyu(s["many"], s["eight"], alternative=alternative))
    for table in ((8, 2, 1, 5), (3, 1, 2, 4), (190, 800, 200, 900), (0, 5, 6, 4), (12, 5, 29, 2), (2, 60000, 14, 61000)):
        odds, p = stats.fisher_exact(np.reshape(table, (2, 2)), alternative=alternative)
        put("fisher {} {} {} {} {}".format(*table, alternative), odds, p)

put("kruskal", *stats.kruskal(s["visits"], s["visits_other"], s["visits_third"]))
put("anova", *stats.f_oneway(s["visits"], s["visits_other"], s["visits_third"]))
w = anova_oneway([s["visits"], s["visits_other"], s["visits_third"]], use_var="unequal", welch_correction=True)
put("anova welch", w.statistic, w.df[0], w.df[1], w.pvalue)

wide = np.array([[30, 14, 6], [20, 25, 11]])
put("chi2 wide", *stats.chi2_contingency(wide)[:3], stats.contingency.association(wide, "cramer"))
square = np.array([[12, 30], [25, 19]])
put("chi2 yates", *stats.chi2_contingency(square)[:3], stats.contingency.association(square, "cramer"))
put("chi2 plain", *stats.chi2_contingency(square, correction=False)[:3])
put("chi2 fit", *stats.chisquare([18, 22, 30, 50], np.array([1, 1, 1.5, 2]) / 5.5 * 120))

for x, n in ((0, 10), (1, 10), (7, 7), (263, 2000), (1, 1_000_000)):
    put(f"wilson {x} {n}", *proportion_confint(x, n, method="wilson"))
    put(f"wilson99 {x} {n}", *proportion_confint(x, n, alpha=0.01, method="wilson"))
put("proportions", *proportions_ztest([56, 48], [70, 80]))
put("newcombe", *confint_proportions_2indep(56, 70, 48, 80, method="newcomb"))
put("holm", multipletests(s["p"], method="holm")[1])
put("bh", multipletests(s["p"], method="fdr_bh")[1])

for degrees in (1, 1.5, 2, 5, 30, 100, 1e4, 2e5, 1e8):
    for t in (1e-3, 0.5, 2, 5, 10, 40):
        put(f"t {t!r} {degrees!r}", stats.t.sf(t, degrees))
    for p in (1e-12, 1e-6, 0.001, 0.025, 0.2, 0.7, 0.9999):
        put(f"tquantile {p!r} {degrees!r}", stats.t.ppf(p, degrees))
for degrees in (1, 2, 5, 30, 100, 10_000):
    for factor in (0.01, 0.5, 0.9, 1.1, 3, 10):
        put(f"chi2tail {degrees * factor!r} {degrees!r}", stats.chi2.sf(degrees * factor, degrees))
    for p in (1e-10, 0.001, 0.3, 0.975, 1 - 1e-9):
        put(f"chi2quantile {p!r} {degrees!r}", stats.chi2.isf(p, degrees))
for a, b in ((0.5, 0.5), (2, 3), (100, 200), (901, 121), (1e4, 3e4), (1, 1e6)):
    for p in (1e-18, 1e-8, 0.025, 0.5, 0.975):
        put(f"betaquantile {p!r} {a!r} {b!r}", stats.beta.ppf(p, a, b))
for between, within in ((1, 2), (3, 10), (10, 1000), (100, 100)):
    for f in (0.01, 0.9, 2, 10, 100):
        put(f"f {f!r} {between!r} {within!r}", stats.f.sf(f, between, within))
for z in (-38, -5, 0, 1, 5, 9, 30):
    put(f"normal {z!r}", stats.norm.sf(z))
for p in (1e-300, 1e-20, 1e-5, 0.025, 0.5, 0.975, 0.999999):
    put(f"normalquantile {p!r}", stats.norm.ppf(p))

for path, table in (("samples.csv", samples), ("tests.csv", answers)):
    with open(path, "w") as file:
        for name, values in table.items():
            file.write(name + "," + ",".join(repr(float(v)) for v in values) + "\n")
