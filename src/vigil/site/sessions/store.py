"""Store sessions in the database, under a digest of the key in the cookie.

Whoever reads the database, or a backup of it, enters as nobody who is signed in.
"""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from vigil.trust.sessions.verbs.sessions import kept_as

OF_STRANGERS: Final = timedelta(minutes=15)
"""How long a session lasts in which nobody is signed in yet, as one that waits for a passkey.

Anybody can have one made, as often as they like: few may stand in the database at a time.
"""


class SessionStore(db.SessionStore):
    """Finds a session by the digest of its key. Only the cookie holds the key itself.

    Vigil is served by threads: the ways of the base class to ask without waiting find nothing.
    """

    def _get_session_from_db(self) -> Session | None:
        kept = kept_as(str(self.session_key))
        row = Session.objects.filter(session_key=kept, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session of this key."""
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row in which the session is kept."""
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        if SESSION_KEY not in data:
            row.expire_date = min(row.expire_date, timezone.now() + OF_STRANGERS)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session, this one if no other is named."""
        if key := session_key or self.session_key:
            super().delete(kept_as(key))
