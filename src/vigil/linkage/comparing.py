"""Two accounts compared: what speaks for one attack, what against it, what forbids it.

Every feature is 0 when it says nothing, so that a missing value counts neither way.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vigil.linkage import days
from vigil.linkage.names import AGREE, DISAGREE, best_likeness, is_full, sound_pairs
from vigil.linkage.profiles import Profile
from vigil.linkage.texts import Floats, Ints, Vectors, cosines

FEATURES = (
    "text",
    "title",
    "entities",
    "name_pairs",
    "entities_across",
    "name_pairs_across",
    "named_far",
    "copy",
    "other_language",
    "published_gap",
    "published_far",
    "published_unknown",
    "text_ages_shared",
    "text_ages_differ",
    "names_agree",
    "names_told",
    "names_differ",
    "day_same",
    "day_near",
    "day_far",
    "fresh_apart",
    "day_to_published",
    "published_before",
    "place_same",
    "place_near",
    "place_far",
    "country_differs",
    "ages_agree",
    "ages_differ",
    "counts_agree",
    "counts_differ",
    "method_same",
    "method_differs",
)

NEAR_KM = 30.0
FAR_KM = 150.0
"""Two towns this far apart on one day are two attacks."""
FAR_DAYS = 10
"""Two fresh reports whose precise days lie further apart than this tell of two attacks."""
COPY = 0.9
"""Near-duplicate texts tell one story, whatever was read from them."""
ALIKE = 0.3
"""Cosine up to which likeness counts fully; beyond, it tells how much was copied, not more."""
KIN = 0.2
"""Cosine over capitalised words from which two texts speak of the same people and places."""
KIN_ACROSS = 0.12
"""The same where the languages differ, and months, peoples and offices are written differently."""
_NEAR_DAYS = 2
_MONTH = 30


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs of rows, a row of `features` (columns as in FEATURES) each, and the forbidden."""

    left: Ints
    right: Ints
    features: Floats
    vetoes: dict[int, str]
    """Number of a pair -> why these two can never be one attack."""


def compare(
    batch: Sequence[Profile],
    vectors: Vectors,
    copies: dict[tuple[int, int], float],
    pairs: Sequence[tuple[int, int]],
) -> Compared:
    """Compare pairs of profiles, given by their rows."""
    left = np.array([a for a, _ in pairs], dtype=np.int64)
    right = np.array([b for _, b in pairs], dtype=np.int64)
    text = cosines(vectors.text, left, right)
    entities = cosines(vectors.entities, left, right)
    columns = {
        "text": np.minimum(text, ALIKE),
        "title": cosines(vectors.title, left, right),
        "entities": np.minimum(_or_words(batch, entities, text, left, right), ALIKE),
        "name_pairs": cosines(vectors.pairs, left, right),
    }
    features = np.zeros((len(pairs), len(FEATURES)))
    for name, values in columns.items():
        features[:, FEATURES.index(name)] = values
    vetoes = {}
    for number, (a, b) in enumerate(pairs):
        told = _told(batch[a], batch[b])
        told["copy"] = copies.get((a, b), 0.0)
        told["name_pairs"] = features[number, FEATURES.index("name_pairs")]
        told["entities"] = float(entities[number])
        told.update(_across(told))
        for name in told.keys() - columns.keys():
            features[number, FEATURES.index(name)] = told[name]
        if why := veto(batch[a], batch[b], told):
            vetoes[number] = why
    return Compared(left, right, features, vetoes)


def veto(a: Profile, b: Profile, told: dict[str, float]) -> str | None:
    """Return why two accounts can never be one attack; None when they can.

    Two accounts of one report are two attacks, by what an account is. The other reasons rest on
    what a machine read, and yield where the texts speak against it: other victims, when one text
    names the other's victim, or they share rare names; other places and days, when the texts are
    copies, or speak of the same people and places.
    """
    if a.report_id == b.report_id:
        return "same_report"
    if told["names_agree"] or told["names_told"]:
        return None
    named = told["names_differ"] and a.all_named and b.all_named and a.victims == b.victims
    if named and told["name_pairs"] < KIN:
        return "other_victims"
    kin = KIN_ACROSS if told["other_language"] else KIN
    if not (a.fresh and b.fresh) or told["copy"] >= COPY or told["entities"] >= kin:
        return None
    assert a.when
    assert b.when
    apart = days.gap(a.when, b.when)
    if apart > FAR_DAYS:
        return "other_day"
    return "other_place" if apart <= 1 and told["place_far"] else None


def _told(a: Profile, b: Profile) -> dict[str, float]:
    return {
        **_published(a, b),
        **_people(a, b),
        **_day(a, b),
        **_place(a, b),
        **_agreement("method", *(_known(p.method) for p in (a, b))),
        "other_language": float(bool(a.language and b.language) and a.language != b.language),
    }


def _known(method: str) -> str | None:
    return None if method in ("unknown", "other") else method


def _agreement(name: str, one: object, two: object) -> dict[str, float]:
    if one is None or two is None:
        return {}
    return {f"{name}_same": float(one == two), f"{name}_differs": float(one != two)}


def _published(a: Profile, b: Profile) -> dict[str, float]:
    if a.published is None or b.published is None:
        return {"published_unknown": 1.0}
    apart = abs(a.published - b.published)
    return {
        "published_gap": math.log1p(apart),
        "published_far": max(0.0, math.log((1 + apart) / _MONTH)),
    }


def _people(a: Profile, b: Profile) -> dict[str, float]:
    told = {"names_agree": 0.0, "names_differ": 0.0}
    if a.text_ages and b.text_ages:
        shared = len(a.text_ages & b.text_ages)
        told["text_ages_shared"] = min(shared, 3) / min(3, len(a.text_ages), len(b.text_ages))
        told["text_ages_differ"] = float(not shared)
    told["names_told"] = float(_tells(a, b) or _tells(b, a))
    if a.names and b.names:
        likeness = best_likeness(a.names, b.names)
        told["names_agree"] = likeness if likeness >= AGREE else 0.0
        told["names_differ"] = float(likeness < DISAGREE)
    if a.ages and b.ages:
        nearest = min(abs(x - y) for x in a.ages for y in b.ages)
        told["ages_agree"] = float(nearest == 0)
        told["ages_differ"] = min(max(nearest - 1, 0), 10) / 10
    if a.killed and b.killed:
        told["counts_agree"] = float(a.killed == b.killed)
        told["counts_differ"] = min(abs(a.killed - b.killed), 3) / 3
    return told


def _or_words(
    batch: Sequence[Profile], entities: Floats, text: Floats, left: Ints, right: Ints
) -> Floats:
    """Let all words stand for names where a text has no capitals to tell them by."""
    bare = np.array([not profile.entities for profile in batch], dtype=bool)
    if not len(left):
        return entities
    return np.where(bare[left] | bare[right], text, entities)


def _across(told: dict[str, float]) -> dict[str, float]:
    """Names in common where languages differ, or months lie between: other words tell little.

    Two languages hardly copy each other: there likeness counts beyond what a copy explains.
    """
    named = max(told["names_agree"], told["names_told"], told["name_pairs"])
    across: dict[str, float] = {"named_far": named * told.get("published_gap", 0.0)}
    if told["other_language"]:
        across["entities_across"] = told["entities"]
        across["name_pairs_across"] = told["name_pairs"]
    return across


def _tells(a: Profile, b: Profile) -> bool:
    """Tell whether a's text has a name that sounds like the full name of one of b's victims."""
    return any(
        is_full(name) and not a.sounds.keys().isdisjoint(sound_pairs(name)) for name in b.names
    )


def _day(a: Profile, b: Profile) -> dict[str, float]:
    if a.when is None or b.when is None:
        return _day_to_published(a, b)
    apart = days.gap(a.when, b.when)
    precise = days.is_day(a.when) and days.is_day(b.when)
    return {
        "day_same": float(precise and apart == 0),
        "day_near": float(0 < apart <= _NEAR_DAYS),
        "day_far": math.log1p(max(0, apart - _NEAR_DAYS)),
        "fresh_apart": math.log1p(max(0, apart - FAR_DAYS)) if a.fresh and b.fresh else 0.0,
    }


def _day_to_published(a: Profile, b: Profile) -> dict[str, float]:
    """Where only one report dates the attack: did the other come out soon after that day?"""
    if a.when is None:
        a, b = b, a
    if a.when is None or b.published is None:
        return {}
    late = b.published - a.when[0]
    return {
        "published_before": float(b.published < a.when[0]),
        "day_to_published": math.log1p(max(0, late)),
    }


def _place(a: Profile, b: Profile) -> dict[str, float]:
    told = {"place_far": 0.0, "place_same": float(bool(a.place) and a.place == b.place)}
    if a.country and b.country and a.country != b.country:
        told["country_differs"] = 1.0
    if a.point and b.point:
        apart = kilometres(a.point, b.point)
        told["place_near"] = float(apart <= NEAR_KM)
        told["place_far"] = float(apart > FAR_KM)
        told["place_same"] *= told["place_near"]
    elif a.admin1 and b.admin1 and a.admin1 != b.admin1:
        told["place_same"] = 0.0
    return told


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points given by latitude and longitude."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
