"""What a probability rests on: shares of a pair's log-odds as codes that a screen puts in words."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.comparing import NEAR_DAYS, compare
from vigil.reading.linkage.distances import kilometres
from vigil.reading.linkage.model import Model
from vigil.reading.linkage.profile_columns import UNKNOWN_DAY
from vigil.reading.linkage.words import Ints

LEAST_SHARE = 0.3
"""Share of the log-odds below which a reason is not worth a word."""
MOST = 5
"""At most so many reasons are given, the weightiest first."""

_KINDS = {
    "name": ("names_agree", "names_told", "named_far"),
    "other_name": ("names_differ",),
    "shared_names": (
        *("entities", "name_pairs", "entities_across", "name_pairs_across", "names_across"),
    ),
    "suspect": ("suspects_told",),
    "street": ("streets", "streets_differ"),
    "day": ("day_same", "day_near", "day_far", "fresh_apart"),
    "place": ("place_same", "place_near", "place_far", "country_differs"),
    "age": ("ages_agree", "ages_differ"),
    "text": ("text", "title", "copy", "concepts_across"),
    "count": ("counts_agree", "counts_differ"),
    "method": ("method_same", "method_differs"),
    "published": ("published_gap", "published_far"),
}


class ScoreReason(NamedTuple):
    """One reason: a code, and for distances the days or kilometres."""

    code: str
    number: int | None = None


def explain(batch: Batch, left: Ints, right: Ints, model: Model) -> list[list[ScoreReason]]:
    """Return what speaks for and against each pair being one attack, the weightiest first.

    Only what was found is told: a share whose sign contradicts its fact (what two features say
    together) is left out.
    """
    compared = compare(batch, left, right)
    apart = _days_apart(batch, left, right)
    distance = kilometres(*(np.stack([batch["lat"][s], batch["lon"][s]]) for s in (left, right)))
    told = []
    for number, row in enumerate(compared.features):
        own = bool(compared.siblings[number])
        shares = (model.siblings if own else model).reasons(row)
        km = None if np.isnan(distance[number]) else round(float(distance[number]))
        days = None if apart[number] < 0 else int(apart[number])
        found = sorted(_told(shares, days, km), key=lambda one: (-one[0], one[1]))
        first = [ScoreReason("one_report")] if own else []
        reasons = [*first, *(reason for _, reason in found[:MOST])]
        if compared.unproven[number]:
            reasons += _unproven(reasons, days)
        told.append(reasons)
    return told


def _unproven(reasons: Iterable[ScoreReason], days: int | None) -> Iterable[ScoreReason]:
    """Give what is said of a pair without evidence: days apart are why, whatever their share."""
    if days is not None and days > NEAR_DAYS and ScoreReason("days_apart", days) not in reasons:
        yield ScoreReason("days_apart", days)
    yield ScoreReason("unproven")


def _told(
    shares: Mapping[str, float], days: int | None, km: int | None
) -> Iterable[tuple[float, ScoreReason]]:
    """Give reasons with their weights; a feature without a share is not found."""
    for kind, features in _KINDS.items():
        share = sum(shares.get(name, 0.0) for name in features)
        reason, speaks_for = _fact(kind, shares, days, km)
        if reason and abs(share) >= LEAST_SHARE and (share > 0) == speaks_for:
            yield abs(share), reason


def _fact(
    kind: str, shares: Mapping[str, float], days: int | None, km: int | None
) -> tuple[ScoreReason | None, bool]:
    """Return what was found of a kind, and whether it speaks for one attack."""
    if kind == "name":
        return ScoreReason("same_name" if "names_agree" in shares else "name_in_text"), True
    if kind == "other_name":
        return ScoreReason("other_name"), False
    if kind == "shared_names":
        return ScoreReason("shared_names"), True
    if kind == "suspect":
        return ScoreReason("suspect_in_text"), True
    if kind == "street":
        found = "same_street" if "streets" in shares else "other_street"
        return ScoreReason(found), "streets" in shares
    if kind == "day" and days is not None:
        return (
            (ScoreReason("same_day"), True)
            if days == 0
            else (ScoreReason("days_apart", days), days <= NEAR_DAYS)
        )
    if kind == "place":
        return _place(shares, km)
    if kind == "text":
        return ScoreReason("copied_text" if "copy" in shares else "alike_texts"), True
    if kind == "published":
        return ScoreReason("published_apart"), False
    agree = {"age": "ages_agree", "count": "counts_agree", "method": "method_same"}.get(kind)
    if agree is None:
        return None, True
    return (
        (ScoreReason(f"same_{kind}"), True)
        if agree in shares
        else (ScoreReason(f"other_{kind}"), False)
    )


def _place(shares: Mapping[str, float], km: int | None) -> tuple[ScoreReason | None, bool]:
    if km:
        return ScoreReason("km_apart", km), "place_near" in shares or "place_same" in shares
    if "place_same" in shares or km == 0:
        return ScoreReason("same_place"), True
    return (ScoreReason("other_country"), False) if "country_differs" in shares else (None, True)


def _days_apart(batch: Batch, left: Ints, right: Ints) -> Ints:
    """Return the days between the attacks; -1 where one is unknown, or not a single day."""
    first, last = batch["first"].astype(np.int64), batch["last"].astype(np.int64)
    known = (first != UNKNOWN_DAY) & (first == last)
    apart: Ints = np.where(known[left] & known[right], np.abs(first[left] - first[right]), -1)
    return apart
