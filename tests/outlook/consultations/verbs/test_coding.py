"""Two code the same statements, blind to each other; what is settled is what they found."""

import pytest

from factories import UserFactory
from outlook.factories_consultations import (
    CODES,
    being_coded,
    chair,
    code,
    coder,
    noted,
    published,
    settled,
)
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.models import Consultation
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
State = Consultation.State
OTHER = ({"markets": ["cocaine", "arms_trafficking"]}, CODES[1], {"drivers": ["inequality"]})
"""A second coding that differs from `CODES` in the first statement and the third."""


def differing() -> Consultation:
    row = being_coded()
    code(row, CODES, OTHER)
    return row


def codes(row: Consultation) -> list[coding_verbs.Codes]:
    return [coding_verbs.codes_of(one) for one in row.statements.all()]


def test_it_is_given_to_two_who_code() -> None:
    row = noted()
    for who, why in ((coder(), "Two people"), (chair(), "Two people")):
        with pytest.raises(NotPossible, match=why):
            coding_verbs.give_to(row, who, by=row.chair)
    first = row.codings.all()[0]
    coding_verbs.take_from(first, "no time", by=row.chair)
    with pytest.raises(NotPossible, match="do not code"):
        coding_verbs.give_to(row, UserFactory(), by=row.chair)
    coding_verbs.give_to(row, row.chair, by=row.chair)
    with pytest.raises(NotPossible, match="already"):
        coding_verbs.give_to(row, row.chair, by=row.chair)


def test_coding_begins_with_statements_and_two_coders() -> None:
    row = noted()
    coding_verbs.take_from(row.codings.all()[0], "no time", by=row.chair)
    with pytest.raises(NotPossible, match="two people"):
        coding_verbs.begin_coding(row, by=row.chair)
    coding_verbs.give_to(row, coder(), by=row.chair)
    assert coding_verbs.begin_coding(row, by=row.chair).state == State.CODING
    with pytest.raises(NotPossible):
        coding_verbs.begin_coding(row, by=row.chair)


def test_a_coder_writes_only_their_own_and_only_while_it_is_coded() -> None:
    row = noted()
    mine, other = row.codings.all()
    first = row.statements.all()[0]
    with pytest.raises(NotPossible):
        coding_verbs.code_statement(mine, first, {}, by=mine.coder)
    coding_verbs.begin_coding(row, by=row.chair)
    with pytest.raises(NotAllowed):
        coding_verbs.code_statement(mine, first, {}, by=other.coder)
    with pytest.raises(NotAllowed):
        coding_verbs.code_statement(mine, first, {}, by=row.chair)
    with pytest.raises(NotPossible, match="not in the list"):
        coding_verbs.code_statement(mine, first, {"markets": ["gold"]}, by=mine.coder)
    with pytest.raises(NotPossible, match="no list"):
        coding_verbs.code_statement(mine, first, {"moods": ["bad"]}, by=mine.coder)
    strange = being_coded().statements.all()[0]
    with pytest.raises(NotPossible):
        coding_verbs.code_statement(mine, strange, {}, by=mine.coder)


def test_codes_are_kept_in_the_order_of_their_list_and_once() -> None:
    row = being_coded()
    mine = row.codings.all()[0]
    first = row.statements.all()[0]
    given = {"markets": ["cocaine", "human_trafficking", "cocaine"], "places": ["PER", "005"]}
    kept = coding_verbs.code_statement(mine, first, given, by=mine.coder)
    assert kept.values[first.uid] == {
        "markets": ["human_trafficking", "cocaine"],
        "places": ["005", "PER"],
    }


def test_every_statement_is_looked_at_before_a_coding_is_handed_in_and_then_it_stands() -> None:
    row = being_coded()
    mine = row.codings.all()[0]
    first, *others = row.statements.all()
    coding_verbs.code_statement(mine, first, {}, by=mine.coder)
    with pytest.raises(NotPossible, match="2, 3"):
        coding_verbs.hand_in(mine, by=mine.coder)
    for one in others:
        coding_verbs.code_statement(mine, one, {}, by=mine.coder)
    coding_verbs.hand_in(mine, by=mine.coder)
    with pytest.raises(NotPossible):
        coding_verbs.code_statement(mine, first, {}, by=mine.coder)
    with pytest.raises(NotPossible):
        coding_verbs.take_from(mine, "too late", by=row.chair)


def test_nobody_is_told_of_one_coding_before_both_are_in() -> None:
    row = being_coded()
    code(row, CODES)
    with pytest.raises(NotPossible, match="both"):
        coding_verbs.compared(row)
    with pytest.raises(NotPossible, match="both"):
        coding_verbs.settle(row, {}, {}, by=row.chair)
    told = str([(d.before, d.after, d.why) for d in Decision.objects.all()])
    assert "cocaine" not in told


def test_what_two_find_stands_and_what_one_found_is_decided() -> None:
    row = differing()
    first, second, third = coding_verbs.compared(row)
    assert (first.both, second.agree, third.both) == ({"markets": ["cocaine"]}, True, {})
    assert set(first.one) == {"markets", "drivers", "places"}
    chosen = {first.statement.uid: {"drivers": ["infrastructure_trade"]}}
    coding_verbs.settle(row, chosen, {first.statement.uid: "it says so"}, by=row.chair)
    assert codes(row) == [
        {"markets": ["cocaine"], "drivers": ["infrastructure_trade"]},
        CODES[1],
        {},
    ]
    assert [one.settled_why for one in row.statements.all()] == ["it says so", "", ""]


def test_what_neither_found_cannot_be_settled() -> None:
    row = differing()
    uid = row.statements.all()[0].uid
    with pytest.raises(NotPossible, match="Neither"):
        coding_verbs.settle(row, {uid: {"markets": ["heroin"]}}, {}, by=row.chair)
    row.refresh_from_db()
    assert row.state == State.CODING


def test_who_coded_it_gives_a_reason_for_each_difference() -> None:
    row = differing()
    first, _second, third = row.statements.all()
    own = row.codings.all()[0].coder
    with pytest.raises(NotPossible, match="statement 3"):
        coding_verbs.settle(row, {}, {first.uid: "so"}, by=own)
    row = coding_verbs.settle(row, {}, {first.uid: "so", third.uid: "so"}, by=own)
    assert (row.state, row.settled_by) == (State.SETTLED, own)
    with pytest.raises(NotAllowed):
        coding_verbs.settle(row, {}, {}, by=coder())


def test_no_part_of_a_reason_is_lost() -> None:
    row = differing()
    first = row.statements.all()[0]
    with pytest.raises(NotPossible, match="longer than 2000"):
        coding_verbs.settle(row, {}, {first.uid: "w" * 2001}, by=row.chair)
    coding_verbs.settle(row, {}, {first.uid: "\0" + "w" * 2000}, by=row.chair)
    first.refresh_from_db()
    assert first.settled_why == "w" * 2000


def test_it_is_settled_anew_until_it_is_published() -> None:
    row = differing()
    coding_verbs.settle(row, {}, {}, by=row.chair)
    third = row.statements.all()[2]
    coding_verbs.settle(row, {third.uid: {"drivers": ["inequality"]}}, {}, by=row.chair)
    assert codes(row)[2] == {"drivers": ["inequality"]}
    out = published()
    with pytest.raises(NotPossible):
        coding_verbs.settle(out, {}, {}, by=out.chair)


def test_a_statement_withdrawn_meanwhile_is_not_waited_for() -> None:
    row = being_coded()
    first = row.statements.all()[0]
    speakers_and_consent.withdraw_statement(first, "asked", by=row.chair)
    for one in row.codings.all():
        for statement in row.statements.all()[1:]:
            coding_verbs.code_statement(one, statement, {}, by=one.coder)
        coding_verbs.hand_in(one, by=one.coder)
    assert len(coding_verbs.compared(row)) == 2


def test_a_coder_is_offered_what_is_theirs_and_open_first() -> None:
    who = coder()
    done, open_, draft = settled(), being_coded(), noted()
    for row in (done, open_, draft):
        row.codings.filter(pk=row.codings.all()[0].pk).update(coder=who)
    listed = [one.consultation for one in coding_verbs.to_code(who)]
    assert set(listed) == {done, open_}
    assert who not in coding_verbs.candidates(open_)
