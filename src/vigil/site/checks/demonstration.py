"""Keep demonstrations and real installations apart: each database only with its own settings."""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from vigil.trust.demonstration.verbs import BEGIN

FIRST_VERB: Final = "SELECT verb FROM trust_decision ORDER BY id LIMIT 1"
TABLE: Final = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'trust_decision'",
    "postgresql": "SELECT 1 FROM pg_tables WHERE tablename = 'trust_decision'",
}
"""How each kind of database is asked whether it has a log yet."""


class WrongInstallation(ImproperlyConfigured):
    """A demonstration was opened as a real installation, or the other way round."""


def check_demonstration(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Check a new connection. Raises WrongInstallation, and closes the connection then.

    It asks past Django, which would count this question among those of the page.
    """
    first = _first_verb(connection)
    if first is None or (first == BEGIN) == settings.VIGIL_DEMONSTRATION:
        return
    connection.close()
    if first == BEGIN:
        raise WrongInstallation(
            "This database belongs to a demonstration, in which everything is invented, and never "
            "becomes a real installation. `vigil demo` opens it, with the folder it was made in."
        )
    raise WrongInstallation(
        "This data folder is marked as a demonstration, but its database is not: it may hold "
        "something real. Keep them apart; `vigil demo` makes a folder of its own."
    )


def _first_verb(connection: BaseDatabaseWrapper) -> str | None:
    """Return the verb of the first decision; None before there is one."""
    cursor = connection.connection.cursor()
    try:
        if cursor.execute(TABLE[connection.vendor]) and cursor.fetchone() is None:
            return None
        cursor.execute(FIRST_VERB)
        row = cursor.fetchone()
    finally:
        cursor.close()
    return str(row[0]) if row else None
