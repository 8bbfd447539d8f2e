"""Geocoding, measured on LGL: right within 161 km and right country, by cross-validation.

`python benchmarks/geocoding.py DATA` prints the table. DATA is the folder of the development data;
the scorer stands beside it in `../score/score.py` (VIGIL_SHARED names another parent). The weights
are fitted on this set, so the figures that count are those of models that saw no text of an outlet.
LGL writes countries as names; they are turned into ISO 3166-1 alpha-2 before the scorer sees them.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from extraction import scorer
from fit_geocoding import GIVEN, cross_validated, examples, fold_models
from geocoding_scores import Example, figures

from vigil.reading.intake.geocoding import Geocoder, Located
from vigil.reading.intake.geocoding.candidate_places import COUNTRY, TOWN, Atlas

NAME = "geocoding"


def most_people(known: Sequence[Example], *, kinds: set[int]) -> list[list[Located | None]]:
    """The baseline: of all places of that name the one with most people."""
    atlas = Atlas.load()
    gazetteer = atlas.gazetteer
    answers: list[list[Located | None]] = []
    for example in known:
        places: list[Located | None] = []
        for toponym in example.document.toponyms:
            found = [p for p in gazetteer.lookup(toponym.text) if atlas.kind[p.number] in kinds]
            places.append(_baseline(found[0].number, atlas) if found else None)
        answers.append(places)
    return answers


def _baseline(number: int, atlas: Atlas) -> Located:
    country = atlas.countries[atlas.country[number]]
    return Located(float(atlas.lat[number]), float(atlas.lon[number]), country, None, "name", 1.0)


def by_scorer(data: Path, known: Sequence[Example], answers: Sequence[list[Located | None]]) -> Any:
    """What `score.py geo` says, countries of the gold written as ISO codes."""
    with tempfile.TemporaryDirectory() as folder:
        gold, said = Path(folder, "gold.jsonl"), Path(folder, "said.jsonl")
        with gold.open("wb") as g, said.open("wb") as s:
            for example, places in zip(known, answers, strict=True):
                wanted = [
                    {"lat": x[0], "lon": x[1], "country": x[2] or None} if x else {"lat": None}
                    for x in example.gold
                ]
                g.write(
                    msgspec.json.encode({"id": example.document.id, "toponyms": wanted}) + b"\n"
                )
                s.write(
                    msgspec.json.encode({"id": example.document.id, "toponyms": places}) + b"\n"
                )
        return scorer(data).geo(gold, said)


def run(data: Path) -> dict[str, Any]:
    """All figures."""
    known = examples(data / "places" / "lgl.jsonl.gz")
    atlas = Atlas.load()
    geocoder = Geocoder.load()
    documents = [e.document for e in known]
    names = sum(len(d.toponyms) for d in documents)
    began = time.process_time()
    shipped = geocoder.geocode(documents)
    seconds = time.process_time() - began
    models = fold_models(known, atlas)
    given = {name: cross_validated(known, atlas, models, name) for name in GIVEN}
    crossed = given["outlets"]
    bases = [p.basis for places in crossed for p in places if p is not None]
    return {
        "cross-validated by outlet": figures(known, crossed),
        "cross-validated, text and its domain": figures(known, given["domain"]),
        "cross-validated, text only": figures(known, given["text"]),
        "shipped weights (they saw these texts)": figures(known, shipped),
        "most people, towns": figures(known, most_people(known, kinds={TOWN})),
        "most people, all kinds": figures(known, most_people(known, kinds=set(range(COUNTRY, 6)))),
        "scorer, cross-validated": by_scorer(data, known, crossed),
        "answered from context": round(bases.count("context") / len(bases), 4),
        "unanswered": sum(p is None for places in crossed for p in places),
        "toponyms a second": round(names / seconds),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _cell(figure: dict[str, Any]) -> str:
    low, high = figure["interval"]
    return f"{figure['share']:.3f} [{low:.3f}, {high:.3f}]"


def table(result: dict[str, Any]) -> str:
    """The figures as text."""
    lines = [f"{'LGL':<42}{'within 161 km':>24}{'country':>24}"]
    for name, value in result.items():
        if isinstance(value, dict) and "within_161_km" in value and "country" in value:
            cells = [_cell(value[k]) for k in ("within_161_km", "country")]
            lines.append(f"{name:<42}{cells[0]:>24}{cells[1]:>24}")
        else:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


if __name__ == "__main__":
    measured = run(Path(sys.argv[1]))
    print(table(measured), file=sys.stderr)
    print(json.dumps(measured, indent=1))
