"""Decompositions, neighbours and maps of scikit-learn, PyNNDescent and umap-learn."""
import numpy as np

from peer import blobs, kernel


def tilted(n, d, inner):
    """Rows near a subspace."""
    def make():
        r = np.random.default_rng(2)
        return (r.normal(0, 1, (n, inner)) @ r.normal(0, 1, (inner, d)) + r.normal(0, .1, (n, d))).astype(np.float32)
    make.name = f"tilted-{n}-{d}-{inner}"
    return make


@kernel("PCA n=1 M d=32, 10 components", tilted(1_000_000, 32, 10), least=6)
def pca(x):
    from sklearn.decomposition import PCA
    return lambda: PCA(10, svd_solver="full").fit(x), lambda m: {"explained": m.explained_variance_ratio_.sum()}


@kernel("t-SNE n=10 k d=12, 1,000 iterations", blobs(10_000, 12, 8), least=5)
def tsne(x):
    from sklearn.manifold import TSNE
    return lambda: TSNE(init="pca", learning_rate="auto", random_state=1).fit(x), lambda m: {"divergence": m.kl_divergence_}


@kernel("UMAP n=20 k d=12", blobs(20_000, 12, 8), least=5)
def umap(x):
    from sklearn.manifold import trustworthiness
    from umap import UMAP
    UMAP(n_epochs=10).fit(x[:500])  # compiles the code
    return lambda: UMAP(n_jobs=-1).fit_transform(x), lambda places: {"trustworthiness": trustworthiness(x[::7], places[::7])}


def recall(x, rows):
    """The share of the 15 nearest of the first thousand rows that were found."""
    from sklearn.neighbors import NearestNeighbors
    true = NearestNeighbors(n_neighbors=16, algorithm="brute").fit(x).kneighbors(x[:1000], return_distance=False)[:, 1:]
    return {"recall": np.mean([len(set(t) & set(f)) / 15 for t, f in zip(true, rows[:1000])])}


@kernel("nearest neighbours, exact, n=200 k d=6, 15 each", blobs(200_000, 6, 8))
def nearest_neighbors(x):
    from sklearn.neighbors import NearestNeighbors
    return lambda: NearestNeighbors(n_neighbors=15, n_jobs=2).fit(x).kneighbors()[0], lambda distances: {"mean_distance": distances.mean()}


@kernel("NN-descent n=100 k d=64, 15 neighbours", tilted(100_000, 64, 20))
def neighbor_descent(x):
    from pynndescent import NNDescent
    NNDescent(x[:2000], n_neighbors=16, random_state=1)  # compiles the code
    return (lambda: NNDescent(x, n_neighbors=16, random_state=1).neighbor_graph[0][:, 1:]), lambda rows: recall(x, rows)
