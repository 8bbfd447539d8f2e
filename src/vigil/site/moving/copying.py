"""Copy every row of one database to another kind of database."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from vigil.trust.access.errors import NotPossible

ROWS_AT_ONCE: Final = 2000


def tables() -> list[type[models.Model]]:
    """Return the models of all tables, those of many-to-many relations too."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def fields_of(model: type[models.Model]) -> Sequence[Any]:
    """Return the fields that are columns of the model's own table."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def rows_of(model: type[models.Model]) -> Iterator[Sequence[Any]]:
    """Yield all rows of a table as Python values, in the order of their keys."""
    names = [field.attname for field in fields_of(model)]
    rows: models.QuerySet[Any] = models.QuerySet(model)
    found: Any = rows.order_by("pk").values_list(*names)
    return iter(found.iterator(chunk_size=ROWS_AT_ONCE))


def empty_all(target: BaseDatabaseWrapper) -> None:
    """Delete what the migrations put into a new database. Call it in a transaction."""
    with target.cursor() as cursor:
        for model in tables():
            table = target.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our tables


def copy_rows(target: BaseDatabaseWrapper) -> int:
    """Copy all rows of Django's database to the target; return how many.

    Call it in a transaction of the target: rows may refer to others that come later, which is
    checked in the end. Raises NotPossible (the target cannot hold a value).
    """
    return sum(_copy(model, target) for model in tables())


def _copy(model: type[models.Model], target: BaseDatabaseWrapper) -> int:
    fields = fields_of(model)
    quote = target.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608 - our tables
    copying = f"COPY {table} ({columns}) FROM STDIN"
    done = 0
    with target.cursor() as cursor:
        for some in batched(rows_of(model), ROWS_AT_ONCE):
            prepared = [
                [
                    field.get_db_prep_save(value, connection=target)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in some
            ]
            try:
                if target.vendor == "postgresql":  # ten times as fast as inserting
                    with target.wrap_database_errors, cursor.copy(copying) as copy:
                        for row in prepared:
                            copy.write_row(row)
                else:
                    cursor.executemany(insert, prepared)
            except (DatabaseError, ValueError) as error:
                raise NotPossible(
                    f"A row of {model._meta.db_table} cannot be moved: {error}"
                ) from error
            done += len(some)
    return done


def keep_counters(target: BaseDatabaseWrapper) -> None:
    """Let the target give no key that was given before, not even one whose row was deleted."""
    given = _counters()
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            for statement in target.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
        for model in tables():
            table, last = model._meta.db_table, given.get(model._meta.db_table)
            if last is None:
                continue
            if target.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last]
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [target.ops.quote_name(table), model._meta.pk.column, last],
                )


def _counters() -> dict[str, int]:
    """Return the last key that Django's database gave in each table that counts."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
            return {str(name): int(last) for name, last in cursor.fetchall()}
        cursor.execute(
            "SELECT c.relname, s.last_value FROM pg_sequences s"
            " JOIN pg_depend d ON d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass"
            " AND d.deptype IN ('a', 'i') JOIN pg_class c ON c.oid = d.refobjid"
            " WHERE s.last_value IS NOT NULL AND s.schemaname = current_schema()"
        )
        return {str(name): int(last) for name, last in cursor.fetchall()}
