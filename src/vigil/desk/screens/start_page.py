"""What the desk has for a person who signs in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.casefile.codebook_changes.queries import proposals, unseen_calls
from vigil.casefile.codebook_changes.verbs import DECIDE
from vigil.casefile.looking_again.queries import due
from vigil.casefile.models import CodebookProposal
from vigil.casefile.triage.queries import unseen_mentions
from vigil.casefile.verification.queries import next_to_check
from vigil.desk.looking_again.queries import reminders_of
from vigil.desk.queue.queries import CasesWaiting, candidates, waiting_for
from vigil.trust.confirmations.verbs import waiting_for as confirmations_waiting_for
from vigil.trust.models import Letter, Request, User
from vigil.trust.outbox.verbs.letters import FOR_A_PERSON
from vigil.trust.rooms.counts import capped_count
from vigil.trust.rooms.waiting import OwnRoom, Waiting, counted


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Return the screens of the desk that are open to somebody, with what waits there."""
    if user.has_perm("trust.see_confirmations"):
        at = reverse("desk:confirmations")
        n = sum(not asked.is_asked_by(user) for asked in confirmations_waiting_for(user))
        yield OwnRoom(_("Waiting for a second person"), at, counted((_("Acts to confirm"), n, at)))
    if not user.has_perm("casefile.see_desk"):
        return
    found = waiting_for(user)
    yield OwnRoom(_("Queue"), reverse("desk:queue"), _cases(found, user))
    if next_to_check(user) is not None:
        yield _shipped(found)
    reminders = reminders_of(user)
    if reminders.exists():
        at = reverse("desk:look_again")
        due_now = capped_count(due(reminders))
        yield OwnRoom(_("Look again"), at, counted((_("Cases that are due"), due_now, at)))
    yield _codebook(user)
    if user.has_perm("trust.see_requests"):
        at = reverse("desk:requests")
        n = Request.objects.filter(state=Request.State.OPEN).count()
        yield OwnRoom(_("Requests"), at, counted((_("Requests to answer"), n, at)))
    if user.has_perm("trust.see_outbox"):
        at = reverse("desk:outbox")
        n = Letter.objects.filter(state__in=FOR_A_PERSON).count()
        yield OwnRoom(_("Outbox"), at, counted((_("Letters that need a person"), n, at)))
    if user.has_perm("trust.grant_role"):
        yield OwnRoom(_("People and roles"), reverse("desk:accounts"))


def _codebook(user: User) -> OwnRoom:
    at = reverse("desk:codebook_changes")
    to_decide = 0
    if user.has_perm(DECIDE):
        to_decide = proposals(CodebookProposal.State.OPEN).exclude(by=user).count()
    return OwnRoom(
        _("Codebook"),
        reverse("desk:codebook"),
        counted(
            (_("Comments on the codebook that call me"), unseen_calls(user).count(), at),
            (_("Changes of the codebook to decide"), to_decide, at),
        ),
    )


def _shipped(found: CasesWaiting) -> OwnRoom:
    at = reverse("desk:verification")
    lacking = found.shipped.filter(reviews__confirmed=True).distinct().count()
    return OwnRoom(
        _("Verify the shipped cases"),
        at,
        counted(
            (_("Cases that need only your check"), lacking, at),
            (_("Cases to check"), found.shipped.count(), at),
        ),
    )


def _cases(found: CasesWaiting, user: User) -> tuple[Waiting, ...]:
    at = reverse("desk:queue")
    mine = f"{at}?whose=mine"
    return counted(
        (_("Notes that call me"), unseen_mentions(user).count(), at),
        (_("Candidates given to me"), capped_count(candidates(whose="mine", user=user)), mine),
        (_("Candidates"), capped_count(candidates()), at),
        (_("Waiting for my coding"), capped_count(found.coding), f"{at}#coding"),
        (_("Waiting for adjudication"), capped_count(found.adjudication), f"{at}#adjudication"),
        (
            _("Waiting for verification by me"),
            capped_count(found.verification),
            f"{at}#verification",
        ),
        (_("Verified, not public"), capped_count(found.publication), f"{at}#publication"),
    )
