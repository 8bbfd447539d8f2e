"""What remembrance holds about people, and what a withdrawal does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.casefile.models import VictimName
from vigil.casefile.people.name_matching import fold
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.witness.models import NameSpelling, Reminder, Standing
from vigil.witness.reminders.letters import KIND
from vigil.witness.reminders.verbs import leave, reminders_to

_FOLLOWS = "made again by names/projection.py, in the transaction of the case file's withdrawal"


class RemembranceKeeper:
    """Who asked to be reminded, found by their address. Names follow the case file."""

    room = "remembrance"
    label = gettext_lazy("Remembrance")
    models = frozenset({"witness.Reminder"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the reminders to one of these addresses."""
        return [
            Holding(
                kind=KIND,
                key=reminder.uid,
                label=str(reminder),
                what=_("Nobody sees it. The address would be removed, and no letter go out."),
            )
            for reminder in reminders_to([name for name in names if "@" in name])
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Remove the address and the reminder."""
        if reminder := Reminder.objects.filter(uid=holding.key).first():
            leave(reminder, why=act.withdrawal.why)
        return _("the reminder ended, its address removed for good")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Return that what was removed does not come back."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("ended reminders are gone for good")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return whether the list of names still has one of these, and which copies may have it."""
        folded = [fold(name) for name in names]
        sentences = []
        if n := _remembered_as(folded):
            said = ngettext(
                "The list of names holds %(n)d person of this name: left, or somebody else.",
                "The list of names holds %(n)d people of this name: left, or somebody else.",
                n,
            )
            sentences.append(said % {"n": n})
        withdrawn = VictimName.objects.filter(victim__withdrawn=True, victim__outcome="killed")
        if withdrawn.filter(folded__in=folded).exists():
            sentences.append(
                _("Calendars hold the name until they ask again; printed rolls and cards stay.")
            )
        return sentences


def _remembered_as(folded: Sequence[str]) -> int:
    """Count the people on the list who have one of these spellings, letter by letter."""
    first = {name.split()[0] for name in folded if name}
    rows = NameSpelling.objects.filter(
        name__standing=Standing.REMEMBERED, words__word__in=first
    ).values_list("name", "text")
    return len({pk for pk, text in rows.distinct() if fold(text) in folded})


DERIVED: Final = {f"witness.{model}": _FOLLOWS for model in ("Name", "NameSpelling", "NameWord")}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {
    "witness.NamesState": "the version of all names",
    "witness.Ruling": "what was decided on a person of the case file: digests, no name",
}
"""Model -> why nobody can be found in it."""
