"""Check what every verb on assessments needs: permission, the row, locked, and its words."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from vigil.outlook.models import Assessment, Panel
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.withdrawals.write_lock import take_part

DIRECT: Final = "outlook.direct_assessment"
ASSESSMENT: Final = "assessment"
MOST_CELLS: Final = 20_000
"""Most cells of an assessment."""
MOST_OF_REGION: Final = 15_000
"""Most cells of a region: positions of questions have an upper limit in the database."""
DRAFT: Final = Panel.State.DRAFT


def directed(assessment: Assessment, *, by: User) -> Assessment:
    """Return an assessment, read anew and locked, for its director.

    Raises NotAllowed, NotPossible (somebody removed it).
    """
    require(by, DIRECT, assessment)
    take_part()
    return held(assessment)


def require_no_region_open(assessment: Assessment) -> None:
    """Raise NotPossible, naming the regions, if the panel of one was ever opened."""
    rows = assessment.panels.exclude(opened_at=None)
    if begun := sorted(rows.values_list("region", flat=True)):
        raise NotPossible(
            _("These regions were opened, so the terms cannot change: %(regions)s.")
            % {"regions": ", ".join(begun)}
        )


def require_not_too_many(terms: int, places: Iterable[int]) -> None:
    """Raise Unfit if so many terms in regions of so many countries make too many cells."""
    counted = list(places)
    cells = terms * sum(counted)
    if cells > MOST_CELLS:
        raise Unfit(
            _("That makes %(n)d cells. An assessment has %(most)d at most.")
            % {"n": cells, "most": MOST_CELLS},
            "",
        )
    if terms * max(counted, default=0) > MOST_OF_REGION:
        raise Unfit(
            _("A region has %(most)d cells at most. Split the largest one.")
            % {"most": MOST_OF_REGION},
            "",
        )


def require_public_words(texts: Iterable[str]) -> None:
    """Raise NotPossible if texts name somebody whom the public is not shown."""
    require_no_hidden_names(*dict.fromkeys(text for text in texts if text))
