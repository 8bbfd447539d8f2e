"""The screens that the fund brings to the desk, with one of everything on them.

Made as the table of routes makes it, for the same checks as the screens of `desk.whole`.
"""

from desk.whole import FUND
from fund import factories
from routes.fund_desk import officer
from routes.table import ROUTES, WORLDS, address
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import User

NO_PAGES = ("/export/", "/make/read/", "/form.xlsx", "/form.json")
PAGES = sorted(
    route
    for route, row in ROUTES.items()
    if route.startswith(FUND) and row.get is not None and not route.endswith(NO_PAGES)
)
"""Every route of the room at the desk that can be read as a page."""
STATES: dict[str, str] = {
    "desk party": "pseudonym",
    "desk nomination": "screened",
    "desk emergency": "said",
    "desk call": "published",
    "desk application": "decided",
}
"""The state in which each kind of thing is shown; of others, the first that there is."""


def whole_fund(by: User) -> dict[str, list[str]]:
    """Make it all; return the addresses of each page, by route. `by` has something to review.

    The settings must name folders for data and keys of the test's own.
    """
    kinds = {ROUTES[route].of for route in PAGES} - {"", "desk review", "audited grant"}
    worlds = {kind: WORLDS[kind][STATES.get(kind) or next(iter(WORLDS[kind]))] for kind in kinds}
    names = {kind: make().names for kind, make in worlds.items()} | {"": {}}
    names["audited grant"] = names["desk grant"]
    # Where who applies is hidden, no officer reviews; `by` is everything at once.
    open_to_all = factories.application(call=factories.call(blind=False))
    review = reviewing.assign(open_to_all, by, by=officer())
    names["desk review"] = {"uid": review.uid}
    return {route: [address(route, names[ROUTES[route].of or ""])] for route in PAGES}
