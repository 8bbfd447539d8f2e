"""Geocoding: which place each place name of a text means.

`Geocoder.load().geocode(documents)` answers a list of `Located | None` for each document.
"""

from vigil.intake.geocoding.clues import Document, Toponym
from vigil.intake.geocoding.geocoder import Geocoder, Located

__all__ = ["Document", "Geocoder", "Located", "Toponym"]
