"""What scores countries: published editions of the index, and assessments with public results."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vigil.outlook.index_editions.headers import (
    ACTORS,
    AVERAGES,
    CRIMINALITY,
    MARKETS,
    RESILIENCE,
    terms_by_kind,
)
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.queries import edition_parts, newest_editions
from vigil.outlook.models import (
    AssessedTerm,
    Assessment,
    IndexEdition,
    Panel,
    Question,
    Round,
)
from vigil.outlook.results.public import published_panels

KEY: Final = re.compile(r"(?P<year>[0-9]{4})(?:\.(?P<version>[0-9]{1,4}))?|(?P<uid>[0-9a-f]{32})")
"""A key: a year (its newest version), a year with a version, or the `uid` of an assessment."""


@dataclass(frozen=True)
class ScoreSource:
    """An edition or an assessment whose scores everybody may read.

    `key` names it for ever, with its version. `parts` are the terms that it scores, by average.
    """

    key: str
    token: str
    """Differs where its scores do: with it, what was computed once can be kept."""
    label: str = field(compare=False)
    state: Literal["published", "judged"] = field(compare=False)
    edition: str = field(compare=False)
    version: int | None = field(compare=False)
    day: date = field(compare=False)
    parts: Mapping[str, frozenset[str]] = field(compare=False)
    averages: tuple[str, ...] = field(default=(), compare=False)
    """The averages that it has."""
    row: IndexEdition | None = field(default=None, compare=False)
    panels: tuple[Panel, ...] = field(default=(), compare=False)
    newest: str = field(default="", compare=False)
    """The key of the newest version, if this is an earlier one."""

    @property
    def is_published(self) -> bool:
        """Whether the index published it; otherwise a panel of experts judged it."""
        return self.state == "published"

    @property
    def maker(self) -> str:
        """The name of who scored: the index, or the assessment."""
        return index_name() if self.is_published else self.label

    def terms(self) -> list[str]:
        """Return the averages and terms that it scores, in the order of the lists."""
        found = [CRIMINALITY] if CRIMINALITY in self.averages else []
        for kind, terms in terms_by_kind().items():
            found += [kind] if kind in self.averages else []
            found += [code for code in terms if code in self.parts[kind]]
        return found

    def parts_of(self, term: str) -> frozenset[str]:
        """Return the terms from which a value is computed; for a term, itself."""
        if term == CRIMINALITY:
            return self.parts[MARKETS] | self.parts[ACTORS]
        return self.parts[term] if term in AVERAGES else frozenset({term})


def sources() -> list[ScoreSource]:
    """Return the newest version of each edition, then the assessments with public results."""
    return [*map(_of_edition, newest_editions()), *_assessments()]


def source_of(key: str) -> ScoreSource | None:
    """Return the source with a key; None if there is none."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    if found["uid"]:
        return next((one for one in _assessments(key)), None)
    rows = IndexEdition.objects.filter(year=found["year"]).order_by("-version")
    newest = rows.first()
    row = rows.filter(version=found["version"]).first() if found["version"] else newest
    if row is None or newest is None:
        return None
    return _of_edition(row, "" if row.pk == newest.pk else _key(newest))


def _key(edition: IndexEdition) -> str:
    return f"{edition.year}.{edition.version}"


def _of_edition(edition: IndexEdition, newest: str = "") -> ScoreSource:
    return ScoreSource(
        key=_key(edition),
        token=f"{edition.pk} {edition.sha256} {edition.at}",
        label=_("Index %(year)s") % {"year": edition.year},
        state="published",
        edition=edition.year,
        version=edition.version,
        day=localdate(edition.at),
        parts=edition_parts(edition),
        averages=tuple(edition.columns.get("averages", AVERAGES)),
        row=edition,
        newest=newest,
    )


def _assessments(uid: str = "") -> list[ScoreSource]:
    """Return the assessments with final panels, the oldest first; or the one with this `uid`.

    One that is withheld is no source: its title would stand beside every score.
    """
    rows = published_panels().filter(assessment__withheld=[]).exclude(assessment=None)
    rows = rows.select_related("assessment")
    if uid:
        rows = rows.filter(assessment__uid=uid)
    panels: dict[int, list[Panel]] = {}
    for panel in rows:
        panels.setdefault(panel.assessment_id or 0, []).append(panel)
    if not panels:
        return []
    asked = AssessedTerm.objects.filter(assessment__in=panels, kind="score")
    terms: dict[int, list[tuple[str, str]]] = {}
    for pk, listed, code in asked.values_list("assessment", "list", "code"):
        terms.setdefault(pk, []).append((listed, code))
    tokens = _tokens(panels)
    found = [
        _of_assessment(some[0].assessment, some, terms.get(pk, ()), tokens[pk])
        for pk, some in panels.items()
        if some[0].assessment is not None
    ]
    return sorted(found, key=lambda one: one.day)


def _tokens(panels: Mapping[int, Sequence[Panel]]) -> dict[int, str]:
    """Return the state of the results of each assessment: runs of rounds, withheld questions."""
    every = [panel for some in panels.values() for panel in some]
    parts: dict[int, list[str]] = {pk: [] for pk in panels}
    rounds = Round.objects.filter(panel__in=every).order_by("pk")
    for pk, *state in rounds.values_list("panel__assessment", "uid", "run", "state"):
        parts[pk].append(" ".join(map(str, state)))
    withheld = Question.objects.filter(panel__in=every).exclude(withheld=[]).order_by("pk")
    for pk, uid in withheld.values_list("panel__assessment", "uid"):
        parts[pk].append(uid)
    return {pk: "\0".join(said) for pk, said in parts.items()}


def _of_assessment(
    row: Assessment, panels: list[Panel], terms: Iterable[tuple[str, str]], token: str
) -> ScoreSource:
    said = list(terms)
    parts = {
        kind: frozenset(code for listed, code in said if listed == kind)
        for kind in (MARKETS, ACTORS, RESILIENCE)
    }
    return ScoreSource(
        key=row.uid,
        token=token,
        label=f"{row.title} {row.edition}".strip(),
        state="judged",
        edition=row.edition,
        version=None,
        day=max(localdate(panel.final_at) for panel in panels),
        parts=parts,
        averages=_averages_of(parts),
        panels=tuple(panels),
    )


def _averages_of(parts: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the averages of an assessment: each needs every term of its list."""
    whole = [kind for kind, terms in terms_by_kind().items() if parts[kind] == set(terms)]
    return (CRIMINALITY, *whole) if {MARKETS, ACTORS} <= set(whole) else tuple(whole)
