"""Write and review safety plans; report, answer and close incidents."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import Grant, Incident, Party, SafetyPlan
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.models import new_uid
from vigil.trust.uploads.verbs.files import FileRefused

MAX_REVIEW_INTERVAL: Final = timedelta(days=366)
"""In how long a plan is looked at again at the latest."""


@transaction.atomic
def write_plan(party: Party, text: str, review_on: date, *, by: User) -> SafetyPlan:
    """Write a new version of a party's safety plan; older versions stay.

    Raises NotAllowed; NotPossible if the party was removed; Unfit if it is empty, or has no review
    day within a year.
    """
    require(by, WORK, party)
    party = locking.locked(party)
    today = timezone.localdate()
    if not text.strip():
        raise Unfit(_("Write what the plan is."), "text")
    if not today < review_on <= today + MAX_REVIEW_INTERVAL:
        raise Unfit(
            _("A plan is looked at again within a year, and not before today."), "review_on"
        )
    party.plans.filter(newest=True).update(newest=False)
    plan = SafetyPlan.objects.create(party=party, review_on=review_on, by=by)
    sealing.write(party, "safety_plan", plan.uid, "plan", text, by=by)
    record("write_safety_plan", "safety_plan", plan.uid, by=by, after={"due": str(review_on)})
    return plan


@transaction.atomic
def review_plan(plan: SafetyPlan, review_on: date, *, by: User) -> SafetyPlan:
    """Record that a plan was reviewed without change, and set the next review day.

    Raises NotAllowed; NotPossible if a newer version exists; Unfit.
    """
    require(by, WORK, plan)
    locking.locked(plan.party)
    plan = SafetyPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.newest:
        raise NotPossible(_("A newer plan took the place of this one."))
    today = timezone.localdate()
    if not today < review_on <= today + MAX_REVIEW_INTERVAL:
        raise Unfit(
            _("A plan is looked at again within a year, and not before today."), "review_on"
        )
    before, plan.review_on = str(plan.review_on), review_on
    plan.save(update_fields=["review_on"])
    after = {"due": str(review_on)}
    record(
        "review_safety_plan", "safety_plan", plan.uid, by=by, before={"due": before}, after=after
    )
    return plan


@transaction.atomic
def report_incident(
    party: Party,
    kind: str,
    month: date,
    what: str,
    *,
    by: User | None,
    grant: Grant | None = None,
    reach: str = "",
    contact: str = "",
    uid: str = "",
    with_files: bool = False,
) -> Incident:
    """Report an incident of a party in a month; no day is kept.

    `by` is None if the party reports it; then `reach` says whether they want contact about it, and
    `contact` how. With a `uid`, sending the same form twice makes one. `with_files` says that files
    follow, so that no text is needed. Raises NotAllowed; NotPossible if the party was removed, or
    the grant is another party's; Unfit if a value is invalid or missing.
    """
    if by is not None:
        require(by, WORK, party)
    party = locking.locked(party)
    if uid and (there := party.incidents.filter(uid=uid).first()) is not None:
        return there
    if grant is not None and grant.party_id != party.pk:
        raise NotPossible(_("This grant is another party’s."))
    if kind not in Incident.Kind.values:
        raise Unfit(_("Say what kind of thing happened."), "kind")
    month = month.replace(day=1)
    if month > timezone.localdate():
        raise Unfit(_("This month is yet to come."), "month")
    if not what.strip() and not with_files:
        raise Unfit(_("Say what happened."), "text")
    _require_reach(reach, contact, by)
    row = Incident.objects.create(
        uid=uid or new_uid(), party=party, grant=grant, kind=kind, month=month, reach=reach, by=by
    )
    sealing.write(party, "incident", row.uid, "what", what, by=by)
    if reach == Incident.Reach.OTHER:
        sealing.write(party, "incident", row.uid, "contact", contact, by=by)
    record("report_incident", "incident", row.uid, by=by, after={"kind": kind})
    return row


def report_with_files(
    party: Party,
    kind: str,
    month: date,
    what: str,
    files: Sequence[bytes],
    *,
    grant: Grant,
    reach: str,
    contact: str,
    uid: str,
    identify: Callable[[bytes], str],
) -> tuple[Incident, tuple[tuple[int, str], ...]]:
    """Report an incident with files or a voice message, for the party. Takes seconds.

    What happened is stored first, and kept whatever becomes of the files. Returns the incident, and
    which files were refused, by number, with the reason. `identify` makes the uid of a file from
    its bytes, so that the same form stores it once. Do not call it inside a transaction. Raises as
    `report_incident`.
    """
    row = report_incident(
        party,
        kind,
        month,
        what,
        by=None,
        grant=grant,
        reach=reach,
        contact=contact,
        uid=uid,
        with_files=bool(files),
    )
    refused: list[tuple[int, str]] = []
    for number, content in enumerate(files, 1):
        try:
            storing_files.keep_file(party, content, incident=row, uid=identify(content))
        except FileRefused as error:
            refused.append((number, str(error)))
    return row, tuple(refused)


@transaction.atomic
def answer_incident(incident: Incident, text: str, *, by: User) -> Incident:
    """Write what is done about an incident, and replace what was written before.

    Raises NotAllowed; NotPossible if it is closed; Unfit if the text is empty.
    """
    require(by, WORK, incident)
    row = _open(incident)
    if not text.strip():
        raise Unfit(_("Say what is done about it."), "text")
    sealing.write(row.party, "incident", row.uid, "answer", text, by=by)
    record("answer_incident", "incident", row.uid, by=by)
    return row


@transaction.atomic
def close_incident(incident: Incident, *, by: User) -> Incident:
    """Close an answered incident. Raises NotAllowed; NotPossible if it is closed or unanswered."""
    require(by, WORK, incident)
    row = _open(incident)
    if not sealing.is_kept("incident", row.uid, "answer"):
        raise NotPossible(_("Write first what was done about it."))
    row.state = Incident.State.CLOSED
    row.save(update_fields=["state"])
    record("close_incident", "incident", row.uid, by=by, after={"state": row.state})
    return row


def _require_reach(reach: str, contact: str, by: User | None) -> None:
    """Raise Unfit unless a party says whether it wants contact about an incident."""
    if reach not in Incident.Reach.values and (by is None or reach):
        raise Unfit(_("Say whether we may contact you about it."), "reach")
    if reach == Incident.Reach.OTHER and not contact.strip():
        raise Unfit(_("Say how we may contact you about it."), "contact")


def _open(incident: Incident) -> Incident:
    locking.locked(incident.party)
    row = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if row.state != Incident.State.OPEN:
        raise NotPossible(_("This incident is closed."))
    return row


LOG: Final = LogWords(
    verbs={
        "answer_incident": pgettext_lazy("decision", "write what is done about an incident"),
        "close_incident": pgettext_lazy("decision", "settle an incident"),
        "report_incident": pgettext_lazy("decision", "note an incident"),
        "review_safety_plan": pgettext_lazy("decision", "look at a safety plan again"),
        "write_safety_plan": pgettext_lazy("decision", "write a safety plan"),
    },
    kinds={
        "incident": pgettext_lazy("decision", "incident"),
        "safety_plan": pgettext_lazy("decision", "safety plan"),
    },
)
