"""What waits in the work on calls, applications, agreements, reports and reviews."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import (
    Agreement,
    Application,
    Call,
    Determination,
    Grant,
    Nomination,
    Outcome,
    Report,
    Review,
)
from vigil.fund.overview import queries
from vigil.fund.overview.waiting.lines import (
    Viewer,
    WaitingLine,
    address,
    days_ago,
    first,
    named,
    until,
)

REVIEW_LATE_AFTER: Final = timedelta(days=14)
"""After this long a review without a day of its own counts as late."""
REPORTS_WITHIN: Final = 14
"""Days before its day from which a report is listed."""
CALLS_WITHIN: Final = 14
"""Days before its end from which a call is listed."""
ANSWER_AFTER: Final = timedelta(days=7)
"""After this long an agreement that the grantee did not answer is listed."""


def agreements(viewer: Viewer) -> list[WaitingLine]:
    """Return the grants whose agreement is to be offered, or was not answered, oldest first."""
    held = Agreement.objects.filter(
        grant=OuterRef("pk"), state__in=(Agreement.State.OFFERED, Agreement.State.ACCEPTED)
    )
    declined = Agreement.objects.filter(grant=OuterRef("pk"), state=Agreement.State.DECLINED)
    slow = Agreement.objects.filter(
        grant=OuterRef("pk"),
        state=Agreement.State.OFFERED,
        offered_at__lt=viewer.now - ANSWER_AFTER,
    )
    accepted = Agreement.objects.filter(grant=OuterRef("pk"), state=Agreement.State.ACCEPTED)
    rows = Grant.objects.filter(state=Grant.State.DRAFT, party__in=viewer.parties)
    rows = rows.annotate(
        held=Exists(held), declined=Exists(declined), slow=Exists(slow), accepted=Exists(accepted)
    )
    rows = rows.filter(Q(held=False) | Q(slow=True) | Q(accepted=True)).select_related("party")
    return [
        WaitingLine(
            _agreement(row) % {"grant": named(row.code), "who": named(row.party)},
            address("desk_grants:grant", row.pk),
            days_ago(row.changed_at, viewer.today),
        )
        for row in first(rows.order_by("changed_at", "pk"))
    ]


def _agreement(row: Grant) -> str:
    if row.accepted:  # type: ignore[attr-defined]
        return _("%(grant)s: %(who)s accepted the agreement. Start the grant.")
    if row.slow:  # type: ignore[attr-defined]
        return _("%(grant)s: %(who)s has not answered the agreement.")
    if row.declined:  # type: ignore[attr-defined]
        return _("%(grant)s: %(who)s declined the agreement. Change it and offer it again.")
    return _("%(grant)s: offer the agreement to %(who)s.")


def reports(viewer: Viewer) -> list[WaitingLine]:
    """Return the reports to read, and those due soon or late."""
    received, due = Report.State.RECEIVED, Report.State.DUE
    rows = Report.objects.filter(grant__party__in=viewer.parties).filter(
        Q(state=received)
        | Q(
            state=due,
            due_on__lte=viewer.in_days(REPORTS_WITHIN),
            grant__state=Grant.State.ACTIVE,
        )
    )
    rows = rows.select_related("grant__party").order_by("-state", "due_on", "pk")
    return [
        WaitingLine(
            (
                _("%(grant)s: read %(kind)s from %(who)s.")
                if row.state == received
                else _("%(grant)s: %(who)s has not sent %(kind)s yet.")
            )
            % {
                "grant": named(row.grant.code),
                "who": named(row.grant.party),
                "kind": row.get_kind_display(),
            },
            address("desk_grants:grant", row.grant_id) + "#reports",
            days_ago(row.received_at or row.due_on, viewer.today)
            if row.state == received
            else until(row.due_on, viewer.today),
            is_late=row.state == due and row.due_on < viewer.today,
        )
        for row in first(rows)
    ]


def late_reviews(viewer: Viewer) -> list[WaitingLine]:
    """Return the reviews that are late, the longest overdue first."""
    late = Q(due_on__lt=viewer.today) | Q(
        due_on=None, assigned_at__lt=viewer.now - REVIEW_LATE_AFTER
    )
    rows = Review.objects.filter(
        late,
        state=Review.State.ASSIGNED,
        application__state=Application.State.REVIEW,
        application__party__in=viewer.parties,
    )
    rows = rows.select_related("application", "reviewer")
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "assigned_at", "pk")
    return [
        WaitingLine(
            _("%(code)s: %(reviewer)s has not handed in their review.")
            % {"code": named(row.application.code), "reviewer": named(row.reviewer)},
            address("desk_fund:application", row.application.uid),
            until(row.due_on, viewer.today)
            if row.due_on
            else days_ago(row.assigned_at, viewer.today),
            is_late=True,
        )
        for row in first(rows)
    ]


def letters(viewer: Viewer) -> list[WaitingLine]:
    """Return one line for the letters that wait for release."""
    rows = queries.letters_about(viewer.parties).values_list("created_at", flat=True)
    found = list(rows[:100])
    if not found:
        return []
    said = ngettext(
        "%(n)d letter waits for a person to send it.",
        "%(n)d letters wait for a person to send them.",
        len(found),
    )
    age = days_ago(found[0], viewer.today)
    return [WaitingLine(said % {"n": len(found)}, address("desk_fund:letters"), age)]


def applications(viewer: Viewer) -> list[WaitingLine]:
    """Return a line for each call with applications to assign, and one for those to decide."""
    handed = Review.objects.filter(application=OuterRef("pk"), state=Review.State.SUBMITTED)
    inside = handed.order_by().values("application").annotate(n=Count("pk")).values("n")
    rows = Application.objects.filter(party__in=viewer.parties).order_by("call__slug", "-state")
    rows = rows.annotate(handed_in=Subquery(inside)).filter(
        Q(state=Application.State.SUBMITTED)
        | Q(state=Application.State.REVIEW, handed_in__gte=F("call__reviewers"))
    )
    found = rows.values_list("call__slug", "call__title", "state").annotate(n=Count("pk"))
    return [_of_call(slug, _title(title, slug), state, n) for slug, title, state, n in found]


def _of_call(slug: str, call: str, state: str, n: int) -> WaitingLine:
    if state == Application.State.SUBMITTED:
        text = ngettext(
            "%(call)s: assign %(n)d application to reviewers.",
            "%(call)s: assign %(n)d applications to reviewers.",
            n,
        )
        at = address("desk_fund:reviewers", slug)
    else:
        text = ngettext(
            "%(call)s: decide on %(n)d reviewed application.",
            "%(call)s: decide on %(n)d reviewed applications.",
            n,
        )
        at = address("desk_fund:ranking", slug)
    return WaitingLine(text % {"n": n, "call": call}, at)


def grants_to_plan(viewer: Viewer) -> list[WaitingLine]:
    """Return the applications whose support was announced, and that have no grant yet."""
    rows = Application.objects.filter(
        state=Application.State.DECIDED,
        outcome=Outcome.AWARD,
        grant=None,
        party__in=viewer.parties,
    )
    told = Determination.objects.filter(application=OuterRef("pk")).exclude(told_at=None)
    rows = rows.filter(Exists(told)).select_related("party").order_by("pk")
    return [
        WaitingLine(
            _("%(code)s (%(who)s): plan the grant.")
            % {"code": named(row.code), "who": named(row.party)},
            address("desk_grants:new_grant") + f"?application={row.pk}",
        )
        for row in first(rows)
    ]


def calls(viewer: Viewer) -> list[WaitingLine]:
    """Return the open calls that close soon, the first to close first."""
    until_then = viewer.now + timedelta(days=CALLS_WITHIN)
    rows = Call.objects.filter(
        state=Call.State.PUBLISHED, closes_at__gt=viewer.now, closes_at__lte=until_then
    )
    return [
        WaitingLine(
            _("%(call)s closes soon.") % {"call": _title(row.title, row.slug)},
            address("desk_fund:call", row.slug),
            until(timezone.localdate(row.closes_at), viewer.today) if row.closes_at else "",
        )
        for row in first(rows.order_by("closes_at", "pk"))
    ]


def _title(title: Mapping[str, str], slug: str) -> str:
    return named(in_language(title, get_language() or "en").text or slug)


def nominations(viewer: Viewer) -> list[WaitingLine]:
    """Return one line for the nominations to screen, and one for those to contact."""
    rows = Nomination.objects.filter(party__in=viewer.parties)
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    at = address("desk_fund:nominations")
    lines = []
    if n := found.get(Nomination.State.SCREENING, 0):
        said = ngettext("Screen %(n)d nomination.", "Screen %(n)d nominations.", n)
        lines.append(WaitingLine(said % {"n": n}, f"{at}?state={Nomination.State.SCREENING}"))
    if n := found.get(Nomination.State.CLEARED, 0):
        said = ngettext("Contact %(n)d cleared nominee.", "Contact %(n)d cleared nominees.", n)
        lines.append(WaitingLine(said % {"n": n}, f"{at}?state={Nomination.State.CLEARED}"))
    return lines
