"""scikit-learn's clustering."""
from peer import blobs, kernel, labelled


def kmeans_fit(x, clusters):
    from sklearn.cluster import KMeans
    return (lambda: KMeans(clusters, n_init=1, random_state=1, max_iter=100, tol=1e-4).fit(x),
            lambda m: {"inertia": m.inertia_, "iterations": m.n_iter_})


@kernel("k-means n=1 M d=12 k=8, one start", blobs(1_000_000, 12, 8), least=3)
def kmeans(x):
    return kmeans_fit(x, 8)


@kernel("k-means n=1 M d=16 k=20, one start", blobs(1_000_000, 16, 12), least=4)
def kmeans_k20(x):
    return kmeans_fit(x, 20)


@kernel("k-means n=100 k d=16 k=20, one start, from each of 20 seeds", blobs(100_000, 16, 12), least=4)
def kmeans_starts(x):
    from sklearn.cluster import KMeans
    return (lambda: sorted(KMeans(20, n_init=1, random_state=seed, max_iter=100, tol=1e-4).fit(x).inertia_ for seed in range(1, 21)),
            lambda inertias: {"median_inertia": (inertias[9] + inertias[10]) / 2, "least": inertias[0], "greatest": inertias[-1]})


@kernel("k-means k=2..10, ten starts each, n=150 k d=11, sampled silhouettes (ours with bootstrap stability)", blobs(150_000, 11, 6), least=10)
def kmeans_selection(x):
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    def work():
        fits = [KMeans(k, n_init=10, random_state=1).fit(x) for k in range(2, 11)]
        return [(silhouette_score(x, m.labels_, sample_size=10_000, random_state=1), m) for m in fits]

    def quality(scored):
        best = max(scored, key=lambda s: s[0])
        return {"k": best[1].n_clusters, "silhouette": best[0], "inertia_k5": scored[3][1].inertia_, "inertia_k10": scored[8][1].inertia_}
    return work, quality


@kernel("mini-batch k-means n=1 M d=12 k=8", blobs(1_000_000, 12, 8), least=2)
def minibatch(x):
    from sklearn.cluster import MiniBatchKMeans
    return (lambda: MiniBatchKMeans(8, n_init=1, random_state=1, batch_size=4096).fit(x),
            lambda m: {"inertia": m.inertia_, "batches": m.n_steps_})


@kernel("silhouette, exact, n=20 k d=12", labelled(20_000, 12, 8), least=15)
def silhouette(x):
    from sklearn.metrics import silhouette_score
    return lambda: silhouette_score(x[:, :-1], x[:, -1].astype(int)), lambda mean: {"silhouette": mean}


@kernel("DBSCAN n=200 k d=4, radius 0.5, 10 neighbours", blobs(200_000, 4, 8), least=5)
def dbscan(x):
    from sklearn.cluster import DBSCAN
    return (lambda: DBSCAN(eps=.5, min_samples=10, n_jobs=2).fit(x),
            lambda m: {"clusters": m.labels_.max() + 1, "noise": (m.labels_ < 0).sum()})


@kernel("Ward n=15 k d=12, cut into 8", blobs(15_000, 12, 8), least=6)
def ward(x):
    from sklearn.cluster import AgglomerativeClustering
    return lambda: AgglomerativeClustering(8, compute_distances=True).fit(x), lambda m: {"height": m.distances_[-1], "sum": m.distances_.sum()}


@kernel("Gaussian mixture n=200 k d=12 k=8, full", blobs(200_000, 12, 8), least=2)
def mixture(x):
    from sklearn.mixture import GaussianMixture
    return lambda: GaussianMixture(8, random_state=1, max_iter=50).fit(x), lambda m: {"log_likelihood": m.lower_bound_, "iterations": m.n_iter_}
