"""What withdrawing a person does with stories and campaigns: both are hidden from everybody."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from django.utils.functional import Promise

from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.witness.works.changes import note
from vigil.witness.works.models import Work


class WorksKeeper[W: Work](ABC):
    """Answers for one kind of work. While a withdrawal is in force even its editors see none."""

    room: str
    label: str | Promise
    models: frozenset[str]
    model: type[W]
    withdraw_verb: ClassVar[str]
    lift_verb: ClassVar[str]
    """What the log calls hiding a work, and showing it again."""
    withdrawn: ClassVar[str | Promise]
    lifted: ClassVar[str | Promise]
    """What the receipt of a withdrawal says of each."""
    project: Callable[[W], bool]
    """Brings what readers see of a work up to date."""

    @abstractmethod
    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the works under any of these names, and those that mention them."""

    @abstractmethod
    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the works that still show one of these names."""

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a work from everybody: pages, files, cards, feed, search, and its editors."""
        work = self.model._default_manager.select_for_update().get(uid=holding.key)
        self._set_withdrawals(work, sorted({*work.withdrawals, act.withdrawal.pk}))
        note(self.withdraw_verb, work, by=act.by, why=act.withdrawal.why)
        return str(self.withdrawn)

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Give works back to their editors, and to readers as far as they may be shown today."""
        done = []
        hidden = self.model._default_manager.select_for_update().exclude(withdrawals=[])
        for work in hidden.order_by("pk"):
            if withdrawal.pk not in work.withdrawals:
                continue
            self._set_withdrawals(work, [pk for pk in work.withdrawals if pk != withdrawal.pk])
            note(self.lift_verb, work, by=by, why=withdrawal.lift_why)
            done.append(str(self.lifted))
        return done

    def _set_withdrawals(self, work: W, keys: list[int]) -> None:
        work.withdrawals = keys
        work.save(update_fields=["withdrawals"])
        self.project(work)
