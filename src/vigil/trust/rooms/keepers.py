"""Keepers find what a room holds of a person, and withdraw it.

A room states its keepers in its `room.py`. A model that no keeper answers for must be listed there
with the reason why nobody can be found in it (`without_personal_data`), or repeat rows of another
model in the same transaction (`derived`): a test walks all models and fails otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

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
class WithdrawalAct:
    """One withdrawal, as it is handed to every room."""

    names: Sequence[str]
    withdrawal: "Withdrawal"
    by: "User"
    left: Sequence[Holding]
    """What this room holds and somebody chose to leave: a namesake's, it may be."""


class Keeper(Protocol):
    """What a room answers. Each answer is given inside the transaction of the withdrawal."""

    room: str
    """By which receipts name it, for good."""
    models: frozenset[str]
    """Labels of the models it answers for, as `app_label.ModelName`."""

    @property
    def label(self) -> str | Promise:
        """What people call what it keeps."""

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return what the room holds under any of these names (or ids), in any spelling."""

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Take a holding away from the public; say what was done, without a name."""

    def lift(self, withdrawal: "Withdrawal", by: "User") -> list[str]:
        """Take back what `withdraw` did for a withdrawal; say what, without a name.

        Why it is lifted stands in `withdrawal.lift_why`.
        """

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Say what is still public under these names, or cannot be taken back. Without a name.

        Asked after every room has withdrawn.
        """
