"""Lists of people killed: which rows of two lists tell of one killing. Pure.

`match(a, b)` matches two whole lists; `compare(a, b, weights)` two rows.
"""

from vigil.linkage.lists.pairing import compare, match
from vigil.linkage.lists.records import ListedKilling, Match
from vigil.linkage.lists.weights import Weights, stated_weights

__all__ = ["ListedKilling", "Match", "Weights", "compare", "match", "stated_weights"]
