"""How linking grows: generated accounts by the whole program, as a user runs it.

Sizes of 10,000 to 1,000,000 accounts linked from scratch by `vigil link` (time by the clock, memory
of all its processes); the latest 5,000 of a million against the rest, kept in an index; Splink on
the structured fields alone beside it; Spark and this machine compared on 100,000. An hour in all:
    python benchmarks/linking_scale.py FOLDER [growth] [splink] [spark] [day]
"""

import argparse
import contextlib
import json
import logging
import math
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from generated_reports import write

NAME = "linking_scale"
SIZES = (10_000, 100_000, 1_000_000)
DAY = 5_000
SPARK_SIZE = 100_000
SEED = 9
PARTS = ("growth", "splink", "spark", "day")
TO = Path(__file__).parent / "results"


def run(data: Path, parts: tuple[str, ...] = PARTS, work: Path | None = None) -> dict[str, Any]:
    """Measure; `data` is not needed. What was generated in a folder `work` is used again."""
    with tempfile.TemporaryDirectory() as folder:
        place = work or Path(folder)
        measures = {"growth": _growth, "splink": _splinks, "spark": _spark, "day": _day}
        return {part: measures[part](place) for part in parts}


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = []
    for told in result.get("growth", {}).get("sizes", []):
        lines.append(
            f"{told['accounts']:>9,} accounts: {told['seconds']:8.1f} s {told['megabytes']:6,} MB  "
            f"P {told['p']:.3f} R {told['r']:.3f}  {_bar(told['seconds'])}"
        )
    if "growth" in result:
        lines.append(f"exponent of time over size: {result['growth']['exponents']}")
    if "day" in result:
        day = result["day"]
        lines.append(
            f"a day of {day['accounts']:,} against {day['against']:,}: {day['seconds']} s, "
            f"{day['megabytes']:,} MB; {day['opened']} cases opened, {day['joined']} joined, "
            f"{day['bridged']} bridged"
        )
    for told in result.get("splink", []):
        lines.append(
            f"Splink, {told['accounts']:,} accounts, fields alone: {told['seconds']} s, "
            f"{told['pairs']:,} pairs, P {told['p']:.3f} R {told['r']:.3f}"
        )
    if "spark" in result:
        lines.append(f"Spark: {result['spark']}")
    return "\n".join(lines)


def _bar(seconds: float) -> str:
    return "#" * max(1, round(8 * math.log10(max(seconds, 1.3))))


def _made(work: Path, size: int) -> Path:
    folder = work / f"g{size}"
    if not (folder / "attacks.jsonl").exists():
        folder.mkdir(parents=True, exist_ok=True)
        write(size, folder, SEED)
    return folder


def _growth(work: Path) -> dict[str, Any]:
    sizes = []
    for size in SIZES:
        folder = _made(work, size)
        measured = _vigil(folder, folder / "out.jsonl")
        sizes.append({"accounts": size, **measured, **_figures(folder, _found(folder))})
    exponents = [
        round(math.log(b["seconds"] / a["seconds"]) / math.log(b["accounts"] / a["accounts"]), 3)
        for a, b in pairwise(sizes)
    ]
    return {"sizes": sizes, "exponents": exponents}


def _vigil(folder: Path, out: Path, *options: str) -> dict[str, Any]:
    """Run `vigil link`; return seconds by the clock and megabytes (PSS) of all its processes."""
    arguments = [sys.executable, "-c", "from vigil.cli import main; main()", "link"]
    arguments += [str(folder / "accounts.jsonl"), "--reports", str(folder / "reports.jsonl")]
    began, peak = time.perf_counter(), 0
    with subprocess.Popen([*arguments, "-o", str(out), "--json", *options], stdout=-1) as running:
        process = psutil.Process(running.pid)
        while running.poll() is None:
            peak = max(peak, _memory(process))  # costs time itself: not too often
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(5)
        seconds = time.perf_counter() - began
        assert running.stdout
        said = json.loads(running.stdout.read())
    return {"seconds": round(seconds, 1), "megabytes": peak >> 20, **said}


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss
    except psutil.Error:
        pass
    return total


def _found(folder: Path) -> dict[str, str]:
    with (folder / "out.jsonl").open(encoding="utf-8") as lines:
        return {told["report_id"]: told["case"] for told in map(json.loads, lines)}


def _figures(folder: Path, case: dict[str, str]) -> dict[str, float]:
    """Return precision and recall over pairs."""
    with (folder / "attacks.jsonl").open(encoding="utf-8") as lines:
        attack = {t["key"].split("#")[0]: t["attack"] for t in map(json.loads, lines)}
    right = _pairs(Counter((attack[key], name) for key, name in case.items()))
    together, gold = (
        _pairs(Counter(case.values())),
        _pairs(Counter(attack[key] for key in case)),
    )
    return {"p": round(right / max(1, together), 4), "r": round(right / max(1, gold), 4)}


def _pairs(sizes: "Counter[Any]") -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _day(work: Path) -> dict[str, Any]:
    """Keep all but the latest accounts of a million in an index, and add these."""
    folder = _made(work, SIZES[-1])
    base, day = _split(folder, work)
    index = work / "index"
    if not (index / "index.json").exists():
        _vigil(base, base / "out.jsonl", "--index", str(index))
    measured = _vigil(day, day / "out.jsonl", "--index", str(index))
    against = SIZES[-1] - measured["accounts"]
    return {**measured, "against": against}


def _split(folder: Path, work: Path) -> tuple[Path, Path]:
    """Part the accounts published last from those before."""
    base, day = work / "base", work / "day"
    with (folder / "reports.jsonl").open(encoding="utf-8") as lines:
        published = [json.loads(line)["published"] for line in lines]
    bar = sorted(published)[-DAY]
    for part in (base, day):
        part.mkdir(exist_ok=True)
    for name in ("accounts", "reports"):
        with (
            (folder / f"{name}.jsonl").open(encoding="utf-8") as lines,
            (base / f"{name}.jsonl").open("w", encoding="utf-8") as before,
            (day / f"{name}.jsonl").open("w", encoding="utf-8") as after,
        ):
            for line, when in zip(lines, published, strict=True):
                (after if when >= bar else before).write(line)
    return base, day


def _splinks(work: Path) -> list[dict[str, Any]]:
    return [_splink(_made(work, size)) for size in SIZES]


def _splink(folder: Path) -> dict[str, Any]:
    """Link by Splink's own means, as its documentation sets it up: no text, which it cannot use."""
    import pyarrow as pa
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl

    logging.getLogger("splink").setLevel(logging.ERROR)
    with (folder / "accounts.jsonl").open(encoding="utf-8") as lines:
        rows = [_fields(json.loads(line)) for line in lines]
    began = time.perf_counter()
    api = DuckDBAPI()
    frame = api.register(pa.Table.from_pylist(rows))
    linker = Linker(
        frame,
        SettingsCreator(
            link_type="dedupe_only",
            comparisons=[
                cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
                cl.AbsoluteDateDifferenceAtThresholds(
                    "date", input_is_string=True, metrics=["day"] * 2, thresholds=[1, 3]
                ),
                cl.ExactMatch("town"),
                cl.ExactMatch("age"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("town", "date"),
                block_on("name"),
                block_on("age", "date"),
            ],
        ),
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("town", "date"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    found = linker.inference.predict(threshold_match_probability=0.05)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, 0.5)
    case = {row["unique_id"]: str(row["cluster_id"]) for row in clusters.as_record_list()}
    seconds = time.perf_counter() - began
    pairs = len(found.as_record_list())
    told = {"accounts": len(rows), "seconds": round(seconds, 1), "pairs": pairs}
    return {**told, **_figures(folder, case)}


def _fields(account: dict[str, Any]) -> dict[str, Any]:
    victim = account["victims"][0]
    return {
        "unique_id": account["report_id"],
        "name": victim["name"],
        "age": victim["age"],
        "date": account["date"]["value"] or None,
        "town": account["place"].get("name"),
    }


def _spark(work: Path) -> dict[str, Any]:
    folder = _made(work, SPARK_SIZE)
    here = _vigil(folder, folder / "out.jsonl")
    there = _vigil(folder, folder / "spark.jsonl", "--engine", "spark")
    same = (folder / "out.jsonl").read_bytes() == (folder / "spark.jsonl").read_bytes()
    return {
        "accounts": SPARK_SIZE,
        "same_lines": same,
        "seconds_here": here["seconds"],
        "seconds_spark": there["seconds"],
        "cases": there["cases"],
    }


def main() -> None:
    from vigil.cli.bench import circumstances

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    chosen = parser.parse_args()
    result = run(Path(), tuple(chosen.parts), chosen.work)
    print(table(result))
    path = TO / f"{NAME}.json"
    before = json.loads(path.read_text())["result"] if path.exists() else {}
    told = {"benchmark": NAME, **circumstances(), "result": before | result}
    path.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
