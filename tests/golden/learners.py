"""Reference values for tests/Kindred.Numerics.Tests/Learners. Run in tests/golden: /usr/bin/python3 learners.py"""
import numpy as np
from sklearn.tree import DecisionTreeClassifier

r = np.random.default_rng(9)
points = r.normal(0, 1, (900, 4)).astype(np.float32)
labels = (points[:, 0] + .5 * points[:, 1] ** 2 + r.normal(0, .7, 900) > .6).astype(int) + (points[:, 2] > 1.2)
np.savetxt("learners/points.csv", points, delimiter=",", fmt="%.9g")
np.savetxt("learners/labels.csv", labels, fmt="%d")

tree = DecisionTreeClassifier(min_samples_leaf=40, random_state=0).fit(points, labels)
t = tree.tree_
# No two columns tie for a split (scikit-learn breaks ties at random): any seed grows the same tree.
assert all((other.tree_.threshold == t.threshold).all() for other in (
    DecisionTreeClassifier(min_samples_leaf=40, random_state=seed).fit(points, labels) for seed in range(9)))
# One node a line: column (-1 in a leaf), threshold, left, right, impurity, rows of each class.
column = np.where(t.children_left < 0, -1, t.feature)
threshold = np.where(t.children_left < 0, 0, t.threshold)
nodes = np.column_stack([column, threshold, t.children_left, t.children_right, t.impurity, t.value[:, 0]])
np.savetxt("learners/tree_nodes.csv", nodes, delimiter=",", fmt="%.17g")
np.savetxt("learners/tree_importances.csv", [tree.feature_importances_], delimiter=",", fmt="%.17g")
path = tree.cost_complexity_pruning_path(points, labels)
np.savetxt("learners/tree_path.csv", np.column_stack([path.ccp_alphas, path.impurities]), delimiter=",", fmt="%.17g")
pruned = DecisionTreeClassifier(min_samples_leaf=40, random_state=0, ccp_alpha=.008).fit(points, labels)
np.savetxt("learners/tree_pruned.csv", pruned.predict_proba(points), delimiter=",", fmt="%.9g")

import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

# Logistic regression of class 0 against the rest: weights of columns in units of very different size.
units = (points * [1, 100, .01, 3] + [0, 5000, 0, -2]).astype(np.float32)
wide, binary = units.astype(np.float64), (labels > 0).astype(int)
np.savetxt("learners/units.csv", units, delimiter=",", fmt="%.9g")
model = sm.Logit(binary, sm.add_constant(wide)).fit(method="newton", maxiter=100, tol=1e-14, disp=0)
# One term a line, the intercept first: weight, standard error, p-value; then the log-likelihood.
np.savetxt("learners/logistic.csv", [*np.column_stack([model.params, model.bse, model.pvalues]), [model.llf, 0, 0]], delimiter=",", fmt="%.17g")
ridge = LogisticRegression(C=1 / 20, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(points.astype(np.float64), binary)
full = np.column_stack([np.ones(900), points.astype(np.float64)])
p = ridge.predict_proba(points.astype(np.float64))[:, 1]
information = full.T @ (full * (p * (1 - p))[:, None])
inverse = np.linalg.inv(information + np.diag([0, 20, 20, 20, 20]))
errors = np.sqrt(np.diag(inverse @ information @ inverse))  # le Cessie and van Houwelingen
np.savetxt("learners/logistic_ridge.csv", np.column_stack([[*ridge.intercept_, *ridge.coef_[0]], errors]), delimiter=",", fmt="%.17g")
counts = r.integers(0, 4, 900)
counted = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(points.astype(np.float64), binary, counts)
np.savetxt("learners/counts.csv", counts, fmt="%d")
np.savetxt("learners/logistic_counted.csv", [*counted.intercept_, *counted.coef_[0]], fmt="%.17g")

from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

# Boosted trees: 900 rows, more values a column than bins in some, few in one, and missing ones in two.
boosted = points.copy()
boosted[:, 3] = np.round(boosted[:, 3])
boosted[r.uniform(size=900) < .2, 0] = np.nan
boosted[(points[:, 1] > .8) & (r.uniform(size=900) < .7), 2] = np.nan
amounts = points[:, 0] * 2 + np.sin(3 * points[:, 1]) + (points[:, 3] > 0) * points[:, 1] + r.normal(0, .3, 900)
np.savetxt("learners/boosted_points.csv", boosted, delimiter=",", fmt="%.9g")
np.savetxt("learners/amounts.csv", amounts, fmt="%.17g")
classes = HistGradientBoostingClassifier(max_iter=40, early_stopping=False).fit(boosted.astype(float), binary)
np.savetxt("learners/boosted_classes.csv", classes.predict_proba(boosted.astype(float))[:, 1], fmt="%.12g")
values = HistGradientBoostingRegressor(
    max_iter=60, learning_rate=.2, max_leaf_nodes=8, min_samples_leaf=5, l2_regularization=3, max_bins=32, early_stopping=False)
values.fit(boosted.astype(float), amounts)
np.savetxt("learners/boosted_values.csv", values.predict(boosted.astype(float)), fmt="%.12g")
shallow = HistGradientBoostingClassifier(max_iter=30, max_depth=2, early_stopping=False).fit(boosted.astype(float), binary, counts)
np.savetxt("learners/boosted_counted.csv", shallow.predict_proba(boosted.astype(float))[:, 1], fmt="%.12g")

from sklearn.metrics import auc

# Qini curve by its definition: scores with ties, a treatment that helps where the score is high.
scores = np.round(r.normal(0, 1, 500), 1)
treated = r.uniform(size=500) < .4
outcomes = (r.uniform(size=500) < .2 + .3 * treated * (scores + r.normal(0, 1, 500) > .3)).astype(int)
np.savetxt("learners/qini_rows.csv", np.column_stack([scores, treated, outcomes]), delimiter=",", fmt="%.9g")


def qini(order_by):
    points = [(0, 0)]
    for limit in sorted(set(order_by), reverse=True):
        chosen = order_by >= limit
        t, c = chosen & treated, chosen & ~treated
        gain = outcomes[t].sum() - (outcomes[c].sum() * t.sum() / c.sum() if c.any() else 0)
        points.append((chosen.mean(), gain / treated.sum()))
    x, y = np.array(points).T
    return points, auc(x, y) - y[-1] / 2


curve, area = qini(scores)
_, greatest = qini(np.where(treated, outcomes, -outcomes))
np.savetxt("learners/qini_points.csv", curve, delimiter=",", fmt="%.17g")
np.savetxt("learners/qini.csv", [[area, area / greatest]], delimiter=",", fmt="%.17g")

# Uplift: 900 rows, a third treated, an outcome and an amount; the treatment helps where the first column is high, and does harm where the second is.
given = r.permutation(900) < 300
moved = (r.uniform(size=900) < .3 + .1 * (points[:, 2] > 0) + given * (.3 * (points[:, 0] > 0) - .2 * (points[:, 1] > .5))).astype(int)

spent = points[:, 1] + given * np.maximum(points[:, 0], 0) + r.normal(0, .3, 900)
np.savetxt("learners/uplift_rows.csv", np.column_stack([given, moved, spent]), fmt="%.17g", delimiter=",")
wide = points.astype(float)
two = [HistGradientBoostingRegressor(max_iter=30, max_leaf_nodes=6, early_stopping=False).fit(wide[given == which], spent[given == which]).predict(wide)
       for which in (True, False)]
balanced = .5 / np.where(given, given.mean(), 1 - given.mean())
agrees = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=6, early_stopping=False).fit(wide, (given == moved).astype(int), balanced)
np.savetxt("learners/uplift.csv", np.column_stack([two[0] - two[1], 2 * agrees.predict_proba(wide)[:, 1] - 1]), delimiter=",", fmt="%.12g")
