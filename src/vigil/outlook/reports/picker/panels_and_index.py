"""Results of public panels and scores of published editions, by country and term."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, override

from vigil.casefile.people.name_matching import fold
from vigil.charts.numbers import number_text
from vigil.language.punctuation import beside
from vigil.outlook.index_editions.country_page import term_choices, term_name
from vigil.outlook.index_editions.queries import countries_scored, newest_editions
from vigil.outlook.models import IndexScore, Panel, Question
from vigil.outlook.reports.picker.offers import MOST_OF_A_GROUP, Offer, matches
from vigil.outlook.results.public import PublicQuestion, public_questions, published_panels
from vigil.outlook.sources.figures import number_of
from vigil.outlook.sources.panels_and_consultations import PREFERRED
from vigil.publication.record.labels import country_name

FIRST = ("probability", "q50", "median")
"""The values that are named first, of a result that has them."""


type _Row = tuple[int, int, str, str, str, str, str]
"""A question: its key and its panel's, place, text, market, actor, block."""

# Panels


def pooled_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield public results of panels whose question has these words."""
    panels = {panel.pk: panel for panel in published_panels()}
    found: dict[int, list[int]] = {}
    for pk, panel, *told in _questions(panels):
        if matches(words, _folded(panels[panel].title), *_words_of_question(*told)):
            found.setdefault(panel, []).append(pk)
        if sum(map(len, found.values())) > 3 * MOST_OF_A_GROUP:
            break
    for panel, pks in found.items():
        for one in public_questions(panels[panel], pks):
            yield from _of_question(panels[panel], one)


def _questions(panels: Mapping[int, Panel]) -> QuerySet[Question, _Row]:
    rows = Question.objects.filter(panel__in=panels, withheld=[])
    rows = rows.order_by("-panel__final_at", "position")
    return rows.values_list("pk", "panel", "place", "text", "market", "actor", "block")


def _words_of_question(place: str, text: str, *terms: str) -> Iterator[str]:
    language = get_language() or "en"
    if place:
        yield _country(place, language)
    for term in filter(None, terms):
        yield _term(term, language)
    yield _folded(text)


@cache
def _folded(text: str) -> str:
    return fold(text)


@cache
def _country(code: str, language: str) -> str:
    return fold(f"{country_name(code)} {code}")


@cache
def _term(code: str, language: str) -> str:
    return fold(f"{term_name(code)} {code.replace('_', ' ')}")


def question_name(question: Question) -> str:
    """Return what a question is about in a few words: place and term; else its own words."""
    term = question.market or question.actor or question.block
    parts = [country_name(question.place)] if question.place else []
    parts += [term_name(term)] if term else []
    return gettext(", ").join(parts) or question.text


def _of_question(panel: Panel, one: PublicQuestion) -> Iterator[Offer]:
    chosen: dict[str, Offer] = {}
    for wanted in PREFERRED:
        for result in one.results:
            if result.method != wanted or result.cell in chosen:
                continue
            name = next((name for name in FIRST if name in result.value), next(iter(result.value)))
            cell = f"/{result.cell}" if result.cell else ""
            called = question_name(one.question)
            chosen[result.cell] = Offer(
                kind="pooled",
                ref=f"{one.question.uid}{cell}",
                label=beside(called, result.cell.replace("|", " · ").replace("_", " "))
                if result.cell
                else called,
                says=gettext("%(panel)s, n = %(n)d") % {"panel": panel.title, "n": result.n},
                number=name,
                shown=number_of(one.question, result.value[name]),
            )
    yield from chosen.values()


# The index


def index_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield countries and terms of published editions that match, with their scores by year."""
    if not words:
        return
    language = get_language() or "en"
    years = " ".join(edition.year for edition in newest_editions())
    terms = [code for code, _name in term_choices()]
    pairs = [
        (country, term)
        for country in countries_scored()
        for term in terms
        if matches(words, _country(country, language), _term(term, language), years)
    ][: MOST_OF_A_GROUP + 1]
    scores = _scores(pairs)
    for pair in pairs:
        told = scores.get(pair)
        if told:
            yield _of_index(pair, told)


def _of_index(pair: tuple[str, str], told: Mapping[str, str]) -> Offer:
    country, term = pair
    newest = max(told)
    return Offer(
        kind="index",
        ref=f"{country}:{term}",
        label=gettext("%(place)s, %(term)s")
        % {"place": country_name(country), "term": term_name(term)},
        says=" · ".join(f"{year}: {shown}" for year, shown in sorted(told.items())),
        number=f"in-{newest}",
        shown=told[newest],
    )


def _scores(pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], dict[str, str]]:
    editions = {edition.pk: edition.year for edition in newest_editions()}
    rows = IndexScore.objects.filter(
        edition__in=editions,
        country__in={country for country, _term in pairs},
        term__in={term for _country, term in pairs},
    )
    found: dict[tuple[str, str], dict[str, str]] = {}
    for edition, country, term, value in rows.values_list("edition", "country", "term", "value"):
        found.setdefault((country, term), {})[editions[edition]] = number_text(value)
    return found


def short_name(kind: str, ref: str) -> str:
    """Return in a few words what a panel's result or a score of an index is about."""
    if kind == "index":
        country, _colon, term = ref.partition(":")
        return gettext("%(place)s, %(term)s") % {
            "place": country_name(country),
            "term": term_name(term),
        }
    uid = ref.partition("@")[0].partition("/")[0]
    question = Question.objects.select_related("panel").filter(uid=uid).first()
    if question is None:
        return ""
    return gettext("%(subject)s (%(panel)s)") % {
        "subject": question_name(question),
        "panel": question.panel.title,
    }


def english_name(kind: str, ref: str) -> str:
    """Return the name of a panel's question or of an index score in English, for its key."""
    with override("en"):
        if kind == "index":
            country, _colon, term = ref.partition(":")
            return f"{country_name(country)} {term}"
        uid = ref.partition("@")[0].partition("/")
        question = Question.objects.filter(uid=uid[0]).first()
        if question is None:
            return ""
        term = question.market or question.actor or question.block
        place = country_name(question.place) if question.place else ""
        return f"{place} {term or question.text} {uid[2]}"
