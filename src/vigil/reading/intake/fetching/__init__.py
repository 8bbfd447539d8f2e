"""Fetching over HTTP(S) from addresses that strangers chose: guarded, polite and bounded."""

from vigil.reading.intake.fetching.client import FEED, PAGE, Fetched, Fetcher, NotModified
from vigil.reading.intake.fetching.errors import FailedError, FetchError, RefusedError
from vigil.reading.intake.fetching.guard import Guard, Target
from vigil.reading.intake.fetching.last_fetches import LastFetch, LastFetches
from vigil.reading.intake.fetching.request import HttpAnswer, Limits

__all__ = [
    "FEED",
    "PAGE",
    "FailedError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "Guard",
    "HttpAnswer",
    "LastFetch",
    "LastFetches",
    "Limits",
    "NotModified",
    "RefusedError",
    "Target",
]
