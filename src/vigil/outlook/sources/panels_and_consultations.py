"""Panels, statements, responses and recommendations as sources of a report.

Each is read as the public sees it. Panels that are not final, and results of too few experts, are
left out. A statement that may not be quoted has only its existence and codes.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import ceil
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.charts.figure import Figure
from vigil.charts.numbers import share_decimals
from vigil.outlook.consultations import queries as consultation_queries
from vigil.outlook.consultations.code_lists import code_name, split_code
from vigil.outlook.consultations.queries import PublicStatement
from vigil.outlook.models import (
    Question,
    Recommendation,
    Response,
    Statement,
)
from vigil.outlook.results import public as public_results
from vigil.outlook.results.pooling_methods import OF_PROBABILITIES, OF_QUANTITIES
from vigil.outlook.results.public import PublicQuestion, PublicResult
from vigil.outlook.results.tables import VALUES, method_label
from vigil.outlook.sources.figures import (
    figures_of_question,
    figures_of_statements,
    methods_table,
    number_of,
)
from vigil.outlook.sources.kinds import CitedCell, CitedFigure, CitedNumber, CitedSource, SourceKind
from vigil.outlook.sources.visibility import Lean
from vigil.trust.access.errors import NotPossible

SAID: Final = "said:"
"""The prefix of quoted words, among the things that a paragraph depends on."""
PREFERRED: Final = (OF_PROBABILITIES[0], OF_QUANTITIES[0], "scores")
"""The methods to use if the reference names none: equal weights."""


def cited_figure(figure: Figure, url: str, method: str = "") -> CitedFigure:
    """Return a figure of this room as a figure of a report."""
    rows = [
        (row.label, [CitedCell(cell.shown, "", cell.value) for cell in row.cells])
        for row in figure.rows
    ]
    return CitedFigure(
        title=figure.title,
        alt=figure.alt,
        heads=figure.heads,
        rows=rows,
        chart=figure.svg,
        printed=figure.svg_plain(),
        wide=figure.svg_paper,
        said=figure.said,
        notes=figure.notes,
        url=url,
        method=method,
    )


# Pooled answers


def _check(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if _pooled(ref, about) is None:
        raise NotPossible(_("The public sees no such result: not final, or of too few experts."))
    return ref, {}


def _pooled(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    named, _at, method = ref.partition("@")
    uid, _slash, cell = named.partition("/")
    question = Question.objects.filter(uid=uid).select_related("panel").first()
    told = public_results.published(question.panel) if question is not None else None
    if question is None or told is None:
        return None
    found = next((one for one in told.questions if one.question.pk == question.pk), None)
    there = found.results if found is not None else []
    result = _chosen([one for one in there if one.cell == cell], method)
    if found is None or result is None:
        return None
    url = _page_of(question)
    figures: dict[str, Callable[[], CitedFigure]] = {
        name: partial(_drawn, make, url) for name, make in figures_of_question(told, found).items()
    }
    return CitedSource(
        label=_("%(panel)s, question %(n)d: %(question)s")
        % {"panel": question.panel.title, "n": question.position, "question": question.text},
        url=url,
        numbers=_numbers(result, question, url),
        figures={**figures, "methods": partial(methods_table, found, cell, url)},
        spread=_spread(result, question),
        n=result.n,
        method=_("Pooled: %(method)s, version %(version)s, in round %(round)d.")
        % {
            "method": method_label(result.method),
            "version": result.version,
            "round": told.round.number,
        },
        probability=_probability(result),
        digest=_digest_of(told.questions, question),
        apart=[result.spread.get(name) for name in ("low", "high", "width")],
    )


def _page_of(question: Question) -> str:
    """Return the address of the public result of a question; a cell is on that of its country."""
    uid = question.panel.uid
    if question.term_id is not None:
        return reverse("outlook:region_country", args=[uid, question.place])
    return f"{reverse('outlook:panel_results', args=[uid])}#q-{question.position}"


def _drawn(make: Callable[[], Figure], url: str) -> CitedFigure:
    return cited_figure(make(), url)


def _digest_of(asked: Iterable[PublicQuestion], question: Question) -> str:
    """Return all values in the figures and tables of a question, as text for the digest."""
    return repr(
        [
            (one.question.position, result.cell, result.method, sorted(result.value.items()))
            for one in asked
            if one.question.kind == question.kind
            for result in one.results
        ]
        + [
            (one.question.position, "came true", one.question.resolution)
            for one in asked
            if one.question.kind == question.kind and one.question.resolution is not None
        ]
    )


def _chosen(results: list[PublicResult], method: str) -> PublicResult | None:
    if method:
        return next((one for one in results if one.method == method), None)
    return next((one for wanted in PREFERRED for one in results if one.method == wanted), None)


def _probability(result: PublicResult) -> float | None:
    value = result.value.get("probability")
    return None if value is None else float(value)


def _numbers(result: PublicResult, question: Question, url: str) -> dict[str, CitedNumber]:
    """Return the values of a result by name. A token without a name means the first one."""
    names = sorted(result.value, key=lambda name: name not in ("probability", "q50", "median"))
    found = {
        name: CitedNumber(
            number_of(question, result.value[name]),
            float(result.value[name]),
            url,
            str(VALUES.get(name, name)),
        )
        for name in names
    }
    found["n"] = CitedNumber(str(result.n), float(result.n), url, _("experts who answered"))
    return found


def _spread(result: PublicResult, question: Question) -> str:
    """Return in words the ends of the middle half of the answers, or the distance between them."""
    low, high = result.spread.get("low"), result.spread.get("high")
    width = result.spread.get("width")
    if low is None or high is None:
        if width is None:
            return ""
        said = _("the middle half of the answers lies %(width)s apart")
        return said % {"width": _apart(width, question)}
    return _("%(low)s to %(high)s, the middle half") % {
        "low": number_of(question, low),
        "high": number_of(question, high),
    }


def _apart(width: float, question: Question) -> str:
    if question.kind == Question.Kind.PROBABILITY:
        digits = share_decimals(width)
        points = round(width * 100, digits)
        said = ngettext("%(n)s percentage point", "%(n)s percentage points", ceil(points))
        return said % {"n": number_format(points, digits)}
    return number_of(question, width)


# Statements


def _check_statement(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    number, _slash, own = ref.upper().removeprefix("C-").partition("/")
    if number.isdecimal() and own.isdecimal():
        rows = Statement.objects.filter(consultation__number=int(number), number=int(own))
        found = rows.first()
        ref = found.uid if found is not None else ref
    if _statement(ref, about) is None:
        raise NotPossible(_("There is no such published statement."))
    return ref, {}


def _statement(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    shown = consultation_queries.statement(ref)
    if shown is None or shown.withdrawn:
        return None
    codes = [code_name(name, code) for name, those in shown.codes.items() for code in those]
    return CitedSource(
        label=_("Statement %(code)s: %(consultation)s")
        % {"code": shown.code, "consultation": shown.consultation},
        url=f"{reverse('outlook:consultations')}#{_place_of(shown)}",
        method=_("Coded: %(codes)s.") % {"codes": _(", ").join(codes)} if codes else "",
        quote=_quoted(shown),
        leans=[_lean(shown)] if shown.text else [],
        digest=repr(sorted(shown.codes.items())),
    )


def _place_of(shown: PublicStatement) -> str:
    """Return the anchor on the page of consultations: of a quote, or of the consultation."""
    return f"s-{shown.uid}" if shown.text else f"c-{shown.consultation_uid}"


def _quoted(shown: PublicStatement) -> str:
    return f"{shown.text} ({shown.attribution})" if shown.attribution else shown.text


def _lean(shown: PublicStatement) -> str:
    return f"{SAID}{shown.uid}:{_digest(_quoted(shown))}"


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _still_said(leans: Iterable[str]) -> Iterable[str]:
    """Yield the quotes that are still allowed, with the same words and the same name or none.

    A quote without a name stays valid if its speaker has agreed to be named since.
    """
    for one in leans:
        uid, _colon, digest = one.removeprefix(SAID).partition(":")
        shown = consultation_queries.statement(uid)
        if shown is None or not shown.text:
            continue
        if digest in (_digest(_quoted(shown)), _digest(shown.text)):
            yield one


def _check_statements(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    codes = ref.replace(",", " ").split()
    consultation_queries.statements_for(*codes)
    return " ".join(codes), {}


def _statements(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    codes = ref.split()
    rows = consultation_queries.statements_for(*codes)
    url = reverse("outlook:consultations")
    said = _(", ").join(code_name(*split_code(code)) for code in codes)
    counted = {
        "statements": (len(rows), _("statements")),
        "consultations": (len({one.consultation_uid for one in rows}), _("consultations")),
        "regions": (len({one.region for one in rows if one.region}), _("regions")),
    }
    return CitedSource(
        label=_("Statements: %(codes)s") % {"codes": said or _("all of them")},
        url=url,
        numbers={
            name: CitedNumber(str(n), float(n), url, label) for name, (n, label) in counted.items()
        },
        figures={
            name: partial(_drawn, make, url)
            for name, make in figures_of_statements(rows, every=not codes).items()
        },
        n=len(rows),
        method=_("Counted in the published consultations, coded by two people."),
        digest=repr([(one.uid, sorted(one.codes.items())) for one in rows]),
    )


# Responses and recommendations


def _check_response(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    uid = _uid_of(Response, ref, "T-")
    if _response(uid, about) is None:
        raise NotPossible(_("There is no such published response."))
    return uid, {}


def _response(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    shown = consultation_queries.response(ref)
    if shown is None or shown.withdrawn or shown.response is None:
        return None
    row = shown.response
    worked = Response.Worked(row.worked).label
    return CitedSource(
        label=_("Response %(code)s: %(title)s") % {"code": row.code, "title": row.title},
        url=reverse("outlook:recommendations"),
        method=_("Whether it worked: %(worked)s.") % {"worked": worked},
        digest=f"{row.worked}\0{row.title}\0{row.what}\0{row.evidence}",
    )


def _check_recommendation(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    uid = _uid_of(Recommendation, ref, "R-")
    if _recommendation(uid, about) is None:
        raise NotPossible(_("There is no such published recommendation."))
    return uid, {}


def _recommendation(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    shown = consultation_queries.recommendation(ref)
    if shown is None or shown.withdrawn or shown.recommendation is None:
        return None
    row = shown.recommendation
    outcome = Recommendation.Outcome(row.outcome).label
    return CitedSource(
        label=_("%(code)s, to %(whom)s") % {"code": row.code, "whom": row.addressed_to},
        url=f"{reverse('outlook:recommendations')}#r-{row.uid}",
        method=_("What became of it: %(outcome)s.") % {"outcome": outcome},
        quote=row.text,
        digest=row.outcome,
    )


def _uid_of(model: type[Response] | type[Recommendation], ref: str, before: str) -> str:
    number = ref.upper().removeprefix(before)
    if not ref.upper().startswith(before) or not number.isdecimal():
        return ref
    row = model._default_manager.filter(number=int(number)).first()
    return row.uid if row is not None else ref


SOURCES: Final = (
    SourceKind(
        "pooled",
        gettext_lazy("a pooled answer of a panel"),
        _pooled,
        check=_check,
    ),
    SourceKind(
        "statement",
        gettext_lazy("a statement of a consultation"),
        _statement,
        check=_check_statement,
    ),
    SourceKind(
        "statements",
        gettext_lazy("statements of all consultations, by codes"),
        _statements,
        check=_check_statements,
    ),
    SourceKind(
        "response",
        gettext_lazy("a response that was tried"),
        _response,
        check=_check_response,
    ),
    SourceKind(
        "recommendation",
        gettext_lazy("a recommendation"),
        _recommendation,
        check=_check_recommendation,
    ),
)
"""Kinds of sources that paragraphs can cite."""
LEANS: Final = (Lean(SAID, _still_said),)
