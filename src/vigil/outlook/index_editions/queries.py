"""Read published editions, and the scores that public panels gave to the same terms."""

from collections.abc import Mapping, Sequence
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
    terms_by_kind,
)
from vigil.outlook.index_editions.trajectories import PanelChanges, Value, time_of
from vigil.outlook.models import (
    EditionUpload,
    HeaderMapping,
    IndexEdition,
    IndexScore,
    Panel,
    Question,
)
from vigil.outlook.results.forecasts import SCORES, looks_ahead
from vigil.outlook.results.public import PublicResult, published, published_panels

INDEX = "index"
"""The `maker` of values from published editions, in a trajectory."""


@dataclass(frozen=True)
class CountryScores:
    """The scores and averages of a country in one edition, by code."""

    edition: IndexEdition
    scores: dict[str, Decimal]


def newest_editions(pinned: Mapping[str, int] | None = None) -> list[IndexEdition]:
    """Return the newest version of each edition, the oldest edition first.

    `pinned` has years of which another version is asked for.
    """
    newest: dict[str, IndexEdition] = {}
    for edition in IndexEdition.objects.order_by("year", "version"):
        if edition.version == (pinned or {}).get(edition.year, edition.version):
            newest[edition.year] = edition
    return list(newest.values())


def all_editions() -> QuerySet[IndexEdition]:
    """Return every version of every edition, the newest first."""
    rows = IndexEdition.objects.select_related("by").prefetch_related("mappings__by")
    return rows.order_by("-year", "-version")


def pending_uploads() -> QuerySet[EditionUpload]:
    """Return the files that wait to be imported."""
    return EditionUpload.objects.select_related("by")


def earlier_mapping(year: str) -> dict[str, str]:
    """Return what the columns of earlier files of a year were mapped to, by their titles."""
    rows = HeaderMapping.objects.filter(edition__year=year).order_by("pk")
    return dict(rows.values_list("title", "meaning"))


def countries_scored() -> list[str]:
    """Return the codes of the countries in the newest versions of all editions."""
    rows = IndexScore.objects.filter(edition__in=newest_editions(), term=CRIMINALITY)
    return sorted(set(rows.values_list("country", flat=True)))


def scores_of_country(country: str, pinned: Mapping[str, int] | None = None) -> list[CountryScores]:
    """Return the scores of a country in each edition that has the country, the oldest first.

    `pinned` has years of which another version than the newest is asked for.
    """
    found: dict[int, dict[str, Decimal]] = {}
    editions = newest_editions(pinned)
    rows = IndexScore.objects.filter(edition__in=editions, country=country)
    for edition, term, value in rows.values_list("edition_id", "term", "value"):
        found.setdefault(edition, {})[term] = value
    return [CountryScores(one, found[one.pk]) for one in editions if one.pk in found]


def other_countries(edition: IndexEdition, country: str) -> list[tuple[float, float]]:
    """Return criminality and resilience of the other countries, sorted so that none is known."""
    found: dict[str, dict[str, Decimal]] = {}
    rows = edition.scores.filter(term__in=(CRIMINALITY, RESILIENCE)).exclude(country=country)
    for code, term, value in rows.values_list("country", "term", "value"):
        found.setdefault(code, {})[term] = value
    return sorted((float(s[CRIMINALITY]), float(s[RESILIENCE])) for s in found.values())


def edition_parts(edition: IndexEdition) -> dict[str, frozenset[str]]:
    """Return the terms that an edition scores, by average.

    Terms that were not imported are among them by their titles: an average with other parts cannot
    be compared.
    """
    held = edition.columns.get("parts")
    if held is None:
        return {kind: frozenset(terms) for kind, terms in parts_of(edition.year).items()}
    return {kind: frozenset(held.get(kind, ())) for kind in (MARKETS, ACTORS, RESILIENCE)}


def parts_in(edition: IndexEdition, term: str) -> frozenset[str]:
    """Return the terms from which an edition computes a value; for a term, itself."""
    parts = edition_parts(edition)
    if term == CRIMINALITY:
        return parts[MARKETS] | parts[ACTORS]
    return parts[term] if term in parts else frozenset({term})


def published_values(term: str, said: Sequence[CountryScores]) -> list[Value]:
    """Return the values of a term or an average in the editions that have it."""
    return [
        Value(
            at=float(one.edition.year),
            label=_("Index %(year)s") % {"year": one.edition.year},
            value=float(one.scores[term]),
            maker=INDEX,
            parts=parts_in(one.edition, term),
        )
        for one in said
        if term in one.scores
    ]


def panel_values(country: str) -> dict[str, list[Value]]:
    """Return the pooled scores of published panels for a country, by term.

    They are medians, with the quartiles of the answers as their spread. Left out are:

    - questions about two terms at once, which score neither;
    - terms about which a panel answered two questions, because it is unclear which one counts;
    - questions that too few people answered: `results.public` returns only public results;
    - questions about a future day (`panel_paths.expected_of`).
    """
    found: dict[str, list[Value]] = {}
    rows = published_panels().filter(questions__place=country).select_related("follows")
    for panel in rows.distinct():
        for term, values in _judged(panel, country).items():
            if len(values) == 1:
                found.setdefault(term, []).extend(values)
    return found


def _judged(panel: Panel, country: str) -> dict[str, list[Value]]:
    """Return the scores of one panel for the present, by term."""
    found: dict[str, list[Value]] = {}
    shown = published(panel, country)
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
        maker=maker_of(panel),
        parts=frozenset({term}),
        spread=(spread["low"], spread["high"]) if "low" in spread else None,
        n=result.n,
        day=timezone.localdate(panel.final_at),
        since=changes_since(panel, term),
    )


def maker_of(panel: Panel) -> str:
    """Return the `maker` of the values of a panel, in a trajectory."""
    return f"panel {panel.uid}"


def changes_since(panel: Panel, term: str) -> PanelChanges | None:
    """Return what changed since the earlier panel that a panel follows, for a term; else None."""
    if panel.follows is None:
        return None
    listed = next(kind for kind, terms in terms_by_kind().items() if term in terms)
    versions = experts = None
    asked = set()
    for one in panel.breaks:
        if one["what"] == "taxonomy" and one["list"] == listed:
            versions = one["before"], one["after"]
        elif one["what"] == "experts":
            experts = one["stayed"], one["left"], one["joined"]
        elif one["what"] == "asked" and (one["list"], one["code"]) == (listed, term):
            asked.add(one["change"])
    return PanelChanges(maker_of(panel.follows), versions, experts, frozenset(asked))


def is_scored(term: str) -> bool:
    """Return whether a code is a term with scores or an average."""
    return term in AVERAGES or any(term in terms for terms in terms_by_kind().values())
