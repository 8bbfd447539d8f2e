"""The outline and the blocks of a draft, without reading any source."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch

from vigil.outlook.models import (
    OutlookReport,
    Paragraph,
    ParagraphVersion,
    ReportComment,
    Section,
)
from vigil.outlook.reports.editor.chips import Chip, chips_of
from vigil.outlook.reports.snapshot import section_numbers

MOST_REMOVED = 20
"""How many removed blocks are offered to be restored."""
WITH_FIGURE = frozenset({Paragraph.Kind.FIGURE, Paragraph.Kind.MAP})


@dataclass(frozen=True)
class Block:
    """A paragraph in the editor."""

    row: Paragraph
    n: int
    chips: list[Chip]
    comments: int
    """How many comments wait to be resolved."""

    @property
    def chooses_show(self) -> bool:
        """Whether it has a figure that can be shown as a table too."""
        return self.row.kind in WITH_FIGURE


@dataclass(frozen=True)
class OutlineSection:
    """A section in the editor, with its number as readers see it."""

    row: Section
    number: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def comments(self) -> int:
        """How many comments wait to be resolved in it."""
        return sum(block.comments for block in self.blocks)


def outline_of(report: OutlookReport) -> list[OutlineSection]:
    """Return the sections of a draft with their blocks, in order."""
    paragraphs = Paragraph.objects.filter(withdrawals=[]).prefetch_related("bases")
    rows = list(report.sections.prefetch_related(Prefetch("paragraphs", paragraphs)))
    open_comments = Counter(
        ReportComment.objects.filter(
            report=report, parent=None, resolved_at=None, withdrawals=[]
        ).values_list("paragraph_uid", flat=True)
    )
    return _sections(rows, open_comments)


def _sections(rows: Iterable[Section], comments: Mapping[str, int]) -> list[OutlineSection]:
    rows, n = list(rows), 0
    found = []
    for row, number in zip(rows, section_numbers(rows), strict=True):
        section = OutlineSection(row, number)
        for paragraph in row.paragraphs.all():
            n += 1
            chips = chips_of(paragraph.text, paragraph.bases.all())
            section.blocks.append(Block(paragraph, n, chips, comments.get(paragraph.uid, 0)))
        found.append(section)
    return found


def removed_blocks(report: OutlookReport) -> list[ParagraphVersion]:
    """Return the last versions of paragraphs that were removed, the last removed first."""
    rows = ParagraphVersion.objects.filter(report=report, removed=True, withdrawals=[])
    there = Paragraph.objects.filter(section__report=report).values("uid")
    newest: dict[str, ParagraphVersion] = {}
    for row in rows.exclude(uid__in=there).select_related("by").order_by("-at", "-number"):
        newest.setdefault(row.uid, row)
    return list(newest.values())[:MOST_REMOVED]


@dataclass(frozen=True)
class Thread:
    """A comment with its answers."""

    comment: ReportComment
    answers: list[ReportComment]


def threads_of(paragraph: Paragraph) -> list[Thread]:
    """Return the comments on a paragraph with their answers; those that are open come first."""
    rows = ReportComment.objects.filter(paragraph_uid=paragraph.uid, withdrawals=[])
    answers: dict[int | None, list[ReportComment]] = {}
    for row in rows.select_related("by", "resolved_by"):
        answers.setdefault(row.parent_id, []).append(row)
    threads = [Thread(one, answers.get(one.pk, [])) for one in answers.get(None, [])]
    return sorted(threads, key=lambda one: one.comment.resolved_at is not None)
