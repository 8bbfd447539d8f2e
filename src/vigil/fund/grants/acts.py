"""What can be done on the page of a grant: each act with its form and its verb.

The page has one address that acts are sent to. `act` names which, `of` the thing of the grant that
it is done to: a tranche, a payment, a report, by its uid.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.forms import Form
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.forms import acts as forms
from vigil.fund.grants.verbs import accompanying, amending_and_closing, granting
from vigil.fund.models import (
    Connection,
    Grant,
    Incident,
    Party,
    Payment,
    Report,
    SafetyPlan,
    Tranche,
)
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments.verbs import paying
from vigil.fund.reporting import verbs as reporting
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

Data = dict[str, Any]
DEFAULT_SENTENCE: Final = _("Noted.")


@dataclass(frozen=True)
class GrantAct:
    """One act. `of` says to what it is done; its verb takes that, what the form read, and who."""

    of: str
    label: str | Promise
    form: type[Form]
    verb: Callable[[Any, Data, User], Any]
    said: str | Promise = DEFAULT_SENTENCE


@dataclass(frozen=True)
class OfferedAct:
    """An act as a screen offers it: with its form, which stands open if it was refused."""

    act: str
    on: str
    label: str | Promise
    form: Form
    plain: bool = True


def _other(grant: Grant, data: Data, by: User) -> Connection:
    code = data["other"].strip().upper().removeprefix("F-")
    rows = party_queries.visible_to(by).filter(removed_at=None)
    other = rows.filter(number=int(code)).first() if code.isdecimal() and len(code) < 9 else None
    if other is None:
        raise NotPossible(_("There is no party with this code, or not for you to know of."))
    return accompanying.connect(grant.party, other, data["kind"], data["since"], by=by)


def _pay(tranche: Tranche, data: Data, by: User) -> Payment:
    names = ("paid_on", "sent_minor", "sent_currency", "rate", "rate_on", "difference")
    return paying.pay(tranche, by=by, **{name: data[name] for name in names})


def _incident(grant: Grant, data: Data, by: User) -> Incident:
    what = data["text"]
    return plans_and_incidents.report_incident(
        grant.party, data["kind"], data["month"], what, by=by, grant=grant
    )


def _result(grant: Grant, data: Data, by: User) -> Any:
    return accompanying.state_result(grant, data.pop("text"), by=by, **data)


ACTS_ON_GRANT: Final[Mapping[str, GrantAct]] = {
    "agree": GrantAct(
        "grant",
        _("It is agreed"),
        forms.DayForm,
        lambda g, d, by: granting.agree(g, d["on"], by=by),
        _("The grant runs. Its amount is committed."),
    ),
    "papers": GrantAct(
        "grant",
        _("The paperwork is here"),
        forms.EmptyForm,
        lambda g, d, by: granting.note_papers(g, by=by),
    ),
    "extend": GrantAct(
        "grant",
        _("Extend without extra cost"),
        forms.ExtendForm,
        lambda g, d, by: amending_and_closing.extend(g, d["ends_on"], by=by, why=d["why"]),
    ),
    "close": GrantAct(
        "grant",
        pgettext_lazy("grant", "Close"),
        forms.EmptyForm,
        lambda g, d, by: amending_and_closing.close(g, by=by),
        _("Closed. In twelve months one asks how they are."),
    ),
    "end": GrantAct(
        "grant",
        _("End it early"),
        forms.EndForm,
        lambda g, d, by: amending_and_closing.end_early(g, by=by, why=d.get("why", "")),
    ),
    "report": GrantAct(
        "grant",
        _("Ask for a report"),
        forms.ReportForm,
        lambda g, d, by: reporting.schedule_report(g, d["kind"], d["due_on"], by=by),
    ),
    "regularly": GrantAct(
        "grant",
        _("Ask for reports regularly"),
        forms.ReportScheduleForm,
        lambda g, d, by: reporting.schedule_regularly(g, d["every"], by=by),
    ),
    "plan": GrantAct(
        "grant",
        _("Write the safety plan"),
        forms.SafetyPlanForm,
        lambda g, d, by: plans_and_incidents.write_plan(g.party, d["text"], d["review_on"], by=by),
    ),
    "incident": GrantAct("grant", _("Something happened"), forms.IncidentForm, _incident),
    "step": GrantAct(
        "grant",
        _("Note a step"),
        forms.AccompanimentForm,
        lambda g, d, by: accompanying.add_step(g, d["kind"], d["on"], d["text"], by=by),
    ),
    "result": GrantAct("grant", _("State what it did"), forms.ResultForm, _result),
    "connect": GrantAct("grant", _("Note a connection"), forms.ConnectForm, _other),
    "story": GrantAct(
        "grant",
        _("Offer their story"),
        forms.EmptyForm,
        lambda g, d, by: accompanying.offer_story(g, by=by),
        _("Those who write stories were told that they agreed to be asked."),
    ),
}
ACTS_ON_PARTS: Final[Mapping[str, GrantAct]] = {
    "approve": GrantAct(
        "tranche",
        pgettext_lazy("tranche", "Approve"),
        forms.ApproveForm,
        lambda t, d, by: paying.approve(t, seen=d["seen"], by=by, condition_met=d["condition_met"]),
    ),
    "unapprove": GrantAct(
        "tranche",
        _("Take my approval back"),
        forms.EmptyForm,
        lambda t, d, by: paying.withdraw_approval(t, by=by),
    ),
    "terms": GrantAct(
        "tranche",
        _("Open payee and account"),
        forms.EmptyForm,
        lambda t, d, by: paying.open_terms(t, by=by),
    ),
    "pay": GrantAct("tranche", _("It was paid"), forms.PayForm, _pay),
    "cancel": GrantAct(
        "tranche",
        _("Cancel the tranche"),
        forms.ConfirmForm,
        lambda t, d, by: amending_and_closing.cancel_tranche(t, by=by),
    ),
    "reverse": GrantAct(
        "payment",
        _("The money came back"),
        forms.ReverseForm,
        lambda p, d, by: paying.reverse(p, on=d["on"], by=by, why=d["why"]),
    ),
    "hand_in": GrantAct(
        "report",
        _("Take it in"),
        forms.TextForm,
        lambda r, d, by: reporting.hand_in_report(r, d["text"], by=by),
    ),
    "accept": GrantAct(
        "report",
        pgettext_lazy("report", "Accept"),
        forms.EmptyForm,
        lambda r, d, by: reporting.accept_report(r, by=by),
    ),
    "skip": GrantAct(
        "report",
        pgettext_lazy("report", "Skip"),
        forms.ReasonForm,
        lambda r, d, by: reporting.skip_report(r, by=by, why=d["why"]),
    ),
    "answer": GrantAct(
        "incident",
        _("Write what is done about it"),
        forms.TextForm,
        lambda i, d, by: plans_and_incidents.answer_incident(i, d["text"], by=by),
    ),
    "settle": GrantAct(
        "incident",
        _("It is settled"),
        forms.EmptyForm,
        lambda i, d, by: plans_and_incidents.close_incident(i, by=by),
    ),
    "review": GrantAct(
        "plan",
        _("It was looked at, and holds"),
        forms.ReviewOnForm,
        lambda p, d, by: plans_and_incidents.review_plan(p, d["review_on"], by=by),
    ),
    "disconnect": GrantAct(
        "connection",
        _("Take it out"),
        forms.EmptyForm,
        lambda c, d, by: accompanying.disconnect(c, by=by),
    ),
}
ACTS: Final[Mapping[str, GrantAct]] = {**ACTS_ON_GRANT, **ACTS_ON_PARTS}
ACTS_NEEDING_RECENT_SIGN_IN: Final = frozenset({"approve", "pay", "reverse", "terms"})
"""Acts on money: whoever does one proves who they are, unless they did so a moment ago."""


def find_target(grant: Grant, act: GrantAct, on: str, by: User) -> Any:
    """Return what an act is done to. Raises Http404 (nothing of this grant is called so)."""
    if act.of == "grant":
        return grant
    rows: dict[str, Any] = {
        "tranche": lambda: grant.tranches.filter(uid=on),
        "payment": lambda: Payment.objects.filter(tranche__grant=grant, uid=on),
        "report": lambda: Report.objects.filter(grant=grant, uid=on),
        "incident": lambda: Incident.objects.filter(party=grant.party, uid=on),
        "plan": lambda: SafetyPlan.objects.filter(party=grant.party, uid=on),
        "connection": lambda: _connections(grant.party, on, by),
    }
    row = rows[act.of]().first()
    if row is None:
        raise Http404
    return row


def _connections(party: Party, on: str, by: User) -> Any:
    rows = accompanying.connections_of(party, by)
    return rows.filter(pk=int(on)) if on.isdecimal() and len(on) < 12 else rows.none()


def offer_acts(
    names: list[str],
    on: str = "",
    refused: Mapping[tuple[str, str], Form] | None = None,
    initial: Mapping[str, Data] | None = None,
) -> list[OfferedAct]:
    """Return acts as a screen offers them; what was refused comes as it was typed."""
    return [
        OfferedAct(
            name,
            on,
            ACTS[name].label,
            (refused or {}).get((name, on))
            or ACTS[name].form(
                auto_id=f"{name}-{on}-%s", initial=dict((initial or {}).get(name, {}))
            ),
        )
        for name in names
    ]
