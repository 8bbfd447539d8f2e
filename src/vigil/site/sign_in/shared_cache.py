"""A cache in the database: what one process counts, all others know at once.

It is for limits, such as tries at a password, which allauth keeps in Django's default cache. Values
are JSON and never pickles, so that whoever can write the database runs no code here. Keys are
digests with the secret key, because they hold addresses of people.
"""

import json
import time
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils.crypto import salted_hmac

from vigil.trust.models import SharedValue

FOREVER: Final = 365 * 86400.0
"""Seconds that stand for a value that does not end."""

KEEP: Final = (
    "INSERT INTO trust_sharedvalue (key, value, ends) VALUES (%s, %s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends"
)
UNLESS_THERE: Final = " WHERE trust_sharedvalue.ends <= %s"


class SharedCache(BaseCache):
    """Keeps values in the table `SharedValue`. Expired ones are deleted in the background."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, or `default` where there is none or it ended."""
        rows = SharedValue.objects.filter(key=self._kept_as(key, version), ends__gt=time.time())
        kept = rows.values_list("value", flat=True).first()
        return default if kept is None else json.loads(kept)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value, whatever was there."""
        self._write(key, value, timeout, version, only_if_ended=False)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless there is one; return whether it was kept. Of two at once, one is."""
        return self._write(key, value, timeout, version, only_if_ended=True)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a value; return whether there was one."""
        n, _by_model = SharedValue.objects.filter(key=self._kept_as(key, version)).delete()
        return bool(n)

    def clear(self) -> None:
        """Remove all values."""
        SharedValue.objects.all().delete()

    def _write(
        self, key: Any, value: Any, timeout: Any, version: int | None, *, only_if_ended: bool
    ) -> bool:
        now, ends = time.time(), self.get_backend_timeout(timeout)
        row: list[str | float] = [
            self._kept_as(key, version),
            json.dumps(value),
            now + FOREVER if ends is None else ends,
        ]
        statement = KEEP
        if only_if_ended:
            statement += UNLESS_THERE
            row.append(now)
        with connection.cursor() as cursor:
            cursor.execute(statement, row)
            return bool(cursor.rowcount)

    def _kept_as(self, key: Any, version: int | None) -> str:
        whole = self.make_and_validate_key(key, version=version)
        return salted_hmac("shared value", whole, algorithm="sha256").hexdigest()
