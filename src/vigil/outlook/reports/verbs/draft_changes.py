"""What every change of a draft does: check, keep a version, order, and record it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import override

from vigil.outlook.models import Basis, OutlookReport, Paragraph, ParagraphVersion, Section
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.named_people import require_shown_names
from vigil.outlook.reports.part_rules import ReportRules
from vigil.outlook.reports.picker.panels_and_index import short_name
from vigil.outlook.reports.preconditions import mark_changed, record_report_decision
from vigil.outlook.reports.token_filling import fill_paragraph, read_basis
from vigil.outlook.results.public import reading_each_panel_once
from vigil.outlook.sources.kinds import CitedSource
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


class TypedNumbers(NotPossible):
    """A text with typed numbers that its part does not allow. `numbers` are these."""

    def __init__(self, faults: str, numbers: list[str]) -> None:
        """Take all faults in words, and the typed numbers."""
        super().__init__(faults)
        self.numbers = numbers


def check_paragraph(paragraph: Paragraph) -> None:
    """Refuse a text with faults, and set the people that it names. Raises NotPossible."""
    report = paragraph.section.report
    rules = ReportRules(report.pk).of(paragraph.section)
    with override(report.language), reading_each_panel_once():
        grounds = [read_basis(basis) for basis in Basis.objects.filter(paragraph=paragraph)]
    scale = scale_in(report.language)
    result = fill_paragraph(paragraph.text, paragraph.kind, grounds, scale, rules)
    if result.faults:
        raise TypedNumbers(" ".join(dict.fromkeys(result.faults)), result.typed)
    said = [str(value) for ground in grounds for value in ground.about.values()]
    quotes = [ground.now.quote for ground in grounds if ground.now is not None]
    paragraph.leans = require_shown_names([paragraph.text, *said, *quotes])


def keep_version(
    paragraph: Paragraph, by: User, *, before: str = "", removed: bool = False
) -> ParagraphVersion:
    """Keep a paragraph as it is now as its next version, and set its number on the paragraph.

    `before` is the text until now: it is kept first if no version holds it.
    """
    rows = ParagraphVersion.objects.filter(uid=paragraph.uid)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    if not last and before:
        last = 1
        _version(paragraph, last, None, text=before)
    made = _version(paragraph, last + 1, by, removed=removed)
    paragraph.version = made.number
    paragraph.save(update_fields=["version"])
    return made


def _version(paragraph: Paragraph, number: int, by: User | None, **values: Any) -> ParagraphVersion:
    kept: dict[str, Any] = {"kind": paragraph.kind, "text": paragraph.text, "show": paragraph.show}
    return ParagraphVersion.objects.create(
        report=paragraph.section.report,
        uid=paragraph.uid,
        number=number,
        section_uid=paragraph.section.uid,
        order=paragraph.order,
        by=by,
        bases=[_basis(one) for one in paragraph.bases.all()],
        **kept | values,
    )


def _basis(basis: Basis) -> dict[str, Any]:
    names = ("key", "kind", "ref", "about", "seen", "shown")
    return {**{n: getattr(basis, n) for n in names}, "as_of": basis.as_of.isoformat()}


def what_is_shown(basis: Basis, now: CitedSource) -> dict[str, Any]:
    """Return what the editor shows of a source; nothing if the source can be withdrawn."""
    if now.leans:
        return {}
    short = short_name(basis.kind, basis.ref) if basis.kind in ("pooled", "index") else ""
    return {
        "label": short or now.label,
        "numbers": {name: [one.shown, one.label] for name, one in now.numbers.items()},
        "first": "value" if "value" in now.numbers else next(iter(now.numbers), ""),
        "figures": list(now.figures),
        "probability": now.probability is not None,
    }


def place_after_moving(row: Section | Paragraph, places: int) -> int:
    """Return the place that a row would have after moving by `places`, at least 0."""
    siblings: list[Any] = list(
        row.report.sections.all() if isinstance(row, Section) else row.section.paragraphs.all()
    )
    return max(0, [one.pk for one in siblings].index(row.pk) + places)


def reorder(rows: list[Any]) -> None:
    """Set the order of sections or paragraphs to that of the list."""
    for n, row in enumerate(rows, start=1):
        row.order = n
    model: type[Model] = type(rows[0])
    model._default_manager.bulk_update(rows, ["order"])


def note_change(report: OutlookReport, by: User, after: Mapping[str, Any]) -> OutlookReport:
    """Record that somebody changed the draft: what was approved or sent is a draft again."""
    mark_changed(report, by)
    record_report_decision("write_report", report, by=by, after=after)
    return report
