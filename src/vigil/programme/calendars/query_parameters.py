"""Read which sessions a program asks for. An unknown parameter or value is refused."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vigil.programme.events.queries.public import PARAMETERS, Selection
from vigil.publication.api.validation import BadQuery


def parse_selection(request: HttpRequest, also: Collection[str] = (), **said: Any) -> Selection:
    """Read the selection of a request.

    `also` are parameters that the caller reads itself, `said` those that the path says: they are
    not asked for again. A page leaves a bad value out and says so; a program would not see it, and
    a calendar would fill with sessions that nobody chose. Raises BadQuery.
    """
    known = {*PARAMETERS, *also} - said.keys()
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in known}
    errors |= {
        name: [_("This is given more than once.")]
        for name in known
        if len(request.GET.getlist(name)) > 1
    }
    selection = Selection.of(request.GET, **said)
    errors |= {name: list(told) for name, told in selection.errors.items()}
    if errors:
        raise BadQuery(errors)
    return selection
