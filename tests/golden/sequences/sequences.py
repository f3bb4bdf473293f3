"""Reference values of the sequence analyses: writes journeys.csv (simulated) and sequences.csv (answers by NumPy and networkx)."""
import itertools
import networkx
import numpy as np
from scipy.stats import chi2

random = np.random.default_rng(20240517)
STATES = 5
answers = {}


def put(name, *values):
    answers[name] = [float(v) for v in np.ravel(np.concatenate([np.ravel(v) for v in values]))]


# A chain of order 2 over five states.
table = random.dirichlet(np.ones(STATES) * 0.7, (STATES, STATES))
journeys = []
for _ in range(400):
    j = list(random.integers(0, STATES, 2))
    while len(j) < 4 + random.poisson(6):
        j.append(random.choice(STATES, p=table[j[-2], j[-1]]))
    journeys.append(j[: 1 + random.integers(0, len(j))])
converted = [int(random.random() < 0.15 + 0.15 * (2 in j)) for j in journeys]

# Orders held against each other on the transitions from the fourth position on.
scores = []
total = sum(max(0, len(j) - 3) for j in journeys)
for order in range(4):
    counts = {}
    for j in journeys:
        for i in range(3, len(j)):
            context = tuple(j[i - order:i])
            counts.setdefault(context, np.zeros(STATES))[j[i]] += 1
    likelihood = sum((row[row > 0] * np.log(row[row > 0] / row.sum())).sum() for row in counts.values())
    parameters = len(counts) * (STATES - 1)
    scores.append((likelihood, parameters))
    ratio, p = 0.0, 1.0
    if order:
        ratio = 2 * (likelihood - scores[-2][0])
        p = chi2.sf(ratio, parameters - scores[-2][1])
    put(f"order {order}", [likelihood, parameters, 2 * parameters - 2 * likelihood, parameters * np.log(total) - 2 * likelihood, ratio, p])

counts = np.zeros((STATES, STATES))
for j in journeys:
    for a, b in zip(j, j[1:]):
        counts[a, b] += 1
P = counts / counts.sum(1, keepdims=True)
put("transitions", P)
put("errors", np.sqrt(P * (1 - P) / counts.sum(1, keepdims=True)))
values, vectors = np.linalg.eig(P.T)
pi = np.real(vectors[:, np.argmax(np.real(values))])
put("stationary", pi / pi.sum())

# Start, five states, conversion, exit.
C = np.zeros((STATES + 3, STATES + 3))
for j, c in zip(journeys, converted):
    path = [STATES] + list(j) + [STATES + 1 if c else STATES + 2]
    for a, b in zip(path, path[1:]):
        C[a, b] += 1
C[STATES + 1, STATES + 1] = C[STATES + 2, STATES + 2] = 1
T = C / C.sum(1, keepdims=True)
inside = range(STATES + 1)
N = np.linalg.inv(np.eye(STATES + 1) - T[np.ix_(inside, inside)])
B = N @ T[np.ix_(inside, [STATES + 1, STATES + 2])]
steps = N @ np.ones(STATES + 1)
put("journey matrix", T)
put("journey probability", B[:, 0])
put("journey steps", steps)
put("journey variance", (2 * N - np.eye(STATES + 1)) @ steps - steps ** 2)
put("journey visits", N[STATES])
put("journey dropoff", N[STATES] * T[:STATES + 1, STATES + 2])
conditional = np.diag(1 / B[:, 0]) @ T[np.ix_(inside, inside)] @ np.diag(B[:, 0])
put("conversion steps", np.linalg.inv(np.eye(STATES + 1) - conditional) @ np.ones(STATES + 1))

effects = []
for removed in range(STATES):
    R = T.copy()
    R[removed] = 0
    R[removed, STATES + 2] = 1
    n = np.linalg.inv(np.eye(STATES + 1) - R[np.ix_(inside, inside)])
    effects.append(1 - (n @ R[np.ix_(inside, [STATES + 1])])[STATES, 0] / B[STATES, 0])
put("removal", effects)

# Frequent patterns by trying every one.
for length in (1, 2, 3):
    for pattern in itertools.product(range(STATES), repeat=length):
        def has(j):
            rest = iter(j)
            return all(item in rest for item in pattern)
        put("pattern " + " ".join(map(str, pattern)), [sum(map(has, journeys))])

graph = networkx.gnp_random_graph(24, 0.12, seed=3, directed=True)
edges = [(a, b, round(float(random.uniform(1, 4)) * 2) / 2) for a, b in graph.edges]
put("edges", edges)
weighted = networkx.DiGraph()
weighted.add_nodes_from(range(24))
weighted.add_weighted_edges_from(edges)
rank = networkx.pagerank(weighted, alpha=0.85, tol=1e-15, max_iter=10000)
put("pagerank", [rank[i] for i in range(24)])
between = networkx.betweenness_centrality(weighted, weight="weight", normalized=False)
put("betweenness", [between[i] for i in range(24)])
between = networkx.betweenness_centrality(weighted, normalized=False)
put("hops", [between[i] for i in range(24)])

with open("journeys.csv", "w") as file:
    for j, c in zip(journeys, converted):
        file.write(",".join(map(str, [c] + list(map(int, j)))) + "\n")
with open("sequences.csv", "w") as file:
    for name, values in answers.items():
        file.write(name + "," + ",".join(repr(v) for v in values) + "\n")
