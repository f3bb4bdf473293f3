"""scikit-learn's learners; the last column is the class."""
import numpy as np

from peer import kernel


def classes(n, d, missing=0.0):
    """Normal columns, a class that depends on some of them, and a share of missing values."""
    def make():
        r = np.random.default_rng(5)
        x = r.normal(0, 1, (n, d))
        odds = x[:, 0] + np.sin(2 * x[:, 1]) + x[:, 2] * x[:, 3] - .5
        y = r.uniform(size=n) < 1 / (1 + np.exp(-odds))
        x[r.uniform(size=(n, d)) < missing] = np.nan
        return np.column_stack([x, y]).astype(np.float32)
    make.name = f"classes-{n}-{d}-{missing}"
    return make


def judged(y):
    from sklearn.metrics import log_loss
    return lambda p: {"log_loss": log_loss(y, p.astype(float))}


@kernel("logistic regression n=1 M d=12, L2", classes(1_000_000, 12))
def logistic(x):
    from sklearn.linear_model import LogisticRegression
    x, y = np.ascontiguousarray(x[:, :-1]), x[:, -1].astype(int)
    return lambda: LogisticRegression(C=1, tol=1e-6, max_iter=1000).fit(x, y).predict_proba(x)[:, 1], judged(y)


@kernel("decision tree n=200 k d=12, at most 10 deep, fit and predict", classes(200_000, 12))
def decision_tree(x):
    from sklearn.tree import DecisionTreeClassifier
    x, y = np.ascontiguousarray(x[:, :-1]), x[:, -1].astype(int)
    return lambda: DecisionTreeClassifier(max_depth=10, random_state=1).fit(x, y).predict_proba(x)[:, 1], judged(y)


@kernel("boosted trees n=300 k d=12, 100 trees of 31 leaves, fit and predict", classes(300_000, 12, .05))
def boosted_trees(x):
    from sklearn.ensemble import HistGradientBoostingClassifier
    x, y = np.ascontiguousarray(x[:, :-1]), x[:, -1].astype(int)
    return lambda: HistGradientBoostingClassifier(max_iter=100, early_stopping=False).fit(x, y).predict_proba(x)[:, 1], judged(y)


def experiment(n, d):
    """Normal columns, half of the rows treated by chance, an outcome that treatment makes likelier where the second column is above 0: points, treated, outcome."""
    def make():
        r = np.random.default_rng(8)
        x, treated = r.normal(0, 1, (n, d)), r.uniform(size=n) < .5
        y = r.uniform(size=n) < .3 + .1 * (x[:, 0] > 0) + .2 * treated * (x[:, 1] > 0)
        return np.column_stack([x, treated, y]).astype(np.float32)
    make.name = f"experiment-{n}-{d}"
    return make


@kernel("uplift by two models n=200 k d=10, 100 trees of 31 leaves each, fit, predict, Qini curve", experiment(200_000, 10))
def uplift(x):
    from sklearn.ensemble import HistGradientBoostingClassifier
    x, treated, y = np.ascontiguousarray(x[:, :-2]), x[:, -2] == 1, x[:, -1].astype(int)

    def work():
        with_, without = (HistGradientBoostingClassifier(max_iter=100, early_stopping=False).fit(x[rows], y[rows]) for rows in (treated, ~treated))
        scores = with_.predict_proba(x)[:, 1] - without.predict_proba(x)[:, 1]
        order = np.argsort(-scores, kind="stable")
        t, won = treated[order], y[order]
        n_t, n_c = np.cumsum(t), np.cumsum(~t)
        gain = (np.cumsum(won * t) - np.where(n_c > 0, np.cumsum(won * ~t) * n_t / np.maximum(n_c, 1), 0)) / n_t[-1]
        share = np.arange(1, len(x) + 1) / len(x)
        return np.trapz(np.r_[0, gain], np.r_[0, share]) - gain[-1] / 2
    return work, lambda area: {"area": area}
