"""Accounts to proposed cases: which accounts tell of the same attack. Pure."""

from vigil.linkage.linking import link

__all__ = ["link"]
