"""Say who codes a case without the values that the machine read.

Two coders who both start from the machine agree with it more than with each other: their agreement
would measure the machine. So the second coder of a case never sees its values, and neither do the
coders of a share of the first codings. What was decided stays as it is for one coder and one case.
"""

from hashlib import sha256

from django.conf import settings

from vigil.casefile.models import Case
from vigil.trust.models import User

PERCENT = 100


def codes_blind(case: Case, coder: User) -> bool:
    """Say whether this person codes the case without the machine's values.

    Their own coding says it, if they have begun one. Another person's coding, even an unfinished
    one, makes this the second.
    """
    codings = list(case.codings.order_by("-pk").values_list("coder_id", "prefilled"))
    mine = [prefilled for coder_id, prefilled in codings if coder_id == coder.pk]
    if mine:
        return not mine[0]
    return bool(codings) or drawn_blind(case.public_id or f"case-{case.pk}", coder.pk)


def drawn_blind(case: str, coder: int) -> bool:
    """Say whether this first coding is in the share that is done blind (VIGIL_BLIND_PERCENT)."""
    drawn = sha256(f"{case}/{coder}".encode()).digest()
    return int.from_bytes(drawn[:4]) % PERCENT < settings.VIGIL_BLIND_PERCENT
