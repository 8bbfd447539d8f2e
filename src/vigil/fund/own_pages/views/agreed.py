"""What was agreed: read the text, then accept it or say no."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.fund.agreements import queries as agreement_queries
from vigil.fund.agreements import verbs as agreements
from vigil.fund.models import Agreement, Party
from vigil.fund.own_pages.amounts import told_grants
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    not_found,
    own_page,
    shown,
)
from vigil.fund.own_pages.next_step import agreement_state
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED

State = Agreement.State


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    rows = Agreement.objects.filter(grant__in=told_grants(party)).select_related("grant")
    rows = rows.exclude(state=State.REPLACED).order_by("-offered_at")
    context = {"agreements": [(one, agreement_state(one)) for one in rows]}
    return shown(request, "agreed.html", token, told, context)


def _read(request: HttpRequest, party: Party, token: str) -> Answer:
    row = _agreement(request, party)
    if row is None:
        return not_found(request)
    if row.state == State.REPLACED:
        return _replaced()
    return PageOutcome(message=agreement_queries.text_for_party(row), opened=row.uid)


def _accept(request: HttpRequest, party: Party, token: str) -> Answer:
    row = _agreement(request, party)
    if row is None:
        return not_found(request)
    if request.POST.get("sure") != "on":
        text = agreement_queries.text_for_party(row)
        return PageOutcome(REFUSED, message=text, opened=row.uid, unsure=row.uid)
    if row.state != State.ACCEPTED:  # the same form, sent twice, leads where it led at first
        agreements.accept(row)
    return redirect("fund:mine_agreed", token)


def _decline(request: HttpRequest, party: Party, token: str) -> Answer:
    row = _agreement(request, party)
    if row is None:
        return not_found(request)
    if row.state != State.DECLINED:
        agreements.decline(row)
    return redirect("fund:mine_agreed", token)


def _replaced() -> PageOutcome:
    return PageOutcome(CONFLICT, refused=_("There is a newer version. Read that one."))


def _agreement(request: HttpRequest, party: Party) -> Agreement | None:
    rows = Agreement.objects.filter(grant__in=told_grants(party)).select_related("grant__party")
    return rows.filter(uid=request.POST.get("of", "")).first()


ACTS: Final[Mapping[str, OwnAct]] = {"read": _read, "accept": _accept, "decline": _decline}
agreed = own_page(_show, ACTS)
"""Read what was agreed, and accept it or say no."""
