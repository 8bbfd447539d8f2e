"""What was told in confidence, as far as withdrawing a person is concerned: never public."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy, ngettext

from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.witness.models import Testimony

State = Testimony.State


class TestimonyKeeper:
    """Testimonies are sealed: no name is looked for in them, and none of them is shown to anybody.

    Who told something takes it back by the code; the desk destroys it on its own screen.
    """

    room = "testimony"
    label = gettext_lazy("Testimony")
    models = frozenset({"witness.Testimony", "witness.TestimonyMessage", "witness.TestimonyFile"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return nothing: looking for a name would open what people told in confidence."""
        return []

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Refuse: nothing is found, so nothing can be asked for."""
        raise ValueError("no testimony is withdrawn by a name")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Say nothing: no withdrawal changed anything here."""
        return []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return how many are sealed, in which names are not looked for."""
        n = Testimony.objects.exclude(state__in=(State.WITHDRAWN, State.DESTROYED)).count()
        if not n:
            return []
        return [
            ngettext(
                "%(n)d testimony lies sealed in the vault, and is never public. Names are not "
                "looked for in it.",
                "%(n)d testimonies lie sealed in the vault, and are never public. Names are not "
                "looked for in them.",
                n,
            )
            % {"n": n}
        ]
