"""Read proposed changes of the codebook, and which old codings people must look at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vigil.casefile.coding.queries import can_be_taken_up
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    CodebookMention,
    CodebookProposal,
    CodebookVersion,
    Coding,
    KeptAsCoded,
    Purpose,
    Stage,
)
from vigil.reading import codebook
from vigil.reading.codebook.editing import Edit
from vigil.reading.codebook.loading import made
from vigil.trust.models import User

State = CodebookProposal.State


def proposals(*states: str) -> QuerySet[CodebookProposal]:
    """Return the proposed changes in these states, newest first."""
    return CodebookProposal.objects.filter(state__in=states).select_related(
        "by", "decided_by", "version"
    )


def accepted_next() -> list[CodebookProposal]:
    """Return what the next version will change, in the order in which it was accepted."""
    return list(proposals(State.ACCEPTED).order_by("decided_at", "pk"))


def unseen_calls(person: User) -> QuerySet[CodebookMention]:
    """Return where a comment on a change names somebody who has not read it yet."""
    return CodebookMention.objects.filter(person=person, seen_at=None)


def released_since(coding: Coding) -> CodebookVersion | None:
    """Return the version in force, if it was released here after a draft was begun."""
    now = codebook.current().version
    if now not in made():
        return None
    newer = CodebookVersion.objects.filter(number=now, released_at__gt=coding.started_at)
    return newer.first()


@dataclass(frozen=True)
class ToRecode:
    """A case that was coded before a change, and what it says of the changed field."""

    case: Case
    values: tuple[Any, ...]
    decided: bool
    """Whether people decided on the values; else they are handed in, and to be adjudicated."""
    can_be_taken_up: bool


def to_recode(proposal: CodebookProposal, cases: Q) -> Iterator[ToRecode]:
    """Yield the cases, of those that meet a condition, that a released change asks to look at."""
    edit, version = proposal.change, proposal.version
    if version is None or not edit.recode:
        return
    looked_at = KeptAsCoded.objects.filter(proposal=proposal, case=OuterRef("case"))
    rows = AcceptedValue.objects.filter(~Exists(looked_at), field=edit.field).exclude(
        Q(basis=Basis.RULE) | Q(decision__at__gte=version.released_at)
    )
    if edit.value and codebook.load(version.number).fields[edit.field].type == "choice":
        rows = rows.filter(value=edit.value)
    held: dict[int, list[Any]] = {}
    for pk, value in rows.order_by("case_id").values_list("case_id", "value"):
        if _concerns(edit, value):
            held.setdefault(pk, []).append(value)
    asked = Case.objects.filter(cases, superseded_by=None)
    decided = asked.filter(pk__in=held).order_by("pk")
    for case in decided:
        yield ToRecode(case, tuple(held[case.pk]), True, can_be_taken_up(case))
    begun = asked.filter(stage__in=(Stage.OPEN, Stage.CODED)).exclude(pk__in=held)
    coded = Coding.objects.filter(
        ~Exists(looked_at), purpose=Purpose.RECORD, submitted_at__lt=version.released_at
    )
    handed_in: dict[int, list[Any]] = {}
    for coding in coded.filter(case__in=begun.order_by().values("pk")).order_by("case_id", "pk"):
        for part in (coding.values.get("case", {}), *coding.values.get("victims", [])):
            value = part.get(edit.field)
            if value is not None and _concerns(edit, value):
                handed_in.setdefault(coding.case_id, []).append(value)
    for case in begun.filter(pk__in=handed_in).order_by("pk"):
        yield ToRecode(case, tuple(handed_in[case.pk]), False, False)


def _concerns(edit: Edit, value: Any) -> bool:
    """Say whether a change is about this value of its field."""
    return not edit.value or (
        edit.value in value if isinstance(value, list) else edit.value == value
    )


def recoding_changes() -> list[CodebookProposal]:
    """Return the released changes after which people look at old codings, newest first."""
    released = proposals(State.RELEASED).order_by("-version__released_at", "pk")
    return [one for one in released if one.change.recode]
