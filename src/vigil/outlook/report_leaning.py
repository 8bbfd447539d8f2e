"""Whether what a passage leans on is still shown: people whom it names, stories, cases, pages."""

from collections.abc import Iterable

from vigil.outlook.sources_record import CASE, PATH, case_stands
from vigil.publication.naming import still_named
from vigil.publication.standing import all_standing


def standing(leans: Iterable[str]) -> frozenset[str]:
    """Return which of these are still shown to the public."""
    told = set(leans)
    paths = {one.removeprefix(PATH) for one in told if one.startswith(PATH)}
    cases = {one.removeprefix(CASE) for one in told if one.startswith(CASE)}
    named = {one for one in told if not one.startswith((PATH, CASE))}
    return frozenset(
        [
            *still_named(named),
            *(f"{PATH}{path}" for path in all_standing(paths)),
            *(f"{CASE}{public_id}" for public_id in cases if case_stands(public_id)),
        ]
    )
