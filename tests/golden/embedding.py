"""Reference values for tests/Kindred.Numerics.Tests/Embedding. Run in tests/golden: /usr/bin/python3 embedding.py"""
import numpy as np
import umap
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set


def save(name, values, fmt):
    np.savetxt("embedding/" + name + ".csv", values, delimiter=",", fmt=fmt)


def probabilities(points, perplexity):
    neighbours = NearestNeighbors(n_neighbors=int(3 * perplexity + 1)).fit(points)
    squares = neighbours.kneighbors_graph(mode="distance")
    squares.data **= 2
    return _joint_probabilities_nn(squares, perplexity, 0)


def divergence(p, places):
    squares = ((places[:, None] - places[None]) ** 2).sum(-1).astype(float)
    q = 1 / (1 + squares)
    np.fill_diagonal(q, 0)
    p = p.toarray()
    seen = p > 0
    return (p[seen] * np.log(p[seen] / (q / q.sum())[seen])).sum()


r = np.random.default_rng(6)
centres = r.normal(0, 2.5, (6, 5))
points = (centres[r.integers(0, 6, 400)] + r.normal(0, 1, (400, 5))).astype(np.float32)
save("points", points, "%.9g")
save("affinities", probabilities(points[:60].astype(np.float64), 8).toarray(), "%.9g")

p = probabilities(points, 30)
maps = [TSNE(2, init="pca", learning_rate="auto", random_state=seed).fit_transform(points) for seed in range(3)]
save("tsne_divergence", [min(divergence(p, places) for places in maps)], "%.9g")

distances, rows = NearestNeighbors(n_neighbors=10).fit(points[:60].astype(np.float64)).kneighbors(points[:60])
graph = fuzzy_simplicial_set(
    points[:60], 10, np.random.RandomState(0), "euclidean", knn_indices=rows, knn_dists=distances.astype(np.float32))[0]
save("umap_degrees", graph.toarray(), "%.9g")
save("umap_curves", [[m, s, *find_ab_params(s, m)] for m, s in ((.1, 1), (0, 1), (.5, 1), (.3, 2))], "%.12g")

maps = [umap.UMAP(random_state=seed).fit_transform(points) for seed in range(3)]
save("umap_trustworthiness", [np.mean([trustworthiness(points, places, n_neighbors=15) for places in maps])], "%.9g")
save("umap_places", maps[0], "%.9g")
save("trustworthiness", [trustworthiness(points.astype(np.float64), maps[0].astype(np.float64), n_neighbors=k) for k in (1, 5, 15)], "%.12g")
