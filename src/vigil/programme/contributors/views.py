"""The desk's screen of what contributors agree to, of their private links and corrections."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, ScreenState, perform
from vigil.programme.contributors.acts import ACTS
from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs import consenting
from vigil.programme.contributors.verbs.consenting import subject_of
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Correction, Session
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import PrivateLink
from vigil.trust.private_links.verbs.links import links_of
from vigil.trust.rooms.house import consent_uses

type FormsOf = Callable[[LinkedPart], dict[str, BaseForm]]
FORMS = ("agree", "stop", "link", "people", "refuse")
"""Acts of which each contributor has a form to fill in."""


@dataclass
class ConsentRow:
    """A contributor, or one person of a group, as a row of the screen."""

    whose: LinkedPart
    called: str
    uses: list[tuple[str, str | Promise, bool, date | None]]
    forms: dict[str, BaseForm]
    links: list[PrivateLink]
    is_group: bool = False
    corrections: list[Correction] = field(default_factory=list)

    @property
    def uid(self) -> str:
        """What the screen calls the row."""
        return (self.whose.person or self.whose.part).uid

    @property
    def is_open(self) -> bool:
        """Whether a form of the row was not taken."""
        return any(form.is_bound for form in self.forms.values())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def consents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what all contributors of a session agreed to; do what a host asks for."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_consents(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    whose = _whose(session, request.POST.get("part", ""), request.POST.get("person", ""))
    name = request.POST.get("act", "")
    name = name if name in ACTS else "agree"
    back = reverse("desk_programme:agreements", args=[pk])
    return perform(request, whose, _form_name(name, whose), ACTS[name], show=show, back=back)


def _whose(session: Session, part: str, one: str) -> LinkedPart:
    """Return whom a form is about. Raises Http404."""
    found = get_object_or_404(session.contributions, uid=part)
    return LinkedPart(found, get_object_or_404(found.group_people, uid=one) if one else None)


def _form_name(act: str, whose: LinkedPart) -> str:
    """Return what tells the forms of several contributors on one screen apart."""
    person = f"-{whose.person.pk}" if whose.person else ""
    return f"{act}-{whose.part.pk}{person}"


def _show_consents(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    by = person(request)

    def forms_of(whose: LinkedPart) -> dict[str, BaseForm]:
        names = {act: _form_name(act, whose) for act in FORMS}
        return {
            act: state.forms.get(name) or ACTS[act].blank(name, whose, by)
            for act, name in names.items()
        }

    context: dict[str, Any] = {
        "session": session,
        "event": session.event,
        "rows": _rows(session, forms_of),
        "uses": [(use, consent_uses()[use]) for use in consenting.ASKABLE],
        "revealed": state.revealed,
        "problems": [
            error
            for name, form in state.forms.items()
            if name.partition("-")[0] not in FORMS
            for errors in form.errors.values()
            for error in errors
        ],
    }
    response = render(
        request, "programme/contributors/desk/consents.html", context, status=state.status
    )
    if state.revealed:
        response["Cache-Control"] = "no-store, private"
    return response


def _rows(session: Session, forms_of: FormsOf) -> list[ConsentRow]:
    """Return the contributors of a session, each followed by the people it stands for."""
    people = consenting.consents_of_group_people(session)
    corrections = Correction.objects.filter(
        contribution__session=session, state=Correction.State.WAITING
    )
    waiting: dict[int, list[Correction]] = {}
    for correction in corrections:
        waiting.setdefault(correction.contribution_id, []).append(correction)
    found = []
    for row in consenting.consents_of_session(session):
        whose = LinkedPart(row.part)
        found.append(
            ConsentRow(
                whose,
                row.called,
                row.uses,
                forms_of(whose),
                [],
                is_group=row.part.uid in people,
                corrections=waiting.get(row.part.pk, []),
            )
        )
        for one in people.get(row.part.uid, []):
            single = LinkedPart(row.part, one.person)
            none = ("name", "", False, None)
            found.append(
                ConsentRow(single, str(one.person), [none, *one.uses], forms_of(single), [])
            )
    _add_links(found)
    return found


def _add_links(rows: Iterable[ConsentRow]) -> None:
    """Give each row its links, with one query for contributors and one for people of groups."""
    by_key: dict[Subject, ConsentRow] = {}
    for row in rows:
        by_key[subject_of(row.whose.part, row.whose.person)] = row
    for kind in sorted({subject.kind for subject in by_key}):
        subjects = [subject for subject in by_key if subject.kind == kind]
        for link in links_of(*subjects):
            by_key[Subject(link.subject_kind, link.subject_key)].links.append(link)
