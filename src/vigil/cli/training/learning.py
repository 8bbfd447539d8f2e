"""The parts of `vigil learn`: what people decided, and what each task makes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vigil.cli.support.progress import Progress

if TYPE_CHECKING:
    from vigil.casefile.linking.training_pairs import DecidedAccounts
    from vigil.casefile.reports.training_labels import LabelledReport
    from vigil.reading.intake.extraction.learned.build_models import MeasuredLesson
    from vigil.reading.intake.extraction.learned.model_files import Models
    from vigil.reading.intake.screening.model import Model


class TooFewError(Exception):
    """Decisions from which a task cannot learn yet; the text says what is missing."""


class Measured(Protocol):
    """How well a model does on held-out decisions."""

    @property
    def average_precision(self) -> float:
        """How well it orders them."""

    @property
    def f1(self) -> float:
        """How well it tells the two kinds apart."""


@dataclass(frozen=True)
class Change:
    """What a task learnt: how it does on held-out decisions, before and after; how to keep it."""

    before: Measured
    after: Measured
    learnt_from: Mapping[str, int]
    write: Callable[[Path], None]

    def worse(self, by: float) -> bool:
        """Say whether it does worse on held-out decisions in either figure, by more than that."""
        before, after = self.before, self.after
        lost = (before.average_precision - after.average_precision, before.f1 - after.f1)
        return max(lost) > by


def screening(decided: Sequence["LabelledReport"], base: "Model | None") -> Change:
    """Adapt screening to decisions; `base` is the model to begin from (the shipped one)."""
    from vigil.reading.intake.screening import adapting
    from vigil.reading.intake.screening.labels import labels_of
    from vigil.reading.intake.screening.model import save
    from vigil.reading.intake.screening.screener import Screener

    progress, rows = Progress("reports screened"), []
    for one in decided:
        said = labels_of(one.label, bool(one.attack))
        rows.append(
            adapting.Decided(
                adapting.read_report(one.report),
                one.attack,
                organised=one.in_scope,
                targeted=said.targeted,
                group=one.case,
            )
        )
        progress.add(1)
    progress.end()
    try:
        made = adapting.adapt(base or Screener.load().model, rows)
    except adapting.TooFewDecisionsError as error:
        raise TooFewError(str(error)) from error
    out_of_scope = sum(one.in_scope is False for one in decided)
    return Change(
        made.before,
        made.after,
        {"killings": made.killings, "others": made.others, "out of scope": out_of_scope},
        lambda path: save(made.model, path),
    )


def reading(decided: Sequence["LabelledReport"], base: "Models | None") -> Change:
    """Adapt the extractor to decisions; `base` are the models to begin from (the shipped ones)."""
    from vigil.reading.intake.extraction.learned import adapting
    from vigil.reading.intake.extraction.learned.model_files import save_models, shipped_models

    told = [one for one in decided if one.attack is not None and len(one.label) > 1]
    measured = measure(told)
    try:
        made = adapting.adapt(
            base or shipped_models(),
            [(one.measured, of.case) for one, of in zip(measured, told, strict=True)],
        )
    except adapting.TooFewPersonsError as error:
        raise TooFewError(str(error)) from error

    def write(path: Path) -> None:
        path.mkdir()
        save_models(made.models, path, "Adapted to decisions: see the card of the version.\n")

    learnt_from = {"reports": len(told), "victims": made.victims, "others": made.others}
    return Change(made.before, made.after, learnt_from, write)


def measure(decided: Sequence["LabelledReport"]) -> list["MeasuredLesson"]:
    """Read decided reports as the extractor does, and measure every person in them."""
    from vigil.cli.training.desk_labels import SOURCE
    from vigil.reading.intake.extraction.learned.build_models import Lesson, learn
    from vigil.reading.intake.extraction.people import People
    from vigil.reading.intake.extraction.place_names import PlaceNames
    from vigil.reading.intake.gazetteer import Gazetteer

    gazetteer, progress = Gazetteer.load(), Progress("reports read")
    lessons = (Lesson(SOURCE, one.report, one.label) for one in decided)
    found = learn(lessons, People(gazetteer), PlaceNames(gazetteer), lambda: progress.add(1))
    progress.end()
    return found


def linking(decided: "DecidedAccounts") -> Change:
    """Adapt the weights of linkage to which accounts people hold to be of one attack."""
    from vigil.reading.linkage import adapting
    from vigil.reading.linkage.linking import batch_of
    from vigil.reading.linkage.model import shipped_model

    model = shipped_model()
    batch = batch_of(decided.accounts, decided.reports)
    pairs = adapting.decided_pairs(model, batch, decided.case_of, decided.judged)
    try:
        made = adapting.adapt(model, pairs)
    except adapting.TooFewPairsError as error:
        raise TooFewError(str(error)) from error

    def write(path: Path) -> None:
        path.write_text(adapting.as_toml(made.model), encoding="utf-8")

    same = int(pairs.same.sum())
    learnt_from = {"pairs of one attack": same, "pairs of two": len(pairs.same) - same}
    return Change(made.before, made.after, learnt_from, write)


def card(task: str, change: Change, made: str, base: str, note: str) -> str:
    """Return the card of a version, in Markdown."""
    rows: list[tuple[str, Any, Any]] = [
        ("average precision", change.before.average_precision, change.after.average_precision),
        ("F1", change.before.f1, change.after.f1),
    ]
    told = ", ".join(f"{number:,} {what}" for what, number in change.learnt_from.items())
    table = "\n".join(f"| {name} | {one:.3f} | {two:.3f} |" for name, one, two in rows)
    return (
        f"# {task}: learnt from decisions\n\nMade on {made}, from {base} and {told}.\n\n"
        "On decisions that the model had not seen (each case held out whole, five times):\n\n"
        f"| | before | after |\n|---|---|---|\n{table}\n\n{note}"
    )
