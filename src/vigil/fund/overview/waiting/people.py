"""What waits about people: emergencies, incidents, what grantees wrote, their safety."""

from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Subquery, When
from django.utils.translation import gettext as _

from vigil.fund.models import (
    Check,
    EmergencyRequest,
    EmergencyWord,
    ExtensionRequest,
    Grant,
    Incident,
    LevelRequest,
    Message,
    Payment,
    Prompt,
    SafetyPlan,
)
from vigil.fund.overview.waiting.lines import (
    Viewer,
    WaitingLine,
    address,
    days_ago,
    first,
    hours_until,
    named,
    until,
)

PLANS_WITHIN: Final = 14
"""Days before its review from which a safety plan is listed."""
RECEIPT_AFTER: Final = 14
"""Days after a payment from which its missing receipt is listed."""


def emergencies(viewer: Viewer) -> list[WaitingLine]:
    """Return emergencies that are undecided, then those whose answer was not released.

    Each by the soonest deadline.
    """
    words = EmergencyWord.objects.filter(request=OuterRef("pk"))
    rows = EmergencyRequest.objects.filter(told_at=None, party__in=viewer.parties)
    rows = rows.annotate(
        decided=Case(When(state=EmergencyRequest.State.WAITING, then=0), default=1),
        mine=Exists(words.filter(by=viewer.user)),
        begun=Exists(words),
    )
    return [
        WaitingLine(
            _emergency(row) % {"who": named(row.party)},
            address("desk_fund:emergency", row.uid),
            hours_until(row.decide_by, viewer.now),
            is_late=row.decide_by < viewer.now,
        )
        for row in first(rows.select_related("party").order_by("decided", "decide_by", "pk"))
    ]


def _emergency(row: Any) -> str:
    if row.is_decided:
        return _("%(who)s does not know yet what was decided. Release the answer.")
    if row.mine:
        return _("%(who)s needs help in an emergency. You voted; another person must vote too.")
    if row.begun:
        return _("%(who)s needs help in an emergency. One person voted; a second must vote.")
    return _("%(who)s needs help in an emergency. Two people must vote.")


def incidents(viewer: Viewer) -> list[WaitingLine]:
    """Return the open incidents, oldest first; those that grantees reported before others."""
    rows = Incident.objects.filter(state=Incident.State.OPEN, party__in=viewer.parties)
    rows = rows.select_related("party", "grant").order_by(F("by").asc(nulls_first=True), "at", "pk")
    return [
        WaitingLine(
            _incident(row) % {"who": named(row.party), "kind": row.get_kind_display()},
            address("desk_grants:grant", row.grant_id) + "#safety"
            if row.grant_id
            else address("desk_fund:party", row.party.uid),
            days_ago(row.at, viewer.today),
            is_late=row.reach in (Incident.Reach.USUAL, Incident.Reach.OTHER),
        )
        for row in first(rows)
    ]


def _incident(row: Incident) -> str:
    if row.by_id is not None:
        return _("%(who)s: an incident (%(kind)s) is open. Write what was done about it.")
    if row.reach == Incident.Reach.NO:
        return _("%(who)s reported an incident (%(kind)s) and wants no contact about it.")
    if row.reach == Incident.Reach.OTHER:
        return _("%(who)s reported an incident (%(kind)s). Contact them in the way they ask for.")
    return _("%(who)s reported an incident (%(kind)s) and wants to be contacted.")


def messages(viewer: Viewer) -> list[WaitingLine]:
    """Return what parties wrote and nobody answered: what is missing first, then the oldest."""
    rows = Message.objects.filter(by=None, answered_at=None, party__in=viewer.parties)
    rows = rows.select_related("party")
    about = Message.About
    words = {
        about.NOT_ARRIVED: _("%(who)s says that a payment did not arrive."),
        about.CANNOT_REPORT: _("%(who)s says that they cannot report safely now."),
        about.WORDS: _("%(who)s wrote a message that nobody has answered."),
    }
    turn = Case(When(about=about.NOT_ARRIVED, then=0), When(about=about.WORDS, then=2), default=1)
    found: dict[tuple[int, str], Message] = {}
    for row in rows.order_by(turn, "at", "pk")[:100]:
        found.setdefault((row.party_id, row.about), row)
    return [
        WaitingLine(
            words[about(row.about)] % {"who": named(row.party)},
            address("desk_fund:thread", row.party.uid),
            days_ago(row.at, viewer.today),
            is_late=row.about != about.WORDS,
        )
        for row in found.values()
    ]


def extensions(viewer: Viewer) -> list[WaitingLine]:
    """Return the requests for more time, oldest first."""
    rows = ExtensionRequest.objects.filter(
        state=ExtensionRequest.State.WAITING, grant__party__in=viewer.parties
    )
    rows = rows.select_related("grant__party").order_by("asked_at", "pk")
    return [
        WaitingLine(
            _("%(who)s asks for more time for %(grant)s, until %(day)s.")
            % {
                "who": named(row.grant.party),
                "grant": named(row.grant.code),
                "day": named(row.until.isoformat()),
            },
            address("desk_fund:thread", row.grant.party.uid),
            days_ago(row.asked_at, viewer.today),
        )
        for row in first(rows)
    ]


def payments_without_receipt(viewer: Viewer) -> list[WaitingLine]:
    """Return the payments of which nobody said that they arrived, oldest first."""
    rows = Payment.objects.filter(
        received_on=None,
        reverses=None,
        reversed_by=None,
        paid_on__lt=viewer.in_days(-RECEIPT_AFTER),
        tranche__grant__state=Grant.State.ACTIVE,
        tranche__grant__party__in=viewer.parties,
    )
    rows = rows.select_related("tranche__grant__party").order_by("paid_on", "pk")
    return [
        WaitingLine(
            _("%(who)s has not confirmed that tranche %(n)d of %(grant)s arrived.")
            % {
                "who": named(row.tranche.grant.party),
                "n": row.tranche.number,
                "grant": named(row.tranche.grant.code),
            },
            address("desk_grants:grant", row.tranche.grant_id) + "#tranches",
            days_ago(row.paid_on, viewer.today),
        )
        for row in first(rows)
    ]


def levels(viewer: Viewer) -> list[WaitingLine]:
    """Return the requests of parties to show more of them, oldest first."""
    rows = LevelRequest.objects.filter(state=LevelRequest.State.WAITING, party__in=viewer.parties)
    return [
        WaitingLine(
            _("%(who)s asks to be shown as: %(level)s.")
            % {"who": named(row.party), "level": row.get_level_display()},
            address("desk_fund:party", row.party.uid),
            days_ago(row.asked_at, viewer.today),
        )
        for row in first(rows.select_related("party").order_by("asked_at", "pk"))
    ]


def missing_checks(viewer: Viewer) -> list[WaitingLine]:
    """Return emergency grants whose party was not checked in full, soonest deadline first."""
    rows = Grant.objects.filter(
        kind=Grant.Kind.EMERGENCY, state=Grant.State.ACTIVE, party__in=viewer.parties
    ).exclude(paper_due_on=None)
    rows = rows.annotate(left=len(Check.Step) - Count("party__checks__step", distinct=True))
    rows = rows.filter(left__gt=0).select_related("party")
    found: list[Any] = first(rows.order_by("paper_due_on", "pk"))
    return [
        WaitingLine(
            _("%(who)s received help in an emergency. Checks still missing: %(n)d.")
            % {"who": named(row.party), "n": row.left},
            address("desk_fund:checks", row.party.uid),
            until(row.paper_due_on, viewer.today),
            is_late=row.paper_due_on < viewer.today,
        )
        for row in found
    ]


def prompts(viewer: Viewer) -> list[WaitingLine]:
    """Return the parties near a verified case, nearest first."""
    rows = Prompt.objects.filter(answered_at=None, party__in=viewer.parties)
    rows = rows.select_related("party").order_by("-nearer", "-made_at", "-pk")
    near = _("%(who)s: case %(case)s was verified in the same area. Review their safety plan.")
    far = _("%(who)s: case %(case)s was verified in the same country. Review their safety plan.")
    return [
        WaitingLine(
            (near if row.nearer else far) % {"who": named(row.party), "case": named(row.case)},
            address("desk_fund:party", row.party.uid),
            days_ago(row.made_at, viewer.today),
            prompt=row.pk,
        )
        for row in first(rows)
    ]


def safety_plans(viewer: Viewer) -> list[WaitingLine]:
    """Return the safety plans to review soon, the most overdue first."""
    rows = SafetyPlan.objects.filter(
        newest=True, review_on__lte=viewer.in_days(PLANS_WITHIN), party__in=viewer.parties
    )
    # A plan is reviewed on the page of a grant, a running one if there is any.
    running = Case(When(state=Grant.State.ACTIVE, then=0), default=1)
    grants = Grant.objects.filter(party=OuterRef("party")).order_by(running, "-number")
    rows = rows.annotate(grant=Subquery(grants.values("pk")[:1])).select_related("party")
    found: list[Any] = first(rows.order_by("review_on", "pk"))
    return [
        WaitingLine(
            _("%(who)s: review their safety plan.") % {"who": named(row.party)},
            address("desk_grants:grant", row.grant) + "#safety"
            if row.grant
            else address("desk_fund:party", row.party.uid),
            until(row.review_on, viewer.today),
            is_late=row.review_on < viewer.today,
        )
        for row in found
    ]
