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
