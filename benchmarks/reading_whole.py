"""Reading, measured: screening, extraction and geocoding against gold, and their speed.

Every development set by the project's own scorer, by cross-validation where the models learn from
it, with 95% intervals by bootstrap over reports (`reading_intervals`), baselines and peers beside
it in the same run (`reading_quality`, `reading_speed`). What is not there is listed as absent.

`python benchmarks/reading_whole.py DATA [quality|speed]` prints the table, or a part of it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reading_intervals import RESAMPLES
from reading_quality import quality, quality_with
from reading_speed import speed

from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader

NAME = "reading"
Row = dict[str, Any]


def run(data: Path) -> dict[str, Any]:
    """Measure everything: some minutes, for whose speeds the machine must be quiet."""
    return {"resamples": RESAMPLES, "speed": speed(data), "quality": quality(data)}


def run_with(data: Path, model: LanguageModelReader, limit: int | None) -> dict[str, Any]:
    """Measure extraction with a language model on the same sets; what it cost is in the result."""
    figures = quality_with(data, model, limit)
    return {"resamples": RESAMPLES, "quality": figures, "language_model": model.summary()}


def table(result: dict[str, Any]) -> str:
    """The figures as text: what is asked, what was measured, what stands beside it."""
    lines = [
        "95% intervals by bootstrap over reports; a star where the target is met",
        f"{'':32}{'figure':20}{'target':>8}{'vigil':>8}  {'interval':17}{'baseline':>9}{'peer':>7}",
    ]
    task = ""
    for row in result.get("quality", ()):
        if row["task"] != task:
            task = row["task"]
            lines.append(f"{task}: {row['measured_by']}")
        lines.append(_quality(row))
    if "language_model" in result:
        return "\n".join([*lines, "", *(f"{k}: {v}" for k, v in result["language_model"].items())])
    lines += ["", f"{'':46}{'target':>9}{'median':>10}  range"]
    lines += [text for row in result.get("speed", ()) for text in _speed(row)]
    return "\n".join(lines)


def _quality(row: Row) -> str:
    ours, target = row["vigil"], row["target"]
    met = "*" if ours and target is not None and ours["value"] >= target else " "
    value = f"{ours['value']:.3f}" if ours else "absent"
    shown = f"{ours['interval'][0]:.3f} to {ours['interval'][1]:.3f}" if ours else ""
    beside = [_value(row.get(name)) for name in ("baseline", "peer")]
    return (
        f"{'':32}{row['figure']:20}{_number(target):>8}{value:>7}{met}  {shown:17}"
        f"{beside[0]:>9}{beside[1]:>7}"
    )


def _speed(row: Row) -> Iterator[str]:
    ours, target = row["vigil"], row["target"]
    if ours is None:
        yield f"{row['what']:46}{_number(target):>9}    {row['how']}"
        return
    least = row["unit"] in ("s", "MB")
    good = target is not None and (ours["median"] <= target if least else ours["median"] >= target)
    yield (
        f"{row['what']:46}{_number(target):>9}{ours['median']:>9,}{'*' if good else ' '}  "
        f"{ours['range'][0]:,} to {ours['range'][1]:,} {row['unit']}"
    )
    for name, peer in row["peers"].items():
        yield (
            f"  beside it: {name:35}{peer['median']:>7,}   "
            f"{peer['range'][0]:,} to {peer['range'][1]:,} {row['unit']}"
        )


def _value(found: Row | None) -> str:
    return f"{found['value']:.3f}" if found else ""


def _number(target: float | None) -> str:
    return "" if target is None else f"{target:g}"


if __name__ == "__main__":
    folder, wanted = Path(sys.argv[1]), sys.argv[2:] or ["quality", "speed"]
    parts = {"quality": quality, "speed": speed}
    print(table({name: parts[name](folder) for name in wanted}))
