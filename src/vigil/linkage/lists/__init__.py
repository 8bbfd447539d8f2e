"""Lists of people killed: which rows of two lists tell of one killing. Pure.

`match(a, b)` matches two whole lists; `look_up(killing, rows, weights)` finds one killing among
rows of a list; `compare(a, b, weights)` compares two rows.
"""

from vigil.linkage.lists.pairing import compare, look_up, match
from vigil.linkage.lists.records import ListedKilling, Match
from vigil.linkage.lists.weights import Weights, stated_weights

__all__ = ["ListedKilling", "Match", "Weights", "compare", "look_up", "match", "stated_weights"]
