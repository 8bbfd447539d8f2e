"""A forest of decision trees as plain arrays: fitted by scikit-learn, read by numpy alone.

Trees see what no sum can: that a killing counts less where soldiers stand beside it, unless the
best sentence names a civilian. (Extremely randomised trees; Geurts, Ernst and Wehenkel, 2006.)
"""

import hashlib
import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

SURE = 0.01
"""Added to both sides of a forest's share of votes, so that its log-odds stay finite."""


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees in one list.

    A node asks whether `feature` is at most `threshold`, and goes to `left` or `right`; a leaf
    (`left` is itself) holds the share of its examples that say yes. `roots` are where trees begin.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    share: NDArray[np.float32]
    roots: NDArray[np.int32]

    @property
    def sound(self) -> bool:
        """Return whether every node leads to a node that is there."""
        nodes = len(self.left)
        lists = (self.feature, self.threshold, self.right, self.share)
        if any(array.ndim != 1 or len(array) != nodes for array in lists):
            return False
        links = np.concatenate([self.left, self.right, self.roots])
        if links.size and not 0 <= links.min() <= links.max() < nodes:
            return False
        return bool(np.isfinite(self.share).all() and (self.feature >= 0).all())

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change when any number of the forest does."""
        content = b"".join(getattr(self, field.name).tobytes() for field in fields(self))
        return hashlib.sha256(content).hexdigest()[:8]

    def margin(self, values: NDArray[np.float32]) -> float:
        """Return the log-odds of yes for one example's features, 0 for an empty forest."""
        if not len(self.roots):
            return 0.0
        nodes = self.roots
        while True:
            down = values[self.feature[nodes]] <= self.threshold[nodes]
            following = np.where(down, self.left[nodes], self.right[nodes])
            if (following == nodes).all():
                break
            nodes = following
        share = float(self.share[nodes].mean(dtype=np.float64))
        return math.log((share + SURE) / (1 + SURE - share))

    def margins(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of yes for some examples (a row each), 0 for an empty forest."""
        if not len(self.roots) or not len(values):
            return np.zeros(len(values))
        row = np.arange(len(values))[:, None]
        nodes = np.broadcast_to(self.roots, (len(values), len(self.roots)))
        while True:
            down = values[row, self.feature[nodes]] <= self.threshold[nodes]
            following = np.where(down, self.left[nodes], self.right[nodes])
            if np.array_equal(following, nodes):
                break
            nodes = following
        share = self.share[nodes].mean(axis=1, dtype=np.float64)
        return np.asarray(np.log((share + SURE) / (1 + SURE - share)))


_NONE = np.zeros(0, np.int32)
EMPTY = Forest(
    feature=np.zeros(0, np.int16),
    threshold=np.zeros(0, np.float32),
    left=_NONE,
    right=_NONE,
    share=np.zeros(0, np.float32),
    roots=_NONE,
)
"""Says nothing."""
