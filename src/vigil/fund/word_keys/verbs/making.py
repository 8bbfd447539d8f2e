"""Make a key for a party, try it once, and end it."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.models import KeyLoss, Party, WordKey
from vigil.fund.parties.locking import locked
from vigil.fund.parties.models.party import PARTY
from vigil.fund.word_keys.hashing import digest_of_key
from vigil.fund.word_keys.typed_keys import NewKey, new_key, read_key
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.log_words import LogWords

UNTRIED_FOR: Final = timedelta(hours=1)
"""How long a key that was shown waits to be typed."""


def make_key(party: Party, form: str, language: str) -> NewKey:
    """Make a key, to be shown once; it opens nothing before its party typed it (`try_key`).

    A key made before and never typed is forgotten; one that counts stays until then. Raises
    NotPossible if there is no such list of words, or the party was removed.
    """
    made = new_key(form, language)
    digest = digest_of_key(made.text)  # slow: before any lock
    with transaction.atomic():
        party = locked(party)
        party.word_keys.filter(once=False, tried_at=None).delete()
        WordKey.objects.create(
            party=party,
            form=made.form,
            language=made.language,
            digest=digest,
            expires_at=timezone.now() + UNTRIED_FOR,
        )
        record("make_word_key", PARTY, party.uid, by=None)
    return made


def try_key(party: Party, typed: str, language: str) -> WordKey:
    """Let a new key count, because its party typed it. The old key, slips and passes end.

    Raises UnreadableKey (which word is wrong); NotPossible if it is another key, or none waits.
    """
    digest = digest_of_key(read_key(typed, language))
    with transaction.atomic():
        party = locked(party)
        waits = party.word_keys.filter(once=False, tried_at=None)
        waits = waits.filter(expires_at__gt=timezone.now())
        if not waits.exists():
            raise NotPossible(_("The key that was shown is too old. Make another one."))
        row = waits.filter(digest=digest).first()
        if row is None:
            raise NotPossible(
                _("This is not the key that was shown. Type it again, or make another one.")
            )
        party.word_keys.exclude(pk=row.pk).delete()
        party.passes.all().delete()
        row.tried_at, row.expires_at = timezone.now(), None
        row.save(update_fields=["tried_at", "expires_at"])
        end_open_losses(party, KeyLoss.State.ENDED)
        record("begin_word_key", PARTY, party.uid, by=None)
    return row


@transaction.atomic
def end_key(party: Party) -> None:
    """End the key of a party, and all fresh addresses that it opened. Idempotent."""
    party = locked(party)
    if forget_keys(party):
        record("end_word_key", PARTY, party.uid, by=None)


def forget_keys(party: Party) -> int:
    """Delete all keys and fresh addresses of a party; return how many keys there were."""
    party.passes.all().delete()
    return party.word_keys.all().delete()[0]


def end_open_losses(party: Party, state: str) -> None:
    """Close what was asked for because a key was lost."""
    asked = party.key_losses.filter(state__in=(KeyLoss.State.ASKED, KeyLoss.State.GRANTED))
    for row in asked:
        before, row.state = row.state, state
        row.save(update_fields=["state"])
        record(
            "close_key_loss", "key_loss", row.uid, by=None,
            before={"state": before}, after={"state": state},
        )  # fmt: skip


LOG: Final = LogWords(
    verbs={
        "make_word_key": pgettext_lazy("decision", "make a key of words or digits"),
        "begin_word_key": pgettext_lazy("decision", "begin to use a key of words or digits"),
        "end_word_key": pgettext_lazy("decision", "end a key of words or digits"),
        "close_key_loss": pgettext_lazy("decision", "close the request for a new key"),
    },
)
