"""Decide on applications by two, and release the decision to the applicant.

One officer proposes a decision, another agrees with it. Releasing is a separate act by a person.
Until then the letter waits, and the applicant sees nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import RELEASE
from vigil.fund.gates import queries as gates
from vigil.fund.gates.names import Gate
from vigil.fund.gates.switches import is_off
from vigil.fund.models import (
    Application,
    Call,
    Determination,
    Outcome,
    Party,
    Review,
    SwitchedGate,
)
from vigil.fund.parties import letters, locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import sealing
from vigil.fund.reviews import queries as review_queries
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, Letter, User
from vigil.trust.outbox.verbs.letters import discard_letter, release_letter
from vigil.trust.people.duplicate_accounts import require_two_people, seeming_one
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "application"
CHANGE_MESSAGE: Final = "change_decision_message"
"""The decision by which somebody changed what an applicant reads."""
State = Application.State


@dataclass(frozen=True)
class OpenedDetermination:
    """The opened text of a decision."""

    reasons: str
    message: str
    exception: str


@transaction.atomic
def determine(
    application: Application,
    outcome: str,
    reasons: str,
    message: str,
    *,
    by: User,
    exception: str = "",
) -> Determination:
    """Propose a decision on an application; it counts once a second officer agrees (`agree`).

    A decision that was not released yet, or a reserve, is replaced. `message` is what the applicant
    reads after release. `exception` says why it is decided before all reviews are in. Raises
    NotAllowed; NotPossible if the application was not sent or was withdrawn, reviews are missing,
    `by` reviewed it, a text is missing, no place is left, the decision was released or granted
    already, or an award has no statement on the conditions or a check that says stop.
    """
    require(by, rules.WORK, application)
    call = Call.objects.select_for_update().get(pk=application.call_id)
    row = Application.objects.select_for_update().get(pk=application.pk)
    row.call, row.party = call, locking.locked(row.party)
    before = newest_determination(row)
    _check(row, before, outcome, by=by)
    _require_supportable(row, outcome)
    if not reasons.strip() or not message.strip():
        raise NotPossible(_("Write the reasons, and what the applicant reads."))
    if not review_queries.all_reviews_submitted(row) and not exception.strip():
        raise NotPossible(
            _("Reviews are missing. Wait for them, or say why it is decided without them.")
        )
    _drop_letter(before, by=by)
    made = Determination.objects.create(application=row, outcome=outcome, by=by)
    texts = {"reasons": reasons, "message": message, "exception": exception}
    for field, text in texts.items():
        sealing.write(row.party, "determination", made.uid, field, text, by=by)
    old, row.state, row.outcome = row.outcome, State.DECIDED, outcome
    row.changed_at = timezone.now()
    row.save(update_fields=["state", "outcome", "changed_at"])
    after = {"outcome": outcome, "without_reviews": bool(exception.strip())}
    record("determine", KIND, row.uid, by=by, before={"outcome": old}, after=after)
    return made


@transaction.atomic
def determine_many(
    call: Call,
    outcomes: Mapping[Application, str],
    message_for: Callable[[Application, str], str],
    reasons: str,
    *,
    by: User,
    exception: str = "",
) -> list[Determination]:
    """Decide on several applications of a call at once: all or none.

    `message_for` returns what an applicant reads of an outcome. Each letter still waits for an
    officer. Raises as `determine`; the error names the application.
    """
    _lock_all(call, list(outcomes))
    made = []
    # Awards last: a place that a changed mind sets free is free for another.
    ranked = sorted(outcomes.items(), key=lambda one: one[1] == Outcome.AWARD)
    for application, outcome in ranked:
        if application.call_id != call.pk:
            raise NotPossible(_("%(code)s is of another call.") % {"code": application.code})
        try:
            message = message_for(application, outcome)
            made.append(
                determine(application, outcome, reasons, message, by=by, exception=exception)
            )
        except NotPossible as error:
            raise NotPossible(f"{application.code}: {error}") from None
    return made


@transaction.atomic
def agree(determination: Determination, *, by: User) -> Determination:
    """Agree with a decision, as the second officer: it can be released from then on.

    Raises NotAllowed; NotPossible if a newer decision exists, the application was taken back,
    somebody agreed already, or what an award needs is missing; NeedsSecondPerson if `by` proposed
    it, changed what the applicant reads, seems to be who did, or reviews the application.
    """
    require(by, rules.WORK, determination)
    row = _locked_newest(determination)
    if row.agreed_by is not None:
        raise NotPossible(_("%(who)s agreed with this decision already.") % {"who": row.agreed_by})
    require_two_people(row.by, by)
    reviewers = row.application.reviews.filter(state__in=Review.HELD)
    if seeming_one(by, reviewers.values_list("reviewer", flat=True)):
        raise NeedsSecondPerson(_("You review this application: another officer agrees."))
    if seeming_one(by, _who_changed_message(row)):
        raise NeedsSecondPerson(_("You changed what the applicant reads: another officer agrees."))
    _require_supportable(row.application, row.outcome)
    row.agreed_by, row.agreed_at = by, timezone.now()
    # Only now: a letter that waits can be released at the outbox, too.
    row.letter = letters.write_news(row.application.party, by=by)
    row.save(update_fields=["agreed_by", "agreed_at", "letter"])
    after = {"outcome": row.outcome}
    record("agree_determination", KIND, row.application.uid, by=by, after=after)
    return row


@transaction.atomic
def agree_many(determinations: Sequence[Determination], *, by: User) -> list[Determination]:
    """Agree with several decisions of a call at once: all or none.

    Raises as `agree`; the error names the application.
    """
    rows = sorted(determinations, key=lambda one: one.application_id)
    for call in Call.objects.filter(applications__determinations__in=rows).distinct():
        mine = [one.application for one in rows if one.application.call_id == call.pk]
        _lock_all(call, mine)
    agreed = []
    for row in rows:
        try:
            agreed.append(agree(row, by=by))
        except NotPossible as error:
            raise type(error)(f"{row.application.code}: {error}") from None
    return agreed


def waits_for_agreement(user: User) -> QuerySet[Determination]:
    """Return the newest decisions that wait for a second officer and that this one may know of."""
    newest = Determination.objects.filter(application=OuterRef("application")).order_by(
        "-at", "-pk"
    )
    rows = Determination.objects.filter(
        pk=Subquery(newest.values("pk")[:1]),
        agreed_by=None,
        told_at=None,
        application__state=State.DECIDED,
        application__party__in=party_queries.visible_to(user).values("pk"),
        application__party__removed_at=None,
    )
    return rows.select_related("application__party", "application__call", "by")


def _locked_newest(determination: Determination) -> Determination:
    """Return a decision, locked, if it counts and was not released. Raises NotPossible."""
    row = Determination.objects.select_for_update(of=("self",)).get(pk=determination.pk)
    application = row.application
    locking.locked(application.party)
    application.refresh_from_db(fields=["state"])
    if application.state != State.DECIDED:
        raise NotPossible(_("It was taken back."))
    if newest_determination(application) != row:
        raise NotPossible(_("There is a newer decision: release that one."))
    if is_released(row):
        raise NotPossible(_("They were told already."))
    return row


def _who_changed_message(determination: Determination) -> set[int]:
    """Return the officers (keys) who changed what the applicant reads of a decision."""
    rows = Decision.objects.filter(
        target_kind=KIND,
        target_key=determination.application.uid,
        verb=CHANGE_MESSAGE,
        at__gte=determination.at,
    )
    return {pk for pk in rows.values_list("actor", flat=True) if pk is not None}


def _require_supportable(application: Application, outcome: str) -> None:
    """Raise NotPossible if an award lacks the officer's statement, or a check says stop."""
    if outcome != Outcome.AWARD:
        return
    lacking = [*gates.missing(application, Gate.ELIGIBILITY), *gates.stops_of(application.party)]
    if lacking:
        raise NotPossible(" ".join(lacking))


def _lock_all(call: Call, applications: Sequence[Application]) -> None:
    """Lock all applications and parties in order of age, so that two calls cannot deadlock."""
    Call.objects.select_for_update().get(pk=call.pk)
    asked = Application.objects.filter(pk__in=[one.pk for one in applications]).order_by("pk")
    found = [one.party_id for one in asked.select_for_update()]
    list(Party.objects.filter(pk__in=found).order_by("pk").select_for_update())


@transaction.atomic
def release_determination(determination: Determination, *, by: User) -> Determination:
    """Let the applicant read the decision, and send the letter that announces news.

    An applicant without an email address must be notified by a person: see `how_to_notify`. Raises
    NotAllowed; NotPossible if nobody agreed with it, a newer decision exists, this one was released
    already, or the party was removed.
    """
    require(by, RELEASE)
    require(by, rules.WORK, determination)
    row = _locked_newest(determination)
    application = row.application
    if row.agreed_by is None and not is_off(SwitchedGate.Gate.DECISION_OF_TWO):
        raise NotPossible(
            _("%(who)s decided. A second officer has to agree with the decision.") % {"who": row.by}
        )
    if row.agreed_by is None:
        row.letter = letters.write_news(application.party, by=by)
        row.save(update_fields=["letter"])
    if row.letter is not None and row.letter.state == Letter.State.WAITING:
        release_letter(row.letter, by=by)
    row.told_at = timezone.now()
    row.save(update_fields=["told_at"])
    record("release_determination", KIND, application.uid, by=by, after={"outcome": row.outcome})
    return row


@transaction.atomic
def open_determination(determination: Determination, *, by: User, why: str) -> OpenedDetermination:
    """Open the text of a decision, and record who did. Raises NotAllowed, NotPossible."""
    require(by, rules.WORK, determination)
    party, uid = determination.application.party, determination.uid
    texts = {
        field: sealing.read(party, "determination", uid, field, by=by, why=why)
        for field in ("reasons", "message", "exception")
    }
    return OpenedDetermination(**texts)


def newest_determination(application: Application) -> Determination | None:
    """Return the decision that counts, or None."""
    return application.determinations.select_related("letter", "by").first()


def is_released(determination: Determination) -> bool:
    """Say whether the applicant may read the decision."""
    return determination.told_at is not None


def how_to_notify(determination: Determination) -> str:
    """Return a sentence that tells the officer how to notify the applicant."""
    return letters.how_to_notify(determination.application.party, determination.letter)


def places_left(call: Call) -> int | None:
    """Return how many more awards a call can give; None if it has no limit."""
    if call.places is None:
        return None
    return call.places - call.applications.filter(outcome=Outcome.AWARD).count()


def _check(
    application: Application, before: Determination | None, outcome: str, *, by: User
) -> None:
    if outcome not in Outcome.values:
        raise NotPossible(_("Say what comes of it."))
    if application.state not in (State.SUBMITTED, State.REVIEW, State.DECIDED):
        raise NotPossible(_("It is not to be decided: it was not sent, or was taken back."))
    if before is not None and is_released(before) and before.outcome != Outcome.RESERVE:
        raise NotPossible(_("It was decided, and they were told."))
    if hasattr(application, "grant"):
        raise NotPossible(_("A grant was made of it already."))
    reviewers = application.reviews.filter(state__in=Review.HELD)
    if seeming_one(by, reviewers.values_list("reviewer", flat=True)):
        raise NotPossible(_("You reviewed it: another officer decides."))
    left = places_left(application.call)
    awarded = application.outcome == Outcome.AWARD
    if outcome == Outcome.AWARD and not awarded and left is not None and left <= 0:
        raise NotPossible(
            _("All %(n)d places of this call are given.") % {"n": application.call.places}
        )


def _drop_letter(before: Determination | None, *, by: User) -> None:
    """Discard the unsent letter of a decision that is being replaced."""
    if before and before.letter and before.letter.state == Letter.State.WAITING:
        discard_letter(before.letter, by=by, why="decided anew")


LOG: Final = LogWords(
    verbs={
        "agree_determination": pgettext_lazy("decision", "agree with a decision on an application"),
        "determine": pgettext_lazy("decision", "decide on an application"),
        "release_determination": pgettext_lazy("decision", "tell an applicant what was decided"),
    },
    kinds={
        "determination": pgettext_lazy("decision", "decision on an application"),
    },
    parts={
        "without_reviews": pgettext_lazy("decision", "without all reviews"),
    },
    reasons={
        "decided anew": pgettext_lazy("decision", "decided anew"),
    },
    codes={
        "outcome": {
            "award": pgettext_lazy("decision", "support it"),
            "reserve": pgettext_lazy("decision", "keep it in reserve"),
            "decline": pgettext_lazy("decision", "decline it"),
        },
    },
)
