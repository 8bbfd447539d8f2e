"""An outcome statement: written by one, read by two others who opened it, sealed throughout."""

from typing import Any

import pytest

from days import today
from factories import UserFactory
from fund.achieved_statements import CHANGE, CONTRIBUTION, outcome, read, stated, words
from fund.factories import a_grant, officer
from fund.parties.verbs.test_registering import everything_in_the_database
from fund.published_grants import granted
from vigil.fund.achieved import verbs
from vigil.fund.achieved.queries import agreed_by_grant, to_read, totals_by_theme
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import OutcomeStatement, Report, Result
from vigil.fund.parties.verbs import removing, sealing, who_may_know
from vigil.fund.releases import verbs as releases
from vigil.fund.reporting import verbs as reporting
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Level, Role

pytestmark = pytest.mark.django_db
State = OutcomeStatement.State


def test_two_readers_who_are_not_the_author_agree_on_it() -> None:
    by, grant = officer(), granted()
    row = outcome(grant, "reading", by=by)
    assert (CHANGE in everything_in_the_database(), row.state) == (False, State.READING)
    verbs.open_statement(row, by=by, why="mine")
    with pytest.raises(NeedsSecondPerson, match="wrote"):
        verbs.read(row, True, "", by=by)
    first = officer()
    with pytest.raises(NotPossible, match="Open the statement"):
        verbs.read(row, True, "", by=first)
    assert read(row, by=first).state == State.READING
    assert read(row, by=first).state == State.READING, "one person counts once"
    assert read(row).state == State.AGREED
    with pytest.raises(NotPossible, match="not with readers"):
        read(row)
    assert agreed_by_grant([grant]) == {grant.uid: {"prevention": 1}}


def test_who_seems_to_be_the_author_or_a_reader_is_refused() -> None:
    by = officer(email="ana@example.org")
    row = outcome(granted(), "reading", by=by)
    same = officer(email="ana+two@example.org")
    verbs.open_statement(row, by=same, why="to read it")
    with pytest.raises(NeedsSecondPerson):
        verbs.read(row, True, "", by=same)
    read(row, by=officer(email="luz@example.org"))
    again = officer(email="luz+b@example.org")
    verbs.open_statement(row, by=again, why="to read it")
    with pytest.raises(NeedsSecondPerson, match="read it already"):
        verbs.read(row, True, "", by=again)


def test_a_no_needs_a_note_and_a_changed_word_can_mend_it() -> None:
    row, reader = outcome(granted(), "reading"), officer()
    verbs.open_statement(row, by=reader, why="to read it")
    with pytest.raises(Unfit) as refused:
        verbs.read(row, False, " ", by=reader)
    assert refused.value.field == "note"
    assert verbs.read(row, False, "Who says so?", by=reader).state == State.DISPUTED
    assert read(row).state == State.DISPUTED
    assert read(row, by=reader).state == State.AGREED
    assert "Who says so?" not in everything_in_the_database()


def test_a_statement_that_changes_loses_its_readings_and_every_release() -> None:
    by, other = officer(), officer()
    grant = granted(Level.OPEN)
    row = outcome(grant, "agreed", by=by)
    release = releases.make_release(by=by, outcomes=[row.uid])
    assert [one["change"] for one in release.cells["outcome_texts"]] == [CHANGE]
    before = dict(release.files)
    row = verbs.change(row, words(list(row.results.all()), change="It opened them."), by=other)
    release.refresh_from_db()
    assert (row.state, row.readings.count()) == (State.DRAFT, 0)
    assert release.cells["outcome_texts"] == []
    assert CHANGE not in str(release.cells)
    assert set(release.files) == set(before)
    verbs.send_to_readers(row, by=by)
    for author in (by, other):
        verbs.open_statement(row, by=author, why="mine")
        with pytest.raises(NeedsSecondPerson):
            verbs.read(row, True, "", by=author)


def test_an_opening_before_a_change_does_not_count() -> None:
    row, reader, by = outcome(granted(), "reading"), officer(), officer()
    verbs.open_statement(row, by=reader, why="to read it")
    row = verbs.change(row, words(list(row.results.all())), by=by)
    verbs.send_to_readers(row, by=by)
    with pytest.raises(NotPossible, match="Open the statement"):
        verbs.read(row, True, "", by=reader)


def test_each_part_is_asked_for() -> None:
    by, grant = officer(), granted()
    mine, theirs = stated(grant), stated(granted())
    wrong: dict[str, Any] = {
        "change": " ",
        "contribution": "",
        "theme": "weather",
        "month": today().replace(year=today().year + 1),
        "results": [theirs.uid],
    }
    for field, value in {**wrong, "results": [mine.uid, theirs.uid]}.items():
        with pytest.raises(Unfit) as refused:
            verbs.write(grant, words([mine], **{field: value}), by=by)
        assert refused.value.field == field
    with pytest.raises(NotPossible):
        verbs.write(a_grant("draft"), words([mine]), by=by)
    assert not OutcomeStatement.objects.exists()


def test_only_officers_who_may_know_of_the_party() -> None:
    row = outcome(granted(), "reading")
    outside = UserFactory(roles=[Role.ADJUDICATOR])
    hindered = officer()
    who_may_know.say_conflict(row.grant.party, hindered, by=hindered)
    for user in (outside, hindered):
        for act in (
            lambda u=user: verbs.open_statement(row, by=u, why="x"),
            lambda u=user: verbs.read(row, True, "", by=u),
            lambda u=user: verbs.change(row, words([]), by=u),
            lambda u=user: verbs.send_to_readers(row, by=u),
            lambda u=user: verbs.write(row.grant, words([]), by=u),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert not to_read(hindered)
    assert list(to_read(officer())) == [row]


def test_a_result_is_tied_to_a_report_and_nobody_reads_it_in_the_tables() -> None:
    by, grant = officer(), granted()
    report = reporting.schedule_report(grant, Report.Kind.NARRATIVE, today(), by=by)
    values: dict[str, Any] = {"evidence": "own", "month": today(), "by": by}
    source = f"report {report.uid}"
    with pytest.raises(Unfit, match="not there"):  # it has not come yet
        accompanying.state_result(grant, "It warned.", sources=[source], **values)
    reporting.hand_in_report(report, "We warned forty.", by=None)
    with pytest.raises(Unfit, match="Tick what shows"):
        accompanying.state_result(grant, "It warned.", **values)
    made = accompanying.state_result(grant, "It warned.", sources=[source], **values)
    row = verbs.write(grant, words([made]), by=by)
    opened = verbs.open_statement(row, by=by, why="to look")
    assert [one.sources for one in opened.results] == [[f"a report in their words, {today()}"]]
    assert source not in everything_in_the_database()
    assert Decision.objects.filter(verb="open_sealed", target_key=made.uid, actor=by).exists()


def test_what_is_removed_leaves_states_and_no_words() -> None:
    row = outcome(granted(), "disputed")
    removing.remove(row.grant.party, by=officer(), why="they asked")
    row.refresh_from_db()
    assert row.state == State.DISPUTED
    assert not sealing.is_kept("outcome", row.uid, "change")
    assert not sealing.is_kept("outcome_reading", row.readings.get().uid, "note")
    with pytest.raises(NotPossible):
        verbs.open_statement(row, by=officer(), why="to look")


def test_totals_say_on_what_agreed_statements_stand(django_assert_num_queries: Any) -> None:
    grant = granted()
    outcome(grant, "agreed")
    outcome(grant, "agreed", theme="victim_support")
    outcome(grant, "reading")
    rows = OutcomeStatement.objects.prefetch_related("results")
    with django_assert_num_queries(2):
        made = totals_by_theme(rows)
    assert (made["prevention"].agreed, made["prevention"].waiting) == (1, 1)
    assert made["prevention"].evidence == {Result.Evidence.OBSERVED: 1}
    assert made["victim_support"].agreed == 1


def test_words_that_name_somebody_are_not_published() -> None:
    by, grant = officer(), granted(Level.OPEN, kind="person", name="Ximena Canaria")
    row = outcome(grant, "agreed", contribution=f"{CONTRIBUTION} Canaria, Ximena did it.")
    for chosen in (row, outcome(granted(), "agreed"), outcome(granted(Level.OPEN), "reading")):
        with pytest.raises(NotPossible):
            releases.make_release(by=by, outcomes=[chosen.uid])
