"""Texts of listed grants that an officer chooses to publish: results and outcome statements.

Each is opened under the recorded name of the officer who publishes, and refused if it names the
party, or anybody who is not shown publicly.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vigil.fund.access.rules import WORK
from vigil.fund.models import Grant, OutcomeStatement, Result
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.name_check import require_unnamed
from vigil.fund.parties.verbs import sealing
from vigil.fund.releases.queries import is_listed
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@dataclass(frozen=True)
class OpenedTexts:
    """Texts of listed grants, opened for the officer who chooses among them."""

    results: list[tuple[Result, str]]
    outcomes: list[tuple[OutcomeStatement, str, str]]
    """Each with its change and the contribution of the grant."""

    def __bool__(self) -> bool:
        """Say whether there is anything to choose from."""
        return bool(self.results or self.outcomes)


def open_texts(listed: Collection[str], *, by: User, why: str) -> OpenedTexts:
    """Open the texts of these grants (uids) that this officer may know of; openings are recorded.

    The calling verb checks the permission.
    """
    seen = party_queries.visible_to(by)
    results = Result.objects.filter(grant__uid__in=listed, grant__party__in=seen)
    outcomes = OutcomeStatement.objects.filter(
        state=OutcomeStatement.State.AGREED, grant__uid__in=listed, grant__party__in=seen
    )
    return OpenedTexts(
        [
            (row, text)
            for row in results.select_related("grant__party")
            if (text := _read(row.grant, "result", row.uid, "statement", by, why))
        ],
        [
            (row, change, _read(row.grant, "outcome", row.uid, "contribution", by, why))
            for row in outcomes.select_related("grant__party")
            if (change := _read(row.grant, "outcome", row.uid, "change", by, why))
        ],
    )


def result_texts(
    listed: Collection[str], chosen: Collection[str], by: User
) -> list[dict[str, Any]]:
    """Return the result texts to publish. From now on they are public.

    Raises NotAllowed; NotPossible if one is not of a listed grant, names somebody, or is gone.
    """
    rows = Result.objects.filter(uid__in=set(chosen)).select_related("grant__party")
    found = []
    for row in rows:
        _require_listed(row.grant, listed, by)
        text = _read_to_publish(row.grant, "result", row.uid, "statement", by)
        require_unnamed(row.grant.party, text)
        found.append(
            {
                "grant": row.grant.uid,
                "result": row.uid,
                "text": text,
                "evidence": row.evidence,
                "people": row.people,
                "counted": row.counted,
                "communities": row.communities,
                "year": row.month.year,
            }
        )
    _require_all(found, chosen)
    return found


def outcome_texts(
    listed: Collection[str], chosen: Collection[str], by: User
) -> list[dict[str, Any]]:
    """Return the texts of agreed outcome statements to publish. From now on they are public.

    Raises NotAllowed; NotPossible if one is not of a listed grant, not agreed by two readers any
    more, names somebody, or is gone.
    """
    rows = OutcomeStatement.objects.select_for_update(of=("self",)).filter(uid__in=set(chosen))
    found = []
    for row in rows.select_related("grant__party").prefetch_related("results"):
        _require_listed(row.grant, listed, by)
        if row.state != OutcomeStatement.State.AGREED:
            raise NotPossible(_("Only statements that two readers agreed on can be published."))
        change = _read_to_publish(row.grant, "outcome", row.uid, "change", by)
        contribution = _read_to_publish(row.grant, "outcome", row.uid, "contribution", by)
        require_unnamed(row.grant.party, change, contribution)
        found.append(
            {
                "grant": row.grant.uid,
                "outcome": row.uid,
                "change": change,
                "contribution": contribution,
                "theme": row.theme,
                "evidence": sorted({one.evidence for one in row.results.all()}),
                "year": row.month.year,
            }
        )
    _require_all(found, chosen)
    return found


def words_of(published: Mapping[str, Any]) -> list[str]:
    """Return the words of a published text, as a release keeps it."""
    return [published[part] for part in ("text", "change", "contribution") if part in published]


def _read(grant: Grant, kind: str, uid: str, field: str, by: User, why: str) -> str:
    return sealing.read(grant.party, kind, uid, field, by=by, why=why)


def _read_to_publish(grant: Grant, kind: str, uid: str, field: str, by: User) -> str:
    return sealing.read(grant.party, kind, uid, field, by=by, why="it is published")


def _require_listed(grant: Grant, listed: Collection[str], by: User) -> None:
    if grant.uid not in listed or not is_listed(grant):
        raise NotPossible(_("Only of listed grants, what came of them can be published."))
    require(by, WORK, grant)


def _require_all(found: list[dict[str, Any]], chosen: Collection[str]) -> None:
    if len(found) != len(set(chosen)):
        raise NotPossible(_("One of these texts is not there any more. Choose again."))
