"""Where somebody who confirms an act finds what it is about, and the document that shows it."""

from django.urls import reverse

from vigil.casefile.models import Case
from vigil.casefile.people.name_visibility import VICTIM
from vigil.casefile.people.verbs import case_of
from vigil.trust.confirmations.verbs import act_of
from vigil.trust.models import Confirmation, User


def address_of(asked: Confirmation) -> str:
    """Return the page of what an act is about, empty if there is none."""
    if asked.subject_kind == "withdrawal":
        return reverse("desk:withdrawal", args=[asked.subject_key])
    if (case := _case(asked)) is not None:
        return reverse("desk:case", args=[case.pk])
    return act_of(asked).link(asked)


def document_address(asked: Confirmation, user: User) -> str:
    """Return where the document of an act is read, empty if this person reads none."""
    if not asked.evidence:
        return ""
    case = _case(asked)
    if case is None:
        return act_of(asked).document(asked)
    reads = user.has_perm("casefile.read_document", case)
    return reverse("desk:document", args=[case.pk, asked.evidence]) if reads else ""


def _case(asked: Confirmation) -> Case | None:
    if asked.subject_kind == VICTIM:
        return case_of(asked)
    if asked.subject_kind == "case":
        return Case.objects.filter(public_id=asked.subject_key).first()
    return None
