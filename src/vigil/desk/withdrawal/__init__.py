"""Withdraw a person or case everywhere: search, tick, receipt, lift."""
