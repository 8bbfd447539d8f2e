"""What can be done on the page of a grant: each act with its form and its verb.

The page has one address that acts are sent to. `act` names the act, `of` the part of the grant that
it is done to: a tranche, a payment, a report, by its uid. It is empty for the grant as a whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.act import Act, Data
from vigil.fund.agreements import forms as agreement_forms
from vigil.fund.agreements import verbs as agreements
from vigil.fund.grants.forms import acts as forms
from vigil.fund.grants.verbs import accompanying, amending_and_closing, granting
from vigil.fund.models import (
    Agreement,
    Connection,
    Grant,
    Incident,
    Payment,
    Report,
    SafetyPlan,
    Tranche,
)
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments.forms import WayForm
from vigil.fund.payments.queries import OpenedTerms
from vigil.fund.payments.verbs import choosing_ways, paying
from vigil.fund.reporting import verbs as reporting
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

NOTED: Final = _("Noted.")


def _connect(grant: Grant, data: Data, by: User) -> Connection:
    code = data["other"].strip().upper().removeprefix("F-")
    rows = party_queries.visible_to(by).filter(removed_at=None)
    other = rows.filter(number=int(code)).first() if code.isdecimal() and len(code) < 9 else None
    if other is None:
        raise NotPossible(gettext("There is no party with this code, or not for you to know of."))
    return accompanying.connect(grant.party, other, data["kind"], data["since"], by=by)


def _pay(tranche: Tranche, data: Data, by: User) -> Payment:
    names = ("paid_on", "sent_minor", "sent_currency", "rate", "rate_on", "difference")
    return paying.pay(tranche, by=by, **{name: data[name] for name in names})


def _open_terms(tranche: Tranche, _data: Data, by: User) -> dict[str, OpenedTerms]:
    return {"terms": OpenedTerms(tranche.uid, paying.open_terms(tranche, by=by), by)}


def _report_incident(grant: Grant, data: Data, by: User) -> Incident:
    return plans_and_incidents.report_incident(
        grant.party, data["kind"], data["month"], data["text"], by=by, grant=grant
    )


def _state_result(grant: Grant, data: Data, by: User) -> object:
    return accompanying.state_result(grant, data.pop("text"), by=by, **data)


def _record_acceptance(agreement: Agreement, data: Data, by: User) -> Agreement:
    content = data["file"].read()
    return agreements.record_acceptance(agreement, data["how"], content, by=by, on=data["on"])


ACTS_ON_GRANT: Final[Mapping[str, Act[Grant]]] = {
    "agree": Act(
        label=_("Agree grant"),
        form=forms.DayForm,
        verb=lambda grant, data, by: granting.agree(grant, data["on"], by=by),
        done=_("The grant runs. Its amount is committed."),
    ),
    "papers": Act(
        label=_("Mark paperwork as received"),
        form=forms.EmptyForm,
        verb=lambda grant, _data, by: granting.note_papers(grant, by=by),
        done=NOTED,
    ),
    "extend": Act(
        label=_("Extend without extra cost"),
        form=forms.ExtendForm,
        verb=lambda grant, data, by: amending_and_closing.extend(
            grant, data["ends_on"], by=by, why=data["why"]
        ),
        done=NOTED,
    ),
    "close": Act(
        label=pgettext_lazy("grant", "Close"),
        form=forms.EmptyForm,
        verb=lambda grant, _data, by: amending_and_closing.close(grant, by=by),
        done=_("Closed. In twelve months one asks how they are."),
    ),
    "end": Act(
        label=_("End it early"),
        form=forms.EndForm,
        verb=lambda grant, data, by: amending_and_closing.end_early(
            grant, by=by, why=data.get("why", "")
        ),
        done=NOTED,
        form_arguments=lambda grant, _by: {"removed": grant.party.is_removed},
    ),
    "report": Act(
        label=_("Ask for a report"),
        form=forms.ReportForm,
        verb=lambda grant, data, by: reporting.schedule_report(
            grant, data["kind"], data["due_on"], by=by
        ),
        done=NOTED,
    ),
    "regularly": Act(
        label=_("Ask for reports regularly"),
        form=forms.ReportScheduleForm,
        verb=lambda grant, data, by: reporting.schedule_regularly(grant, data["every"], by=by),
        done=NOTED,
    ),
    "plan": Act(
        label=_("Write the safety plan"),
        form=forms.SafetyPlanForm,
        verb=lambda grant, data, by: plans_and_incidents.write_plan(
            grant.party, data["text"], data["review_on"], by=by
        ),
        done=NOTED,
    ),
    "incident": Act(
        label=_("Report incident"), form=forms.IncidentForm, verb=_report_incident, done=NOTED
    ),
    "step": Act(
        label=_("Note a step"),
        form=forms.AccompanimentForm,
        verb=lambda grant, data, by: accompanying.add_step(
            grant, data["kind"], data["on"], data["text"], by=by
        ),
        done=NOTED,
    ),
    "result": Act(
        label=_("Record a result"),
        form=forms.ResultForm,
        verb=_state_result,
        done=NOTED,
        form_arguments=lambda grant, _by: {"grant": grant},
    ),
    "connect": Act(label=_("Note a connection"), form=forms.ConnectForm, verb=_connect, done=NOTED),
    "story": Act(
        label=_("Offer their story"),
        form=forms.EmptyForm,
        verb=lambda grant, _data, by: accompanying.offer_story(grant, by=by),
        done=_("Those who write stories were told that they agreed to be asked."),
    ),
}
ACTS_ON_PATH: Final[Mapping[str, Act[Grant]]] = {
    "second": Act(
        label=_("Agree to grant"),
        form=forms.EmptyForm,
        verb=lambda grant, _data, by: granting.second(grant, by=by),
        done=_("You agreed to this grant. The agreement can be offered now."),
        recent=True,
    ),
    "offer": Act(
        label=_("Offer agreement"),
        form=agreement_forms.OfferForm,
        verb=lambda grant, data, by: agreements.offer(grant, data["text"], by=by),
        done=_("Offered. The grantee reads it on their page."),
    ),
}
ACTS_ON_AGREEMENT: Final[Mapping[str, Act[Agreement]]] = {
    "record": Act(
        label=_("Record acceptance"),
        form=agreement_forms.RecordForm,
        verb=_record_acceptance,
        done=_("The grant runs. Its amount is committed."),
    ),
    "declined": Act(
        label=_("Record that they declined"),
        form=forms.EmptyForm,
        verb=lambda agreement, _data, by: agreements.decline(agreement, by=by),
        done=NOTED,
    ),
}
ACTS_ON_TRANCHE: Final[Mapping[str, Act[Tranche]]] = {
    "approve": Act(
        label=pgettext_lazy("tranche", "Approve"),
        form=forms.ApproveForm,
        verb=lambda tranche, data, by: paying.approve(
            tranche, seen=data["seen"], by=by, condition_met=data["condition_met"]
        ),
        done=NOTED,
        recent=True,
    ),
    "unapprove": Act(
        label=_("Take my approval back"),
        form=forms.EmptyForm,
        verb=lambda tranche, _data, by: paying.withdraw_approval(tranche, by=by),
        done=NOTED,
    ),
    "terms": Act(
        label=_("Open payee and account"), form=forms.EmptyForm, verb=_open_terms, recent=True
    ),
    "way": Act(
        label=_("Pay in another way"),
        form=WayForm,
        verb=lambda tranche, data, by: choosing_ways.ask_for_way(tranche, by=by, **data),
        done=_("Two other officers must approve this way of payment."),
    ),
    "pay": Act(label=_("Record payment"), form=forms.PayForm, verb=_pay, done=NOTED, recent=True),
    "cancel": Act(
        label=_("Cancel the tranche"),
        form=forms.ConfirmForm,
        verb=lambda tranche, _data, by: amending_and_closing.cancel_tranche(tranche, by=by),
        done=NOTED,
    ),
}
ACTS_ON_PAYMENT: Final[Mapping[str, Act[Payment]]] = {
    "reverse": Act(
        label=_("Reverse payment"),
        form=forms.ReverseForm,
        verb=lambda payment, data, by: paying.reverse(
            payment, on=data["on"], by=by, why=data["why"]
        ),
        done=NOTED,
        recent=True,
    )
}
ACTS_ON_REPORT: Final[Mapping[str, Act[Report]]] = {
    "hand_in": Act(
        label=_("Enter the report"),
        form=forms.TextForm,
        verb=lambda report, data, by: reporting.hand_in_report(report, data["text"], by=by),
        done=NOTED,
    ),
    "accept": Act(
        label=_("Accept report"),
        form=forms.EmptyForm,
        verb=lambda report, _data, by: reporting.accept_report(report, by=by),
        done=NOTED,
    ),
    "skip": Act(
        label=_("Skip report"),
        form=forms.ReasonForm,
        verb=lambda report, data, by: reporting.skip_report(report, by=by, why=data["why"]),
        done=NOTED,
    ),
    "agree_skip": Act(
        label=_("Agree to skip report"),
        form=forms.EmptyForm,
        verb=lambda report, _data, by: reporting.agree_to_skip(report, by=by),
        done=NOTED,
    ),
}
ACTS_ON_INCIDENT: Final[Mapping[str, Act[Incident]]] = {
    "answer": Act(
        label=_("Write what is done about it"),
        form=forms.TextForm,
        verb=lambda incident, data, by: plans_and_incidents.answer_incident(
            incident, data["text"], by=by
        ),
        done=NOTED,
    ),
    "settle": Act(
        label=_("Close incident"),
        form=forms.EmptyForm,
        verb=lambda incident, _data, by: plans_and_incidents.close_incident(incident, by=by),
        done=NOTED,
    ),
}
ACTS_ON_SAFETY_PLAN: Final[Mapping[str, Act[SafetyPlan]]] = {
    "review": Act(
        label=_("Mark plan as reviewed"),
        form=forms.ReviewOnForm,
        verb=lambda plan, data, by: plans_and_incidents.review_plan(plan, data["review_on"], by=by),
        done=NOTED,
    )
}
ACTS_ON_CONNECTION: Final[Mapping[str, Act[Connection]]] = {
    "disconnect": Act(
        label=_("Remove connection"),
        form=forms.EmptyForm,
        verb=lambda connection, _data, by: accompanying.disconnect(connection, by=by),
        done=NOTED,
    )
}


@dataclass(frozen=True)
class GrantPart:
    """One kind of part of a grant: its acts, and where to find one."""

    acts: Mapping[str, Act[Any]]
    rows: Callable[[Grant, User], QuerySet[Any]]
    key: str = "uid"


PARTS: Final = (
    GrantPart(ACTS_ON_AGREEMENT, lambda grant, _by: grant.agreements.all()),
    GrantPart(ACTS_ON_TRANCHE, lambda grant, _by: grant.tranches.all()),
    GrantPart(ACTS_ON_PAYMENT, lambda grant, _by: Payment.objects.filter(tranche__grant=grant)),
    GrantPart(ACTS_ON_REPORT, lambda grant, _by: grant.reports.all()),
    GrantPart(ACTS_ON_INCIDENT, lambda grant, _by: grant.party.incidents.all()),
    GrantPart(ACTS_ON_SAFETY_PLAN, lambda grant, _by: grant.party.plans.all()),
    GrantPart(
        ACTS_ON_CONNECTION, lambda grant, by: accompanying.connections_of(grant.party, by), key="pk"
    ),
)
ACTS: Final[Mapping[str, Act[Any]]] = {
    **ACTS_ON_GRANT,
    **ACTS_ON_PATH,
    **{name: act for part in PARTS for name, act in part.acts.items()},
}


def find_target(grant: Grant, name: str, of: str, by: User) -> Any:
    """Return the grant, or the part of it, that an act is done to. Raises Http404."""
    for part in PARTS:
        if name in part.acts:
            if part.key == "pk" and not (of.isdecimal() and len(of) < 12):
                raise Http404
            row = part.rows(grant, by).filter(**{part.key: of}).first()
            if row is None:
                raise Http404
            return row
    return grant


def form_key(name: str, of: str = "") -> str:
    """Return the name of a form on the page; one act can be offered for several parts."""
    return f"{name}-{of}"


@dataclass(frozen=True)
class OfferedAct:
    """An act offered on a screen, with its form."""

    act: str
    of: str
    label: str | Promise
    form: BaseForm
    plain: bool = True

    @property
    def key(self) -> str:
        """Return the name of its form on the page."""
        return form_key(self.act, self.of)


def offer_acts(
    names: list[str],
    of: str = "",
    refused: Mapping[str, BaseForm] | None = None,
    initial: Mapping[str, Data] | None = None,
) -> list[OfferedAct]:
    """Return acts as a screen offers them; a rejected form comes back as it was typed."""
    return [_offer(name, of, refused or {}, (initial or {}).get(name, {})) for name in names]


def _offer(name: str, of: str, refused: Mapping[str, BaseForm], initial: Data) -> OfferedAct:
    act, key = ACTS[name], form_key(name, of)
    form = refused.get(key) or act.form(auto_id=f"{key}-%s", initial=initial)
    return OfferedAct(name, of, act.label, form)
