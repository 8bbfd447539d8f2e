"""Propose cases: which accounts describe the same attack. Pure.

`linking.link` is the whole of it. Accounts are rows of an Arrow table, and pairs are compared as
columns of numbers. Judgements by people always hold. `lists` compares lists of people killed. Read
docs/build/linkage.md.

Nothing is imported here: a room that needs one small module does not load the numeric libraries of
the others.
"""
