"""The keeper that is made from what models declare of their personal data."""

from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from extra_rooms import extra_room
from factories import adjudicator
from vigil.trust.models import Decision, Request, Withdrawal
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.personal_data import Personal
from vigil.trust.rooms.simple_keeper import SimpleKeeper, keeper_of
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db

NAME = "Casilda Orduña Vela"
DECLARED = {
    "kind": "note",
    "key": "id",
    "names": ["item_kind"],
    "texts": ["text"],
    "others": ["answer"],
    "ids": ["item_key"],
    "searched": ~Q(state="open"),
    "public": Q(urgent=True),
    "before": "Its words would be removed.",
    "done": "words removed",
    "lifted": "removed words are gone for good",
    "still_public": "A note still has the name.",
}


def declared(monkeypatch: pytest.MonkeyPatch, **other: Any) -> None:
    """Let requests declare personal data, as if they were notes of a room of its own."""
    monkeypatch.setattr(Request, "PERSONAL", Personal(**DECLARED | other), raising=False)


def note(text: str = "", **values: Any) -> Request:
    return Request.objects.create(
        **{"wants": "removal", "text": text, "state": "answered"} | values
    )


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> SimpleKeeper:
    declared(monkeypatch)
    return keeper_of("notes", Request, label="Notes")


def found(keeper: SimpleKeeper, *names: str) -> set[str]:
    return {holding.key for holding in keeper.find(names)}


def test_rows_are_found_by_texts_whole_names_and_ids(keeper: SimpleKeeper) -> None:
    in_text, short = note(f"Ask for CASILDA ORDUNA VELA: {NAME}"), note(item_kind="Ana")
    with_id = note(item_key="V-0042")
    note("somebody else")
    note(NAME, state="open")  # not among those that are searched
    assert found(keeper, NAME) == {str(in_text.pk)}
    assert found(keeper, "ána") == {str(short.pk)}
    assert found(keeper, "v-0042") == {str(with_id.pk)}


def test_withdrawing_empties_what_is_declared_and_records_it(keeper: SimpleKeeper) -> None:
    row = note(NAME, item_kind=NAME, answer="a letter", item_key="V-0042")
    by = adjudicator()
    with extra_room(keepers=[keeper]):
        done = withdraw([NAME], by=by, why="asked to", chosen=[("notes", "note", str(row.pk))])
    row.refresh_from_db()
    assert (row.item_kind, row.text, row.answer, row.item_key) == ("", "", "", "V-0042")
    decision = Decision.objects.get(verb="remove_personal_data")
    assert (decision.target_kind, decision.target_key, decision.actor) == ("note", str(row.pk), by)
    receipt = next(one for one in done.receipts if one["room"] == "notes")
    assert [one["did"] for one in receipt["done"]] == ["words removed"]


def test_lifting_says_what_does_not_come_back(keeper: SimpleKeeper) -> None:
    by = adjudicator()
    done = [{"kind": "note", "key": "1", "did": "words removed"}]
    ours = Withdrawal(by=by, receipts=[{"room": "notes", "done": done}])
    others = Withdrawal(by=by, receipts=[{"room": "trust", "done": done}])
    assert keeper.lift(ours, by) == ["removed words are gone for good"]
    assert keeper.lift(others, by) == []


def test_what_the_public_still_sees_is_said(keeper: SimpleKeeper) -> None:
    note(NAME)
    assert keeper.still_shows([NAME]) == []
    note(NAME, urgent=True)
    assert keeper.still_shows([NAME]) == ["A note still has the name."]


def test_a_row_may_be_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    declared(monkeypatch, deletes=True)
    keeper = keeper_of("notes", Request, label="Notes")
    row = note(NAME)
    by = adjudicator()
    (holding,) = keeper.find([NAME])
    withdrawal = Withdrawal.objects.create(by=by, why="asked to")
    keeper.withdraw(holding, WithdrawalAct([NAME], withdrawal, by, []))
    assert not Request.objects.filter(pk=row.pk).exists()


def test_a_field_that_is_not_there_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    declared(monkeypatch, texts=["words"])
    with pytest.raises(FieldDoesNotExist):
        keeper_of("notes", Request, label="Notes")
