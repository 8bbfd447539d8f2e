"""Read what the public may see of published consultations, responses and recommendations.

A statement that may not be quoted is still listed, with its consultation and codes but without its
words. A withdrawn one is listed as withdrawn. Consent is checked on each reading, so that one that
ended yesterday shows nothing today.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet

from vigil.outlook.consultations.agreement_and_saturation import SaturationCurve, saturation_of
from vigil.outlook.consultations.code_lists import PLACES, Codes, in_order, split_code
from vigil.outlook.consultations.verbs.coding import codes_of
from vigil.outlook.consultations.verbs.speakers_and_consent import nameable, quotable
from vigil.outlook.models import (
    Consultation,
    FollowUp,
    Recommendation,
    Response,
    Standing,
    Statement,
)
from vigil.publication.pages.announcements import Announcement, announcement_at

PUBLISHED: Final = Q(state=Consultation.State.PUBLISHED) & ~Q(rule=Consultation.Rule.NOT_FOR_USE)


@dataclass(frozen=True)
class PublicConsultation:
    """A published consultation. `day` is that of its own zone; `statements` counts what stands."""

    uid: str
    code: str
    title: str
    region: str
    countries: tuple[str, ...]
    day: date
    rule: str
    held: str
    people: int | None
    statements: int
    quoted: int
    counts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Dimension -> codes with how many statements have them, the most frequent first."""
    session: Announcement | None = None


@dataclass(frozen=True)
class PublicStatement:
    """A statement of a published consultation. `text` is empty where it may not be quoted."""

    uid: str
    withdrawn: bool = False
    code: str = ""
    consultation_uid: str = ""
    consultation: str = ""
    """The title of the consultation."""
    region: str = ""
    day: date | None = None
    text: str = ""
    language: str = ""
    attribution: str = ""
    codes: Codes = field(default_factory=dict)


@dataclass(frozen=True)
class PublicResponse:
    """A published response, with the statements that it stands on."""

    uid: str
    withdrawn: bool = False
    response: Response | None = None
    statements: tuple[PublicStatement, ...] = ()

    @property
    def grade(self) -> str:
        """The grade of its strongest source; empty where it stands on statements alone."""
        given = {one["grade"] for one in self.response.sources} if self.response else set()
        return next((grade for grade in Response.Grade.values if grade in given), "")


@dataclass(frozen=True)
class PublicRecommendation:
    """A published recommendation: what it stands on, and what became of it as of a day."""

    uid: str
    withdrawn: bool = False
    recommendation: Recommendation | None = None
    statements: tuple[PublicStatement, ...] = ()
    responses: tuple[PublicResponse, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class CodeCount:
    """In how many statements of how many consultations a code was found."""

    code: str
    statements: int
    consultations: int


@dataclass(frozen=True)
class Theme:
    """A driver and a market that were spoken of in the same statement."""

    row: str
    column: str
    statements: tuple[str, ...]
    """Their uids, in the order held and said."""
    consultations: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many statements."""
        return len(self.statements)


@dataclass(frozen=True)
class ReportMaterial:
    """All that a report from consultations alone is made of: no score, counts with their n."""

    consultations: tuple[PublicConsultation, ...]
    statements: int
    counted: dict[str, tuple[CodeCount, ...]]
    themes: tuple[Theme, ...]
    responses: tuple[PublicResponse, ...]
    recommendations: tuple[PublicRecommendation, ...]
    saturation: SaturationCurve


def consultations() -> list[PublicConsultation]:
    """Return the published consultations, in the order in which they were held."""
    return [_consultation(row) for row in _published()]


def consultation(uid: str) -> PublicConsultation | None:
    """Return a published consultation, or None."""
    row = _published().filter(uid=uid).first()
    return _consultation(row) if row else None


def statement(uid: str) -> PublicStatement | None:
    """Return what the public may see of a statement; None where it never saw any of it."""
    row = Statement.objects.filter(uid=uid).select_related("consultation").first()
    if row is None or row.consultation.published_at is None:
        return None
    return _statements([row])[0]


def statements_for(*codes: str) -> list[PublicStatement]:
    """Return the statements that have all these codes ("markets:cocaine", "drivers:climate").

    Without any, all of them; in the order held and said. Raises NotPossible (a code of no list).
    """
    rows = _public_statements()
    for one in codes:
        dimension, code = split_code(one)
        rows = rows.filter(codes__taxonomy=dimension, codes__code=code)
    return _statements(rows)


def response(uid: str) -> PublicResponse | None:
    """Return a response that was published, with what it stands on; None for any other."""
    row = Response.objects.filter(uid=uid).exclude(published_at=None).first()
    return _response(row) if row else None


def responses_tried() -> list[PublicResponse]:
    """Return the published responses, oldest number first."""
    return [_response(row) for row in Response.objects.filter(state=Standing.PUBLISHED)][::-1]


def recommendation(uid: str) -> PublicRecommendation | None:
    """Return a recommendation that was published; None for any other."""
    row = Recommendation.objects.filter(uid=uid).exclude(published_at=None).first()
    return _recommendation(row) if row else None


def recommendations() -> list[PublicRecommendation]:
    """Return the published recommendations, oldest number first."""
    rows = Recommendation.objects.filter(state=Standing.PUBLISHED)
    return [_recommendation(row) for row in rows]


def withdrawn(uids: Iterable[str]) -> set[str]:
    """Return which of these statements, responses or recommendations were withdrawn."""
    asked = list(uids)
    gone = Q(withdrawn_at__isnull=False) | Q(consultation__state=Consultation.State.WITHDRAWN)
    found = set(Statement.objects.filter(gone, uid__in=asked).values_list("uid", flat=True))
    for model in (Response, Recommendation):
        rows = model.objects.filter(uid__in=asked, state=Standing.WITHDRAWN)
        found |= set(rows.values_list("uid", flat=True))
    return found


def code_counts(dimension: str) -> list[CodeCount]:
    """Return how often each code of a dimension was found, in the order of its list."""
    said: Counter[str] = Counter()
    met: dict[str, set[int]] = {}
    rows = _public_statements().filter(codes__taxonomy=dimension).order_by()
    for code, where in rows.values_list("codes__code", "consultation"):
        said[code] += 1
        met.setdefault(code, set()).add(where)
    return [CodeCount(code, said[code], len(met[code])) for code in in_order(dimension, said)]


def themes(row: str = "drivers", column: str = "markets") -> list[Theme]:
    """Return which codes of two dimensions were found in one statement, the most frequent first."""
    found: dict[tuple[str, str], list[Statement]] = {}
    for one in _public_statements():
        codes = codes_of(one)
        for pair in ((a, b) for a in codes.get(row, ()) for b in codes.get(column, ())):
            found.setdefault(pair, []).append(one)
    themed = [_theme(pair, rows) for pair, rows in found.items()]
    return sorted(themed, key=lambda theme: (-theme.n, theme.row, theme.column))


def report_material() -> ReportMaterial:
    """Return all that a report from consultations alone is made of."""
    return ReportMaterial(
        consultations=tuple(consultations()),
        statements=_public_statements().count(),
        counted={name: tuple(code_counts(name)) for name in ("drivers", "markets", "responses")}
        | {PLACES: tuple(code_counts(PLACES))},
        themes=tuple(themes()),
        responses=tuple(responses_tried()),
        recommendations=tuple(recommendations()),
        saturation=saturation_curve(),
    )


def saturation_curve() -> SaturationCurve:
    """Return the curve of saturation over the published consultations."""
    return saturation_of(_published())


def _published() -> QuerySet[Consultation]:
    return Consultation.objects.filter(PUBLISHED).order_by("starts_at", "pk")


def _public_statements() -> QuerySet[Statement]:
    """Return the statements that stand, in the order held and said."""
    rows = Statement.objects.filter(withdrawn_at=None, consultation__in=_published())
    rows = rows.select_related("consultation").prefetch_related("codes")
    return rows.order_by("consultation__starts_at", "consultation", "number")


def _theme(pair: tuple[str, str], rows: Sequence[Statement]) -> Theme:
    return Theme(
        *pair,
        statements=tuple(row.uid for row in rows),
        consultations=tuple(dict.fromkeys(row.consultation.uid for row in rows)),
        regions=tuple(dict.fromkeys(r for row in rows if (r := row.consultation.region))),
    )


def _consultation(row: Consultation) -> PublicConsultation:
    said = list(_public_statements().filter(consultation=row))
    may = quotable(said)
    counts: dict[str, Counter[str]] = {}
    for one in said:
        for dimension, codes in codes_of(one).items():
            counts.setdefault(dimension, Counter()).update(codes)
    return PublicConsultation(
        uid=row.uid,
        code=row.code,
        title=row.title,
        region=row.region,
        countries=tuple(row.countries),
        day=_day(row.starts_local),
        rule=row.rule,
        held=row.held,
        people=row.people,
        statements=len(said),
        quoted=sum(one.may_be_quoted and one.uid in may for one in said),
        counts=tuple((name, tuple(of.most_common())) for name, of in counts.items()),
        session=announcement_at(row.session) if row.session else None,
    )


def _statements(rows: Iterable[Statement]) -> list[PublicStatement]:
    found = list(rows)
    quoted, named = quotable(found), nameable(found)
    return [_statement(row, row.uid in quoted, row.uid in named) for row in found]


def _statement(row: Statement, quoted: bool, named: bool) -> PublicStatement:
    of = row.consultation
    seen = of.state == Consultation.State.PUBLISHED and of.rule != Consultation.Rule.NOT_FOR_USE
    if not seen or row.withdrawn_at is not None:
        return PublicStatement(row.uid, withdrawn=True)
    quoted = quoted and row.may_be_quoted
    return PublicStatement(
        uid=row.uid,
        code=row.code,
        consultation_uid=of.uid,
        consultation=of.title,
        region=of.region,
        day=_day(of.starts_local),
        text=row.text if quoted else "",
        language=row.language,
        # Who said it is shown with the words alone.
        attribution=row.attribution if quoted and named else "",
        codes=codes_of(row),
    )


def _standing_on(rows: QuerySet[Statement]) -> tuple[PublicStatement, ...]:
    """Return what the public may see of the statements behind something: published ones alone."""
    seen = rows.filter(consultation__in=_published(), withdrawn_at=None)
    seen = seen.select_related("consultation").prefetch_related("codes")
    return tuple(_statements(seen.order_by("consultation__starts_at", "consultation", "number")))


def _response(row: Response) -> PublicResponse:
    if row.state != Standing.PUBLISHED:
        return PublicResponse(row.uid, withdrawn=True)
    return PublicResponse(row.uid, response=row, statements=_standing_on(row.statements.all()))


def _recommendation(row: Recommendation) -> PublicRecommendation:
    if row.state != Standing.PUBLISHED:
        return PublicRecommendation(row.uid, withdrawn=True)
    tried = row.responses.filter(state=Standing.PUBLISHED).order_by("number")
    return PublicRecommendation(
        row.uid,
        recommendation=row,
        statements=_standing_on(row.statements.all()),
        responses=tuple(_response(one) for one in tried),
        follow_ups=tuple(row.follow_ups.filter(withdrawn_at=None)),
    )


def _day(wall: datetime) -> date:
    return wall.date()
