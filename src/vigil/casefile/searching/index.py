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
SEALED: Final = "testimony"
"""The kind of reports of which nothing is searched (`TESTIMONY` of the models)."""
MOST_LETTERS: Final = 200_000
"""Code points of a text that are searched."""
MOST_PLACES: Final = 16_383
"""The last place in a text that PostgreSQL can count."""
ROWS_AT_ONCE: Final = 500
_INTO_SQLITE: Final[dict[Kind, str]] = {
    "report": "INSERT OR REPLACE INTO casefile_report_words (rowid, words) VALUES (%s, %s)",
    "note": "INSERT OR REPLACE INTO casefile_casenote_words (rowid, words) VALUES (%s, %s)",
}
_INTO_POSTGRESQL: Final[dict[Kind, str]] = {
    "report": "UPDATE casefile_report SET words = %s::tsvector WHERE id = %s",
    "note": "UPDATE casefile_casenote SET words = %s::tsvector WHERE id = %s",
}


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
    sqlite = connection.vendor == "sqlite"
    statement = (_INTO_SQLITE if sqlite else _INTO_POSTGRESQL)[kind]
    for some in batched(texts, ROWS_AT_ONCE):
        rows = [(key, _words(parts)) for key, parts in some]
        with connection.cursor() as cursor:
            if sqlite:
                values = [(key, " ".join(words)) for key, words in rows]
                cursor.executemany(statement, values)
            else:
                cursor.executemany(statement, [(_vector(words), key) for key, words in rows])
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


def create(database: BaseDatabaseWrapper) -> None:
    """Create the tables, columns, triggers and indexes of the search; those of SQLite anew."""
    if database.vendor == "sqlite":
        _run(database, (*_DROP_IN_SQLITE, *_IN_SQLITE, _CASES_IN_SQLITE))
    else:
        _run(database, _IN_POSTGRESQL)


def empty() -> None:
    """Delete the words of all reports and notes; `rebuilding` fills them again."""
    if connection.vendor == "sqlite":
        create(connection)
    else:
        _run(connection, _EMPTY_IN_POSTGRESQL)


def _run(database: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_FTS: Final = (
    "USING fts5(words, content='', contentless_delete=1, prefix='3', "
    "tokenize='unicode61 remove_diacritics 0')"
)
_IN_SQLITE: Final = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS casefile_report_words {_FTS}",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS casefile_casenote_words {_FTS}",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS casefile_case_words {_FTS}",
    "CREATE TRIGGER IF NOT EXISTS casefile_case_words_new AFTER INSERT ON casefile_case BEGIN "
    "INSERT INTO casefile_case_words (rowid, words) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER IF NOT EXISTS casefile_case_words_gone AFTER DELETE ON casefile_case BEGIN "
    "DELETE FROM casefile_case_words WHERE rowid = old.id; END",
    "CREATE TRIGGER IF NOT EXISTS casefile_case_words_change "
    "AFTER UPDATE OF search_text ON casefile_case "
    "WHEN new.search_text <> old.search_text BEGIN "
    "DELETE FROM casefile_case_words WHERE rowid = old.id; "
    "INSERT INTO casefile_case_words (rowid, words) VALUES (new.id, new.search_text); END",
)
_CASES_IN_SQLITE: Final = (
    "INSERT INTO casefile_case_words (rowid, words) SELECT id, search_text FROM casefile_case"
)
_DROP_IN_SQLITE: Final = (
    "DROP TABLE IF EXISTS casefile_report_words",
    "DROP TABLE IF EXISTS casefile_casenote_words",
    "DROP TABLE IF EXISTS casefile_case_words",
)
_IN_POSTGRESQL: Final = (
    "ALTER TABLE casefile_report ADD COLUMN IF NOT EXISTS words tsvector",
    "ALTER TABLE casefile_casenote ADD COLUMN IF NOT EXISTS words tsvector",
    "CREATE INDEX IF NOT EXISTS casefile_report_words ON casefile_report USING gin (words)",
    "CREATE INDEX IF NOT EXISTS casefile_casenote_words ON casefile_casenote USING gin (words)",
    "CREATE INDEX IF NOT EXISTS casefile_case_words ON casefile_case "
    "USING gin (to_tsvector('simple', search_text))",
)
_EMPTY_IN_POSTGRESQL: Final = (
    "UPDATE casefile_report SET words = NULL WHERE words IS NOT NULL",
    "UPDATE casefile_casenote SET words = NULL WHERE words IS NOT NULL",
)
