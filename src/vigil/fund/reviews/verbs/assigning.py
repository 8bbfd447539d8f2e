"""Assign all applications of a call at once, hand over what somebody cannot do, set deadlines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import blind_calls
from vigil.fund.models import Application, Call, Party, Review, ReviewerLanguages
from vigil.fund.reviews.eligibility import applications_of, main_language, reviewers_of
from vigil.fund.reviews.planning import AssignmentPlan, plan, unwritten_of
from vigil.fund.reviews.verbs.reviewing import DRAFT
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import BATCH, record, record_many, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import shred_many

CALL: Final = "call"
APPLICATION: Final = "application"


@transaction.atomic
def assign_planned(call: Call, chosen: Sequence[int], seen: str, *, by: User) -> AssignmentPlan:
    """Assign the missing reviews of a call as the plan with the digest `seen` says.

    Returns the plan. Raises NotAllowed; NotPossible if the plan is another by now, or empty.
    """
    _require_officer(call, by)
    call = _locked(call, by)
    made = plan(call, chosen, by=by)
    _require_seen(made, seen)
    _assign(call, made, by=by)
    return made


@transaction.atomic
def hand_over(
    call: Call, leaving: User, chosen: Sequence[int], why: str, seen: str, *, by: User
) -> AssignmentPlan:
    """Take back what a reviewer has not handed in, delete their drafts, and give it to others.

    Done as the plan with the digest `seen` says. What nobody else can review is taken back too.
    Returns the plan. Raises NotAllowed; NotPossible if the reason is missing, the reviewer has
    nothing to write, or the plan is another by now.
    """
    _require_officer(call, by)
    if not why.strip():
        raise Unfit(_("State the reason. It names nobody."), "why")
    call = _locked(call, by)
    mine = applications_of(call, by).filter(pk__in=unwritten_of(call, leaving))
    if not mine.exists():
        raise NotPossible(_("This reviewer has nothing left to write in this call."))
    made = plan(call, chosen, by=by, leaving=leaving)
    _require_seen(made, seen, may_be_empty=True)
    _take_back_all(call, leaving, made, why, by=by)
    _assign(call, made, by=by)
    return made


@transaction.atomic
def set_deadline(call: Call, due_on: date, *, by: User, reviewer: User | None = None) -> int:
    """Set until when reviews of a call are handed in, for all reviewers or for one.

    For all, it holds for later assignments too. Returns how many unwritten reviews it changes.
    Raises NotAllowed; Unfit if the day is past.
    """
    _require_officer(call, by)
    if due_on < timezone.localdate():
        raise Unfit(_("This day is past. Choose today or a later day."), "due_on")
    call = Call.objects.select_for_update().get(pk=call.pk)
    rows = Review.objects.filter(application__call=call, state=Review.State.ASSIGNED)
    after: dict[str, str | int] = {"due_on": due_on.isoformat()}
    if reviewer is None:
        call.reviews_due_on = due_on
        call.save(update_fields=["reviews_due_on"])
    else:
        rows = rows.filter(reviewer=reviewer)
        after["reviewer"] = reviewer.pk
    changed = Review.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    record("set_review_deadline", CALL, call.slug, by=by, after=after)
    return changed.update(due_on=due_on)


@transaction.atomic
def state_languages(call: Call, spoken: Mapping[int, Sequence[str]], *, by: User) -> int:
    """State in which languages reviewers (keys) read; return of how many it changed.

    Raises NotAllowed; NotPossible if somebody does not review in this call, or a language is
    unknown.
    """
    _require_officer(call, by)
    people = {one.pk for one in reviewers_of(call)}
    if not set(spoken) <= people:
        raise NotPossible(_("Somebody on this list no longer reviews. Open the page again."))
    before = dict(
        ReviewerLanguages.objects.filter(user__in=spoken).values_list("user", "languages")
    )
    changed = {who: sorted(set(map(main_language, tags))) for who, tags in spoken.items()}
    changed = {who: tags for who, tags in changed.items() if before.get(who) != tags}
    for who, tags in changed.items():
        ReviewerLanguages.objects.update_or_create(
            user_id=who,
            defaults={"languages": tags, "stated_by": by, "stated_at": timezone.now()},
        )
        after = {"reviewer": who, "languages": tags}
        record("state_reviewer_languages", CALL, call.slug, by=by, after=after)
    return len(changed)


def language_codes(call: Call) -> list[str]:
    """Return the languages that may be read in a call: the interface's, and those it asks for."""
    interface = [main_language(code) for code, _name in settings.LANGUAGES]
    return list(dict.fromkeys([*interface, *map(main_language, call.languages)]))


def _require_officer(call: Call, by: User) -> None:
    require(by, rules.WORK)
    if call.pk in blind_calls(by):
        raise NotPossible(_("You review in this call, and it hides who applies."))


def _require_seen(made: AssignmentPlan, seen: str, *, may_be_empty: bool = False) -> None:
    if made.digest != seen:
        raise NotPossible(
            _("Something changed since this preview was made. Look at the new one below.")
        )
    if not made.assignments and not may_be_empty:
        raise NotPossible(_("There is nothing to assign. Choose other reviewers."))


def _locked(call: Call, by: User) -> Call:
    """Lock a call, its applications and their parties, in the order of `parties.locking`."""
    found = Call.objects.select_for_update().get(pk=call.pk)
    rows = Application.objects.filter(pk__in=applications_of(found, by).order_by().values("pk"))
    held = rows.order_by("pk").select_for_update()
    parties = list(held.values_list("party", flat=True))
    for some in batched(sorted(set(parties)), BATCH):
        locked = Party.objects.filter(pk__in=some).order_by("pk").select_for_update()
        list(locked.values_list("pk", flat=True))
    return found


def _assign(call: Call, made: AssignmentPlan, *, by: User) -> None:
    now, back = timezone.now(), made.read.taken_back
    pairs = [(one, who) for one, people in made.given for who in people]
    again = [back[one.pk, who.pk] for one, who in pairs if (one.pk, who.pk) in back]
    fresh = {"state": Review.State.ASSIGNED, "assigned_at": now, "due_on": call.reviews_due_on}
    for some in batched(again, BATCH):
        Review.objects.filter(pk__in=some).update(**fresh)
    new = (
        Review(application_id=one.pk, reviewer=who, **fresh)
        for one, who in pairs
        if (one.pk, who.pk) not in back
    )
    Review.objects.bulk_create(new, batch_size=BATCH)
    begun = [one.pk for one, _people in made.given if one.nobody_yet]
    for some in batched(begun, BATCH):
        Application.objects.filter(pk__in=some).update(
            state=Application.State.REVIEW, changed_at=now
        )
    for uids in _in_turns(made):
        record_many("assign_review", APPLICATION, uids, by=by)


def _in_turns(made: AssignmentPlan) -> Iterator[Mapping[str, Mapping[str, int]]]:
    """Yield the reviewers by application: the first of each, then the second of each."""
    turns: dict[int, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for one, people in made.given:
        for n, who in enumerate(people):
            turns[n][one.uid] = {"reviewer": who.pk}
    yield from turns.values()


def _take_back_all(call: Call, leaving: User, made: AssignmentPlan, why: str, *, by: User) -> None:
    """Take back the unwritten reviews of somebody, of applications that `by` may know of."""
    visible = {one.pk: one.uid for one in made.read.applications}
    rows = Review.objects.filter(
        application__call=call, reviewer=leaving, state=Review.State.ASSIGNED
    )
    found = [
        (pk, uid, visible[application])
        for pk, uid, application in rows.values_list("pk", "uid", "application")
        if application in visible
    ]
    for some in batched([pk for pk, _uid, _application in found], BATCH):
        Review.objects.filter(pk__in=some).update(state=Review.State.TAKEN_BACK)
    shred_many("review", DRAFT, [uid for _pk, uid, _of in found], why="the review was taken back")
    before = {of: {"from": leaving.pk} for _pk, _uid, of in found}
    record_many("take_back_review", APPLICATION, before, by=by, why=why)


LOG: Final = LogWords(
    verbs={
        "set_review_deadline": pgettext_lazy("decision", "set the deadline of reviews"),
        "state_reviewer_languages": pgettext_lazy("decision", "state a reviewer's languages"),
    },
)
