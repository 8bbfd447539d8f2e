"""Geocoding: which place each place name of a text means.

`Geocoder.load().geocode(documents)` answers a list of `Located | None` for each document.
"""

from vigil.reading.intake.geocoding.geocoder import Geocoder, Located
from vigil.reading.intake.geocoding.toponyms import Document, Toponym

__all__ = ["Document", "Geocoder", "Located", "Toponym"]
