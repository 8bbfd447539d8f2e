"""Write outcome statements, and let two others say whether the evidence shows them.

A statement says who did what differently, where and when, and what the grant contributed. A
statement that changes loses its readings, and leaves every release.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.achieved.queries import READERS_NEEDED
from vigil.fund.models import Grant, OutcomeStatement, Party, Reading, Result
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.tranches import locked
from vigil.fund.releases import verbs as releases
from vigil.fund.reporting.evidence import labels_of
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible, Unfit
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "outcome"
READING: Final = "outcome_reading"
WROTE: Final = ("write_outcome", "change_outcome")
State = OutcomeStatement.State


@dataclass(frozen=True)
class StatementWords:
    """What a statement says, as its author types it."""

    change: str
    """Who did what differently, and where."""
    contribution: str
    """What the grant contributed to it."""
    theme: str
    month: date
    results: Sequence[str]
    """The results that it stands on, by uid."""


@dataclass(frozen=True)
class OpenedResult:
    """A result behind a statement, opened."""

    result: Result
    statement: str
    seen: str
    sources: list[str]


@dataclass(frozen=True)
class OpenedStatement:
    """A statement with what shows it, opened for one person."""

    change: str
    contribution: str
    results: list[OpenedResult]
    notes: list[tuple[Reading, str]]


@transaction.atomic
def write(grant: Grant, words: StatementWords, *, by: User) -> OutcomeStatement:
    """Write a statement, as a draft.

    Raises NotAllowed; NotPossible if the grant was not agreed; Unfit.
    """
    require(by, WORK, grant)
    grant = locked(grant)
    locking.locked(grant.party)
    if grant.state == Grant.State.DRAFT:
        raise NotPossible(_("This grant is not agreed yet."))
    results = _checked(grant, words)
    row = OutcomeStatement.objects.create(
        grant=grant, theme=words.theme, month=words.month.replace(day=1), by=by
    )
    _put(row, words, results, by)
    record("write_outcome", KIND, row.uid, by=by, after={"state": row.state})
    return row


@transaction.atomic
def change(outcome: OutcomeStatement, words: StatementWords, *, by: User) -> OutcomeStatement:
    """Change a statement: it is a draft again, without readings, and in no release any more.

    Raises NotAllowed; NotPossible if the party was removed; Unfit.
    """
    require(by, WORK, outcome)
    outcome, _party = _locked(outcome)
    results = _checked(outcome.grant, words)
    before = outcome.state
    for reading in outcome.readings.all():
        sealing.drop(READING, reading.uid, "note", why="the statement changed")
    outcome.readings.all().delete()
    outcome.state, outcome.at, outcome.by = State.DRAFT, timezone.now(), by
    outcome.theme, outcome.month = words.theme, words.month.replace(day=1)
    outcome.save()
    _put(outcome, words, results, by)
    record(
        "change_outcome",
        KIND,
        outcome.uid,
        by=by,
        before={"state": before},
        after={"state": outcome.state},
    )
    releases.take_outcomes_out({outcome.uid})
    return outcome


@transaction.atomic
def send_to_readers(outcome: OutcomeStatement, *, by: User) -> OutcomeStatement:
    """Send a draft to readers. Raises NotAllowed; NotPossible if it is no draft."""
    require(by, WORK, outcome)
    outcome, _party = _locked(outcome)
    if outcome.state != State.DRAFT:
        raise NotPossible(_("This statement was sent to readers already."))
    return _settle(outcome, State.READING, "send_outcome", by)


@transaction.atomic
def open_statement(outcome: OutcomeStatement, *, by: User, why: str) -> OpenedStatement:
    """Open a statement with the results, evidence and notes behind it. Each opening is recorded.

    Raises NotAllowed; NotPossible without a reason, or if the party was removed.
    """
    require(by, WORK, outcome)
    if not why.strip():
        raise NotPossible(_("Say why you open this."))
    party = outcome.grant.party

    def text(kind: str, uid: str, field: str) -> str:
        return sealing.read(party, kind, uid, field, by=by, why=why)

    if party.is_removed:
        raise NotPossible(_("Nothing is kept of them any more."))
    return OpenedStatement(
        text(KIND, outcome.uid, "change"),
        text(KIND, outcome.uid, "contribution"),
        [
            OpenedResult(
                row,
                text("result", row.uid, "statement"),
                text("result", row.uid, "evidence"),
                labels_of(outcome.grant, text("result", row.uid, "sources")),
            )
            for row in outcome.results.all()
        ],
        [
            (row, text(READING, row.uid, "note"))
            for row in outcome.readings.select_related("reader")
        ],
    )


@transaction.atomic
def read(outcome: OutcomeStatement, shown: bool, note: str, *, by: User) -> OutcomeStatement:
    """Say whether the evidence shows a statement; a reader's new word replaces the old one.

    It is agreed once two readers say so and none says otherwise. Raises NotAllowed;
    NeedsSecondPerson for who wrote it, or seems to be who wrote or read it; NotPossible if it is
    not with readers, or they did not open it as it is now; Unfit without a note for a no.
    """
    require(by, WORK, outcome)
    outcome, party = _locked(outcome)
    if outcome.state not in (State.READING, State.DISPUTED):
        raise NotPossible(_("This statement is not with readers now."))
    _require_other_person(outcome, by)
    if not _opened_as_it_is(outcome, by):
        raise NotPossible(_("Open the statement and its evidence first. It may have changed."))
    if not shown and not note.strip():
        raise Unfit(
            _("State what the evidence does not show, so that it can be corrected."), "note"
        )
    row, _made = Reading.objects.update_or_create(
        outcome=outcome, reader=by, defaults={"shown": shown, "at": timezone.now()}
    )
    sealing.drop(READING, row.uid, "note", why="the reading changed")
    sealing.write(party, READING, row.uid, "note", note, by=by)
    words = list(outcome.readings.values_list("shown", flat=True))
    state = State.READING
    if not all(words):
        state = State.DISPUTED
    elif len(words) >= READERS_NEEDED:
        state = State.AGREED
    return _settle(outcome, state, "read_outcome", by)


def authors_of(outcome: OutcomeStatement) -> set[int]:
    """Return who wrote or changed a statement, by primary key."""
    rows = Decision.objects.filter(target_kind=KIND, target_key=outcome.uid, verb__in=WROTE)
    found = rows.exclude(actor=None).values_list("actor_id", flat=True)
    return {outcome.by_id, *(pk for pk in found if pk is not None)}


def _require_other_person(outcome: OutcomeStatement, by: User) -> None:
    if seeming_one(by, authors_of(outcome)):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, wrote this statement. Two other "
                "people must read it."
            )
        )
    readers = set(outcome.readings.values_list("reader_id", flat=True)) - {by.pk}
    if seeming_one(by, readers):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, read it already. Another person "
                "must read it too."
            )
        )


def _opened_as_it_is(outcome: OutcomeStatement, by: User) -> bool:
    rows = Decision.objects.filter(verb="open_sealed", actor=by, at__gte=outcome.at)
    return rows.filter(target_kind=KIND, target_key=outcome.uid).exists()


def _checked(grant: Grant, words: StatementWords) -> list[Result]:
    if not words.change.strip():
        raise Unfit(_("Write who did what differently, and where."), "change")
    if not words.contribution.strip():
        raise Unfit(_("Write what the grant contributed."), "contribution")
    if words.theme not in {*markets().terms, *responses().terms}:
        raise Unfit(_("Choose a theme."), "theme")
    if words.month.replace(day=1) > timezone.localdate():
        raise Unfit(_("This month is yet to come."), "month")
    chosen = set(words.results)
    results = list(grant.results.filter(uid__in=chosen))
    if not results or len(results) != len(chosen):
        raise Unfit(_("Choose at least one result of this grant that shows it."), "results")
    return results


def _put(
    outcome: OutcomeStatement, words: StatementWords, results: Iterable[Result], by: User
) -> None:
    party = outcome.grant.party
    outcome.results.set(results)
    sealing.write(party, KIND, outcome.uid, "change", words.change, by=by)
    sealing.write(party, KIND, outcome.uid, "contribution", words.contribution, by=by)


def _locked(outcome: OutcomeStatement) -> tuple[OutcomeStatement, Party]:
    """Return a statement as it stands, locked after its party. Raises NotPossible if removed."""
    party = locking.locked(outcome.grant.party)
    row = held(outcome)
    row.grant.party = party
    return row, party


def _settle(outcome: OutcomeStatement, state: str, verb: str, by: User) -> OutcomeStatement:
    before, outcome.state = outcome.state, State(state)
    outcome.save(update_fields=["state"])
    record(verb, KIND, outcome.uid, by=by, before={"state": before}, after={"state": outcome.state})
    return outcome


LOG: Final = LogWords(
    verbs={
        "change_outcome": pgettext_lazy("decision", "change an outcome statement"),
        "send_outcome": pgettext_lazy("decision", "send an outcome statement to readers"),
        "read_outcome": pgettext_lazy("decision", "say whether evidence shows a statement"),
        "write_outcome": pgettext_lazy("decision", "write an outcome statement"),
    },
    kinds={
        "outcome": pgettext_lazy("decision", "outcome statement"),
        "outcome_reading": pgettext_lazy("decision", "reading of an outcome statement"),
    },
    reasons={
        "the reading changed": pgettext_lazy("decision", "the reading changed"),
        "the statement changed": pgettext_lazy("decision", "the statement changed"),
    },
)
