"""Agreement of the experts over sets of questions: computed once a set, and shown once.

A set is what `pooling` groups: the cells of one list of terms, the scores or trajectories of a
panel without cells, or one matrix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.outlook.models import FEWEST, AssessedTerm, Panel, Pooled, Question
from vigil.outlook.questions.values import is_matrix
from vigil.outlook.results import rounding
from vigil.outlook.results.assessment_cells import AssessedCell
from vigil.outlook.results.public import PublicPanel
from vigil.outlook.results.tables import alpha_text
from vigil.outlook.results.verbs.requesting import last_closed

Kind = Question.Kind
MARKETS, ACTORS, RESILIENCE = AssessedTerm.List.values
ALONE: Final = "one_unit"
"""Why there is no agreement over a set of one question."""


@dataclass(frozen=True)
class AgreementSet:
    """How far the experts agree over one set of questions."""

    name: str
    """"markets", "actors", "resilience", a kind of question, or "question <number>"."""
    agreement: Mapping[str, Any]
    """Alpha with its interval, and over how many questions; or why there is none."""
    sentence: str


def sets_of_panel(told: PublicPanel) -> list[AgreementSet]:
    """Return the agreement over each set of a panel's questions, as everybody may read it."""
    rows = (
        (one.question, result.agreement)
        for one in told.questions
        for result in one.results
        if result.agreement is not None
    )
    return _sets(rows)


def sets_of_results(rows: Iterable[Pooled]) -> list[AgreementSet]:
    """Return the agreement over each set, for the chair of the panel."""
    return _sets(
        (one.question, rounding.disclosed_agreement(one.agreement))
        for one in rows
        if one.agreement is not None
    )


def sets_of_cells(panel: Panel, cells: Iterable[AssessedCell]) -> list[AgreementSet]:
    """Return the agreement over the sets of a region's public cells."""
    first: dict[tuple[str, str], int] = {}
    for one in cells:
        if one.n >= FEWEST:
            first.setdefault((one.list, one.kind), one.question)
    last = last_closed(panel)
    if last is None or not first:
        return []
    rows = last.pooled.filter(question__in=first.values()).select_related("question__term")
    return sets_of_results(rows.order_by("question__term__position"))


def set_of(question: Question) -> str:
    """Return the name of the set to which a question belongs. Terms must be loaded with it."""
    if is_matrix(question):
        return f"question {question.position}"
    if question.term is None:
        return question.kind
    scored = question.kind == Kind.SCORE
    return question.term.list if scored else f"{question.term.list} {question.kind}"


def explanation() -> str:
    """Return in a sentence what alpha says."""
    return _(
        "Alpha is 1 if all experts agree on every question of the set, and 0 if their answers "
        "differ as much as by chance."
    )


def _sets(rows: Iterable[tuple[Question, Mapping[str, Any] | None]]) -> list[AgreementSet]:
    found: dict[str, AgreementSet] = {}
    for question, agreement in rows:
        name = set_of(question)
        if name not in found and agreement is not None and agreement.get("reason") != ALONE:
            found[name] = AgreementSet(name, agreement, _sentence(question, agreement))
    return list(found.values())


def _sentence(question: Question, agreement: Mapping[str, Any]) -> str:
    n = int(agreement.get("units") or 0)
    said = {"what": _what(question, n), "alpha": alpha_text(agreement)}
    if agreement.get("alpha") is None:
        return _("Agreement over %(what)s: none (%(alpha)s).") % said
    return _("Agreement over %(what)s: alpha %(alpha)s.") % said


def _what(question: Question, n: int) -> str:
    """Return in words over what the agreement of a question's set is."""
    said = {"n": n, "position": question.position}
    if is_matrix(question):
        return (
            ngettext(
                "the %(n)d cell of question %(position)d",
                "the %(n)d cells of question %(position)d",
                n,
            )
            % said
        )
    if question.kind == Kind.TRAJECTORY:
        return (
            ngettext(
                "the %(n)d question on where it is heading",
                "the %(n)d questions on where it is heading",
                n,
            )
            % said
        )
    if question.term is None:
        return ngettext("the %(n)d score", "the %(n)d scores", n) % said
    if question.term.list == MARKETS:
        return ngettext("the %(n)d question on markets", "the %(n)d questions on markets", n) % said
    if question.term.list == ACTORS:
        return (
            ngettext(
                "the %(n)d question on criminal actors",
                "the %(n)d questions on criminal actors",
                n,
            )
            % said
        )
    return (
        ngettext("the %(n)d question on resilience", "the %(n)d questions on resilience", n) % said
    )
