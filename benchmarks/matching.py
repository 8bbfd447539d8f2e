"""Matching two lists measured: people killed by police in the United States, in two public lists.

The Washington Post's list and that of Mapping Police Violence were linked by hand. The pairs are
cut in two by a digest of the first list's id: anything chosen while looking was chosen on the half
called "looked at"; the other half is what counts. No labels teach either program.

Beside it, in the same run and from the same cells, Splink 5 (Fellegi-Sunter on DuckDB) with rules
of blocking that let the same rows meet, as its documentation sets it up: u from random pairs, m by
EM under two rules; pairs from .5 on, as they are and one to one.
"""

import csv
import gzip
import hashlib
import importlib.util
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vigil.cli.match import read_list, write_pairs
from vigil.cli.support.progress import RejectCounter
from vigil.reading.linkage.lists import ListedKilling, look_up, stated_weights
from vigil.reading.linkage.lists.blocking import candidates
from vigil.reading.linkage.lists.matching import ACCEPT, match

NAME = "matching"
A = "linkage/list_a_wapo.csv.gz"
B = "linkage/list_b_mpv.csv.gz"
GOLD = "linkage/gold_links.csv.gz"
LARGE = (12_500, 50_000)
"""Rows a side of the invented lists by which the growth of the time is measured."""

Pairs = set[tuple[str, str]]


def run(data: Path) -> dict[str, Any]:
    """Measure on the folder of development data. Times are wall-clock seconds of one process."""
    gold = _gold(data)
    began = time.perf_counter()
    lists = [
        read_list(data / path, None, side, RejectCounter()) for path, side in ((A, "a"), (B, "b"))
    ]
    read = time.perf_counter()
    scored = match(*lists)
    matched = time.perf_counter()
    pairs = {(pair.a, pair.b) for pair in scored if pair.accepted}
    return {
        "rows": [len(rows) for rows in lists],
        "gold": len(gold),
        "compared": len(candidates(*lists)),
        "vigil": {
            **halves(pairs, gold),
            "seconds_reading": round(read - began, 2),
            "seconds": round(matched - read, 2),
            "score_file": _score(data, [pair for pair in scored if pair.accepted]),
        },
        "one_by_one": halves(_one_by_one(*lists), gold),
        "without": {what: halves(found, gold) for what, found in _without(*lists)},
        "splink": _splink(lists, gold),
        "growth": [_growth(rows) for rows in LARGE],
    }


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = [
        f"{result['rows'][0]} and {result['rows'][1]} rows, {result['gold']} true pairs, "
        f"{result['compared']} pairs compared",
        f"{'':34}{'looked at':^21}{'held out':^21}",
        f"{'':34}{'P':>7}{'R':>7}{'F1':>7}{'P':>7}{'R':>7}{'F1':>7}{'seconds':>9}",
        _line("vigil", result["vigil"]),
        _line("vigil, one by one, stated weights", result["one_by_one"]),
        *(_line(f"vigil, {what}", told) for what, told in result["without"].items()),
        *(_line(f"splink, {what}", told) for what, told in result["splink"].items()),
        *(
            f"{told['rows']:,} rows a side, invented: {told['seconds']} s, "
            f"{told['compared']:,} pairs, {told['megabytes']} MB, P {told['p']} R {told['r']}"
            for told in result["growth"]
        ),
    ]
    return "\n".join(lines)


def _line(name: str, told: dict[str, Any]) -> str:
    figures = "".join(
        f"{told[h][f]:7.3f}" for h in ("looked_at", "held_out") for f in ("p", "r", "f1")
    )
    return f"{name:34}{figures}{told.get('seconds', ''):>9}"


def halves(found: Pairs, gold: Pairs) -> dict[str, Any]:
    """Return precision and recall in either half; a pair's half is that of its first id."""
    told = {}
    for number, name in enumerate(("looked_at", "held_out")):
        ours = {pair for pair in found if half(pair[0]) == number}
        true = {pair for pair in gold if half(pair[0]) == number}
        p, r = len(ours & true) / max(1, len(ours)), len(ours & true) / max(1, len(true))
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        told[name] = {"pairs": len(ours), "gold": len(true)} | {
            key: round(value, 4) for key, value in (("p", p), ("r", r), ("f1", f1))
        }
    return told


def half(key: str) -> int:
    """Return 0 for a row of the half that was looked at, 1 for one that was held out."""
    return hashlib.sha256(key.encode()).digest()[0] % 2


def _gold(data: Path) -> Pairs:
    with gzip.open(data / GOLD, "rt", encoding="utf-8") as file:
        return {(row["wapo_id"], row["mpv_id"]) for row in csv.DictReader(file)}


def _one_by_one(a: list[ListedKilling], b: list[ListedKilling]) -> Pairs:
    """Look each row of the first list up in the second, as the desk looks a case up in a list."""
    near: dict[int, list[ListedKilling]] = {}
    for x, y in candidates(a, b):
        near.setdefault(x, []).append(b[y])
    weights = stated_weights(len(b))
    matches = (match for x, rows in near.items() for match in look_up(a[x], rows, weights))
    return {(match.a, match.b) for match in matches if match.probability >= ACCEPT}


def _without(a: list[ListedKilling], b: list[ListedKilling]) -> Iterable[tuple[str, Pairs]]:
    """Match again with the first list made poorer: what is missing must not lose the rows."""

    def month(row: ListedKilling) -> ListedKilling:
        if row.when is None:
            return row
        first = date.fromordinal(row.when[0]).replace(day=1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return replace(row, when=(first.toordinal(), following.toordinal() - 1))

    poorer = {
        "no names": [replace(row, names=()) for row in a],
        "months for days": [month(row) for row in a],
        "no dates": [replace(row, when=None) for row in a],
        "no places": [replace(row, place="", admin2="", admin1="", point=None) for row in a],
    }
    for what, rows in poorer.items():
        yield what, {(pair.a, pair.b) for pair in match(rows, b) if pair.accepted}


# Splink


def _splink(lists: list[list[ListedKilling]], gold: Pairs) -> dict[str, Any]:
    """Match the same cells by Splink, set up as its tutorial for two lists does."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl

    logging.getLogger("splink").setLevel(logging.ERROR)
    began = time.perf_counter()
    api = DuckDBAPI()
    frames = [api.register(_arrow(rows)) for rows in lists]
    days = [1, 3, 10]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("name"),
            cl.AbsoluteDateDifferenceAtThresholds(
                "date", input_is_string=True, metrics=["day"] * 3, thresholds=days
            ),
            cl.JaroWinklerAtThresholds("city", [0.92]),
            cl.ExactMatch("state"),
            cl.LevenshteinAtThresholds("age", 1),
            cl.ExactMatch("gender"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("date"),
            block_on("name"),
            block_on("surname", "state"),
            block_on("city", "month"),
            "l.state = r.state and abs(l.day - r.day) <= 2",
        ],
    )
    linker = Linker(frames, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "date"), block_on("date", "city", "age")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date"), block_on("name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    found = predicted.as_dict()
    seconds = round(time.perf_counter() - began, 2)
    names = [k for k in found if k.startswith("unique_id")]
    rows = list(zip(*(found[name] for name in names), found["match_probability"], strict=True))
    return {
        "as it is": {**halves({(x, y) for x, y, p in rows if p >= 0.5}, gold), "seconds": seconds},
        "one to one": {**halves(_one_to_one(rows), gold), "seconds": seconds},
    }


def _one_to_one(rows: Collection[tuple[str, str, float]]) -> Pairs:
    """Take the likeliest pairs first, each row once: what a user of Splink would do next."""
    taken: tuple[set[str], set[str]] = (set(), set())
    pairs: Pairs = set()
    for x, y, p in sorted(rows, key=lambda row: (-row[2], row[0], row[1])):
        if p >= 0.5 and x not in taken[0] and y not in taken[1]:
            taken[0].add(x)
            taken[1].add(y)
            pairs.add((x, y))
    return pairs


def _arrow(rows: list[ListedKilling]) -> Any:
    import pyarrow as pa

    def told(row: ListedKilling) -> dict[str, Any]:
        name = row.names[0].lower() if row.names else None
        when = date.fromordinal(row.when[0]).isoformat() if row.when else None
        return {
            "unique_id": row.id,
            "name": name,
            "surname": name.split()[-1] if name else None,
            "date": when,
            "month": when[:7] if when else None,
            "day": row.when[0] if row.when else None,
            "city": row.place.lower() or None,
            "state": row.admin1 or None,
            "age": str(row.age[0]) if row.age else None,
            "gender": row.gender or None,
        }

    return pa.Table.from_pylist([told(row) for row in rows])


# Growth

GROWN = """
import json, random, resource, sys, time
from datetime import date
from vigil.reading.linkage.lists import ListedKilling, look_up, stated_weights
from vigil.reading.linkage.lists.blocking import candidates
from vigil.reading.linkage.lists.matching import ACCEPT, match
size = int(sys.argv[1])
r = random.Random(1)
syllables = "ba be ca da de fa ga jo ka la le ma mi na no pa ra ri sa so ta ti va ve za".split()
word = lambda n: "".join(r.choice(syllables) for _ in range(n)).title()
first, last = [word(2) for _ in range(900)], [word(3) for _ in range(4000)]
towns = [(word(3), f"Region {n % 40}", "ABCDEFGHIJ"[n % 10] * 3) for n in range(3000)]
first_day, span = date(1990, 1, 1).toordinal(), 365 * 30
def somebody(n):
    town = r.choice(towns)
    when = first_day + r.randrange(span)
    return ListedKilling(str(n), (f"{r.choice(first)} {r.choice(last)} {r.choice(last)}",),
        (when, when), town[0], "", town[1], town[2], None, (r.randrange(15, 80),) * 2)
def again(k):
    names = k.names if r.random() < 0.8 else ()
    name = tuple(" ".join(n.split()[:2]) for n in names) if r.random() < 0.4 else names
    when = k.when if r.random() < 0.85 else (k.when[0] + 1,) * 2
    if r.random() < 0.1:
        when = (when[0] - 15, when[0] + 15)
    return ListedKilling(k.id, name, when, k.place, "", k.admin1, k.country, None,
        k.age if r.random() < 0.7 else None)
a = [somebody(n) for n in range(size)]
b = [again(k) for k in a[: size // 2]] + [somebody(size + n) for n in range(size - size // 2)]
began = time.perf_counter()
pairs = [(p.a, p.b) for p in match(a, b) if p.accepted]
seconds = time.perf_counter() - began
right = sum(x == y for x, y in pairs)
print(json.dumps({"rows": size, "seconds": round(seconds, 1), "compared": len(candidates(a, b)),
    "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    "p": round(right / len(pairs), 3), "r": round(right / (size // 2), 3)}))
"""


def _growth(rows: int) -> dict[str, Any]:
    """Match invented lists of so many rows, half of them in both; in a process of their own."""
    ran = subprocess.run(
        [sys.executable, "-c", GROWN, str(rows)], capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def _score(data: Path, pairs: list[Any]) -> dict[str, Any]:
    """Score the accepted pairs, both halves, by the project's score file."""
    shared = Path(os.environ.get("VIGIL_SHARED", data.parent))
    spec = importlib.util.spec_from_file_location("vigil_score", shared / "score" / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/pairs.csv"
        write_pairs(path, pairs)
        answer: dict[str, Any] = score.match(data / GOLD, path)
    return answer
