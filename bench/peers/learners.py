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
