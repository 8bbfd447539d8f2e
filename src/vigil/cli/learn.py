"""`vigil learn`: what people decided, taught to the machine."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vigil.cli.support.data_folder import data_folder, one_at_a_time
from vigil.cli.support.database import prepare_database, refuse_demonstration, set_up_django
from vigil.cli.support.progress import Progress
from vigil.cli.training import base_models, desk_labels, learning
from vigil.reading.engines.model_versions import (
    LINKING,
    READING,
    SCREENING,
    SHIPPED,
    TASKS,
    ModelVersions,
)

if TYPE_CHECKING:
    from vigil.cli.training.learning import Change

TOLERANCE: Final = 0.002
"""By how much a figure may fall and count as the same: less than one decision in five hundred."""
WORSE: Final = 1
EXAMPLE = """
\b
Example:
  vigil learn                          all tasks, from the decisions in the case file
  vigil learn --task screening reports.jsonl.gz --gold labels.jsonl.gz
  vigil learn --list
  vigil learn --back screening
"""
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_TASK = click.Choice(TASKS)


@click.command("learn", epilog=EXAMPLE)
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--gold", multiple=True, type=_FILE, help="Labels of FILES by report id.")
@click.option("--label", default="killing", show_default=True, help="The field with the label.")
@click.option("--task", "tasks", multiple=True, type=_TASK, help="Only this task. Repeatable.")
@click.option("--even-if-worse", is_flag=True, help="Keep what does worse on held-out decisions.")
@click.option("--list", "listing", is_flag=True, help="List the versions that were learnt.")
@click.option("--back", type=_TASK, help="Go back to the version of this task before the present.")
def command(
    files: tuple[Path, ...],
    gold: tuple[Path, ...],
    label: str,
    tasks: tuple[str, ...],
    even_if_worse: bool,
    listing: bool,
    back: str | None,
) -> None:
    """Learn screening, reading and linking from what people decided at the desk.

    The model to begin from is the shipped one, or one trained on labelled FILES. For each task it
    shows how well the model tells decisions that it had not seen, before and after. What does worse
    is not kept: the exit status is then 1. What is kept is used from now on: by `vigil run`, by
    links that people paste, and for the order of the queue. Versions stay in the data folder.
    Safe to interrupt: a version is kept whole or not at all.
    """
    refuse_demonstration("its decisions are invented.")
    versions = ModelVersions(data_folder() / "models")
    if listing:
        _list(versions)
        return
    if gold and not files:
        raise click.UsageError("--gold holds the labels of FILES: name them")
    set_up_django()
    with one_at_a_time("run"):
        if back:
            _go_back(versions, back)
            return
        prepare_database()
        wanted = tasks or TASKS
        worse = [
            task
            for task in wanted
            if not _learn(task, versions, base_models.Base(files, gold, label), even_if_worse)
        ]
        if SCREENING in wanted:
            _rescreen(versions)
    sys.exit(WORSE if worse else 0)


def _learn(task: str, versions: ModelVersions, base: base_models.Base, even_if_worse: bool) -> bool:
    """Learn one task and keep it; return False if it does worse and is not kept."""
    try:
        change = _change(task, base)
    except learning.TooFewError as error:
        click.echo(f"{task}: too few decisions to learn from yet ({error}).")
        return True
    click.echo(
        f"{task}: learnt from {_told(change)}. On held-out decisions: average precision "
        f"{change.before.average_precision:.3f} -> {change.after.average_precision:.3f}, "
        f"F1 {change.before.f1:.3f} -> {change.after.f1:.3f}."
    )
    if change.worse(TOLERANCE) and not even_if_worse:
        click.echo(
            f"{task}: not kept, because it does worse on decisions that it had not seen. "
            "More decisions may help; --even-if-worse keeps it.",
            err=True,
        )
        return False
    made = datetime.now(UTC).isoformat(timespec="seconds")
    number = versions.keep(
        task,
        change.write,
        {
            "made": made,
            "base": base.name,
            "learnt_from": dict(change.learnt_from),
            "before": {"ap": change.before.average_precision, "f1": change.before.f1},
            "after": {"ap": change.after.average_precision, "f1": change.after.f1},
        },
        learning.card(task, change, made[:10], base.name, desk_labels.NOTE),
    )
    click.echo(f"{task}: version {number} is in use. `vigil learn --back {task}` undoes it.")
    return True


def _change(task: str, base: base_models.Base) -> "Change":
    if task == LINKING:
        from vigil.casefile.linking.training_pairs import decided_accounts

        return learning.linking(decided_accounts())
    from vigil.casefile.reports.training_labels import decided_reports

    decided = list(decided_reports())
    if task == READING:
        return learning.reading(decided, base.reading())
    return learning.screening(decided, base.screening())


def _told(change: "Change") -> str:
    return ", ".join(f"{number:,} {what}" for what, number in change.learnt_from.items())


def _rescreen(versions: ModelVersions) -> None:
    """Order the queue by the model in use."""
    from vigil.casefile.reports.verbs.rescreening import rescreen_waiting
    from vigil.reading.intake.screening import Screener

    progress = Progress("candidates ordered")
    number = rescreen_waiting(Screener.load(versions.path(SCREENING)), progress.add)
    progress.end()
    click.echo(f"queue: {number:,} candidates ordered by what a minute is worth.")


def _go_back(versions: ModelVersions, task: str) -> None:
    number = versions.back(task)
    if number is None:
        click.echo(f"{task}: the shipped model is in use already.")
        return
    named = "the shipped model" if number == SHIPPED else f"version {number}"
    click.echo(f"{task}: {named} is in use.")
    if task == SCREENING:
        prepare_database()
        _rescreen(versions)


def _list(versions: ModelVersions) -> None:
    for task in TASKS:
        found = versions.listed(task)
        shipped = " (in use)" if versions.in_use(task) == SHIPPED else ""
        click.echo(f"{task}: the shipped model{shipped}")
        for version in found:
            about = version.about
            after, before = about.get("after", {}), about.get("before", {})
            learnt = about.get("learnt_from", {})
            told = ", ".join(f"{number:,} {what}" for what, number in learnt.items())
            click.echo(
                f"  {version.number}: {str(about.get('made', ''))[:10]}, from "
                f"{about.get('base', '')} and {told}; average precision "
                f"{before.get('ap', 0):.3f} -> {after.get('ap', 0):.3f}, F1 "
                f"{before.get('f1', 0):.3f} -> {after.get('f1', 0):.3f}"
                + (" (in use)" if version.in_use else "")
            )
