"""What the fund shows on the start page of a person who signs in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.fund.access.rules import AUDIT, REVIEW, WORK
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.messages import queries as messages
from vigil.fund.models import Review
from vigil.fund.overview import queries
from vigil.fund.reviews import queries as review_queries
from vigil.fund.safety.verbs import case_prompts
from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom, Waiting, counted


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Return the fund's desk for officers, the ledger for auditors, and reviews to write."""
    if user.has_perm(WORK):
        yield OwnRoom(_("Fund"), reverse("desk_fund:overview"), _of_officers(user))
    elif user.has_perm(AUDIT):
        yield OwnRoom(_("Fund"), reverse("desk_grants:audit"))
        yield OwnRoom(_("Finance"), reverse("desk_finance:home"))
    if user.has_perm(REVIEW):
        at = reverse("desk_fund:reviews")
        n = review_queries.to_review(user).filter(state=Review.State.ASSIGNED).count()
        yield OwnRoom(_("To review"), at, counted((_("Applications to review"), n, at)))


def _of_officers(user: User) -> tuple[Waiting, ...]:
    at = reverse("desk_fund:overview")
    return counted(
        (_("Emergencies to decide"), deciding.waiting_for(user).count(), at),
        (_("Decided, not told"), _untold(user), at),
        (
            _("From grantees"),
            messages.count_waiting(user),
            reverse("desk_fund:from_grantees"),
        ),
        (_("Cases to look at for the fund"), case_prompts.open_prompts(by=user).count(), at),
        (
            _("Letters that need a person"),
            queries.letters_for(user).count(),
            reverse("desk_fund:letters"),
        ),
    )


def _untold(user: User) -> int:
    return (
        deciding.decided_without_answer(user).count()
        + queries.unreleased_determinations_for(user).count()
    )
