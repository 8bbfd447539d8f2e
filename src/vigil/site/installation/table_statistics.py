"""Tell the database how its tables are filled, so that it chooses the right index."""

from typing import Final

from django.db import connection

ROWS_LOOKED_AT: Final = 400
"""SQLite looks at about so many rows of each index, which takes a second or two for a million."""


def refresh_table_statistics() -> None:
    """Count anew how the tables of SQLite are filled. PostgreSQL does it by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
