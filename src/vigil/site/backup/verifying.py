"""Check that a restored database is what its backup says it is, and that its keys open it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from vigil.site.backup.contents import About, FileList, decision_log, rows_by_table
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Sealed
from vigil.trust.vault.verbs import first_keys, sealing


@dataclass(frozen=True)
class CheckedThing:
    """One thing that was checked, and a sentence on what was found."""

    name: str
    ok: bool
    text: str


def check_files(listed: FileList) -> CheckedThing:
    """Say how many files came with their digests: reading refuses the others."""
    return CheckedThing("files", True, f"Files with the right digest: {len(listed.files):,}.")


def check_database(about: About) -> list[CheckedThing]:
    """Check the database that Django reads now against what its backup says."""
    return [
        _checked("tables", lambda: _tables(about)),
        _checked("decisions", lambda: _decisions(about)),
        _checked("migrations", lambda: _migrations(about)),
    ]


def migrate() -> None:
    """Run the migrations that a backup of an older version lacks: what follows needs its tables."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def check_keys() -> list[CheckedThing]:
    """Check that the keys are those of the database that Django reads now, and open a seal."""
    return [_checked("keys", _keys), _checked("seal", _seal)]


def _checked(name: str, check: Callable[[], str]) -> CheckedThing:
    try:
        return CheckedThing(name, True, check())
    except (NotPossible, ImproperlyConfigured) as error:
        return CheckedThing(name, False, str(error))
    except DatabaseError as error:
        return CheckedThing(name, False, f"The database did not answer ({type(error).__name__}).")


def _tables(about: About) -> str:
    found = rows_by_table()
    names = sorted(found.keys() | about.tables.keys())
    wrong = [name for name in names if found.get(name) != about.tables.get(name)]
    if wrong:
        raise NotPossible(f"Tables with another number of rows: {', '.join(wrong)}.")
    return f"Tables with the right number of rows: {len(found):,} ({sum(found.values()):,} rows)."


def _decisions(about: About) -> str:
    found = decision_log()
    if found != about.decisions:
        raise NotPossible(
            f"The log of decisions is another: {found.number:,} instead of "
            f"{about.decisions.number:,}, or one of them was changed."
        )
    return (
        f"Decisions: {found.number:,}, the last is number {found.last:,}, "
        f"and all have the digest {found.digest[:16]}…"
    )


def _migrations(about: About) -> str:
    known = {*MigrationLoader(connection).disk_migrations}
    strange = [f"{app}.{name}" for app, name in about.migrations if (app, name) not in known]
    ours = [one for one in strange if one.split(".")[0] in {app for app, _name in known}]
    if ours:
        raise NotPossible(
            f"This backup was made by a newer version of Vigil ({ours[-1]}): install that version."
        )
    return f"Every migration of the backup is known here ({len(about.migrations):,})."


def _keys() -> str:
    first_keys.require_ours()
    return "The keys are those of this database."


def _seal() -> str:
    """Open one sealed value. Its text is shown to nobody, and the database stays as it is."""
    sealed = Sealed.objects.order_by("-pk").first()
    if sealed is None:
        return "Nothing is sealed in this database."
    with transaction.atomic():
        sealing.open_to_act(sealed, why="checking a backup")
        transaction.set_rollback(True)
    return f"A sealed value was opened with the keys ({Sealed.objects.count():,} are sealed)."
