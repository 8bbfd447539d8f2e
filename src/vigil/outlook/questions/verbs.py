"""Write, order and remove the questions of a draft panel; set the true values of seed questions."""

import math
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.code_lists import PLACES, is_known
from vigil.outlook.models import Panel, Question
from vigil.outlook.panels.preconditions import (
    PANEL,
    QUESTION,
    clean_text,
    destroy_sealed,
    locked_panel,
    one_sealed,
    require_running,
    seal_json,
)
from vigil.outlook.questions import term_lists
from vigil.outlook.questions.numbering import number_in_order
from vigil.outlook.questions.values import LARGEST
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed
from vigil.trust.withdrawals.write_lock import take_part

TRUE_VALUE: Final = "realisation"
MOST_QUESTIONS: Final = 200
MOST_CELLS: Final = 400
LONGEST: Final = 2_000
FIELDS: Final = frozenset(
    {
        *("kind", "text", "guidance", "bands", "form", "unit", "lower", "upper", "log_scale"),
        *("rows", "columns", "market", "actor", "block", "place", "horizon", "is_seed"),
    }
)
"""Fields of a question that can be set."""
Kind = Question.Kind
DRAFT = Panel.State.DRAFT
SEEDED: Final = (Kind.QUANTITY, Kind.PROBABILITY)
"""Kinds of questions whose true answer can become known."""


@transaction.atomic
def add_question(
    panel: Panel,
    kind: str,
    text: str,
    *,
    by: User,
    realisation: float | None = None,
    **values: Any,
) -> Question:
    """Add a question at the end. `values` are other fields of FIELDS; `realisation` is for a seed.

    Raises NotAllowed, NotPossible (the panel is no draft; it has too many questions), Unfit naming
    the field.
    """
    take_part()
    panel = require_running(panel, DRAFT, by=by)
    if panel.questions.filter(term=None).count() >= MOST_QUESTIONS:
        raise NotPossible(_("A panel has %(n)d questions at most.") % {"n": MOST_QUESTIONS})
    last = panel.questions.aggregate(last=Max("position"))["last"] or 0
    question = with_values(
        Question(panel=panel, position=last + 1), {"kind": kind, "text": text} | values
    )
    question.save()
    record("add_question", PANEL, panel.uid, by=by, after={"question": question.uid})
    if realisation is not None:
        set_realisation(question, realisation, by=by)
    return question


@transaction.atomic
def edit_question(question: Question, values: Mapping[str, Any], *, by: User) -> Question:
    """Change a question of a draft. Raises NotAllowed, NotPossible, Unfit naming the field."""
    take_part()
    panel = require_running(question.panel, DRAFT, by=by)
    question = with_values(_own_question(question), values)
    question.save()
    if not question.is_seed:
        destroy_sealed(QUESTION, question.uid, why="it is no seed question any more")
    after = {"question": question.uid, "fields": sorted(values)}
    record("edit_question", PANEL, panel.uid, by=by, after=after)
    return question


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    """Remove a question from a draft; those after it move up. Raises NotAllowed, NotPossible."""
    panel = require_running(question.panel, DRAFT, by=by)
    row = _own_question(question)
    destroy_sealed(QUESTION, row.uid, why="its question was removed")
    row.delete()
    number_in_order(list(panel.questions.all()))
    record("remove_question", PANEL, panel.uid, by=by, before={"question": row.uid})


@transaction.atomic
def move_question(question: Question, position: int, *, by: User) -> None:
    """Move a question of a draft to a position, counted from 1. Raises NotAllowed, NotPossible."""
    panel = require_running(question.panel, DRAFT, by=by)
    question = _own_question(question)
    rows = [row for row in panel.questions.all() if row.pk != question.pk]
    rows.insert(max(0, min(position - 1, len(rows))), question)
    number_in_order(rows)
    after = {"question": question.uid, "position": rows.index(question) + 1}
    record("move_question", PANEL, panel.uid, by=by, after=after)


@transaction.atomic
def set_realisation(question: Question, value: float | None, *, by: User) -> None:
    """Seal the true value of a seed question until the panel is final; None removes it.

    A number in its unit, or 0 or 1 for an event. It cannot change once the panel is open, so nobody
    can fit it to the answers. Raises NotAllowed, NotPossible (no seed), Unfit.
    """
    panel = require_running(question.panel, DRAFT, by=by)
    row = held(question)
    if value is None:
        destroy_sealed(QUESTION, row.uid, why="the answer to a seed question was taken out")
    elif not row.is_seed:
        raise NotPossible(_("This is no seed question."))
    else:
        seal_json(QUESTION, row.uid, TRUE_VALUE, checked_truth(row, value), by=by)
    record("set_realisation", PANEL, panel.uid, by=by, after={"question": row.uid})


def read_realisation(question: Question, *, by: User, why: str) -> float | None:
    """Return the true value of a seed, for the chair. The log records that it was opened.

    Raises NotAllowed, NotPossible (no reason was given; the key is not on this machine).
    """
    require(by, "outlook.run_panel", question.panel)
    sealed = one_sealed(QUESTION, question.uid, TRUE_VALUE)
    return float(open_sealed(sealed, by=by, why=why)) if sealed is not None else None


def has_realisation(question: Question) -> bool:
    """Return whether the vault keeps a true value for a seed, without opening it."""
    return one_sealed(QUESTION, question.uid, TRUE_VALUE) is not None


def checked_truth(question: Question, value: object) -> float:
    """Return the outcome of a question as a number. Raises Unfit (no number; impossible here)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit(_("This is no number."), "value")
    if abs(value) > LARGEST:
        raise Unfit(_("This number is too large."), "value")
    if question.kind == Kind.PROBABILITY and value not in (0, 1):
        raise Unfit(_("An event happened, or it did not."), "value")
    low, high = question.lower, question.upper
    if question.kind == Kind.QUANTITY and (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (question.log_scale and value <= 0)
    ):
        raise Unfit(_("This lies outside the bounds of the quantity."), "value")
    return float(value)


@transaction.atomic
def copy_panel(panel: Panel, *, by: User, edition: str = "") -> Panel:
    """Create a draft with the same questions. It follows this panel if this one is final.

    Seed questions are not copied: the experts of this panel may know their answers. Raises
    NotAllowed, NotPossible (it belongs to an assessment).
    """
    require(by, "outlook.run_panel", panel)
    take_part()
    panel = locked_panel(panel)
    if panel.assessment_id is not None:
        raise NotPossible(_("This panel belongs to an assessment. Copy the assessment instead."))
    copy = Panel.objects.create(
        chair=by,
        edition=edition.strip()[:20],
        follows=panel if panel.state == Panel.State.FINAL else None,
        **{name: getattr(panel, name) for name in _COPIED},
    )
    for question in panel.questions.filter(is_seed=False):
        question.pk = None
        question.uid = Question._meta.get_field("uid").get_default()
        question.panel, question.resolution, question.resolved_on = copy, None, None
        question.resolution_source, question.resolved_by = "", None
        question.save(force_insert=True)
    number_in_order(list(copy.questions.all()))
    record("copy_panel", PANEL, copy.uid, by=by, after={"panel": panel.uid})
    return copy


_COPIED: Final = (
    *("title", "about", "language", "zone", "names", "smallest", "smallest_why"),
    # A text with a withdrawn name stays hidden in the copy too.
    *("pooling", "extremising", "withheld"),
)


def _own_question(question: Question) -> Question:
    """Return a question, read anew and locked. Raises NotPossible (it is a cell)."""
    row = held(question)
    if row.term_id is not None:
        raise NotPossible(
            _("This question belongs to an assessment. Change its term there: that changes it.")
        )
    return row


def with_values(question: Question, values: Mapping[str, Any]) -> Question:
    """Return a question with these fields of FIELDS, checked but not saved.

    Raises NotPossible (a code is not in its list), Unfit naming the field.
    """
    if odd := sorted(set(values) - FIELDS):
        raise ValueError(f"no fields of a question: {odd}")
    for name, value in values.items():
        setattr(question, name, clean_text(value, LONGEST) if isinstance(value, str) else value)
    if question.kind not in Kind.values:
        raise Unfit(_("Say what an answer is."), "kind")
    if not question.text:
        raise Unfit(_("Write the question."), "text")
    if question.is_seed and question.kind not in SEEDED:
        raise Unfit(_("A seed question asks for a quantity or an event."), "is_seed")
    if question.kind in (Kind.PROBABILITY, Kind.TRAJECTORY) and question.horizon is None:
        raise Unfit(_("Say by which day, or until when."), "horizon")
    _check_texts(question)
    _check_quantity(question)
    _check_matrix(question)
    _check_codes(question)
    return question


def _check_texts(question: Question) -> None:
    guidance = question.guidance
    if not isinstance(guidance, list) or not all(
        isinstance(one, str) and 0 < len(one) <= LONGEST for one in guidance
    ):
        raise Unfit(_("Guiding questions are written one by one."), "guidance")
    if question.bands and question.kind not in (Kind.SCORE, Kind.EFFICACY):
        raise Unfit(_("Thresholds are written for scores."), "bands")
    _check_bands(question.bands)


def _check_bands(bands: object) -> None:
    """Check that thresholds run from 1 to 10 without a gap, each with its text. Raises Unfit."""
    if not bands:
        return
    try:
        ends = [(float(one["low"]), float(one["high"])) for one in bands]  # type: ignore[attr-defined]
        said = all(str(one["text"]).strip() for one in bands)  # type: ignore[attr-defined]
    except (TypeError, ValueError, KeyError, IndexError):
        said, ends = False, []
    after = [low for low, _high in ends[1:]]
    joined = all(low == high + 0.5 for (_low, high), low in zip(ends, after, strict=False))
    upwards = all(low <= high for low, high in ends)
    if not (said and joined and upwards and ends[0][0] == 1 and ends[-1][1] == 10):
        raise Unfit(
            _("Thresholds go from 1 to 10 without a gap, each with what it stands for."), "bands"
        )


def _check_quantity(question: Question) -> None:
    if question.kind != Kind.QUANTITY:
        question.form, question.unit, question.log_scale = "", "", False
        question.lower = question.upper = None
        return
    if question.form not in Question.Form.values:
        raise Unfit(_("Say in which form it is judged."), "form")
    if not question.unit or len(question.unit) > 60:
        raise Unfit(_("Say in what it is counted."), "unit")
    low, high = question.lower, question.upper
    for name, bound in (("lower", low), ("upper", high)):
        if bound is not None and not math.isfinite(bound):
            raise Unfit(_("This number is too large."), name)
    if low is not None and high is not None and low >= high:
        raise Unfit(_("The upper bound has to be larger than the lower."), "upper")
    if question.log_scale and ((low is not None and low < 0) or (high is not None and high <= 0)):
        raise Unfit(_("Only what is greater than 0 has a logarithm."), "log_scale")


def _check_matrix(question: Question) -> None:
    rows, columns = question.rows, question.columns
    if question.kind not in (Kind.DRIVERS, Kind.EFFICACY):
        question.rows, question.columns = [], []
        return
    if not isinstance(rows, list) or not rows or len(set(rows)) != len(rows):
        raise Unfit(_("Choose what is asked about, each once."), "rows")
    if question.kind == Kind.EFFICACY:
        question.columns = columns = []
        term_lists.require_known_codes("resilience", rows)
    else:
        if not isinstance(columns, list) or not columns or len(set(columns)) != len(columns):
            raise Unfit(_("Choose the markets, each once."), "columns")
        term_lists.require_known_codes("drivers", rows)
        term_lists.require_known_codes("markets", columns)
    if len(rows) * max(1, len(columns)) > MOST_CELLS:
        raise Unfit(_("A matrix has %(n)d cells at most.") % {"n": MOST_CELLS}, "columns")


def _check_codes(question: Question) -> None:
    for name, listed in (("market", "markets"), ("actor", "actors"), ("block", "resilience")):
        if code := getattr(question, name):
            term_lists.require_known_codes(listed, [code])
    if question.place and not is_known(PLACES, question.place):
        raise Unfit(
            _("“%(code)s” is neither a country (three letters) nor a region (three digits).")
            % {"code": question.place[:40]},
            "place",
        )


LOG: Final = LogWords(
    verbs={
        "add_question": pgettext_lazy("decision", "add a question"),
        "copy_panel": pgettext_lazy("decision", "copy a panel"),
        "edit_question": pgettext_lazy("decision", "change a question"),
        "move_question": pgettext_lazy("decision", "move a question"),
        "remove_question": pgettext_lazy("decision", "remove a question"),
        "set_realisation": pgettext_lazy("decision", "keep the answer to a seed question"),
    },
    kinds={
        "panel_question": pgettext_lazy("decision", "question of a panel"),
    },
    parts={
        "panel": pgettext_lazy("decision", "panel of experts"),
    },
    reasons={
        "it is no seed question any more": pgettext_lazy(
            "decision", "it is no seed question any more"
        ),
        "its question was removed": pgettext_lazy("decision", "its question was removed"),
        "the answer to a seed question was taken out": pgettext_lazy(
            "decision", "the answer to a seed question was taken out"
        ),
    },
)
