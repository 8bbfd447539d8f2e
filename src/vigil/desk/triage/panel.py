"""What the screen of a case shows of who looks after it, and of notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.forms import BaseForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case, CaseNote, CaseTriage, Stage
from vigil.casefile.triage.handing_over import hand_over, own_draft_of
from vigil.casefile.triage.queries import notes_of, recorders
from vigil.casefile.triage.verbs import ASSIGN, NOTE, assign, put_off, write_note
from vigil.desk.screens.act import Act, Data, ScreenState, forms_of, offered
from vigil.desk.triage.forms import AssignForm, HandOverForm, NoteForm, PutOffForm, in_a_week
from vigil.language.punctuation import in_a_row
from vigil.trust.models import User


def _assign(case: Case, data: Data, by: User) -> None:
    assign(case, data["to"], by=by)


def _put_off(case: Case, data: Data, by: User) -> None:
    put_off(case, data["until"], by=by, why=data["why"])


def _hand_over(case: Case, data: Data, by: User) -> None:
    with_draft = data.get("with_draft", False)
    hand_over(case, data["to"], by=by, note=data["note"], with_draft=with_draft)


def _note(case: Case, data: Data, by: User) -> None:
    write_note(case, data["text"], by=by)


def triage_row(case: Case) -> CaseTriage | None:
    """Return who looks after a case and when it comes back, if anybody said so."""
    return CaseTriage.objects.filter(case=case).select_related("assigned_to").first()


ACTS: Final[Mapping[str, Act[Case]]] = {
    "assign": Act(
        form=AssignForm,
        verb=_assign,
        label=_("Save who looks after it"),
        permission=ASSIGN,
        done=_("It is recorded."),
        offered=lambda case: case.superseded_by_id is None,
        initial=lambda case: {"to": row.assigned_to_id if (row := triage_row(case)) else None},
    ),
    "hand_over": Act(
        form=HandOverForm,
        form_arguments=lambda case, by: {"drafted": own_draft_of(case, by) is not None, "by": by},
        verb=_hand_over,
        label=_("Assign case to them"),
        permission=ASSIGN,
        done=_("It is handed over. Thank you for saying so."),
        offered=lambda case: case.superseded_by_id is None,
        initial=lambda _case: {"note": gettext("I need somebody else to take this one.")},
    ),
    "put_off": Act(
        form=PutOffForm,
        verb=_put_off,
        label=_("Put off"),
        permission=ASSIGN,
        done=_("It is recorded."),
        offered=lambda case: case.stage == Stage.CANDIDATE and case.superseded_by_id is None,
        initial=lambda case: {"until": in_a_week()},
    ),
    "note": Act(
        form=NoteForm,
        verb=_note,
        label=_("Write note"),
        permission=NOTE,
        done=_("The note is kept."),
        offered=lambda case: case.superseded_by_id is None,
    ),
}


@dataclass(frozen=True)
class TriagePanel:
    """Who looks after a case, and what was said about it."""

    row: CaseTriage | None
    notes: list[CaseNote]
    forms: list[tuple[str, Act[Case], BaseForm]]
    colleagues: str
    """The names that a note can call."""


def triage_panel(case: Case, user: User, screen: ScreenState) -> TriagePanel:
    """Return the panel as somebody sees it."""
    row = triage_row(case)
    may = offered(ACTS, case, user)
    if not (row and row.assigned_to_id == user.pk) and own_draft_of(case, user) is None:
        may -= {"hand_over"}
    forms = forms_of(ACTS, case, user, screen)
    return TriagePanel(
        row=row,
        notes=list(notes_of(case)),
        forms=[(name, ACTS[name], forms[name]) for name in ACTS if name in may],
        colleagues=in_a_row(f"@{one}" for one in recorders() if one != user),
    )
