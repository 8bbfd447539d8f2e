"""Votes on requests for emergency help."""

from vigil.fund.access.rules import WORKS_WITH_PARTY
from vigil.fund.models import EmergencyRequest, EmergencyWord


def matching_votes(request: EmergencyRequest, yes: bool) -> list[EmergencyWord]:
    """Return the equal votes of people who may work with the party today, oldest first.

    A vote no longer counts if the voter left, or has a conflict of interest by now.
    """
    rows = request.words.filter(yes=yes).select_related("by")
    return [word for word in rows if WORKS_WITH_PARTY.test(word.by, request)]
