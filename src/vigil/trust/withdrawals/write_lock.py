"""A lock between withdrawing a name and writing texts in which the name could stand.

A change that began before a withdrawal and ends after it would know nothing of it, and the
withdrawal nothing of what the change brings. So each change takes part in writing for as long as
its transaction lasts, and a withdrawal waits until nobody does.

On SQLite one transaction writes at a time anyway.
"""

from django.db import connection


def take_part() -> None:
    """Write beside others until the transaction ends. Call it before reading or locking rows."""
    _lock("ROW SHARE")


def alone() -> None:
    """Wait until no other transaction writes, and hold all others until this one ends.

    Who takes part already and then asks for this may have to be refused by the database.
    """
    _lock("EXCLUSIVE")


def _lock(mode: str) -> None:
    from vigil.trust.models import Withdrawal  # rooms load this before models can be

    # A table and no advisory lock: taking it reads nothing, so that a transaction which reads as
    # of one moment does so as of the moment at which it has the lock.
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Withdrawal._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
