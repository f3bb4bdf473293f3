"""networkx on graphs of pages."""
import numpy as np

from peer import kernel


def pages(nodes, edges):
    """Weighted edges between pages, popular ones more often: from, to, weight a row."""
    def make():
        r = np.random.default_rng(9)
        ends = (nodes * r.random((4 * edges, 2)) ** 2).astype(int)
        ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
        ends = ends[r.permutation(len(ends))[:edges]]
        return np.column_stack([ends, 1 + r.integers(0, 9, len(ends))]).astype(float)
    make.name = f"pages-{nodes}-{edges}"
    return make


def graph(x):
    from networkx import DiGraph
    g = DiGraph()
    g.add_weighted_edges_from((int(a), int(b), w) for a, b, w in x)
    return g


@kernel("betweenness of 500 pages, 5,000 weighted links", pages(500, 5_000))
def betweenness(x):
    from networkx import betweenness_centrality
    g = graph(x)
    return (lambda: betweenness_centrality(g, weight="weight", normalized=False)), lambda b: {"sum": sum(b.values())}


@kernel("PageRank of 20,000 pages, 200,000 weighted links", pages(20_000, 200_000))
def pagerank(x):
    from networkx import pagerank as rank
    g = graph(x)
    return (lambda: rank(g, alpha=0.85, tol=1e-12 / len(g), max_iter=1000)), lambda r: {"largest": max(r.values())}
