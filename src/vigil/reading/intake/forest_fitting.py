"""Growing a forest of decision trees. Only training comes here: reading loads no scikit-learn."""

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from vigil.reading.intake.forest import EMPTY, Forest

TREES = 120
LEAF = 5
"""Fewest examples a leaf may hold."""

SHARE = 0.3
"""Share of the features tried at a split."""


def grow(
    values: NDArray[np.float32],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64] | None = None,
) -> Forest:
    """Grow a forest on examples (a row each). The same examples grow the same forest."""
    if labels.all() or not labels.any():
        return EMPTY
    learner = ExtraTreesClassifier(
        TREES, min_samples_leaf=LEAF, max_features=SHARE, random_state=0
    ).fit(values.astype(np.float32), labels, weights)
    trees = [estimator.tree_ for estimator in learner.estimators_]
    roots = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]
    left, right = [], []
    for root, tree in zip(roots, trees, strict=True):
        own = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        left.append(root + np.where(leaf, own, tree.children_left))
        right.append(root + np.where(leaf, own, tree.children_right))
    shares = [tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1) for tree in trees]
    return Forest(
        # A leaf's feature is negative; it is asked all the same, and both answers stay.
        feature=np.concatenate([tree.feature for tree in trees]).clip(0).astype(np.int16),
        threshold=np.concatenate([tree.threshold for tree in trees]).astype(np.float32),
        left=np.concatenate(left).astype(np.int32),
        right=np.concatenate(right).astype(np.int32),
        share=np.concatenate(shares).astype(np.float32),
        roots=roots.astype(np.int32),
    )
