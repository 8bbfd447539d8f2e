"""What is to be done next with each of several parties, in few queries."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.fund.grants import next_acts
from vigil.fund.models import Application, EmergencyRequest, Grant, Nomination, Party
from vigil.fund.overview.listing import NextAct

ASSIGN_FIRST = Case(When(state=Application.State.SUBMITTED, then=0), default=1)


def of_parties(parties: Sequence[Party]) -> dict[int, NextAct]:
    """Return the next act of each party, by key: an emergency first, a nomination last."""
    found: dict[int, NextAct] = {}
    for source in (_emergencies, _grants, _applications, _nominations):
        for key, act in source([row for row in parties if row.pk not in found]):
            found.setdefault(key, act)
    return found


def _emergencies(parties: Sequence[Party]) -> Iterable[tuple[int, NextAct]]:
    waiting = EmergencyRequest.State.WAITING
    rows = EmergencyRequest.objects.filter(party__in=parties, told_at=None)
    for row in rows.order_by("decide_by", "pk"):
        text = _("Vote on the request") if row.state == waiting else _("Release the answer")
        yield row.party_id, NextAct(text, reverse("desk_fund:emergency", args=[row.uid]))


def _grants(parties: Sequence[Party]) -> Iterable[tuple[int, NextAct]]:
    states = (Grant.State.ACTIVE, Grant.State.DRAFT)
    rows = list(Grant.objects.filter(party__in=parties, state__in=states).order_by("state", "pk"))
    acts = next_acts.of_grants(rows)
    # What somebody can do comes before what waits for the grantee.
    for row in sorted(rows, key=lambda one: not acts[one.pk].address):
        yield row.party_id, acts[row.pk]


def _applications(parties: Sequence[Party]) -> Iterable[tuple[int, NextAct]]:
    states = (Application.State.SUBMITTED, Application.State.REVIEW)
    rows = Application.objects.filter(party__in=parties, state__in=states)
    for row in rows.order_by(ASSIGN_FIRST, F("number")):
        at = reverse("desk_fund:application", args=[row.uid])
        if row.state == Application.State.SUBMITTED:
            yield row.party_id, NextAct(_("Assign reviewers"), at)
        else:
            yield row.party_id, NextAct(_("Follow the reviews"), at)


def _nominations(parties: Sequence[Party]) -> Iterable[tuple[int, NextAct]]:
    states = (Nomination.State.CLEARED, Nomination.State.SCREENING)
    rows = Nomination.objects.filter(party__in=parties, state__in=states)
    for row in rows.order_by("state", "pk"):
        at = reverse("desk_fund:nomination", args=[row.uid])
        if row.state == Nomination.State.SCREENING:
            yield row.party_id, NextAct(_("Enter the missing checks"), at)
        else:
            yield row.party_id, NextAct(_("Contact them"), at)
