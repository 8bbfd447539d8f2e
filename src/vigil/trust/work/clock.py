"""The clock by which leases are measured: that of the database, one for all machines."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def database_time() -> datetime:
    """Return the time of the database server, or of this machine where SQLite is used."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, datetime)
    return now
