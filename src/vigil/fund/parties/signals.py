"""The event that the visibility of a party has changed."""

from typing import Final

from vigil.fund.models import Party
from vigil.trust.rooms.events import Event

PARTY_CHANGED: Final = Event[Party]("a party was hidden or removed")
"""Told with the party, once its level is set or it was removed: what is published follows."""
