"""Makes changes.csv: the cheapest cuts of two series by trying every last segment (plain dynamic programming), for each kind of change, and
their cost. Command: /usr/bin/python3 changes.py

Costs are -2 log-likelihoods, as in R. Killick, P. Fearnhead, I. Eckley, JASA 107 (2012); penalty and noise as docs/algorithms/change-points.md has them."""
import numpy as np

random = np.random.default_rng(20240520)
values = np.round(np.concatenate([random.normal(0, 1, 40), random.normal(2.5, 1, 30), random.normal(2.5, 3, 35), random.normal(-1, 1, 25)]), 3)
counts = np.concatenate([random.poisson(3, 50), random.poisson(8, 20), random.poisson(0.4, 30), random.poisson(2.5, 30)]).astype(float)
n = len(values)
noise = np.median(np.abs(np.diff(values))) / (np.sqrt(2) * 0.6744897501960817)


def mean(x):
    return ((x - x.mean()) ** 2).sum() / noise ** 2


def both(x):
    return len(x) * (np.log(x.var()) + 1)


def rate(x):
    return 2 * (x.sum() - (x.sum() * np.log(x.mean()) if x.sum() > 0 else 0))


def cut(x, cost, penalty, least):
    best, last = [-penalty] + [np.inf] * n, [0] * (n + 1)
    for end in range(least, n + 1):
        for start in range(0, end - least + 1):
            value = best[start] + cost(x[start:end]) + penalty
            if value < best[end]:
                best[end], last[end] = value, start
    places, end = [], n
    while last[end] > 0:
        end = last[end]
        places.append(end)
    return best[n], places[::-1]


with open("changes.csv", "w") as file:
    file.write("values," + ",".join(repr(float(v)) for v in values) + "\n")
    file.write("counts," + ",".join(repr(float(v)) for v in counts) + "\n")
    for name, x, cost, numbers, least in (("Mean", values, mean, 2, 2), ("Mean", values, mean, 2, 9), ("MeanAndVariance", values, both, 3, 2),
                                          ("MeanAndVariance", values, both, 3, 5), ("Rate", counts, rate, 2, 2), ("Rate", counts, rate, 2, 1)):
        total, places = cut(x, cost, numbers * np.log(n), least)
        file.write(f"{name} {least}," + ",".join(repr(float(v)) for v in [total, *places]) + "\n")
