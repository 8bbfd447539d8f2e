"""Whether this installation is ready to serve, part by part. It says no path and no version."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from vigil.site.watching.patient import Asking
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms import tickets
from vigil.trust.vault.verbs import first_keys

SECONDS: Final = 1.0
"""In which the database must answer, and for which an answer is kept."""


class Health(StrEnum):
    """What is known of a part."""

    READY = "ready"
    NOT_READY = "not ready"
    UNKNOWN = "unknown"
    """It cannot be asked because the database does not answer."""


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    """Return whether every migration on the disk has run, without loading any of them."""
    ran = {*MigrationRecorder(connection).applied_migrations()}
    return all(
        (app.label, path.stem) in ran
        for app in apps.get_app_configs()
        for path in (Path(app.path) / "migrations").glob("*.py")
        if path.name[0] not in "_~"
    )


def _keys() -> bool:
    try:
        first_keys.require_ours()
    except (NotPossible, ImproperlyConfigured, OSError):
        return False
    return True


def _disk() -> bool:
    return tickets.free_bytes() >= tickets.reserve()


PARTS: Final[Mapping[str, Callable[[], bool]]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": _keys,
    "disk": _disk,
}
"""What must be ready, by name. A lockdown is not among it: the public reads and writes on."""
_WITHOUT_DATABASE: Final = ("disk",)


def ask_all() -> dict[str, Health]:
    """Ask every part; return what is known of each."""
    found: dict[str, Health] = {}
    for name, ask in PARTS.items():
        if name not in _WITHOUT_DATABASE and found.get("database", Health.READY) != Health.READY:
            found[name] = Health.UNKNOWN
            continue
        try:
            found[name] = Health.READY if ask() else Health.NOT_READY
        except (DatabaseError, OSError):
            found[name] = Health.NOT_READY
    return found


_ASKING: Final = Asking(ask_all, keep=SECONDS, within=SECONDS)


def health() -> dict[str, Health]:
    """Return what is known of each part, not older than a second."""
    return _ASKING.answer() or dict.fromkeys(PARTS, Health.UNKNOWN) | {
        "database": Health.NOT_READY,
        "disk": Health.READY if _disk() else Health.NOT_READY,
    }
