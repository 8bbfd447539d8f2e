"""Withdraw names of people: find them in the case file, withhold them, lift the withdrawal.

Withdrawing a whole case: see `cases.verbs.withdrawing`.
"""
