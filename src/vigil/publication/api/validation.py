"""Read the query of a program. Every parameter that cannot be understood is an error."""

from collections.abc import Collection
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vigil.publication.record.columns import Columns
from vigil.publication.search import filters
from vigil.publication.search.selection import Selection

LARGEST_PAGE: Final = 1000
DEFAULT_PAGE: Final = 50


class BadQuery(ValueError):
    """A query with invalid parameters. `errors` says for each what is wrong."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        """Take the errors by parameter."""
        super().__init__(
            "; ".join(f"{name}: {' '.join(messages)}" for name, messages in errors.items())
        )
        self.errors = errors


def selection_of(request: HttpRequest, columns: Columns, also: Collection[str] = ()) -> Selection:
    """Read the selection of a request. `also` names parameters that the caller reads itself.

    A page leaves out an invalid value and says so, but a program would not notice. So this raises
    BadQuery.
    """
    known = {*filters.PARAMETERS, *also}
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in known}
    selection = Selection.from_query(request.GET, columns)
    errors |= {
        name: [_("This is given more than once.")]
        for name in also
        if len(request.GET.getlist(name)) > 1
    }
    errors |= {name: list(messages) for name, messages in selection.errors.items()}
    if errors:
        raise BadQuery(errors)
    return selection


def limit_of(request: HttpRequest, most: int = LARGEST_PAGE, default: int = DEFAULT_PAGE) -> int:
    """Read `limit`, the number of results. Raises BadQuery."""
    value = request.GET.get("limit", "")
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= 6 and int(value) <= most:
        return int(value)
    raise BadQuery({"limit": [_("Give a whole number from 0 to %(most)d.") % {"most": most}]})
