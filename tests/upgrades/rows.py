"""What stands in every table of a database, and what an upgrade may change of it.

Read without Django: the models of today do not fit the tables of before.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

MADE_ANEW: Final = (
    "casefile_acceptedvalue",
    "casefile_caseaccount",
    "casefile_search",
    "casefile_victim",
    "django_migrations",
    "django_session",
    "publication_",
    "sqlite_sequence",
    "trust_opensession",
    "witness_name",
    "witness_publicstory",
    "witness_story",
)
"""Tables (by how they begin) that are computed from others, or that shipped cases bring along. What
people decided of their cases is compared apart."""
DIGESTS: Final = ("digest", "to_digest", "address_digest", "import_key", "code_digest", "mark")
"""Columns that are made slow, or of another form, with the same text behind them."""
OF_SHIPPED: Final = {
    "casefile_account": ("superseded",),
    "casefile_case": None,  # its decisions are compared
}
"""Columns in which a newer open case file may differ; None: whole rows."""


def tables_of(database: Path | str) -> Tables:
    """Return all rows of all tables: of a SQLite file, or of PostgreSQL by its address."""
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as opened:
            opened.row_factory = sqlite3.Row
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE T%'"
            return {
                name: [dict(row) for row in opened.execute(f'SELECT * FROM "{name}"')]
                for (name,) in list(opened.execute(names))
            }
    with psycopg.connect(database, row_factory=psycopg.rows.dict_row) as asked:
        found = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [row["tablename"] for row in found]
        return {name: asked.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def lost(before: Tables, after: Tables) -> Iterator[str]:
    """Yield what stood in the database before, and does not stand there now as it did."""
    for table, rows in before.items():
        if not rows or table.startswith(MADE_ANEW):
            continue
        if table not in after:
            yield f"{table}: {len(rows)} rows, the table is gone"
            continue
        left_out = OF_SHIPPED.get(table, ())
        if left_out is None:
            continue
        kept = {_key(row): row for row in after[table]}
        for row in rows:
            now = kept.get(_key(row))
            if now is None:
                yield f"{table}: {_key(row)} is gone"
                continue
            differ = [
                name
                for name, value in row.items()
                if name in now and now[name] != value and name not in (*DIGESTS, *left_out)
            ]
            if differ:
                yield f"{table}: {_key(row)} differs in {', '.join(differ)}"
    yield from _people_lost(before, after)


def _people_lost(before: Tables, after: Tables) -> Iterator[str]:
    """Yield what is lost of the cases that people made: people, values, and what became of them."""
    ours = {row["id"]: row for row in before["casefile_case"] if row["origin"] != "compiled"}
    now = {row["id"]: row for row in after["casefile_case"]}
    for key, row in ours.items():
        for name in ("public_id", "stage", "visibility", "date", "country", "n_killed", "method"):
            if now[key][name] != row[name]:
                yield f"case {row['public_id']}: {name} was {row[name]}, is {now[key][name]}"
    for table, name in (
        ("casefile_victim", "name"),
        ("casefile_acceptedvalue", "field"),
        ("casefile_caseaccount", "account_id"),
    ):
        stood = Counter((r["case_id"], r[name]) for r in before[table] if r["case_id"] in ours)
        stands = Counter((r["case_id"], r[name]) for r in after[table] if r["case_id"] in ours)
        for gone, number in (stood - stands).items():
            yield f"{table}: {number} of {gone} are gone"


def _key(row: Row) -> Any:
    """Return what a row is known by: its first column, as all our tables have it."""
    return next(iter(row.values()))
