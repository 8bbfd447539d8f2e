"""What the case screen shows: gathered in one place, whichever form was just refused."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.opening_and_publishing import PUBLISH
from vigil.casefile.coding.verbs import is_adjudicated, starting_values, submitted
from vigil.casefile.models import Account, Case, CaseMatch, Coding, Stage
from vigil.desk.cases.acts import ACTS, Act, allowed, settled_themselves
from vigil.desk.cases.evidence import Quotes, reports_of
from vigil.desk.cases.forms import ActForm, OtherCaseForm
from vigil.desk.cases.queries import judgements_in
from vigil.desk.cases.search import likely_same
from vigil.desk.coding.forms import CodingForm
from vigil.desk.matches.panel import matches_of
from vigil.desk.people.panel import people_of
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import neighbours
from vigil.desk.screens.access import person
from vigil.desk.screens.role_limits import limits_outside
from vigil.reading import codebook
from vigil.trust.models import Decision, User

ACTS_IN_BAR = (
    *("reject", "publish", "merge", "split", "move", "judge", "relate"),
    *("reopen", "contest", "withdraw"),
)
"""Acts whose forms lie in the bar above the case."""
ACTS_WITHOUT_FIELDS = ("accept", "verify", "undo", "revoke", "match", "unmatch", "end_agreement")
"""Acts whose refusal is said above the case: their forms are single buttons."""
KEYS_OF_ACTS = {"accept": "a", "reject": "r", "merge": "m", "split": "s"}
UNDOABLE = ("merge", "split", "move")
MOST_DECISIONS_SHOWN = 100
"""Decisions shown on the screen; all of them are in the log."""
CODED_IN = (Stage.OPEN, Stage.CODED)


def show_case(
    request: HttpRequest,
    case: Case,
    *,
    refused: Mapping[str, ActForm] | None = None,
    coding: CodingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the case screen, with the forms that were refused as the person left them."""
    user = person(request)
    accounts = queries.desk_accounts(case)
    asked = QueueAddress(request.GET)
    may = allowed(case, accounts, user)
    history = list(queries.decisions_of(case)[:MOST_DECISIONS_SHOWN])
    mine, others = _codings(case, user)
    form = coding or _coding_form(case, mine, user)
    book = codebook.current()
    version = queries.version_of(case)
    quotes = Quotes(accounts, book)
    context = {
        "case": case,
        "asked": asked,
        "around": neighbours(case, asked.candidates),
        "may": may,
        "outside": limits_outside(user, case),
        "keys": KEYS_OF_ACTS,
        "acts": ACTS,
        "version": version,
        "bar": _bar(case, accounts, may, refused or {}, version),
        "refused": refused or {},
        "refused_above": _refused_above(refused or {}, may),
        "reports": reports_of(accounts, book),
        "accounts": accounts,
        "accepted": _accepted(case),
        "people": people_of(case, version, refused),
        "elsewhere": matches_of(case),
        "verdicts": CaseMatch.Verdict.choices,
        "mine": mine,
        "others": others,
        "coding": form,
        "coding_version": queries.coding_version(case, mine),
        "case_quotes": {f.id: quotes.of_case(f.id) for f in book.fields.values()},
        "person_quotes": quotes.of_persons(form) if form else [],
        "pending": case.adjudications.filter(verified_at=None, replaced_at=None)
        .select_related("by")
        .first(),
        "can_adjudicate": _can_adjudicate(case, user),
        "judgements": judgements_in(accounts),
        "relations": case.relations.select_related("other"),
        "related_from": case.related_from.select_related("case"),
        "history": _history(history),
        "not_published_by_me": _not_published_by(case, user),
        "reads_decisions": user.has_perm("trust.read_decisions"),
    }
    return render(request, "desk/cases/case.html", context, status=status)


def _refused_above(refused: Mapping[str, ActForm], may: set[str]) -> list[ActForm]:
    """Return the refused forms that have no place of their own on the screen."""
    return [form for act, form in refused.items() if act in ACTS_WITHOUT_FIELDS or act not in may]


def _bar(
    case: Case,
    accounts: list[Account],
    may: set[str],
    refused: Mapping[str, ActForm],
    version: str,
) -> list[tuple[Act, ActForm]]:
    """Make the forms of the bar; the likely same cases are looked up once for all of them."""
    offered = [name for name in ACTS_IN_BAR if name in may]
    extra: dict[str, Any] = {}
    if any(issubclass(ACTS[name].form, OtherCaseForm) for name in offered):
        extra["likely"] = likely_same(case)
    forms = []
    for name in offered:
        form = refused.get(name)
        if form is None:
            form = make_form(name, case, accounts, version=version, **extra)
        forms.append((ACTS[name], form))
    return forms


def make_form(
    name: str,
    case: Case,
    accounts: list[Account],
    data: Any = None,
    version: str = "",
    **extra: Any,
) -> ActForm:
    """Make the form of an act: with what was sent, or empty for the state `version` of the case."""
    kind = ACTS[name].form
    if not issubclass(kind, OtherCaseForm):
        extra.pop("likely", None)
    initial: dict[str, Any] = {"version": version}
    if name == "merge":
        initial["keep"] = "this" if case.public_id else "other"
    return kind(data, case=case, accounts=accounts, prefix=name, initial=initial, **extra)


def _codings(case: Case, user: User) -> tuple[Coding | None, list[Coding]]:
    """Return this person's coding under the current codebook, and those others handed in."""
    version = codebook.current().version
    mine = case.codings.filter(coder=user, codebook_version=version).first()
    return mine, [coding for coding in submitted(case) if coding.coder_id != user.pk]


def _coding_form(case: Case, mine: Coding | None, user: User) -> CodingForm | None:
    if mine is not None and mine.submitted_at:
        return None
    if case.superseded_by_id or case.stage not in CODED_IN:
        return None
    if not user.has_perm("casefile.code_case", case):
        return None
    if mine is None and is_adjudicated(case, codebook.current().version):
        return None
    values = mine.values if mine is not None else starting_values(case)
    return CodingForm.of(codebook.current(), values, mine.note if mine is not None else "")


def _accepted(case: Case) -> list[tuple[str, list[Any]]]:
    """Return the accepted values of the case and of each person, in the codebook's order."""
    order = {name: place for place, name in enumerate(codebook.current().fields)}
    rows = sorted(
        case.accepted.select_related("victim"), key=lambda row: order.get(row.field, len(order))
    )
    groups: list[tuple[str, list[Any]]] = [("", [row for row in rows if row.victim is None])]
    for victim in case.victims.all():
        own = [row for row in rows if row.victim_id == victim.pk]
        groups.append((str(victim), own))
    return groups


def _can_adjudicate(case: Case, user: User) -> bool:
    return (
        not case.superseded_by_id
        and case.stage in (Stage.CODED, Stage.VERIFIED)
        and user.has_perm("casefile.adjudicate", case)
    )


def _not_published_by(case: Case, user: User) -> bool:
    """Say whether the case waits to be published, and this person is not the one who may."""
    ready = case.stage == Stage.VERIFIED and not case.superseded_by_id
    return ready and user.has_perm(PUBLISH, case) and settled_themselves(case, user)


def _history(decisions: list[Decision]) -> list[tuple[Decision, bool]]:
    """Say of each decision whether taking it back is offered; the verb has the last word."""
    taken_back = {decision.undoes_id for decision in decisions}
    return [(d, d.verb in UNDOABLE and d.pk not in taken_back) for d in decisions]
