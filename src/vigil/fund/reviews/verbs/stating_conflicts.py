"""State conflicts of interest in one's set, before reading any of it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from vigil.fund.models import Call
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@transaction.atomic
def state_conflicts(call: Call, uids: Collection[str], *, by: User) -> int:
    """Give back the chosen unwritten reviews (uids) of a call, and record an interest in each.

    Returns how many. Raises NotAllowed; NotPossible if none is chosen, or one is not theirs to
    write.
    """
    wanted = set(uids)
    mine = review_queries.to_review(by).filter(application__call=call, uid__in=wanted)
    found = list(mine.filter(state="assigned").order_by("application"))
    if not found:
        raise NotPossible(_("Choose at least one application."))
    if len(found) != len(wanted):
        raise NotPossible(_("One of them was handed in, or is no longer yours. Choose again."))
    why = "conflict of interest"
    for review in found:
        reviewing.decline_review(review, why, by=by, interest=True)
    return len(found)
