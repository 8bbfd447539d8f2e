"""What the texts on lives hold about people, and what a withdrawal does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says, that_say
from vigil.witness.models import Life

KIND: Final = "life"
"""What decisions call a text on a life. Their key is its `uid`."""


class LivesKeeper:
    """Texts on lives that say a name. The page of a person follows the case file."""

    room = "lives"
    label = gettext_lazy("Texts on lives")
    models = frozenset({"witness.Life"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the texts that say one of these names."""
        rows = that_say(Life.objects.all(), ["text", "public_text"], names)
        return [
            Holding(
                kind=KIND,
                key=life.uid,
                label=str(life),
                what=_(
                    "The text says the name. If you withdraw it, nobody sees it, not even editors."
                ),
            )
            for life in rows
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a text from everybody, its editors too."""
        life = Life.objects.select_for_update().get(uid=holding.key)
        life.withdrawals = sorted({*life.withdrawals, act.withdrawal.pk})
        life.save(update_fields=["withdrawals"])
        record("withdraw_life", KIND, life.uid, by=act.by, why=act.withdrawal.why)
        return _("nobody sees the text now, not even editors")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show the texts again, as far as they may be shown today."""
        done = []
        for life in Life.objects.select_for_update().exclude(withdrawals=[]).order_by("pk"):
            if withdrawal.pk in life.withdrawals:
                life.withdrawals = [pk for pk in life.withdrawals if pk != withdrawal.pk]
                life.save(update_fields=["withdrawals"])
                record("lift_life", KIND, life.uid, by=by, why=withdrawal.lift_why)
                done.append(_("the text is shown again, as far as it may be"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the texts that readers may see and that say one of these names."""
        rows = [row for row in Life.objects.exclude(public_text="") if not row.withdrawals]
        n = sum(says([row.public_text], names) for row in rows)
        if not n:
            return []
        said = ngettext(
            "%(n)d text on a life still says the name.",
            "%(n)d texts on lives still say the name.",
            n,
        )
        return [said % {"n": n}]


WITHOUT_PERSONAL_DATA: Final = {
    "witness.FormerAddress": "an address that a person had before: it says no name"
}
"""Model -> why nobody can be found in it."""

LOG: Final = LogWords(
    verbs={
        "lift_life": pgettext_lazy("decision", "show the text on a life again"),
        "withdraw_life": pgettext_lazy("decision", "withdraw a text on a life with somebody in it"),
    },
    kinds={KIND: pgettext_lazy("decision", "text on a life")},
)
