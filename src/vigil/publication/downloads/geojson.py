"""Write cases as GeoJSON (RFC 7946). A case without a precise place has no point."""

from typing import Any, Final

from vigil.publication.models import PublicCase
from vigil.publication.record.entries import entry_of

GEOJSON: Final = "application/geo+json"


def feature_of(row: PublicCase, site: str) -> dict[str, Any]:
    """Write a case as a feature. `place.precision` says what its point means."""
    point = None
    if row.lat is not None and row.lon is not None:
        point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {
        "type": "Feature",
        "id": row.public_id,
        "geometry": point,
        "properties": entry_of(row, site),
    }
