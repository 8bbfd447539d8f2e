"""Whether a quiet stop holds the money of a party."""

from vigil.fund.models import Hold, Party


def is_held(party: Party) -> bool:
    """Say whether nothing may be paid to a party at present."""
    return Hold.objects.filter(party=party, lifted_at=None).exists()
