"""What was said on a request for help at once."""

from vigil.fund.access.rules import WORKS_WITH_PARTY
from vigil.fund.models import EmergencyRequest, EmergencyWord


def matching_votes(request: EmergencyRequest, yes: bool) -> list[EmergencyWord]:
    """Return the words alike of those who may work with the party today, the oldest first.

    Who said since that they have an interest, or left, decides nothing any more.
    """
    rows = request.words.filter(yes=yes).select_related("by")
    return [word for word in rows if WORKS_WITH_PARTY.test(word.by, request)]
