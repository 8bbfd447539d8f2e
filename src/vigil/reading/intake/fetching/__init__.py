"""Fetching over HTTP(S) from addresses that strangers chose: guarded, polite and bounded."""

from vigil.intake.fetching.client import (
    FEED,
    PAGE,
    Fetched,
    Fetcher,
    NotModified,
)
from vigil.intake.fetching.dialling import Limits
from vigil.intake.fetching.errors import FailedError, FetchError, RefusedError
from vigil.intake.fetching.guard import Guard, Target
from vigil.intake.fetching.states import State, States

__all__ = [
    "FEED",
    "PAGE",
    "FailedError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "Guard",
    "Limits",
    "NotModified",
    "RefusedError",
    "State",
    "States",
    "Target",
]
