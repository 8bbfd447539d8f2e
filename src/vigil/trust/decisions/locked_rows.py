"""Lock rows that another request may remove or create at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible


def held[T: Model](row: T) -> T:
    """Return the current row, locked until the transaction ends.

    Raises NotPossible where it was removed meanwhile: of two who remove it at once, one is told.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",))
    # By its key: in another order PostgreSQL may walk a whole index to find it.
    found = rows.order_by("pk").filter(pk=row.pk).first()
    if found is None:
        raise NotPossible(_("Somebody removed this meanwhile. Look at the page again."))
    return found


@contextmanager
def unless_taken(said: str) -> Iterator[None]:
    """Create a row that must be the only one of its kind; the database checks it.

    Raises NotPossible with what is to be said where another was made first.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise NotPossible(said) from None
