"""Numbers that people say: each given once, in the order things came."""

from typing import Any

from django.db import connection
from django.db.models import Max, Model


def next_number(model: type[Model]) -> int:
    """Return the next number of a table. Inside the transaction that writes the row.

    On PostgreSQL whoever asks meanwhile waits until the transaction ends; on SQLite one
    transaction writes at a time anyway.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    rows: Any = model._default_manager
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1
