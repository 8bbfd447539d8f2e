"""Keyed digests of a pass and a question: they count votes and find one's own, and name nobody.

What is digested holds the uid of a registration, 128 random bits that the database holds too. So
the digest needs the installation's secret and its digest key, which lie outside the database: who
has the database alone cannot tell which registration a vote or a question belongs to. It differs
for each question, so that votes and questions of one person cannot be told to be of one person.
"""

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings

from vigil.trust.vault import keys
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.withdrawals.names_in_texts import plain


@dataclass(frozen=True)
class QuestionDigests:
    """Makes the digests of one request: the key is read once."""

    key: bytes

    @classmethod
    def ready(cls) -> "QuestionDigests":
        """Return what makes digests. Raises NotPossible (the digest key is not here)."""
        secret = settings.SECRET_KEY.encode()
        return cls(hmac.digest(keys.digest_key(), secret, "sha256"))

    def of_asker(self, question_uid: str, pass_uid: str) -> str:
        """Return by what somebody's own question is found: 64 hex digits."""
        return self._made(f"asked {question_uid} {pass_uid}")

    def of_voter(self, question_uid: str, pass_uid: str) -> str:
        """Return under what somebody's vote for a question is counted: 64 hex digits."""
        return self._made(f"voted {question_uid} {pass_uid}")

    def _made(self, said: str) -> str:
        return hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest()


def name_digest(name: str) -> str:
    """Return by what a withdrawal finds a name in the vault, in any capitals and accents.

    Slow: 44 ms of a core. Raises NotPossible (the digest key is not here).
    """
    return identifier_digest(f"question name {plain(name)}")
