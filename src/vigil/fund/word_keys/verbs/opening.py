"""Open a party's own page by its key."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.models import WordKey
from vigil.fund.word_keys import passes
from vigil.fund.word_keys.hashing import digest_of_key
from vigil.fund.word_keys.typed_keys import read_key
from vigil.trust.access.errors import NotPossible


class WrongKey(NotPossible):
    """No page opens with this key."""


@dataclass(frozen=True)
class OpenedPage:
    """The fresh address that a key opened; `only_new_key` if it came from a paper slip."""

    token: str
    only_new_key: bool


def open_by_key(typed: str, language: str) -> OpenedPage:
    """Return a fresh address of the page that a key opens.

    A key that opens nothing takes as long as one that does. Raises UnreadableKey, WrongKey,
    TooManyTries.
    """
    digest = digest_of_key(read_key(typed, language))
    with transaction.atomic():
        usable = Q(tried_at__isnull=False) | Q(once=True, expires_at__gt=timezone.now())
        rows = WordKey.objects.filter(usable, digest=digest, party__removed_at=None)
        row = rows.select_related("party").first()
        if row is None:
            raise WrongKey(
                _("No page opens with this key. Compare each part with what you wrote down.")
            )
        return OpenedPage(passes.new_pass(row.party, only_new_key=row.once), row.once)
