"""Two accounts compared: what speaks for one attack, what against it, what forbids it.

Every feature is 0 when it says nothing, so that a missing value counts neither way. Pairs are
compared many at a time: a feature is a column of numbers.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.distances import kilometres
from vigil.reading.linkage.evidence import SAME_NAMES, unproven
from vigil.reading.linkage.names import AGREE, DISAGREE, Name, best_likeness
from vigil.reading.linkage.profile_columns import UNKNOWN_DAY
from vigil.reading.linkage.words import Floats, Ints, copied, cosines

FEATURES = (
    "text",
    "title",
    "entities",
    "name_pairs",
    "entities_across",
    "name_pairs_across",
    "names_across",
    "concepts_across",
    "named_far",
    "streets",
    "streets_differ",
    "copy",
    "other_language",
    "text_unknown",
    "published_gap",
    "published_far",
    "published_unknown",
    "text_ages_shared",
    "text_ages_differ",
    "names_agree",
    "names_told",
    "suspects_told",
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
VETOES = ("", "other_victims", "other_day", "other_place")
"""Why two accounts can never be one attack, by their number in `Compared.vetoes`."""
_SHARED = (("names", "name_sounds"), ("concepts", "concepts"))
"""What languages share, and the field of words that tells it."""
NEAR_DAYS = 2
_MONTH = 30

Column = NDArray[Any]
FeatureColumns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs of rows, and for each a row of `features` (columns as in FEATURES)."""

    left: Ints
    right: Ints
    features: Floats
    vetoes: NDArray[np.int8]
    """For each pair the number of what forbids it in VETOES; 0 where nothing does."""
    unproven: NDArray[np.bool_]
    """Whether positive evidence is lacking: see `vigil.reading.linkage.evidence`."""
    siblings: NDArray[np.bool_]
    """Whether both are accounts of one report. No veto and no lack of evidence counts there: what
    tells two attacks of one report apart is judged by weights of its own."""


def compare(batch: Batch, left: Ints, right: Ints) -> Compared:
    """Compare pairs of accounts, given by their rows in a batch."""
    sides = _PairColumns(batch, left, right)
    told: FeatureColumns = {}
    for part in (_words, _published, _people, _day, _place, _method):
        told.update(part(sides))
    named = np.maximum(told["names_agree"], np.maximum(told["names_told"], told["name_pairs"]))
    told["named_far"] = named * told["published_gap"]
    features = np.zeros((len(left), len(FEATURES)))
    for number, name in enumerate(FEATURES):
        features[:, number] = told[name]
    told["dead_differ"] = sides.differs("dead")
    told["names_in_both"] = _names_in_both(sides, told["name_pairs"] > SAME_NAMES)
    told["both_fresh"] = sides.both("fresh")
    told["both_located"] = ~np.isnan(sides.of("lat")).any(axis=0)
    siblings = sides.same("report")
    crowded = sides.batch["crowded"][left] | sides.batch["crowded"][right]
    lacking = unproven(told, crowded) & ~siblings
    return Compared(left, right, features, _vetoes(sides, told), lacking, siblings)


@dataclass(frozen=True, slots=True)
class _PairColumns:
    """Both accounts of each pair."""

    batch: Batch
    left: Ints
    right: Ints

    def of(self, name: str) -> tuple[Column, Column]:
        column = self.batch[name]
        return column[self.left], column[self.right]

    def known(self, name: str, unknown: int = 0) -> Column:
        one, two = self.of(name)
        known: Column = (one != unknown) & (two != unknown)
        return known

    def same(self, name: str) -> Column:
        """Tell where both are known and equal."""
        one, two = self.of(name)
        same: Column = self.known(name) & (one == two)
        return same

    def differs(self, name: str) -> Column:
        """Tell where both are known and not equal."""
        one, two = self.of(name)
        differs: Column = self.known(name) & (one != two)
        return differs

    def both(self, name: str) -> Column:
        one, two = self.of(name)
        both: Column = one & two
        return both


def _vetoes(sides: _PairColumns, told: FeatureColumns) -> NDArray[np.int8]:
    """Return why two accounts can never be one attack; 0 where they can.

    The reasons rest on what a machine read, and yield where the texts speak against it: other
    victims, when one text names the other's victim, or they share rare names, or where another
    language may have written a surname beyond recognition, and another word of the names agrees;
    other places and days, when the texts are copies, or speak of the same people and places.
    """
    one, two = sides.of("victims")
    named = (told["names_agree"] > 0) | (told["names_told"] > 0)
    victims = (told["names_differ"] > 0) & sides.both("all_named") & (one == two)
    victims &= told["name_pairs"] < KIN
    victims &= (told["other_language"] == 0) | (told["names_strange"] > 0)
    kin = np.where(told["other_language"] > 0, KIN_ACROSS, KIN)
    fresh = sides.both("fresh") & (told["copy"] < COPY) & (told["whole_entities"] < kin)
    apart = _gap(sides)
    why = np.zeros(len(sides.left), dtype=np.int8)
    for holds, reason in (
        (fresh & (apart <= 1) & (told["place_far"] > 0), "other_place"),
        (fresh & (apart > FAR_DAYS), "other_day"),
        (victims, "other_victims"),
    ):
        why[holds & ~named] = VETOES.index(reason)
    why[sides.same("report")] = 0
    return why


def _words(sides: _PairColumns) -> FeatureColumns:
    """Compare the words. Names in common count otherwise where languages differ.

    Two languages hardly copy each other: there likeness counts beyond what a copy explains.
    """
    weights, left, right = sides.batch.weights, sides.left, sides.right
    text = cosines(weights["text"], left, right)
    entities = cosines(weights["entities"], left, right)
    pairs = cosines(weights["sounds"], left, right)
    # All words stand for names where a text has no capitals to tell them by.
    bare = np.diff(weights["entities"].indptr) == 0
    silent = np.diff(weights["text"].indptr) == 0
    other = sides.differs("language").astype(float)
    return {
        "text": np.minimum(text, ALIKE),
        "title": cosines(weights["title"], left, right),
        "whole_entities": entities,
        "entities": np.minimum(np.where(bare[left] | bare[right], text, entities), ALIKE),
        "name_pairs": pairs,
        "entities_across": other * entities,
        "name_pairs_across": other * pairs,
        **{f"{told}_across": _across(sides, field, other) for told, field in _SHARED},
        **_streets(sides),
        "copy": copied(sides.batch.signatures, left, right),
        "other_language": other,
        "text_unknown": (silent[left] | silent[right]).astype(float),
    }


def _names_in_both(sides: _PairColumns, which: Column) -> Ints:
    """Count the names that stand in both texts, of some pairs; 0 for the others."""
    sounds = sides.batch.weights["sounds"] > 0
    count = np.zeros(len(which), dtype=np.int64)
    both = sounds[sides.left[which]].multiply(sounds[sides.right[which]])
    count[which] = np.asarray(both.sum(axis=1)).ravel()
    return count


def _streets(sides: _PairColumns) -> FeatureColumns:
    """Compare the streets, quarters and house numbers of the texts."""
    weights = sides.batch.weights["streets"]
    some = np.diff(weights.indptr) > 0
    shared = cosines(weights, sides.left, sides.right)
    differ = some[sides.left] & some[sides.right] & (shared == 0)
    return {"streets": shared, "streets_differ": differ.astype(float)}


def _across(sides: _PairColumns, field: str, other: Floats) -> Floats:
    """Return the cosines of what languages share, of pairs in two languages alone."""
    cosine = np.zeros(len(other))
    met = np.flatnonzero(other)
    cosine[met] = cosines(sides.batch.weights[field], sides.left[met], sides.right[met])
    return cosine


def _published(sides: _PairColumns) -> FeatureColumns:
    one, two = sides.of("published")
    known = sides.known("published", UNKNOWN_DAY)
    apart = np.where(known, np.abs(one.astype(np.int64) - two), 0)
    return {
        "published_gap": np.log1p(apart),
        "published_far": np.maximum(0.0, np.log((1 + apart) / _MONTH)),
        "published_unknown": (~known).astype(float),
    }


def _people(sides: _PairColumns) -> FeatureColumns:
    likeness, named = _names(sides)
    one, two = sides.of("killed")
    counted = sides.known("killed")
    return {
        "names_told": _stand_in_text(sides, sides.batch.told).astype(float),
        "suspects_told": _stand_in_text(sides, sides.batch.suspects).astype(float),
        "names_agree": np.where(named & (likeness >= AGREE), likeness, 0.0),
        "names_differ": (named & (likeness < DISAGREE)).astype(float),
        "names_strange": (named & (likeness == 0)).astype(float),
        "counts_agree": (counted & (one == two)).astype(float),
        "counts_differ": counted * np.minimum(np.abs(one - two), 3) / 3,
        **_text_ages(sides),
        **_ages(sides),
    }


def _names(sides: _PairColumns) -> tuple[Floats, Column]:
    """Return the likeness of the two most alike names; where both accounts have names.

    Names of which no two words are alike are no more than half alike as a whole: they are told
    apart without a closer look, as 0.
    """
    words = sides.batch.name_words
    has = np.diff(words.offsets) > 0
    named = has[sides.left] & has[sides.right]
    near = np.flatnonzero(named)
    near = near[words.any_alike(sides.left[near], sides.right[near])]
    likeness = np.zeros(len(named))
    one, two = (sides.batch.names_of(side[near]) for side in (sides.left, sides.right))
    likeness[near] = [_likeness(a, b) for a, b in zip(one, two, strict=True)]
    return likeness, named


@lru_cache(maxsize=65536)
def _likeness(a: tuple[Name, ...], b: tuple[Name, ...]) -> float:
    return best_likeness(a, b)


def _stand_in_text(sides: _PairColumns, told: Any) -> Column:
    """Tell where one's text has a name that sounds like a full name told of the other."""
    sounds = sides.batch.weights["sounds"]
    found = np.zeros(len(sides.left), dtype=bool)
    for one, two in ((sides.left, sides.right), (sides.right, sides.left)):
        possible = np.flatnonzero(np.diff(told.indptr)[one] > 0)
        shared = told[one[possible]].astype(np.int32).multiply(sounds[two[possible]]).sum(axis=1)
        found[possible] |= np.asarray(shared).ravel() > 0
    return found


def _text_ages(sides: _PairColumns) -> FeatureColumns:
    """Compare the ages anywhere in the texts: of victims, accused, witnesses."""
    low, high = sides.of("text_ages_low"), sides.of("text_ages_high")
    one, two = (_bits(low[side], high[side]) for side in (0, 1))
    shared = _bits(low[0] & low[1], high[0] & high[1])
    fewest = np.minimum(3, np.minimum(one, two))
    known = fewest > 0
    return {
        "text_ages_shared": known * np.minimum(shared, 3) / np.maximum(1, fewest),
        "text_ages_differ": (known & (shared == 0)).astype(float),
        "ages_in_both": shared,
    }


def _bits(low: Column, high: Column) -> Column:
    """Count the bits of two numbers."""
    return np.bitwise_count(low).astype(np.int64) + np.bitwise_count(high)


def _ages(sides: _PairColumns) -> FeatureColumns:
    """Compare the nearest ages of victims."""
    offsets, _ = sides.batch.ages
    has = np.diff(offsets) > 0
    known = has[sides.left] & has[sides.right]
    one, two = (_padded(sides.batch.ages, side[known]) for side in (sides.left, sides.right))
    nearest = np.zeros(len(known), dtype=np.int64)
    nearest[known] = np.abs(one[:, :, np.newaxis] - two[:, np.newaxis]).min(axis=(1, 2), initial=99)
    return {
        "ages_agree": (known & (nearest == 0)).astype(float),
        "ages_differ": known * np.clip(nearest - 1, 0, 10) / 10,
    }


def _padded(lists: tuple[Column, Column], rows: Ints) -> Ints:
    """Return lists of numbers as rows of a table, the last number repeated to its width."""
    offsets, values = lists
    sizes = np.diff(offsets)[rows]
    place = np.minimum(np.arange(sizes.max(initial=0)), sizes[:, np.newaxis] - 1)
    padded: Ints = values[offsets[rows][:, np.newaxis] + place].astype(np.int64)
    return padded


def _gap(sides: _PairColumns) -> Ints:
    """Return the days between the spans of the attacks; 0 where they meet, or one is unknown."""
    first, last = sides.of("first"), sides.of("last")
    apart = np.maximum(first[0].astype(np.int64) - last[1], first[1].astype(np.int64) - last[0])
    return np.where(sides.known("first", UNKNOWN_DAY), np.maximum(0, apart), 0)


def _day(sides: _PairColumns) -> FeatureColumns:
    known = sides.known("first", UNKNOWN_DAY)
    first, last = sides.of("first"), sides.of("last")
    precise = known & (first[0] == last[0]) & (first[1] == last[1])
    apart = _gap(sides)
    return {
        "day_same": (precise & (apart == 0)).astype(float),
        "day_near": (known & (apart > 0) & (apart <= NEAR_DAYS)).astype(float),
        "day_far": np.log1p(np.maximum(0, apart - NEAR_DAYS)),
        "fresh_apart": sides.both("fresh") * np.log1p(np.maximum(0, apart - FAR_DAYS)),
        **_day_to_published(sides),
    }


def _day_to_published(sides: _PairColumns) -> FeatureColumns:
    """Compare the day of one account with the day on which the other report came out."""
    first, published = sides.of("first"), sides.of("published")
    unknown = [day == UNKNOWN_DAY for day in first]
    late = np.zeros(len(sides.left), dtype=np.int64)
    some = np.zeros(len(sides.left), dtype=bool)
    for one, two in ((0, 1), (1, 0)):
        holds = ~unknown[one] & unknown[two] & (published[two] != UNKNOWN_DAY)
        late[holds] = published[two][holds].astype(np.int64) - first[one][holds]
        some |= holds
    return {
        "published_before": (some & (late < 0)).astype(float),
        "day_to_published": some * np.log1p(np.maximum(0, late)),
    }


def _place(sides: _PairColumns) -> FeatureColumns:
    (lat1, lat2), (lon1, lon2) = sides.of("lat"), sides.of("lon")
    apart = kilometres(np.stack([lat1, lon1]), np.stack([lat2, lon2]))
    located = ~np.isnan(apart)
    near = located & (apart <= NEAR_KM)
    same = sides.same("place") & np.where(located, near, ~sides.differs("admin1"))
    return {
        "place_same": same.astype(float),
        "place_near": near.astype(float),
        "place_far": (located & (apart > FAR_KM)).astype(float),
        "country_differs": sides.differs("country").astype(float),
    }


def _method(sides: _PairColumns) -> FeatureColumns:
    return {
        "method_same": sides.same("method").astype(float),
        "method_differs": sides.differs("method").astype(float),
    }
