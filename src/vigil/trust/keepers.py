"""The registry of rooms that hold personal data: withdrawing asks every one of them.

A room registers one keeper when it starts. A model that no keeper answers for must be listed
with the reason why nobody can be found in it (`without_personal_data`), or repeat rows of
another room in the same transaction (`derived`): a test walks all models and fails otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from vigil.trust.models import User, Withdrawal


@dataclass(frozen=True)
class Holding:
    """Something that a room holds of a person, or a thing that can be withdrawn as a whole.

    `kind` and `key` name it for good; `label` shows it to somebody at the desk, and may hold
    names; `what` says what withdrawing does with it. `ticked` says whether a search offers it
    ticked: not where it is already away from the public, or where more than a name would go.
    """

    kind: str
    key: str
    label: str
    what: str
    ticked: bool = True


@dataclass(frozen=True)
class Act:
    """One withdrawal, as it is handed to every room."""

    names: Sequence[str]
    withdrawal: "Withdrawal"
    by: "User"
    left: Sequence[Holding]
    """What this room holds and somebody chose to leave: a namesake's, it may be."""


class Keeper(Protocol):
    """What a room answers. Each answer is given inside the transaction of the withdrawal."""

    room: str
    models: frozenset[str]
    """Labels of the models it answers for, as `app_label.ModelName`."""

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return what the room holds under any of these names (or ids), in any spelling."""

    def withdraw(self, holding: Holding, act: Act) -> str:
        """Take a holding away from the public; say what was done, without a name."""

    def lift(self, withdrawal: "Withdrawal", by: "User") -> list[str]:
        """Take back what `withdraw` did for a withdrawal; say what, without a name.

        Why it is lifted stands in `withdrawal.lift_why`.
        """

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Say what is still out under these names, or cannot be taken back. Without a name.

        Asked after every room has withdrawn.
        """


_keepers: dict[str, Keeper] = {}
_bare: dict[str, str] = {}
_derived: dict[str, str] = {}


def register(keeper: Keeper) -> None:
    """Register the keeper of a room. Raises ValueError if the room has one of another kind."""
    there = _keepers.get(keeper.room)
    if there is not None and type(there) is not type(keeper):
        raise ValueError(f"the room {keeper.room} has a keeper already")
    _keepers[keeper.room] = keeper


def without_personal_data(reasons: Mapping[str, str]) -> None:
    """State models in which nobody can be found, each with the reason."""
    _bare.update(reasons)


def derived(reasons: Mapping[str, str]) -> None:
    """State models that repeat rows of another room, each with how they follow at once."""
    _derived.update(reasons)


def registered() -> list[Keeper]:
    """Return the keepers of all rooms, by name."""
    return [_keepers[room] for room in sorted(_keepers)]


def answers_for(label: str) -> list[str]:
    """Return who answers for a model: rooms, or the reason why nobody has to."""
    rooms = [keeper.room for keeper in registered() if label in keeper.models]
    return [*rooms, *(stated[label] for stated in (_bare, _derived) if label in stated)]


def stated_models() -> set[str]:
    """Return every model that any room or list speaks of, so that a gone one is noticed."""
    return {*_bare, *_derived, *(label for keeper in registered() for label in keeper.models)}


def found(names: Sequence[str]) -> list[tuple[Keeper, list[Holding]]]:
    """Ask every room what it holds under these names."""
    return [(keeper, keeper.find(names)) for keeper in registered()]


def still_out(names: Sequence[str]) -> dict[str, list[str]]:
    """Ask every room what is still out under these names."""
    return {keeper.room: keeper.still_shows(names) for keeper in registered()}
