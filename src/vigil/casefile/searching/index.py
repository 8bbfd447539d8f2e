"""Keep the words of reports and notes where the database finds them.

SQLite has an FTS5 table for each kind of text, whose row ids are the keys of the texts. PostgreSQL
has a column `words` (tsvector) on each table. Both hold words as `words.words_of` compares them;
neither keeps the text a second time. This module knows tables by name and no models, because the
models call it.

Words of cases follow `casefile_case.search_text` without any call: by triggers in SQLite, by an
index on the expression in PostgreSQL.
"""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any, Final, Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from vigil.casefile.searching.words import words_of

type Kind = Literal["report", "note"]
TABLES: Final[dict[Kind, str]] = {"report": "casefile_report", "note": "casefile_casenote"}
CASES: Final = "casefile_case"
SEALED: Final = "testimony"
"""The kind of reports of which nothing is searched (`TESTIMONY` of the models)."""
MOST_LETTERS: Final = 200_000
"""Code points of a text that are searched."""
MOST_PLACES: Final = 16_383
"""The last place in a text that PostgreSQL can count."""
ROWS_AT_ONCE: Final = 500


def searched_parts(report: Any) -> Sequence[str]:
    """Return the parts of a report that are searched: title, text, outlet and address.

    Nothing of a testimony told in confidence, nor of what represents a record that is no report.
    """
    published = report.text or report.url or report.outlet_id
    if report.report_kind == SEALED or not published:
        return ()
    return report.title, report.text, report.outlet.name if report.outlet_id else "", report.url


def keep_words(kind: Kind, texts: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Keep the words of texts: the key of each, and its parts. What was kept before is replaced.

    Return how many texts.
    """
    done = 0
    for some in batched(texts, ROWS_AT_ONCE):
        rows = [(key, _words(parts)) for key, parts in some]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(
                    f"INSERT OR REPLACE INTO {TABLES[kind]}_words (rowid, words) VALUES (%s, %s)",
                    [(key, " ".join(words)) for key, words in rows],
                )
            else:
                cursor.executemany(
                    f"UPDATE {TABLES[kind]} SET words = %s::tsvector WHERE id = %s",
                    [(_vector(words), key) for key, words in rows],
                )
        done += len(rows)
    return done


def _words(parts: Sequence[str]) -> list[str]:
    # Between two parts is a word that nobody searches, so that no phrase spans them.
    words: list[str] = []
    for part in parts:
        if words:
            words.append("zzpartzz")
        words += [word.folded for word in words_of(part[:MOST_LETTERS])]
    return words


def _vector(words: Sequence[str]) -> str:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words, 1):
        places.setdefault(word, []).append(min(at, MOST_PLACES))
    return " ".join(f"'{word}':{','.join(map(str, at[:255]))}" for word, at in places.items())


def drop_all(database: BaseDatabaseWrapper = connection) -> None:  # type: ignore[assignment]
    """Delete the words of all reports and notes. `rebuilding` fills them again."""
    with database.cursor() as cursor:
        for table in TABLES.values():
            if database.vendor == "sqlite":
                cursor.execute(f"DROP TABLE IF EXISTS {table}_words")
            else:
                cursor.execute(f"UPDATE {table} SET words = NULL WHERE words IS NOT NULL")
    create(database)


def create(database: BaseDatabaseWrapper = connection) -> None:  # type: ignore[assignment]
    """Create the tables, columns, triggers and indexes of the search where they are missing."""
    statements = _IN_SQLITE if database.vendor == "sqlite" else _IN_POSTGRESQL
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _fts(table: str) -> str:
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_words USING fts5("
        "words, content='', contentless_delete=1, prefix='3', "
        "tokenize='unicode61 remove_diacritics 0')"
    )


_WRITE = f"INSERT INTO {CASES}_words (rowid, words) VALUES (new.id, new.search_text)"
_IN_SQLITE: Final = (
    *(_fts(table) for table in (*TABLES.values(), CASES)),
    f"CREATE TRIGGER IF NOT EXISTS {CASES}_words_new AFTER INSERT ON {CASES} BEGIN {_WRITE}; END",
    f"CREATE TRIGGER IF NOT EXISTS {CASES}_words_gone AFTER DELETE ON {CASES} BEGIN "
    f"DELETE FROM {CASES}_words WHERE rowid = old.id; END",
    f"CREATE TRIGGER IF NOT EXISTS {CASES}_words_change AFTER UPDATE OF search_text ON {CASES} "
    "WHEN new.search_text <> old.search_text BEGIN "
    f"DELETE FROM {CASES}_words WHERE rowid = old.id; {_WRITE}; END",
)
_IN_POSTGRESQL: Final = (
    *(f"ALTER TABLE {t} ADD COLUMN IF NOT EXISTS words tsvector" for t in TABLES.values()),
    *(f"CREATE INDEX IF NOT EXISTS {t}_words ON {t} USING gin (words)" for t in TABLES.values()),
    f"CREATE INDEX IF NOT EXISTS {CASES}_words ON {CASES} "
    "USING gin (to_tsvector('simple', search_text))",
)
