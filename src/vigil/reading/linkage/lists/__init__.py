"""Lists of people killed: which rows of two lists tell of one killing. Pure.

`look_up(killing, rows, weights)` finds one killing among rows of a list; `compare(pairs, weights)`
compares pairs of rows. `pairing.match(a, b)` matches two whole lists; it needs SciPy, which a web
worker does not load, so it is not imported here.
"""

from vigil.reading.linkage.lists.lookup import compare, look_up
from vigil.reading.linkage.lists.records import ListedKilling, Match
from vigil.reading.linkage.lists.weights import Weights, stated_weights

__all__ = ["ListedKilling", "Match", "Weights", "compare", "look_up", "stated_weights"]
