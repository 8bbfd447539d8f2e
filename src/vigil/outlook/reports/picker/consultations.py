"""Statements, recommendations and responses that the public reads."""

from collections.abc import Iterator, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.people.name_matching import fold
from vigil.outlook.consultations import queries
from vigil.outlook.consultations.code_lists import CODE_LISTS, choices, code_name
from vigil.outlook.consultations.queries import PublicStatement
from vigil.outlook.models import Recommendation, Response
from vigil.outlook.reports.picker.offers import Offer, matches

SHOWN_WORDS = 220
"""How many characters of a text an offer shows."""


def statement_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield statements of published consultations, by their words, codes and consultation."""
    for one in queries.statements_for():
        if matches(words, fold(" ".join([one.text, one.consultation, one.code, *_names(one)]))):
            said = one.text or _("It may not be quoted; it may be counted and referred to.")
            yield Offer(
                kind="statement",
                ref=one.uid,
                label=_("Statement %(code)s: %(consultation)s")
                % {"code": one.code, "consultation": one.consultation},
                says=Truncator(said).chars(SHOWN_WORDS),
            )


def _names(one: PublicStatement) -> Iterator[str]:
    for dimension, codes in one.codes.items():
        for code in codes:
            yield code_name(dimension, code)


def count_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield the codes of statements that match, with how many statements have each."""
    rows = queries.statements_for()
    if not rows:
        return
    if not words:
        yield _counted("", _("All statements"), len(rows))
    for dimension in CODE_LISTS:
        for code, name in choices(dimension):
            if words and matches(words, fold(f"{name} {code}")):
                n = sum(code in one.codes.get(dimension, ()) for one in rows)
                label = _("Statements on %(subject)s") % {"subject": name}
                yield _counted(f"{dimension}:{code}", label, n)


def _counted(ref: str, label: str, n: int) -> Offer:
    said = ngettext("%(n)d statement", "%(n)d statements", n) % {"n": n}
    return Offer("statements", ref, label, said, number="statements", shown=str(n))


def recommendation_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield published recommendations."""
    for one in queries.recommendations():
        row = one.recommendation
        if row is not None and matches(words, fold(f"{row.code} {row.addressed_to} {row.text}")):
            said = _("%(code)s, to %(whom)s") % {"code": row.code, "whom": row.addressed_to}
            yield Offer("recommendation", row.uid, said, Truncator(row.text).chars(SHOWN_WORDS))


def response_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield published responses."""
    for one in queries.responses_tried():
        row = one.response
        if row is not None and matches(words, fold(f"{row.code} {row.title} {row.what}")):
            worked = str(Response.Worked(row.worked).label)
            yield Offer("response", row.uid, f"{row.code}: {row.title}", worked)


def code_of(kind: str, ref: str) -> str:
    """Return the code of a statement, a recommendation or a response; empty if there is none."""
    if kind == "statement":
        found = queries.statement(ref)
        return found.code if found is not None else ""
    model: type[Recommendation] | type[Response] = (
        Recommendation if kind == "recommendation" else Response
    )
    row = model._default_manager.filter(uid=ref).first()
    return row.code if row is not None else ""
