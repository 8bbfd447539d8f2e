"""Reports: due, handed in, accepted or skipped; reminded of without a word."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from days import today
from fund.factories import a_grant, officer, party
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import Grant, Party, Report
from vigil.fund.overview.waiting import work
from vigil.fund.overview.waiting.lines import Viewer
from vigil.fund.own_pages import queries as own_page
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import removing, sealing, who_may_know
from vigil.fund.reporting import verbs as reporting
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Letter
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for

pytestmark = pytest.mark.django_db
CONTACT = "xq-canary@example.org"


def report(grant: Grant | None = None, due: int = 0, kind: str = "narrative") -> Report:
    day = today() + timedelta(days=due)
    return reporting.schedule_report(grant or a_grant(), kind, day, by=officer())


def reached(**values: str) -> Party:
    return party(contact_by=Party.Contact.EMAIL, contact=CONTACT, language="es", **values)


def test_a_report_is_handed_in_by_them_and_accepted() -> None:
    by, row = officer(), report()
    with pytest.raises(NotPossible):
        reporting.accept_report(row, by=by)
    with pytest.raises(Unfit):
        reporting.hand_in_report(row, " ", by=None)
    reporting.hand_in_report(row, "First words", by=None)
    with pytest.raises(NotPossible):
        reporting.hand_in_report(row, "Words of another window", by=None)
    row = reporting.hand_in_report(row, "Better words", by=by)
    text = sealing.read(row.grant.party, "report", row.uid, "text", by=by, why="to read")
    assert (row.state, text) == (Report.State.RECEIVED, "Better words")
    with pytest.raises(NeedsSecondPerson):
        reporting.accept_report(row, by=by)
    second = officer()
    row = reporting.accept_report(row, by=second)
    assert (row.state, row.answered_by) == (Report.State.ACCEPTED, second)
    with pytest.raises(NotPossible):
        reporting.hand_in_report(row, "Too late", by=None)


def test_a_report_that_endangers_is_skipped_with_a_reason_in_the_vault() -> None:
    row = report()
    with pytest.raises(Unfit):
        reporting.skip_report(row, by=officer(), why="")
    row = reporting.skip_report(row, by=officer(), why="They are watched.")
    assert row.state == Report.State.SKIPPED
    assert [s.field for s in sealed_for("report", row.uid)] == ["why"]
    with pytest.raises(NotPossible):
        reporting.skip_report(row, by=officer(), why="again")


def test_reports_are_asked_for_while_a_grant_runs() -> None:
    ended = amending_and_closing.end_early(a_grant(), by=officer(), why="They moved.")
    with pytest.raises(NotPossible):
        report(ended)
    asked = report(a_grant("draft"))  # with the plan: nobody is asked before it is agreed
    assert asked not in own_page.reports_of(asked.grant.party)
    assert report(ended, kind="follow_up").kind == "follow_up"
    with pytest.raises(Unfit):
        report(due=-31)
    with pytest.raises(Unfit):
        report(kind="poem")


def test_a_schedule_is_made_once() -> None:
    grant = a_grant(starts_on=date(2026, 1, 31), ends_on=date(2026, 12, 31))
    made = reporting.schedule_regularly(grant, 4, by=officer())
    assert [(r.kind, str(r.due_on)) for r in made] == [
        ("narrative", "2026-05-31"),
        ("narrative", "2026-09-30"),
        ("narrative", "2026-12-31"),
        ("financial", "2026-12-31"),
    ]
    assert reporting.schedule_regularly(grant, 4, by=officer()) == []
    assert reporting.add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)


def test_a_reminder_says_nothing_and_comes_once_in_a_period() -> None:
    grant = a_grant(of=reached())
    report(grant, due=5)
    report(grant, due=6, kind="financial")
    assert reporting.remind_of_reports().as_dict() == {
        "reminders": 1,
        "waiting": 0,
        "unreached": 0,
        "failed": 0,
    }
    letter = Letter.objects.get()
    assert (letter.subject, letter.decides) == (Letter.Subject.REMINDER, False)
    for word in ("fund", "grant", "report", "ayuda", CONTACT, "Hermanas"):
        assert word not in letter.body
    assert open_to_act(sealed_for("letter", letter.uid)[0], why="sending the letter") == CONTACT
    assert reporting.remind_of_reports().reminders == 0
    Report.objects.update(reminded_at=timezone.now() - reporting.REMINDER_INTERVAL)
    assert reporting.remind_of_reports().reminders == 1


def test_who_is_not_to_be_reached_any_more_at_that_moment_gets_no_reminder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report(a_grant(of=reached()), due=5)
    locked = locking.locked

    def after_a_change(party: Party) -> Party:
        """Have what they ask for committed before the lock is had."""
        Party.objects.filter(pk=party.pk).update(contact_by=Party.Contact.NONE)
        return locked(party)

    monkeypatch.setattr(locking, "locked", after_a_change)
    assert reporting.remind_of_reports().unreached == 1
    assert not Letter.objects.exists()


def test_where_something_must_never_be_sent_the_reminder_waits_for_a_person() -> None:
    report(a_grant(of=reached(never_send="nothing on Fridays")))
    done = reporting.remind_of_reports()
    assert (done.reminders, done.waiting) == (1, 1)
    assert Letter.objects.get().state == Letter.State.WAITING


def test_nobody_is_written_to_who_did_not_ask_for_letters_or_is_not_due() -> None:
    report()  # reached by no letter
    report(a_grant(of=reached()), due=15)
    removed = reached()
    report(a_grant(of=removed))
    removing.remove(removed, by=officer(), why="asked")
    done = reporting.remind_of_reports()
    assert (done.reminders, done.unreached) == (0, 1)
    assert not Letter.objects.exists()


def test_an_officer_with_an_interest_sees_no_report() -> None:
    by, row = officer(), report()
    assert work.reports(Viewer(by))
    who_may_know.say_conflict(row.grant.party, by, by=by)
    assert not work.reports(Viewer(by))
    for act in (
        lambda: reporting.hand_in_report(row, "words", by=by),
        lambda: reporting.skip_report(row, by=by, why="so"),
        lambda: reporting.schedule_report(row.grant, "narrative", today(), by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
