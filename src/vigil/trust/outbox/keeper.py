"""What letters hold of people, and what withdrawing a person does with them."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter, User, Withdrawal
from vigil.trust.outbox.verbs.letters import (
    SEALED_TEXT_FIELD,
    address_digest,
    empty_letter,
    lets_in,
)
from vigil.trust.rooms import house
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_many_to_act
from vigil.trust.withdrawals.names_in_texts import SHORTEST, says, that_say


class LetterKeeper:
    """Letters to a person, or that name one."""

    label = gettext_lazy("Letters")
    room = "outbox"
    models = frozenset({"trust.Letter", "trust.LetterFile"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the letters whose text has a name, or that go to one of these addresses."""
        letters = Letter.objects.exclude(state=Letter.State.DISCARDED)
        digests = [address_digest(name) for name in names if "@" in name]
        found = that_say(letters, ("body",), names) | letters.filter(to_digest__in=digests)
        found |= letters.filter(uid__in=_sealed_that_say(letters, names))
        return [
            Holding(
                kind="letter",
                key=letter.uid,
                label=_label(letter),
                what=_("Its text and address would be removed; one that waits does not go."),
                ticked=letter.state != Letter.State.SENT,
            )
            for letter in found.distinct()
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Empty a letter; one that has not gone out is discarded."""
        letter = Letter.objects.select_for_update().get(uid=holding.key)
        gone = (Letter.State.SENT, Letter.State.SENDING, Letter.State.CAPTURED)
        if letter.state not in gone:
            letter.state = Letter.State.DISCARDED
            letter.save(update_fields=["state"])
        empty_letter(letter, why=act.withdrawal.why)
        record("empty_letter", "letter", letter.uid, by=act.by, why=act.withdrawal.why)
        if letter.state == Letter.State.SENT:
            return _("text and address removed here; the letter was sent and cannot be called back")
        return _("text and address of the letter removed")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Say that what was removed does not come back."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("removed texts of letters are gone for good")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Say that what went out cannot be called back."""
        digests = [address_digest(name) for name in names if "@" in name]
        sent = Letter.objects.filter(state=Letter.State.SENT)
        if (that_say(sent, ("body",), names) | sent.filter(to_digest__in=digests)).exists():
            return [_("A letter that was sent cannot be called back.")]
        return []


def _sealed_that_say(letters: QuerySet[Letter], names: Sequence[str]) -> list[str]:
    """Return the ids of sealed letters whose text has a name, of the kinds that are searched.

    They are opened for it, if there are any; where that is not possible here, any may say it.
    """
    kinds = [kind for kind, stated in house.letter_kinds().items() if stated.searched]
    found = (
        _of_kind_that_say(letters.filter(kind=kind, sealed=True), kind, names) for kind in kinds
    )
    return [uid for uids in found for uid in uids]


def _of_kind_that_say(letters: QuerySet[Letter], kind: str, names: Sequence[str]) -> list[str]:
    uids = list(letters.values_list("uid", flat=True))
    if not uids or all(len(name) < SHORTEST for name in names):
        return []
    about = Subject("letter", kind)
    try:
        texts = open_many_to_act(
            "letter", SEALED_TEXT_FIELD, uids, about=about, why="to look for a name"
        )
    except NotPossible:
        return uids
    return [uid for uid, text in texts.items() if says([text], names)]


def _label(letter: Letter) -> str:
    """Show a letter by its first words, but not one that may let somebody in."""
    return str(letter) if lets_in(letter) else f"{letter}: {letter.body[:120]}"


LOG: Final = LogWords(
    verbs={
        "empty_letter": pgettext_lazy("decision", "remove the text of a letter"),
    },
    reasons={
        "to look for a name": pgettext_lazy("decision", "to look for a name"),
    },
)
