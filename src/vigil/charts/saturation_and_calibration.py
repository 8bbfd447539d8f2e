"""Two curves about the work itself: when nothing new was said, and how right it proved."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.axes import PlotArea
from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import WIDTH, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.numbers import UNKNOWN, percent_text
from vigil.charts.scales import whole_ticks
from vigil.charts.table import TableCell, TableRow, count_cell, table_row
from vigil.charts.text import text_width


def saturation_chart(
    key: str, title: str, about: Provenance, *, found: Sequence[tuple[str, int]]
) -> Figure:
    """Draw how many different codes were found after each source, in the order they were read.

    `found` holds each source's label and how many codes are known after it. Raises ValueError
    where there is none, or where what was found grows less.
    """
    totals = [total for _label, total in found]
    if not found or any(after < before for before, after in pairwise(totals)):
        raise ValueError("what was found never grows less, and there is some")
    plane = PlotArea(0, len(found), 0, max(totals[-1], 1), left=34, top=24)
    places = [(0.0, 0.0), *((float(n), float(total)) for n, total in enumerate(totals, 1))]
    marks: list[Mark] = [
        *plane.up(whole_ticks(0, plane.y_high, 6)),
        *plane.across(whole_ticks(0, len(found), 10)),
        TextMark("label", plane.right, plane.bottom + 32, _("sources read"), "end"),
        TextMark("label", 0, plane.top - 10, _("different codes found")),
        Path("seen", tuple((plane.x(x), plane.y(y)) for x, y in places)),
        *(Dot("dot", plane.x(x), plane.y(y)) for x, y in places[1:]),
    ]
    news = [after - before for before, after in pairwise([0, *totals])]
    return Figure(
        key,
        title,
        Drawing(plane.bottom + 40, tuple(marks), get_language_bidi()),
        tuple(_saturation_sentences(found, news)),
        (_("Source"), _("Codes found so far"), _("New in it")),
        tuple(
            table_row(label, total, new) for (label, total), new in zip(found, news, strict=True)
        ),
        about.notes,
    )


def _saturation_sentences(found: Sequence[tuple[str, int]], news: Sequence[int]) -> Iterator[str]:
    yield ngettext(
        "After %(n)d source, %(codes)d different codes are found.",
        "After %(n)d sources, %(codes)d different codes are found.",
        len(found),
    ) % {"n": len(found), "codes": found[-1][1]}
    quiet = next((n for n, new in enumerate(reversed(news)) if new), len(news))
    if quiet:
        yield ngettext(
            "The last source brought nothing new.",
            "The last %(n)d sources brought nothing new.",
            quiet,
        ) % {"n": quiet}
    else:
        yield ngettext(
            "The last source still brought %(n)d new code.",
            "The last source still brought %(n)d new codes.",
            news[-1],
        ) % {"n": news[-1]}


class CalibrationPoint(Struct, frozen=True):
    """Answers of about one probability: what was said, what share came true, and how many.

    `interval` is between what the share may lie by chance alone; None where nobody can say, as
    where many answered the same question, which came true for all of them or for none.
    """

    said: float
    came: float
    n: int
    interval: tuple[float, float] | None = None


def calibration_chart(
    key: str,
    title: str,
    about: Provenance,
    *,
    told: Sequence[CalibrationPoint],
    of_questions: bool = False,
) -> Figure:
    """Draw the probabilities that were said against how often it came true.

    What is counted are answers, or questions with one answer each (`of_questions`). Raises
    ValueError for what is no share.
    """
    if any(not (0 <= one.said <= 1 and 0 <= one.came <= 1) for one in told):
        raise ValueError("a share lies from 0 to 1")
    plane = PlotArea(0, 1, 0, 1, height=WIDTH - 90, left=44, right=WIDTH - 40, top=46)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    percents = [percent_text(tick) for tick in ticks]
    ordered = sorted(told, key=lambda one: one.said)
    # Of questions each point has its interval; a line would lead the eye from chance to chance.
    joined = tuple((plane.x(one.said), plane.y(one.came)) for one in ordered)
    marks: list[Mark] = [
        *plane.up(ticks, percents),
        *plane.across(ticks, percents),
        TextMark("label", plane.right, plane.bottom + 32, _("probability that was said"), "end"),
        TextMark("label", 0, plane.top - 34, _("share that came true")),
        Path("even", tuple((plane.x(one), plane.y(one)) for one in (0, 1))),
        *(() if of_questions else (Path("seen", joined),)),
        *(mark for one in ordered for mark in _point(plane, one)),
        *_numbers(plane, ordered),
    ]
    return Figure(
        key,
        title,
        Drawing(plane.bottom + 40, tuple(marks), get_language_bidi()),
        tuple(_calibration_sentences(ordered, of_questions)),
        (
            *(_("Said"), _("Came true"), _("Questions") if of_questions else _("Answers")),
            *((_("From"), _("To")) if _bounded(ordered) else ()),
        ),
        tuple(_counted(one, _bounded(ordered)) for one in ordered),
        (*about.notes, _("On the dashed line what is said comes true as often as it is said.")),
    )


def _bounded(told: Sequence[CalibrationPoint]) -> bool:
    return any(one.interval for one in told)


def _counted(one: CalibrationPoint, bounded: bool) -> TableRow:
    cells = (_share(one.came), count_cell(one.n))
    if not bounded:
        return TableRow(percent_text(one.said), cells)
    ends = map(_share, one.interval) if one.interval else (TableCell(UNKNOWN), TableCell(UNKNOWN))
    return TableRow(percent_text(one.said), (*cells, *ends))


def _share(value: float) -> TableCell:
    return TableCell(percent_text(value), f"{round(value, 4):g}")


def _point(plane: PlotArea, one: CalibrationPoint) -> Iterator[Mark]:
    x, y = plane.x(one.said), plane.y(one.came)
    if one.interval:
        yield Path("spread", tuple((x, plane.y(end)) for end in one.interval))
    yield Dot("dot", x, y, 5)


def _numbers(plane: PlotArea, told: Sequence[CalibrationPoint]) -> Iterator[Mark]:
    """Write above the plot how many each point is made of; in two lines where they are close."""
    near, far = plane.top - 8, plane.top - 20
    yield TextMark("tick", plane.left - 5, near, "n", "end")
    ends = {near: 0.0, far: 0.0}
    for one in told:
        x, half = plane.x(one.said), text_width(str(one.n)) / 2
        y = near if x - half > ends[near] else far
        ends[y] = x + half + 3
        yield TextMark("tick", x, y, str(one.n), "middle")


def _calibration_sentences(told: Sequence[CalibrationPoint], of_questions: bool) -> Iterator[str]:
    n = sum(one.n for one in told)
    if of_questions:
        said = ngettext(
            "%(n)d question, by the probability that was said.",
            "%(n)d questions, by the probability that was said.",
            n,
        )
    else:
        said = ngettext(
            "%(n)d answer, by the probability that was said.",
            "%(n)d answers, by the probability that was said.",
            n,
        )
    yield said % {"n": n}
    for one in told:
        yield _("Said %(said)s: %(came)s of %(n)d came true.") % {
            "said": percent_text(one.said),
            "came": percent_text(one.came),
            "n": one.n,
        }
