"""Read published editions, and the scores that public panels gave to the same terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.outlook.index_editions.headers import (
    ACTORS,
    AVERAGES,
    CRIMINALITY,
    MARKETS,
    RESILIENCE,
    parts_of,
)
from vigil.outlook.index_editions.trajectories import PanelChanges, Value, time_of
from vigil.outlook.models import EditionUpload, IndexEdition, IndexScore, Panel, Question
from vigil.outlook.results.forecasts import SCORES, looks_ahead
from vigil.outlook.results.public import PublicResult, published, published_panels
from vigil.reading.codebook.terms import Term, actors, markets, resilience

INDEX = "index"
"""Who judged the published editions, among the makers of a trajectory."""


@dataclass(frozen=True)
class CountryScores:
    """What an edition says of a country: scores and averages by code."""

    edition: IndexEdition
    scores: dict[str, Decimal]


def newest_editions() -> list[IndexEdition]:
    """Return the newest version of each edition, the oldest edition first."""
    newest: dict[str, IndexEdition] = {}
    for edition in IndexEdition.objects.order_by("year", "version"):
        newest[edition.year] = edition
    return list(newest.values())


def all_editions() -> QuerySet[IndexEdition]:
    """Return every version of every edition, the newest first."""
    return IndexEdition.objects.select_related("by").order_by("-year", "-version")


def pending_uploads() -> QuerySet[EditionUpload]:
    """Return the files that were looked at and not taken in."""
    return EditionUpload.objects.select_related("by")


def countries_scored() -> list[str]:
    """Return the codes of the countries that the newest versions speak of."""
    rows = IndexScore.objects.filter(edition__in=newest_editions(), term=CRIMINALITY)
    return sorted(set(rows.values_list("country", flat=True)))


def scores_of_country(country: str) -> list[CountryScores]:
    """Return what each edition says of a country, the oldest first; without those that do not."""
    found: dict[int, dict[str, Decimal]] = {}
    editions = newest_editions()
    rows = IndexScore.objects.filter(edition__in=editions, country=country)
    for edition, term, value in rows.values_list("edition_id", "term", "value"):
        found.setdefault(edition, {})[term] = value
    return [CountryScores(one, found[one.pk]) for one in editions if one.pk in found]


def other_countries(edition: IndexEdition, country: str) -> list[tuple[float, float]]:
    """Return criminality and resilience of the other countries, in no order that tells which."""
    found: dict[str, dict[str, Decimal]] = {}
    rows = edition.scores.filter(term__in=(CRIMINALITY, RESILIENCE)).exclude(country=country)
    for code, term, value in rows.values_list("country", "term", "value"):
        found.setdefault(code, {})[term] = value
    return sorted((float(s[CRIMINALITY]), float(s[RESILIENCE])) for s in found.values())


def parts_in(year: str, term: str) -> frozenset[str]:
    """Return the terms that a value of an edition is made of."""
    parts = parts_of(year)
    if term == CRIMINALITY:
        return frozenset({*parts[MARKETS], *parts[ACTORS]})
    return frozenset(parts[term]) if term in parts else frozenset({term})


def published_values(term: str, said: Sequence[CountryScores]) -> list[Value]:
    """Return what editions say of a term or an average."""
    return [
        Value(
            at=float(one.edition.year),
            label=_("Index %(year)s") % {"year": one.edition.year},
            value=float(one.scores[term]),
            maker=INDEX,
            parts=parts_in(one.edition.year, term),
        )
        for one in said
        if term in one.scores
    ]


def panel_values(country: str) -> dict[str, list[Value]]:
    """Return the pooled scores of published panels for a country, by term.

    Of questions about that term alone: one about two of them at once is a score of neither. Where
    a panel was asked two about one term nobody can say which of them is meant: then there is none.
    They are medians, with the quartiles of the answers as their spread. What too few answered is
    not among them: `results.public` gives out what everybody may read alone. Nor is what was asked
    of a day to come (`panel_paths.expected_of`).
    """
    found: dict[str, list[Value]] = {}
    rows = published_panels().filter(questions__place=country).select_related("follows")
    for panel in rows.distinct():
        for term, values in _judged(panel, country).items():
            if len(values) == 1:
                found.setdefault(term, []).extend(values)
    return found


def _judged(panel: Panel, country: str) -> dict[str, list[Value]]:
    """Return what one panel judged of today, by term."""
    found: dict[str, list[Value]] = {}
    shown = published(panel)
    for one in shown.questions if shown else ():
        if one.question.place != country or looks_ahead(one.question, panel):
            continue
        for term in _asked(one.question):
            found.setdefault(term, []).extend(
                _of_panel(result, term, panel) for result in one.results if result.method == SCORES
            )
    return found


def _asked(question: Question) -> set[str]:
    terms = {question.market, question.actor, question.block} - {""}
    scored = question.kind == Question.Kind.SCORE and not question.is_seed
    return terms if scored and len(terms) == 1 else set()


def _of_panel(result: PublicResult, term: str, panel: Panel) -> Value:
    assert panel.final_at is not None  # a published panel is final
    spread = result.spread
    return Value(
        at=time_of(timezone.localdate(panel.final_at)),
        label=f"{panel.title} {panel.edition}".strip(),
        value=result.value["median"],
        maker=_maker(panel),
        parts=frozenset({term}),
        spread=(spread["low"], spread["high"]) if "low" in spread else None,
        n=result.n,
        day=timezone.localdate(panel.final_at),
        since=_changes_since(panel, term),
    )


def _maker(panel: Panel) -> str:
    return f"panel {panel.uid}"


def _changes_since(panel: Panel, term: str) -> PanelChanges | None:
    """Return what a panel says is not as in the one that it follows, where it bears on a term."""
    if panel.follows is None:
        return None
    listed = next(kind for kind, terms in terms_by_kind().items() if term in terms)
    versions = experts = None
    for one in panel.breaks:
        if one["what"] == "taxonomy" and one["list"] == listed:
            versions = one["before"], one["after"]
        elif one["what"] == "experts":
            experts = one["stayed"], one["left"], one["joined"]
    return PanelChanges(_maker(panel.follows), versions, experts)


def terms_by_kind() -> dict[str, dict[str, Term]]:
    """Return all terms that are given scores, by the average that is made of them."""
    lists = {MARKETS: markets, ACTORS: actors, RESILIENCE: resilience}
    return {kind: dict(read().terms) for kind, read in lists.items()}


def is_scored(term: str) -> bool:
    """Say whether there are scores or averages of a code."""
    return term in AVERAGES or any(term in terms for terms in terms_by_kind().values())
