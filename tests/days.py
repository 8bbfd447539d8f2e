"""Days as the calendar says when a test runs: none is taken when modules load, before midnight."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Return the day that it is now, in UTC."""
    return timezone.localdate()
