"""Read what the public may see of published consultations, responses and recommendations.

A statement that may not be quoted is still listed, with its consultation and codes but without its
words. A withdrawn one is listed as withdrawn. Consent is checked on each reading: if it ended
yesterday, the words do not appear today.
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
    """A published consultation.

    `day` is the date in its own time zone. `statements` counts those that are not withdrawn.
    """

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
    """Dimension -> each code with its number of statements, the most frequent first."""
    session: Announcement | None = None


@dataclass(frozen=True)
class PublicStatement:
    """A statement of a published consultation. `text` is empty if it may not be quoted."""

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
    """A published response, with the statements that it cites."""

    uid: str
    withdrawn: bool = False
    response: Response | None = None
    statements: tuple[PublicStatement, ...] = ()

    @property
    def grade(self) -> str:
        """The grade of its strongest source; empty if it cites only statements."""
        given = {one["grade"] for one in self.response.sources} if self.response else set()
        return next((grade for grade in Response.Grade.values if grade in given), "")


@dataclass(frozen=True)
class PublicRecommendation:
    """A published recommendation, with what it cites and its follow-ups."""

    uid: str
    withdrawn: bool = False
    recommendation: Recommendation | None = None
    statements: tuple[PublicStatement, ...] = ()
    responses: tuple[PublicResponse, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class CodeCount:
    """A code, with the number of statements and of consultations that have it."""

    code: str
    statements: int
    consultations: int


@dataclass(frozen=True)
class Theme:
    """A pair of codes, such as a driver and a market, and the statements that have both."""

    row: str
    column: str
    statements: tuple[str, ...]
    """The uids of the statements, in the order they were made."""
    consultations: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def n(self) -> int:
        """The number of statements."""
        return len(self.statements)


@dataclass(frozen=True)
class ReportMaterial:
    """Everything for a report from consultations alone: counts with their n, and no scores."""

    consultations: tuple[PublicConsultation, ...]
    statements: int
    counted: dict[str, tuple[CodeCount, ...]]
    themes: tuple[Theme, ...]
    responses: tuple[PublicResponse, ...]
    recommendations: tuple[PublicRecommendation, ...]
    saturation: SaturationCurve


def consultations() -> list[PublicConsultation]:
    """Return the published consultations, in the order they were held."""
    return [_consultation(row) for row in _published()]


def consultation(uid: str) -> PublicConsultation | None:
    """Return a published consultation; None if there is no such one."""
    row = _published().filter(uid=uid).first()
    return _consultation(row) if row else None


def statement(uid: str) -> PublicStatement | None:
    """Return what the public may see of a statement; None if it was never published."""
    row = Statement.objects.filter(uid=uid).select_related("consultation").first()
    if row is None or row.consultation.published_at is None:
        return None
    return _statements([row])[0]


def statements_for(*codes: str) -> list[PublicStatement]:
    """Return the statements that have all these codes ("markets:cocaine", "drivers:climate").

    Without codes, return all statements. They are in the order they were made. Raises NotPossible
    (a code that is in no list).
    """
    rows = _public_statements()
    for one in codes:
        dimension, code = split_code(one)
        rows = rows.filter(codes__taxonomy=dimension, codes__code=code)
    return _statements(rows)


def public_statements(
    consultation_uid: str = "", dimension: str = "", code: str = ""
) -> QuerySet[Statement]:
    """Return the published statements, in the order they were made, also those without words.

    `consultation_uid` keeps those of one consultation; `dimension` and `code`, those with a code.
    """
    rows = _public_statements()
    if consultation_uid:
        rows = rows.filter(consultation__uid=consultation_uid)
    return rows.filter(codes__taxonomy=dimension, codes__code=code) if code else rows


def readable(rows: QuerySet[Statement]) -> list[PublicStatement]:
    """Return those of these published statements whose words may be read now."""
    asked = rows.filter(may_be_quoted=True)
    return [one for one in _statements(asked) if one.text]


def response(uid: str) -> PublicResponse | None:
    """Return a response that was published, with what it cites; None for any other."""
    row = Response.objects.filter(uid=uid).exclude(published_at=None).first()
    return _response(row) if row else None


def responses_tried() -> list[PublicResponse]:
    """Return the published responses, lowest number first."""
    return [_response(row) for row in Response.objects.filter(state=Standing.PUBLISHED)][::-1]


def recommendation(uid: str) -> PublicRecommendation | None:
    """Return a recommendation that was published; None for any other."""
    row = Recommendation.objects.filter(uid=uid).exclude(published_at=None).first()
    return _recommendation(row) if row else None


def recommendations() -> list[PublicRecommendation]:
    """Return the published recommendations, lowest number first."""
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
    """Return how often statements have each code of a dimension, in the order of its list."""
    said: Counter[str] = Counter()
    met: dict[str, set[int]] = {}
    rows = _public_statements().filter(codes__taxonomy=dimension).order_by()
    for code, where in rows.values_list("codes__code", "consultation"):
        said[code] += 1
        met.setdefault(code, set()).add(where)
    return [CodeCount(code, said[code], len(met[code])) for code in in_order(dimension, said)]


def themes(row: str = "drivers", column: str = "markets") -> list[Theme]:
    """Return pairs of codes of two dimensions that share statements, the most frequent first."""
    found: dict[tuple[str, str], list[Statement]] = {}
    for one in _public_statements():
        codes = codes_of(one)
        for pair in ((a, b) for a in codes.get(row, ()) for b in codes.get(column, ())):
            found.setdefault(pair, []).append(one)
    themed = [_theme(pair, rows) for pair, rows in found.items()]
    return sorted(themed, key=lambda theme: (-theme.n, theme.row, theme.column))


def report_material() -> ReportMaterial:
    """Return everything for a report from consultations alone."""
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
    """Return the saturation curve of the published consultations."""
    return saturation_of(_published())


def _published() -> QuerySet[Consultation]:
    return Consultation.objects.filter(PUBLISHED).order_by("starts_at", "pk")


def _public_statements() -> QuerySet[Statement]:
    """Return the published statements that are not withdrawn, in the order they were made."""
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
        # The speaker is shown only together with the words.
        attribution=row.attribution if quoted and named else "",
        codes=codes_of(row),
    )


def _standing_on(rows: QuerySet[Statement]) -> tuple[PublicStatement, ...]:
    """Return those of these statements that are published, as the public sees them."""
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
