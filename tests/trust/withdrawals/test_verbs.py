"""Withdrawing: one act, every room, one receipt each; no name in what is kept of it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from extra_rooms import extra_room
from factories import UserFactory
from seconded import lift
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, Request, Role, Sealed, User, Withdrawal
from vigil.trust.requests.verbs import receive_request
from vigil.trust.rooms import house
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.withdrawals import verbs as withdrawals
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db

NAME = "Casilda Orduña Vela"


class Shelf:
    """A room that holds names in memory."""

    room = "shelf"
    models: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.shown = {"1": NAME, "2": NAME, "3": "Somebody Else"}
        self.acts: list[WithdrawalAct] = []
        self.fails = False

    def find(self, names: Sequence[str]) -> list[Holding]:
        return [
            Holding("book", key, f"{name} on the shelf", "taken down", ticked=key == "1")
            for key, name in self.shown.items()
            if name in names
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        if self.fails:
            raise RuntimeError("the shelf is stuck")
        self.acts.append(act)
        del self.shown[holding.key]
        return f"book {holding.key} taken down"

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        mine = next(r for r in withdrawal.receipts if r["room"] == self.room)
        self.shown |= {done["key"]: NAME for done in mine["done"]}
        return [f"book {done['key']} put back" for done in mine["done"]]

    def still_shows(self, names: Sequence[str]) -> list[str]:
        return [f"book {key} is lent out" for key, name in self.shown.items() if name in names]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    room = Shelf()
    with extra_room(keepers=[room]):
        yield room


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def receipt(withdrawal: Withdrawal, room: str) -> dict[str, Any]:
    return next(r for r in withdrawal.receipts if r["room"] == room)


def test_what_is_offered_ticked_is_withdrawn_and_the_rest_named_as_left(
    shelf: Shelf, by: User
) -> None:
    withdrawal = withdraw([NAME], by=by, why="her sister asked")
    assert receipt(withdrawal, "shelf") == {
        "room": "shelf",
        "language": "en",
        "done": [{"kind": "book", "key": "1", "did": "book 1 taken down"}],
        "left": [{"kind": "book", "key": "2"}],
        "still": ["book 2 is lent out"],
    }
    assert [holding.key for holding in shelf.acts[0].left] == ["2"]


def test_every_registered_room_has_a_receipt_also_for_nothing(shelf: Shelf, by: User) -> None:
    withdrawal = withdraw([NAME], by=by, why="her sister asked")
    rooms = [r["room"] for r in withdrawal.receipts]
    assert rooms == [keeper.room for keeper in house.keepers()]
    assert receipt(withdrawal, "casefile")["done"] == []


def test_what_was_chosen_is_withdrawn_and_nothing_else(shelf: Shelf, by: User) -> None:
    withdraw([NAME], by=by, why="asked", chosen=[("shelf", "book", "2")])
    assert set(shelf.shown) == {"1", "3"}


def test_one_decision_without_the_name_and_the_receipts_without_it(shelf: Shelf, by: User) -> None:
    withdrawal = withdraw([NAME], by=by, why="her sister asked")
    decision = Decision.objects.get(verb="withdraw_everywhere")
    assert decision == withdrawal.decision
    assert (decision.actor, decision.why) == (by, "her sister asked")
    assert decision.after["shelf"] == 1
    kept = f"{decision.before}{decision.after}{withdrawal.receipts}"
    assert not any(word in kept for word in NAME.split())


def test_a_room_that_fails_undoes_the_whole_act(shelf: Shelf, by: User) -> None:
    shelf.fails = True
    with pytest.raises(RuntimeError):
        withdraw([NAME], by=by, why="asked")
    assert not Withdrawal.objects.exists()
    assert not Decision.objects.exists()


def test_nothing_found_is_said_and_leaves_no_trace(shelf: Shelf, by: User) -> None:
    with pytest.raises(NotPossible, match="No room holds"):
        withdraw(["Nobody Of That Name"], by=by, why="asked")
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(
    ("names", "why", "chosen"),
    [
        ([], "asked", None),
        (["  "], "asked", None),
        ([NAME], " ", None),
        ([NAME], "asked", [("shelf", "book", "99")]),
        ([NAME], "asked", [("elsewhere", "book", "1")]),
        ([NAME], "asked", []),
    ],
)
def test_what_is_not_enough_is_refused(
    shelf: Shelf, by: User, names: list[str], why: str, chosen: Any
) -> None:
    with pytest.raises(NotPossible):
        withdraw(names, by=by, why=why, chosen=chosen)
    assert len(shelf.shown) == 3


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_other_roles_neither_search_nor_withdraw_nor_lift(
    shelf: Shelf, by: User, role: Role
) -> None:
    other = UserFactory(roles=[role])
    withdrawal = withdraw([NAME], by=by, why="asked")
    with pytest.raises(NotAllowed):
        withdrawals.find([NAME], by=other)
    with pytest.raises(NotAllowed):
        withdraw([NAME], by=other, why="asked")
    with pytest.raises(NotAllowed):
        lift(withdrawal, by=other, why="asked")


def test_lifting_puts_back_in_every_room_once(shelf: Shelf, by: User) -> None:
    withdrawal = withdraw([NAME], by=by, why="asked")
    with pytest.raises(NotPossible, match="Give the reason"):
        withdrawals.ask_to_lift(withdrawal, by=by, why="")
    with pytest.raises(NeedsSecondPerson):
        withdrawals.lift(withdrawal, by=by, why="she changed her mind")
    assert set(shelf.shown) == {"2", "3"}
    lifted = lift(withdrawal, by=by, why="she changed her mind")
    assert set(shelf.shown) == {"1", "2", "3"}
    done = {"room": "shelf", "language": "en", "done": ["book 1 put back"]}
    assert done in lifted.lift_receipts
    assert Decision.objects.filter(verb="lift_withdrawal").count() == 1
    with pytest.raises(NotPossible, match="already"):
        lift(withdrawal, by=by, why="again")


def test_a_request_that_speaks_of_somebody_is_erased_only_if_chosen(by: User) -> None:
    text = f"Take {NAME} away, please."
    request = receive_request("case", "V-0042", "removal", text, contact="x@example.org")
    (keeper, holdings), *_ = [h for h in withdrawals.find([NAME], by=by) if h[1]]
    assert [(keeper.room, h.kind, h.ticked) for h in holdings] == [("trust", "request", False)]
    chosen = [("trust", "request", str(request.pk))]
    withdrawal = withdraw([NAME], by=by, why="done", chosen=chosen)
    request.refresh_from_db()
    assert NAME not in request.text
    assert not request.has_contact
    assert not Sealed.objects.exists()
    assert Request.objects.count() == 1
    lifted = {r["room"]: r["done"] for r in lift(withdrawal, by=by, why="back").lift_receipts}
    assert "for good" in lifted["trust"][0]


def test_what_stays_at_the_desk_is_said(shelf: Shelf, by: User) -> None:
    UserFactory(display_name=NAME)
    record("reject", "case", "case-1", by=by, why=f"{NAME} says so")
    record("import_again", "case", "V-0042", by=by, before={"1/victim.name": NAME})
    record("import_again", "case", "V-0043", by=by, after={"1/victim.name": [NAME]})
    withdrawal = withdraw([NAME], by=by, why="asked")
    still = " ".join(receipt(withdrawal, "trust")["still"])
    assert "colleague" in still
    assert "3 decisions hold the name" in still


def test_an_address_of_a_colleague_is_said(shelf: Shelf, by: User) -> None:
    UserFactory(email="casilda@desk.example")
    shelf.shown["5"] = "casilda@desk.example"
    chosen = [("shelf", "book", "5")]
    withdrawal = withdraw(["casilda@desk.example"], by=by, why="asked", chosen=chosen)
    assert "colleague" in " ".join(receipt(withdrawal, "trust")["still"])


@pytest.mark.parametrize("why", [f"{NAME} asked", "the family of CASILDA  ORDUNA VELA asked"])
def test_a_reason_that_says_the_name_is_refused(shelf: Shelf, by: User, why: str) -> None:
    with pytest.raises(NotPossible, match="Leave the name out"):
        withdraw([NAME], by=by, why=why)
    assert len(shelf.shown) == 3
    assert not Decision.objects.exists()


def test_a_reason_may_say_the_number_of_a_case(by: User) -> None:
    with pytest.raises(NotPossible, match="No room holds"):
        withdraw(["V-0042"], by=by, why="V-0042 endangers somebody")
