"""Move everything to another kind of database, and check that it is all there."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from vigil.casefile.searching import rebuilding
from vigil.casefile.searching.index import follow_cases_again
from vigil.site.backup.contents import DecisionLog, decision_log
from vigil.site.backup.databases import connected, database_in_use
from vigil.site.backup.verifying import CheckedThing, check_keys
from vigil.site.installation import migrated_database
from vigil.site.installation.new_database import migrate_quickly
from vigil.site.moving.copying import copy_rows, empty_all, fields_of, keep_counters, tables
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, User

SAMPLE: Final = 50
"""Rows of each table that are compared value by value."""
HALF: Final = ".moving"
"""How the name of a SQLite file ends that is not whole yet."""


@dataclass(frozen=True)
class Moved:
    """What was moved, and what was found when it was compared."""

    rows: int
    texts: int
    """Reports and notes in the index of the search."""
    checks: list[CheckedThing]

    @property
    def ok(self) -> bool:
        """Return whether every check was passed."""
        return all(one.ok for one in self.checks)


@dataclass(frozen=True)
class _Contents:
    counts: dict[str, int]
    decisions: DecisionLog
    sample: dict[str, list[Any]]


def move(target: Mapping[str, Any]) -> Moved:
    """Copy the database of the settings to an empty one, and compare them. The first one stays.

    Nobody may write meanwhile: what is written after the copy began is not in it. Raises
    NotPossible (the target is not empty, or of the same kind; migrations have not run).
    """
    if connection.vendor == ("sqlite" if _is_sqlite(target) else "postgresql"):
        raise NotPossible(
            "Both databases are of one kind. Within a kind, use `vigil backup` and `vigil restore`."
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotPossible("The database lacks migrations: `vigil up --once` runs them.")
    with _prepared(target) as config:
        to = connected(config)
        try:
            with _as_of_one_moment():
                with _transaction_of(to):
                    empty_all(to)
                    rows = copy_rows(to)
                    keep_counters(to)
                before = _contents(None)
        finally:
            to.close()
        with database_in_use(config):
            if connection.vendor == "sqlite":
                follow_cases_again(connection)
            texts = rebuilding.rebuild()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            checks = [*_compared(before, _contents(before)), *check_keys()]
    return Moved(rows, texts, checks)


def _is_sqlite(config: Mapping[str, Any]) -> bool:
    return str(config["ENGINE"]).endswith("sqlite3")


@contextmanager
def _prepared(target: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Migrate an empty target, and give its settings. A SQLite file gets its name in the end."""
    if _is_sqlite(target):
        file = Path(target["NAME"])
        if file.exists():
            raise NotPossible(f"There is a file already: {file}")
        half = file.with_name(file.name + HALF)
        half.unlink(missing_ok=True)
        migrated_database.copy_to(half)
        try:
            yield {**target, "NAME": str(half)}
            half.rename(file)
        finally:
            half.unlink(missing_ok=True)
        return
    with database_in_use(target):
        if connection.introspection.table_names():
            _require_unused()
            call_command("migrate", verbosity=0, interactive=False)
        else:
            migrate_quickly()
    yield target


def _require_unused() -> None:
    """Raise NotPossible unless the database was only migrated: a move broke off, it may be."""
    names = {*connection.introspection.table_names()}
    ours = {Decision._meta.db_table, User._meta.db_table}
    if not ours <= names or Decision.objects.exists() or User.objects.exists():
        raise NotPossible(
            "The database is not empty. Everything is moved to an empty database only: make one, "
            "and name it."
        )


@contextmanager
def _as_of_one_moment() -> Iterator[None]:
    """Read Django's database as of one moment."""
    config = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        with transaction.atomic():
            yield
        return
    with database_in_use(config), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _transaction_of(to: Any) -> Iterator[None]:
    """Do everything on a connection in one transaction, with what rows refer to checked last."""
    to.set_autocommit(False)
    try:
        yield
        to.check_constraints()
        to.commit()
    except BaseException:
        to.rollback()
        raise
    finally:
        to.set_autocommit(True)


def _contents(like: _Contents | None) -> _Contents:
    """Count and sample what Django reads; take the same sample as another if one is given."""
    counts, sample = dict[str, int](), dict[str, list[Any]]()
    for model in tables():
        name = model._meta.db_table
        rows: models.QuerySet[Any] = models.QuerySet(model)
        counts[name] = rows.count()
        if like is None:
            keys = list(rows.values_list("pk", flat=True))
            chosen = random.sample(keys, min(SAMPLE, len(keys)))
        else:
            chosen = [row[0] for row in like.sample[name]]
        names = [field.attname for field in fields_of(model)]
        found = rows.filter(pk__in=chosen).order_by("pk").values_list("pk", *names)
        sample[name] = [tuple(map(_plain, row)) for row in found]
    return _Contents(counts, decision_log(), sample)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _compared(before: _Contents, after: _Contents) -> Iterator[CheckedThing]:
    wrong = sorted(name for name, n in before.counts.items() if after.counts[name] != n)
    yield CheckedThing(
        "tables",
        not wrong,
        f"Tables with another number of rows: {', '.join(wrong)}."
        if wrong
        else f"Tables with the right number of rows: {len(before.counts):,} "
        f"({sum(before.counts.values()):,} rows).",
    )
    other = sorted(name for name, rows in before.sample.items() if after.sample[name] != rows)
    yield CheckedThing(
        "rows",
        not other,
        f"Tables with rows that differ: {', '.join(other)}."
        if other
        else f"Rows compared value by value: {sum(map(len, before.sample.values())):,}.",
    )
    same = before.decisions == after.decisions
    yield CheckedThing(
        "decisions",
        same,
        f"Decisions: {after.decisions.number:,}, and all have the digest "
        f"{after.decisions.digest[:16]}…"
        if same
        else "The log of decisions differs.",
    )
