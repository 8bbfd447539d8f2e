"""Declare which fields of a model hold personal data: `PERSONAL = Personal(...)` on the model.

`simple_keeper.keeper_of` makes the keeper of a room from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What a model holds of people, and what withdrawing a person does with its rows."""

    kind: str
    """What one row is called in a withdrawal and in the log: "upload"."""
    names: Sequence[str] = ()
    """Fields that hold somebody's name. They are searched, and emptied."""
    texts: Sequence[str] = ()
    """Fields with free text, in which a name may stand. They are searched, and emptied."""
    others: Sequence[str] = ()
    """Fields that are emptied with them, but not searched."""
    ids: Sequence[str] = ()
    """Fields with an id that somebody may search for, such as the case of a file."""
    deletes: bool = False
    """Whether withdrawing deletes the row. Otherwise it empties `names`, `texts` and `others`."""
    searched: Q = Q()  # noqa: RUF009 (never changed)
    """Which rows are searched: not those that were withdrawn before, for example."""
    public: Q | None = None
    """Which rows the public sees; None: none of them."""
    key: str = "uid"
    """The field by which a withdrawal names a row."""
    label: Callable[[Any], str] = str
    """How a row is shown to the desk. It may hold names."""
    ticked: bool = True
    """Whether a search offers a row ticked."""
    before: str | Promise
    """What withdrawing would do with a row, in one sentence for the desk."""
    done: str | Promise
    """What was done with a row, without a name."""
    lifted: str | Promise
    """What is said when the withdrawal is lifted: removed data does not come back."""
    still_public: str | Promise = ""
    """What is said where the public still sees a row with the name."""
