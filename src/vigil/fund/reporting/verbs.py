"""Reports of a grant: on a schedule, in their own words, reminded of without a word, or skipped."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import ApplicationFile, Grant, Party, Report
from vigil.fund.parties import locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.tranches import WORK, locked
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.letters import write_letter
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
    """What came of reminding: letters written, of which some wait; and who cannot be written to."""

    reminders: int = 0
    waiting: int = 0
    unreached: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by their names."""
        return dict(self.__dict__)


@transaction.atomic
def schedule_report(grant: Grant, kind: str, due_on: date, *, by: User) -> Report:
    """Ask for a report or a milestone on a day.

    Raises NotAllowed, NotPossible (the grant is not agreed, or is over), Unfit.
    """
    require(by, WORK, grant)
    grant = locked(grant)
    over = grant.state in (Grant.State.CLOSED, Grant.State.ENDED)
    if grant.state == Grant.State.DRAFT or (over and kind != Kind.FOLLOW_UP):
        raise NotPossible(_("Reports are asked for while a grant runs."))
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
    """Take a report in; `by` is None where the grantee hands it in on their own page.

    Until it is accepted an officer, who is told more of it, can write it anew; on their own page
    it is handed in once, so that no form that was opened before takes its place. Raises NotAllowed,
    NotPossible (accepted or skipped already; came in already; empty, or too long).
    """
    if by is not None:
        require(by, WORK, report)
    report, party = _locked(report)
    if by is None:
        _require_due(report)
    _require_unanswered(report)
    if not text.strip():
        raise Unfit(_("There is nothing in this report yet."), "text")
    sealing.write(party, KIND, report.uid, "text", text, by=by)
    report.state, report.received_at = State.RECEIVED, timezone.now()
    report.save(update_fields=["state", "received_at"])
    record("hand_in_report", KIND, report.uid, by=by, after={"state": report.state})
    return report


def keep_report_file(report: Report, content: bytes, *, uid: str = "") -> ApplicationFile:
    """Keep a file that goes with a report, rebuilt, for whoever has the link of its grantee.

    Not to be called inside a transaction. The same `uid` twice is one file. Raises FileRefused,
    NotPossible (the report came in, or was answered; the party was removed).
    """
    _require_due(Report.objects.get(pk=report.pk))
    return storing_files.keep_file(report.grant.party, content, report=report, uid=uid)


@transaction.atomic
def remove_report_file(report: Report, uid: str) -> bool:
    """Destroy a file of a report that is still to come in, for its grantee; say if there was one.

    Raises NotPossible (the report came in, or was answered; the party was removed).
    """
    report, _party = _locked(report)
    _require_due(report)
    row = report.files.filter(uid=uid, removed=False).first()
    if row is not None:
        storing_files.remove_file(row, why="the grantee removed it")
    return row is not None


def files_of(report: Report) -> QuerySet[ApplicationFile]:
    """Return the files that are kept with a report."""
    return report.files.filter(whole=True, removed=False)


def open_report_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Return the bytes of a file of a report; that it was opened, by whom and why, is kept.

    Raises NotAllowed, NotPossible (of no report; not handed in yet; removed; no reason).
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
    """Accept a report that came in. Raises NotAllowed, NotPossible (there is none to accept)."""
    require(by, WORK, report)
    report, _party = _locked(report)
    if report.state != State.RECEIVED:
        raise NotPossible(_("There is no report here that waits to be accepted."))
    return _answer("accept_report", report, State.ACCEPTED, by)


@transaction.atomic
def skip_report(report: Report, *, by: User, why: str) -> Report:
    """Ask for a report no more: nobody writes one that endangers them. Why is kept encrypted.

    Raises NotAllowed, NotPossible (it came in or was answered), Unfit (no reason).
    """
    require(by, WORK, report)
    report, party = _locked(report)
    if report.state != State.DUE:
        raise NotPossible(_("Only a report that is due can be skipped."))
    if not why.strip():
        raise Unfit(_("Say why. It is kept encrypted, with the grant."), "why")
    sealing.write(party, KIND, report.uid, "why", why, by=by)
    return _answer("skip_report", report, State.SKIPPED, by)


def reports_due(user: User, on: date | None = None) -> QuerySet[Report]:
    """Return the reports that are due by a day (today), of the parties this officer may know of."""
    rows = Report.objects.filter(state=State.DUE, due_on__lte=on or timezone.localdate())
    seen = rows.filter(
        grant__party__in=party_queries.visible_to(user), grant__party__removed_at=None
    )
    return seen.select_related("grant__party")


def remind_of_reports() -> ReminderCounts:
    """Remind those who are reached by e-mail of reports that are due; each once in a period.

    The letter names nothing. Where something must never be sent to them it waits for a person to
    release it. Each letter is written with the note that it was: whoever cuts this off loses and
    doubles none. Raises nothing for one that fails: it is counted, and tried the next time.
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
    return rows.exclude(untold).order_by("due_on", "pk")


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
    """Return the day so many months later; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


@transaction.atomic
def schedule_regularly(grant: Grant, every: int, *, by: User) -> list[Report]:
    """Ask for a report in their words every so many months, and for both kinds at the end.

    Days that have their report already are left out. Raises NotAllowed, NotPossible, Unfit (no
    days to count from; not one to 24 months).
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
