"""Invent two editions of an index, and publish them."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from typing import Final

from anyascii import anyascii

from vigil.outlook.index_editions.headers import RESILIENCE, editions, parts_of
from vigil.outlook.index_editions.verbs import import_edition
from vigil.site.demonstration.rooms.world import DemoWorld, invented

AVERAGES: Final = {
    "markets": "Criminal markets avg.",
    "actors": "Criminal actors avg.",
    "resilience": "Resilience avg.",
}
Scores = Mapping[str, Mapping[str, float]]
"""Scores by country and term."""


def publish_editions(world: DemoWorld) -> None:
    """Import a file of each edition whose columns are known."""
    for year in editions():
        import_edition(_file(year), year, by=world.by("chair"))


@cache
def scores_of(year: str) -> Scores:
    """Return the scores that an edition gives: by country and term, in steps of a half."""
    told = invented("outlook")
    at = editions().index(year)
    found: dict[str, dict[str, float]] = {}
    for country, levels in told["countries"].items():
        for part, terms in parts_of(year).items():
            each = levels["resilience" if part == RESILIENCE else "crime"]
            for term in terms:
                newest = told["told"].get(term, {}).get(country)
                newest = each[-1] + _offset(country, term) if newest is None else newest
                score = newest + each[at] - each[-1]
                found.setdefault(country, {})[term] = min(10.0, max(1.0, score))
    return found


def _offset(country: str, term: str) -> float:
    """Return by how much a term differs in a country: from -1.5 to 1.5, always the same."""
    letters = anyascii(country + term).encode()
    return sum(n * letter for n, letter in enumerate(letters, 1)) % 7 / 2 - 1.5


def _file(year: str) -> bytes:
    """Write an edition as its publishers write theirs: averages, and titles in English."""
    parts = parts_of(year)
    titles = {code: term.label["en"] for terms in parts.values() for code, term in terms.items()}
    columns = ["ISO", "Criminality avg.", *AVERAGES.values(), *titles.values()]
    text = io.StringIO()
    rows = csv.DictWriter(text, columns)
    rows.writeheader()
    for country, scores in scores_of(year).items():
        means = {
            part: sum(scores[term] for term in terms) / len(terms) for part, terms in parts.items()
        }
        crime = (means["markets"] + means["actors"]) / 2
        rows.writerow(
            {
                "ISO": country,
                "Criminality avg.": round(crime, 2),
                **{AVERAGES[part]: round(mean, 2) for part, mean in means.items()},
                **{titles[term]: score for term, score in scores.items()},
            }
        )
    return text.getvalue().encode()
