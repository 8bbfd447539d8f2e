"""`vigil bench`: run the benchmarks, and print their results as a table and as JSON."""

import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from vigil.cli.support.language_model import language_model

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = ROOT / "benchmarks"


@click.command("bench")
@click.argument("name", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=BENCHMARKS / "results",
    show_default="benchmarks/results",
    help="Folder for the JSON files.",
)
@click.option(
    "--reader",
    type=click.Choice(["offline", "llm", "llm-alone"]),
    default="offline",
    show_default=True,
    help="What reads: the shipped models; a language model where they are in doubt; or that alone.",
)
@click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With a language model: the settings, in place of vigil.toml in the data folder.",
)
@click.option(
    "--limit", type=click.IntRange(1), help="With a language model: so many reports of each set."
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, no tables.")
def command(
    name: str | None,
    output: Path,
    reader: str,
    settings: Path | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Run the benchmarks (or the one called NAME), print tables, write JSON files.

    They need the development data: VIGIL_SHARED names its folder (default: `shared/` beside
    the checkout). Each result names the commit it measured.

    \b
    Example:
      vigil bench screening
      vigil bench reading --reader llm --limit 50
    """
    shared = Path(os.environ.get("VIGIL_SHARED") or ROOT.parent / "shared")
    if not (shared / "data").is_dir():
        raise click.ClickException(f"no development data at {shared}: set VIGIL_SHARED")
    found = benchmarks()
    if name is not None and name not in found:
        raise click.UsageError(f"no benchmark {name!r} (there are {', '.join(found)})")
    if reader == "offline":
        if settings or limit:
            raise click.UsageError("--settings and --limit go with a language model")
        measure: Measure = _measure
    else:
        if name is None or not hasattr(found[name], "run_with"):
            raise click.UsageError("only `vigil bench reading` measures a language model")
        measure = _measure_with(reader == "llm-alone", settings, limit)
    output.mkdir(parents=True, exist_ok=True)
    results: dict[str, object] = {}
    for called, module in found.items():
        if name in (None, called):
            measured = measure(module, shared / "data")
            results[called] = {"benchmark": called, **circumstances(), "result": measured}
            path = output / (f"{called}.json" if reader == "offline" else f"{called}_{reader}.json")
            path.write_text(json.dumps(results[called], indent=1, ensure_ascii=False) + "\n")
            if not as_json:
                click.echo(f"\n{called}\n{'=' * len(called)}\n{module.table(measured)}")
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False))


Measure = Callable[[ModuleType, Path], Any]


def _measure(module: ModuleType, data: Path) -> Any:
    return module.run(data)


def _measure_with(alone: bool, settings: Path | None, limit: int | None) -> Measure:
    from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

    model = language_model(LearnedExtractor.load(), settings, alone=alone)
    return lambda module, data: module.run_with(data, model, limit)


def benchmarks() -> dict[str, ModuleType]:
    """Import the modules of `benchmarks/` that have NAME, run and table; return them by name."""
    sys.path.insert(0, str(BENCHMARKS))
    modules: dict[str, ModuleType] = {}
    for path in sorted(BENCHMARKS.glob("*.py")):
        # By name: a module that another has imported must stay the same one.
        module = importlib.import_module(path.stem)
        if all(hasattr(module, part) for part in ("NAME", "run", "table")):
            modules[module.NAME] = module
    return dict(sorted(modules.items()))


def circumstances() -> dict[str, object]:
    """Return what was measured, when, and on which machine."""
    return {
        "commit": _git("rev-parse", "HEAD"),
        "changed_since_commit": bool(
            _git("status", "--porcelain", "--", "src", "benchmarks", ":!benchmarks/results")
        ),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }


def _git(*arguments: str) -> str:
    ran = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    return ran.stdout.strip()
