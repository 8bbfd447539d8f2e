"""Write a public case for lists in files and in the API: codes and numbers, not words.

It is written from the row of `PublicCase` alone, which holds nothing that may not be shown.
"""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import override

from vigil.publication.cases.summary import place_of, title_of
from vigil.publication.models import PublicCase
from vigil.publication.record.labels import UNKNOWN, date_text, value_label
from vigil.publication.record.people import counted_values

VALUES = (
    *("event", "method", "motive", "organised_crime_link", "contract_or_reward", "impunity"),
    *("why_targeted", "place_type"),
)
COUNTS = {
    "people": "n_people",
    "named": "n_named",
    "killed": "n_killed",
    "survived": "n_survived",
    "targets": "n_targets",
    "targets_killed": "n_targets_killed",
    "targets_survived": "n_targets_survived",
}
PLACE = {
    "name": "place",
    "admin1": "admin1",
    "country": "country",
    "precision": "place_precision",
    "lat": "lat",
    "lon": "lon",
}


def address_of(public_id: str) -> str:
    """Return the permanent path of a case: the English one, which has no language prefix."""
    before, after = _around(get_script_prefix())
    return f"{before}{quote(public_id)}{after}"


@cache
def _around(_prefix: str) -> tuple[str, str]:
    """Return what stands before and after the id. A list asks for hundreds of addresses."""
    with override("en"):
        before, _id, after = reverse("case", args=["V-0000"]).partition("V-0000")
    return before, after


def entry_of(row: PublicCase, site: str) -> dict[str, Any]:
    """Write a case with the details of a list. `site` is the address of the site without a path.

    What was not coded is null. A code such as "unknown" or "unclear" is kept as it is.
    """
    return {
        "id": row.public_id,
        "url": site + address_of(row.public_id),
        "date": _date(row),
        "place": {
            **{name: getattr(row, field) or None for name, field in PLACE.items()},
            "lat": row.lat,
            "lon": row.lon,
            "coarsened": row.coarsened,
        },
        "values": {name: getattr(row, name) or None for name in VALUES},
        "justice": {"checked_year": row.checked_year, "judged_year": row.judged_year},
        "people": [_person(person) for person in row.people],
        "counts": {name: getattr(row, field) for name, field in COUNTS.items()},
        "basis": row.basis,
        "contested": row.contested,
        "headline": row.headline,
        "published_at": _moment(row.published_at),
        "changed_at": _moment(row.changed_at),
        "digest": row.digest,
    }


def labels_of(row: PublicCase) -> dict[str, Any]:
    """Write the words of a case in the active language: title, date, place and values."""
    values = {name: getattr(row, name) for name in VALUES}
    return {
        "title": title_of(row.people),
        "date": date_text(row.date) or None,
        "place": place_of(row) or None,
        "values": {
            name: value_label(name, value) if value not in UNKNOWN else None
            for name, value in values.items()
        },
    }


def _date(row: PublicCase) -> dict[str, Any] | None:
    if not row.date:
        return None
    return {
        "value": row.date,
        "from": row.date_from.isoformat() if row.date_from else None,
        "to": row.date_to.isoformat() if row.date_to else None,
    }


def _person(person: dict[str, Any]) -> dict[str, Any]:
    low, high = person["age"]
    return {
        "names": person["names"],
        "named": person["named"],
        "minor": person["minor"],
        "outcome": person["outcome"] or None,
        "target_category": person["category"] or None,
        "role": person["role"] or None,
        "age": None if low is None and high is None else {"low": low, "high": high},
        "age_group": counted_values(person)["age_group"] or None,
        "gender": person["gender"] or None,
    }


def _moment(moment: Any) -> str:
    return str(moment.isoformat(timespec="seconds")).replace("+00:00", "Z")
