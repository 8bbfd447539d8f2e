"""Propose cases: which accounts describe the same attack. Pure.

`link` is the whole of it. Accounts are rows of an Arrow table, and pairs are compared as columns
of numbers. Judgements by people always hold. `lists` compares lists of people killed. Read
docs/build/linkage.md.
"""

from vigil.linkage.linking import link

__all__ = ["link"]
