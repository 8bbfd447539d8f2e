"""Withdraw a person or case everywhere: look, tick, receipt, lift."""
