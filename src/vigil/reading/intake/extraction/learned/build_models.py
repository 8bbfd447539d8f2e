"""Building the extractor's models from labelled reports, and the card that goes with them."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from vigil.reading.intake.extraction.findings import ReportFindings, find_in_report
from vigil.reading.intake.extraction.learned.feature_vectors import (
    ROLES,
    ReportVectors,
    report_vectors,
)
from vigil.reading.intake.extraction.learned.invented_reports import invented_reports
from vigil.reading.intake.extraction.learned.labelled_reports import read_labels
from vigil.reading.intake.extraction.learned.model_files import Models
from vigil.reading.intake.extraction.learned.train_classifiers import train
from vigil.reading.intake.extraction.learned.train_date_and_place import (
    WhenWhere,
    even_weights,
    train_date,
    train_place,
    when_where,
)
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.records import Report


class Lesson(NamedTuple):
    """A labelled report, and the set it belongs to."""

    source: str
    report: Report
    label: dict[str, Any]


class MeasuredLesson(NamedTuple):
    """A lesson, read and measured once; models are fitted on any selection of these."""

    source: str
    measured: ReportVectors
    reading: ReportFindings
    when_where: WhenWhere


def learn(
    lessons: Iterable[Lesson],
    people: People,
    places: PlaceNames,
    told: Callable[[], None] = lambda: None,
) -> list[MeasuredLesson]:
    """Read and measure labelled reports; `told` is called after each. Raises LabelError."""
    learnt = []
    for source, report, label in lessons:
        reading = find_in_report(report, people)
        measured = report_vectors(reading, places, read_labels(label))
        learnt.append(MeasuredLesson(source, measured, reading, when_where(label)))
        told()
    return learnt


def build(learnt: Iterable[MeasuredLesson], people: People, places: PlaceNames) -> Models:
    """Fit all models. Raises TooFewExamplesError when the labels teach nothing."""
    lessons = list(learnt)
    own = [
        (find_in_report(report, people), when_where(label)) for report, label in invented_reports()
    ]
    where = [(item.reading, item.when_where) for item in lessons] + own
    weights = even_weights([*(item.source for item in lessons), *("invented" for _ in own)])
    return Models(
        train([item.measured for item in lessons]),
        train_place(where, places, weights),
        train_date(where),
    )


LIMITS = """\
- Roles were learnt in the languages of the reports above. In others they rest on features that mean
  the same in all of them: what the rules found, and how it stands to the words of killing.
- A probability is of being labelled so by those who made these sets, whose rules differ.
- The files hold weights of hashed features, never texts. Loading one runs nothing.
"""


def card(models: Models, learnt: Iterable[MeasuredLesson], made: date, about: str = "") -> str:
    """Return the card of an extractor's models, in Markdown. `about`: where the texts are from."""
    lessons = list(learnt)
    sources = Counter(item.source for item in lessons)
    rows = []
    for name, count in sorted(sources.items()):
        own = [item for item in lessons if item.source == name]
        killings = sum(bool(i.measured.killing) for i in own)
        languages = sorted({i.reading.language.code for i in own})
        named = sum(i.measured.wanted["victim"] for i in own)
        places = sum(bool(i.when_where.places) for i in own)
        days = sum(bool(i.when_where.days) for i in own)
        rows.append(
            f"| {name} | {', '.join(languages)} | {count} | {killings} | {named} | {places}"
            f" | {days} |"
        )
    return (
        f"# Models of the extractor {models.judges.version}\n\n"
        f"Made on {made.isoformat()}.\n\n{about}"
        "| set | languages | reports | told as killings | named victims | places | days |\n"
        "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n## How well\n\n"
        "F1 of the second stage on reports that the first stage had not seen, at the thresholds\n"
        "shipped, which were chosen on the same reports: a little too good. Figures by the\n"
        "judges' scorer, fully held out, are in `benchmarks/results/reading.json`.\n\n"
        + _table(models)
        + f"\n## Limits\n\n{LIMITS}"
    )


def _table(models: Models) -> str:
    seconds = models.judges.seconds
    names = ["killing", *ROLES]
    rows = [f"| kind of text | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for kind in sorted(seconds):
        own = [seconds[kind].killing, *(seconds[kind].roles[role] for role in ROLES)]
        figures = (f"{s.enough.f1:.3f}" if s.enough.f1 else "-" for s in own)
        rows.append(f"| {kind} | {' | '.join(figures)} |")
    return "\n".join(rows) + "\n"
