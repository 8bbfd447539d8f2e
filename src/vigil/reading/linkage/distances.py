"""Distances between places."""

import numpy as np

from vigil.reading.linkage.words import Floats

_EARTH_KM = 12742.0


def kilometres(a: Floats, b: Floats) -> Floats:
    """Return the great-circle distances of points: a row of latitudes, a row of longitudes.

    Not a number where one is unknown.
    """
    (lat1, lon1), (lat2, lon2) = np.radians(a), np.radians(b)
    across = np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    h = np.sin((lat2 - lat1) / 2) ** 2 + across
    apart: Floats = _EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return apart
