"""Schedule, hand in, remind of, accept and skip reports of a grant."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import storing_files
from vigil.fund.messages.verbs import close_settled
from vigil.fund.models import ApplicationFile, Grant, Message, Party, Report
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.tranches import locked
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, Letter, User
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "report"
REMIND_BEFORE: Final = timedelta(days=14)
"""How long before its day a report is reminded of first."""
REMINDER_INTERVAL: Final = timedelta(days=14)
"""In how many days there is no more than one reminder of a report."""
REMINDER_LETTER_KIND: Final = "fund_reminder"
State, Kind = Report.State, Report.Kind


@dataclass
class ReminderCounts:
    """How many reminders were written, how many wait, and who could not be reached."""

    reminders: int = 0
    waiting: int = 0
    unreached: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return dict(self.__dict__)


@transaction.atomic
def schedule_report(grant: Grant, kind: str, due_on: date, *, by: User) -> Report:
    """Schedule a report or milestone on a day.

    Raises NotAllowed; NotPossible if the grant is not active; Unfit.
    """
    require(by, WORK, grant)
    grant = locked(grant)
    over = grant.state in (Grant.State.CLOSED, Grant.State.ENDED)
    if over and kind != Kind.FOLLOW_UP:
        raise NotPossible(_("Reports are asked for before a grant is over."))
    locking.locked(grant.party)
    if kind not in Kind.values:
        raise Unfit(_("Say which report this is."), "kind")
    if grant.starts_on and due_on < grant.starts_on:
        raise Unfit(_("A report is not due before the grant begins."), "due_on")
    row = Report.objects.create(grant=grant, kind=kind, due_on=due_on)
    record("schedule_report", KIND, row.uid, by=by, after={"kind": kind, "due": str(due_on)})
    return row


@transaction.atomic
def hand_in_report(report: Report, text: str, *, by: User | None) -> Report:
    """Hand in a report; `by` is None if the grantee does it on their own page.

    An officer can rewrite it until it is accepted. A grantee hands it in once, so that an older
    open form does not replace it. Raises NotAllowed; NotPossible if it was answered or handed in
    already, the text is too long, or there is neither text nor, from a grantee, a file.
    """
    if by is not None:
        require(by, WORK, report)
    report, party = _locked(report)
    if by is None:
        _require_due(report)
    _require_unanswered(report)
    if not text.strip() and (by is not None or not files_of(report).exists()):
        raise Unfit(_("There is nothing in this report yet."), "text")
    sealing.write(party, KIND, report.uid, "text", text, by=by)
    close_settled(Message.About.CANNOT_REPORT, report=report)
    report.state, report.received_at = State.RECEIVED, timezone.now()
    report.save(update_fields=["state", "received_at"])
    record("hand_in_report", KIND, report.uid, by=by, after={"state": report.state})
    return report


def keep_report_file(report: Report, content: bytes, *, uid: str = "") -> ApplicationFile:
    """Store a file with a report, for whoever holds the grantee's link.

    Do not call it inside a transaction. The same `uid` twice stores one file. Raises FileRefused;
    NotPossible if the report was handed in or answered, or the party was removed.
    """
    _require_due(Report.objects.get(pk=report.pk))
    return storing_files.keep_file(report.grant.party, content, report=report, uid=uid)


@transaction.atomic
def remove_report_file(report: Report, uid: str) -> bool:
    """Destroy a file of an open report, for its grantee; return whether there was one.

    Raises NotPossible if the report was handed in or answered, or the party was removed.
    """
    report, _party = _locked(report)
    _require_due(report)
    row = report.files.filter(uid=uid, removed=False).first()
    if row is not None:
        storing_files.remove_file(row, why="the grantee removed it")
    return row is not None


def files_of(report: Report) -> QuerySet[ApplicationFile]:
    """Return the files of a report."""
    return report.files.filter(whole=True, removed=False)


def open_report_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Open a file of a report, and record who did and why.

    Raises NotAllowed; NotPossible if it is of no report, not handed in or removed, or the reason is
    missing.
    """
    report = row.report
    if report is None:
        raise NotPossible(_("This file is of no report."))
    require(by, WORK, report)
    if report.state == State.DUE:
        raise NotPossible(_("This report was not handed in yet."))
    return storing_files.open_file(row, by=by, why=why)


@transaction.atomic
def accept_report(report: Report, *, by: User) -> Report:
    """Accept a report that was handed in.

    Raises NotAllowed, NotPossible; NeedsSecondPerson if `by` wrote it for the grantee, or seems to
    be who did: money may wait for it.
    """
    require(by, WORK, report)
    report, _party = _locked(report)
    if report.state != State.RECEIVED:
        raise NotPossible(_("There is no report here that waits to be accepted."))
    for one in _writers_of(report):
        require_two_people(one, by)
    return _answer("accept_report", report, State.ACCEPTED, by)


@transaction.atomic
def skip_report(report: Report, *, by: User, why: str) -> Report:
    """Cancel a report, for example because it would endanger the grantee. The reason is sealed.

    Raises NotAllowed; NotPossible if it was handed in or answered; Unfit without a reason.
    """
    require(by, WORK, report)
    report, party = _locked(report)
    if report.state != State.DUE:
        raise NotPossible(_("Only a report that is due can be skipped."))
    if not why.strip():
        raise Unfit(_("Say why. It is kept encrypted, with the grant."), "why")
    sealing.write(party, KIND, report.uid, "why", why, by=by)
    close_settled(Message.About.CANNOT_REPORT, report=report)
    return _answer("skip_report", report, State.SKIPPED, by)


@transaction.atomic
def agree_to_skip(report: Report, *, by: User) -> Report:
    """Agree, as the second officer, that a report is skipped: money that waits for it may follow.

    Raises NotAllowed; NotPossible if it was not skipped, or somebody agreed already;
    NeedsSecondPerson if `by` skipped it, or seems to be who did.
    """
    require(by, WORK, report)
    report, _party = _locked(report)
    if report.state != State.SKIPPED or report.skip_agreed_by is not None:
        raise NotPossible(_("No skipped report waits here for a second officer."))
    require_two_people(report.answered_by, by)
    report.skip_agreed_by = by
    report.save(update_fields=["skip_agreed_by"])
    record("agree_to_skip_report", KIND, report.uid, by=by)
    return report


def remind_of_reports() -> ReminderCounts:
    """Send reminders of due reports to grantees who use email, once in each interval.

    The letter names nothing. It waits for release if something must never be sent to the party.
    Each letter is written in one transaction with its mark, so that an interrupted run neither
    loses nor repeats one. A failure is counted, and tried again next time.
    """
    done = ReminderCounts()
    for pk in list(_to_remind().values_list("pk", flat=True)):
        try:
            _remind(pk, done)
        except NotPossible:
            done.failed += 1
    return done


def _to_remind() -> QuerySet[Report]:
    now = timezone.now()
    rows = Report.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lte=now - REMINDER_INTERVAL),
        state=State.DUE,
        due_on__lte=timezone.localdate() + REMIND_BEFORE,
        grant__party__removed_at=None,
    )
    # Whoever asked for help is told by a person first: a letter would tell that there is a grant.
    untold = Q(grant__emergency__isnull=False, grant__emergency__told_at=None)
    # Nobody is pressed for what they said they cannot write safely.
    unsafe = Message.objects.filter(about=Message.About.CANNOT_REPORT, answered_at=None)
    rows = rows.exclude(pk__in=unsafe.values("report"))
    agreed = rows.exclude(grant__state=Grant.State.DRAFT)
    return agreed.exclude(untold).order_by("due_on", "pk")


@transaction.atomic
def _remind(pk: int, done: ReminderCounts) -> None:
    row = _to_remind().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return
    # Locked: who changes at this moment how they are reached gets nothing where they were before.
    party = locking.locked(row.grant.party)
    address = ""
    if party.contact_by == Party.Contact.EMAIL:
        address = sealing.read_to_act(party, "party", party.uid, "contact", why="reminding")
    if not address:
        done.unreached += 1
        return
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    # Others of the same party that are due as well need no letter of their own.
    _to_remind().filter(grant__party=party).update(reminded_at=row.reminded_at)
    careful = sealing.is_kept("party", party.uid, "never_send")
    with translation.override(party.language):
        body = _(
            "Hello,\n\nsomething waits for you on the page of which you have the link. You need "
            "not answer this letter. If you have lost the link, or if it is not safe to look, do "
            "nothing: we will find another way."
        )
    write_letter(
        address,
        Letter.Subject.REMINDER,
        body,
        kind=REMINDER_LETTER_KIND,
        by=None,
        decides=careful,
        language=party.language,
        addressee=party.code,
        about=("party", party.uid),
    )
    done.reminders += 1
    done.waiting += careful


def add_months(day: date, months: int) -> date:
    """Return the day this many months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


@transaction.atomic
def schedule_regularly(grant: Grant, every: int, *, by: User) -> list[Report]:
    """Schedule a report every so many months, and both kinds of report at the end.

    Days that have a report are skipped. Raises NotAllowed, NotPossible; Unfit if the grant has no
    days, or the interval is not 1 to 24 months.
    """
    require(by, WORK, grant)
    grant = locked(grant)
    if grant.starts_on is None or grant.ends_on is None:
        raise Unfit(_("Say first on which days the grant begins and ends."), "every")
    if not 1 <= every <= 24:
        raise Unfit(_("Ask every 1 to 24 months."), "every")
    days: list[date] = []
    while (day := add_months(grant.starts_on, every * (len(days) + 1))) < grant.ends_on:
        days.append(day)
    wanted: list[tuple[str, date]] = [(Kind.NARRATIVE, day) for day in [*days, grant.ends_on]]
    wanted.append((Kind.FINANCIAL, grant.ends_on))
    there = set(grant.reports.values_list("kind", "due_on"))
    return [
        schedule_report(grant, kind, day, by=by)
        for kind, day in wanted
        if (str(kind), day) not in there
    ]


def _writers_of(report: Report) -> list[User]:
    """Return the officers who handed a report in, or rewrote it, for its grantee."""
    rows = Decision.objects.filter(
        target_kind=KIND, target_key=report.uid, verb="hand_in_report"
    ).select_related("actor")
    return [row.actor for row in rows if row.actor is not None]


def _require_unanswered(report: Report) -> None:
    if report.state not in (State.DUE, State.RECEIVED):
        raise NotPossible(_("This report was answered already: nothing more is asked for."))


def _require_due(report: Report) -> None:
    if report.state != State.DUE:
        raise NotPossible(_("This report came in already, or is not asked for any more."))


def _locked(report: Report) -> tuple[Report, Party]:
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    return row, locking.locked(row.grant.party)


def _answer(verb: str, report: Report, state: str, by: User) -> Report:
    report.state, report.answered_by = state, by
    report.save(update_fields=["state", "answered_by"])
    record(verb, KIND, report.uid, by=by, after={"state": state})
    return report


LOG: Final = LogWords(
    verbs={
        "accept_report": pgettext_lazy("decision", "accept a report"),
        "agree_to_skip_report": pgettext_lazy("decision", "agree that a report is skipped"),
        "hand_in_report": pgettext_lazy("decision", "hand a report in"),
        "schedule_report": pgettext_lazy("decision", "ask for a report"),
        "skip_report": pgettext_lazy("decision", "skip a report"),
    },
    kinds={
        "report": pgettext_lazy("decision", "report of a grantee"),
    },
    reasons={
        "reminding": pgettext_lazy("decision", "reminding"),
        "the grantee removed it": pgettext_lazy("decision", "the grantee removed it"),
    },
)
