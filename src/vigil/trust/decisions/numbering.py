"""Give each row of a series its number: "case V-1042", "grant 17", "release 3".

Both functions are called inside the transaction that writes the row. No number is given twice.
"""

from typing import Any

from django.db import connection
from django.db.models import Max, Model


def next_number(numbered: type[Model]) -> int:
    """Return one more than the highest `number` in a table; 1 in an empty one.

    On PostgreSQL a second caller waits until the transaction ends. On SQLite one transaction
    writes at a time anyway.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(numbered._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    rows: Any = numbered._default_manager
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1


def take_numbers(counters: type[Model], series: str, *, first: int = 1, count: int = 1) -> range:
    """Take the next numbers from the counter of a series, a row with `name` and `next`.

    A counter never goes back, even if the row that had the last number is deleted. The row of the
    counter is locked until the transaction ends. `first` is the number that a new series starts at.
    """
    rows: Any = counters._default_manager
    rows.get_or_create(name=series, defaults={"next": first})
    counter = rows.select_for_update().get(name=series)
    taken = range(counter.next, counter.next + count)
    counter.next = taken.stop
    counter.save(update_fields=["next"])
    return taken
