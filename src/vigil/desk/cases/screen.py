"""Draw the screen of a case, as it is or with a form that was just refused."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from vigil.casefile.cases import queries
from vigil.casefile.cases.compiled_texts import SUMMARY, texts_of
from vigil.casefile.cases.verbs.publishing import PUBLISH
from vigil.casefile.cases.verbs.undoing import undoable
from vigil.casefile.coding.queries import (
    can_be_taken_up,
    is_adjudicated,
    submitted,
    waiting_adjudication,
    waiting_single,
)
from vigil.casefile.coding.verbs.taking_back import may_be_withdrawn
from vigil.casefile.coding.verbs.taking_up import TAKE_UP
from vigil.casefile.house_rules.queries import codings_asked, why_not_verify
from vigil.casefile.models import (
    Adjudication,
    Case,
    CaseMatch,
    ProtectedSource,
    Stage,
)
from vigil.casefile.reliability.queries import is_measured
from vigil.desk.cases.accepted_quotes import QuotesOfValues
from vigil.desk.cases.acts import ACTS, allowed, decided_what_it_says
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.corrections import proposed_changes, proposed_record
from vigil.desk.cases.evidence import Quotes, names_by_uid, reports_of
from vigil.desk.cases.public_summary import public_summary
from vigil.desk.cases.queries import judgements_in
from vigil.desk.coding.own_coding import CODED_IN, OwnCoding, own_coding
from vigil.desk.house_rules.words import why_so_many
from vigil.desk.matches.panel import matches_of
from vigil.desk.people.panel import people_of
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import neighbours
from vigil.desk.screens.access import person
from vigil.desk.screens.act import Act, ScreenState
from vigil.desk.screens.role_limits import limits_outside
from vigil.desk.triage.panel import triage_panel
from vigil.reading import codebook
from vigil.trust.models import Decision, User

ACTS_IN_BAR = (
    *("reject", "publish", "add_source", "merge", "split", "move", "judge", "relate"),
    *("reopen", "contest", "withdraw"),
)
"""Acts whose forms lie in the bar above the case."""
ACTS_WITHOUT_FIELDS = (
    *("accept", "verify", "undo", "revoke", "match", "unmatch", "end_agreement"),
    *("remove_source", "protect_source", "set_aside"),
)
"""Acts whose forms stand beside what they are about. What is wrong is shown above the case."""
SHOWS_VALUES = {"add_source"}
"""Acts whose forms list what the machine read: whoever codes blind has them after submitting."""
KEYS_OF_ACTS = {"accept": "a", "reject": "r", "merge": "m", "split": "s"}
MOST_DECISIONS_SHOWN = 100
"""The log has the others."""


def show_case(request: HttpRequest, case: Case, screen: ScreenState) -> HttpResponse:
    """Draw the case, with the form that was refused as the person left it."""
    user = person(request)
    if is_measured(case, user):  # its page would show the values that they are measured against
        return redirect("desk:coding", pk=case.pk)
    prefetch_related_objects([case], "victims__names")  # most parts of the screen read them
    shown = CaseOnScreen(case, chosen_value=request.GET.get("value", ""))
    asked = QueueAddress(request.GET, user)
    own = own_coding(case, user)
    may = allowed(shown, user) - (set() if own.sees_machine else SHOWS_VALUES)
    pending = waiting_adjudication(case)
    may_not_verify = why_not_verify(case, user) if pending else ""
    may -= {"verify"} if may_not_verify else set()
    history = list(queries.decisions_of(case)[:MOST_DECISIONS_SHOWN])
    book = codebook.current()
    quotes = Quotes(shown.accounts, book, names_by_uid(case))
    quoted = QuotesOfValues(case, shown.accounts) if own.sees_machine else None
    can_adjudicate = _can_adjudicate(case, user)
    context = {
        "case": case,
        "asked": asked,
        "around": neighbours(case, asked.candidates),
        "may": may,
        "outside": limits_outside(user, case),
        "keys": KEYS_OF_ACTS,
        "acts": ACTS,
        "version": shown.version,
        "bar": _bar(shown, may, screen, user),
        "refused": screen.forms,
        "refused_above": _refused_above(screen, may),
        "reports": reports_of(
            shown.accounts, book, marked=own.sees_machine, quoted=quoted.spans if quoted else {}
        ),
        "accepted_quotes": quoted.by_value if quoted else {},
        "can_withdraw_coding": _can_withdraw(own, user),
        "numbers": shown.numbers if own.sees_machine else "",
        "accounts": shown.accounts,
        "accepted": _accepted(case) if own.sees_machine else [],
        "citable": {row.pk for row in shown.values_with_sources} if "add_source" in may else set(),
        "value_query": f"{asked.query}&value=" if asked.query else "?value=",
        "chosen_act": "add_source" if shown.chosen_value else "",
        "triage": triage_panel(case, user, screen),
        "people": people_of(shown, user, screen.forms) if own.sees_machine else None,
        "elsewhere": (
            matches_of(case, shown.signs) if own.sees_machine or can_adjudicate else None
        ),
        "parts_of_source": ProtectedSource.Parts.choices,
        "verdicts": CaseMatch.Verdict.choices,
        "own": own,
        "others": [coding for coding in submitted(case) if coding.coder_id != user.pk],
        "pending": pending,
        "changes": proposed_changes(case, pending, quotes) if pending and _is_record(case) else (),
        "record": proposed_record(pending) if pending else (),
        "may_not_verify": may_not_verify,
        "codings": _codings(case, own),
        "becomes_public": public_summary(case) if "publish" in may else None,
        "pending_summary": _summary_to_read(case, pending) if pending else [],
        "can_adjudicate": can_adjudicate,
        "can_take_up": can_be_taken_up(case) and user.has_perm(TAKE_UP, case),
        "look_again": case.looks_again.all(),
        "judgements": judgements_in(shown.accounts),
        "relations": case.relations.select_related("other"),
        "related_from": case.related_from.select_related("case"),
        "history": _history(case, history),
        "not_published_by_me": _not_published_by(case, user),
        "reads_decisions": user.has_perm("trust.read_decisions"),
    }
    return render(request, "desk/cases/case.html", context, status=screen.status)


def _codings(case: Case, own: OwnCoding) -> str:
    """Say how many people code a case, and why, while somebody still can."""
    if case.stage != Stage.OPEN or case.superseded_by_id:
        return ""
    return why_so_many(codings_asked(case), blind=not own.sees_machine)


def _refused_above(screen: ScreenState, may: set[str]) -> list[BaseForm]:
    """Return the refused forms that have no place of their own on the screen."""
    return [
        form for act, form in screen.forms.items() if act in ACTS_WITHOUT_FIELDS or act not in may
    ]


def _bar(
    shown: CaseOnScreen, may: set[str], screen: ScreenState, user: User
) -> list[tuple[str, Act[CaseOnScreen], BaseForm]]:
    """Return the acts of the bar, each with its name and its form."""
    return [
        (name, ACTS[name], screen.forms.get(name) or ACTS[name].blank(name, shown, user))
        for name in ACTS_IN_BAR
        if name in may
    ]


def _accepted(case: Case) -> list[tuple[str, list[Any], dict[str, str]]]:
    """Return the accepted values of the case and of each person, in the codebook's order.

    With each come the fields for which people found no value, and why (`NoValue`).
    """
    order = {name: place for place, name in enumerate(codebook.current().fields)}
    rows = sorted(
        case.accepted.select_related("victim"), key=lambda row: order.get(row.field, len(order))
    )
    of_case = [row for row in rows if row.victim is None]
    groups: list[tuple[str, list[Any], dict[str, str]]] = [("", of_case, case.no_value)]
    for victim in case.victims.all():
        own = [row for row in rows if row.victim_id == victim.pk]
        groups.append((str(victim), own, victim.no_value))
    return groups


def _summary_to_read(case: Case, pending: Adjudication) -> list[str]:
    """Return the summary where a correction leaves it as it is: it may state the old value."""
    return [] if pending.values.get("texts") else texts_of(case).get(SUMMARY, [])


def _is_record(case: Case) -> bool:
    """Say whether a case has a record that an adjudication changes, and not its first one."""
    return can_be_taken_up(case)


def _can_adjudicate(case: Case, user: User) -> bool:
    return (
        not case.superseded_by_id
        and case.stage in (Stage.CODED, Stage.VERIFIED)
        and user.has_perm("casefile.adjudicate", case)
    )


def _can_withdraw(own: OwnCoding, user: User) -> bool:
    """Say whether a person is offered to withdraw the coding that they handed in."""
    mine = own.coding
    return (
        mine is not None
        and mine.submitted_at is not None
        and mine.case.superseded_by_id is None
        and mine.case.stage in CODED_IN
        and (
            waiting_single(mine.case, user) is not None
            or not is_adjudicated(mine.case, mine.codebook_version)
        )
        and may_be_withdrawn(mine, user)
    )


def _not_published_by(case: Case, user: User) -> bool:
    """Return whether the case waits to be published and this person may not do it."""
    ready = case.stage == Stage.VERIFIED and not case.superseded_by_id
    return ready and user.has_perm(PUBLISH, case) and decided_what_it_says(case, user)


def _history(case: Case, decisions: list[Decision]) -> list[tuple[Decision, bool]]:
    """Return each decision and whether undoing it is offered. The verb decides in the end."""
    taken_back = {decision.undoes_id for decision in decisions}
    now = {"open": case.stage == Stage.OPEN, "reject": case.stage == Stage.REJECTED}
    # Of several who looked after the case, the last one can be taken back.
    given = [d.pk for d in decisions if d.verb == "assign" and d.pk not in taken_back][1:]
    taken_back.update(given)
    return [
        (d, undoable(d) and d.pk not in taken_back and now.get(d.verb, True)) for d in decisions
    ]
