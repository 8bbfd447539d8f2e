"""Say who codes a case without the values that the machine read.

Two coders who both start from the machine agree with it more than with each other: their agreement
would measure the machine. So the second coder of a case never sees its values, and neither do the
coders of a share of the first codings. What was decided stays as it is for one coder and one case.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.conf import settings

from vigil.casefile.models import Case, Coding
from vigil.trust.models import User

PERCENT = 100


def codes_blind(case: Case, coder: User) -> bool:
    """Say whether this person codes the case without the machine's values.

    Their own coding says it, if they have begun one. Another person's coding, even an unfinished
    one, makes this the second.
    """
    return bool(blind_among([case], coder))


def blind_among(cases: Iterable[Case], coder: User) -> set[int]:
    """Return the keys of those of the cases that this person codes without machine values."""
    held = list(cases)
    rows = Coding.objects.filter(case__in=held).order_by("pk")
    codings: dict[int, dict[int, bool]] = {case.pk: {} for case in held}
    for case_id, coder_id, prefilled in rows.values_list("case_id", "coder_id", "prefilled"):
        codings[case_id][coder_id] = prefilled
    return {case.pk for case in held if _is_blind(case, codings[case.pk], coder)}


def _is_blind(case: Case, codings: Mapping[int, bool], coder: User) -> bool:
    if coder.pk in codings:
        return not codings[coder.pk]
    return bool(codings) or drawn_blind(case.public_id or f"case-{case.pk}", coder.pk)


def drawn_blind(case: str, coder: int) -> bool:
    """Say whether this first coding is in the share that is done blind (VIGIL_BLIND_PERCENT)."""
    drawn = sha256(f"{case}/{coder}".encode()).digest()
    return int.from_bytes(drawn[:4]) % PERCENT < settings.VIGIL_BLIND_PERCENT
