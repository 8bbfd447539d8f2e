"""A forest of decision trees as plain arrays: fitted by scikit-learn, read by numpy alone.

Trees see what no sum can: that a killing counts less where soldiers stand beside it, unless the
best sentence names a civilian. (Extremely randomised trees; Geurts, Ernst and Wehenkel, 2006.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SURE = 0.01
"""Added to both sides of a forest's share of votes, so that its log-odds stay finite."""


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees in one list.

    A node asks whether `feature` is at most `threshold`, and goes to `left` or `right`; a leaf
    (`left` is itself) holds the share of killings in `share`. `roots` are where trees begin.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    share: NDArray[np.float32]
    roots: NDArray[np.int32]

    def margin(self, values: NDArray[np.float32]) -> float:
        """Return the log-odds of a killing for one text's features, 0 for an empty forest."""
        if not len(self.roots):
            return 0.0
        nodes = self.roots
        while True:
            down = values[self.feature[nodes]] <= self.threshold[nodes]
            following = np.where(down, self.left[nodes], self.right[nodes])
            if np.array_equal(following, nodes):
                break
            nodes = following
        share = float(self.share[nodes].mean(dtype=np.float64))
        return float(np.log((share + SURE) / (1 + SURE - share)))


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
