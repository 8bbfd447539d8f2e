"""Labelled reports as numbers: the features of every candidate, and whether it is right."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from vigil.reading.intake.extraction.account_builder import AccountBuilder
from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import Scene
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.attack_grouping import (
    MentionSetting,
    Pairs,
    pairs_of,
    setting,
)
from vigil.reading.intake.extraction.learned.attack_mention_features import telling_features
from vigil.reading.intake.extraction.learned.candidate_features import (
    ReportLayout,
    beside_features,
    candidate_features,
    report_features,
    ruled_victim,
)
from vigil.reading.intake.extraction.learned.candidates import (
    Candidate,
    doers,
    groups,
    named_persons,
    weapons,
)
from vigil.reading.intake.extraction.learned.labelled_reports import (
    Fills,
    LabelledName,
    ReportLabels,
)
from vigil.reading.intake.extraction.learned.linear import Buckets
from vigil.reading.intake.extraction.name_forms import same_person
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.extraction.victims import find_age
from vigil.reading.intake.gazetteer import Gazetteer, fold

Role = Literal["victim", "unnamed", "doer", "group", "weapon"]
ROLES: tuple[Role, ...] = ("victim", "unnamed", "doer", "group", "weapon")


class CandidateVector(NamedTuple):
    """A candidate in numbers. `right` is None where the labels say nothing of it.

    `fill`: which labelled person or thing it is; `sentences`: the numbers of those that name it.
    """

    features: Buckets
    right: bool | None
    fill: int | None
    sentences: tuple[int, ...]
    beside: tuple[Buckets, ...]
    """For each telling of the report, how the candidate stands to it."""
    ruled: tuple[float, float, float, float]
    """In how many tellings the rules take it for the victim, at most two; whether they rule it out
    because it is accused or speaks; whether they list it as a victim in the end; whether it has a
    name: of doers those with a name are far fewer."""


class MentionVector(NamedTuple):
    """A telling in numbers; `attack` is the number of the labelled attack it tells of."""

    features: Buckets
    right: bool | None
    sentence: int
    attack: int | None = None


class ReportVectors(NamedTuple):
    """A labelled report in numbers. `killing` is None where nobody said."""

    id: str
    kind: str
    """Kind of text: its language, or CAPITALS."""
    killing: bool | None
    attacks: int
    ruled: bool
    """Whether the rules find a killing in it."""
    text: Buckets
    tellings: list[MentionVector]
    candidates: dict[Role, list[CandidateVector]]
    wanted: dict[Role, int]
    """How many different persons or things are labelled with each role."""
    pairs: Pairs
    settings: list[MentionSetting]

    @property
    def teaches_roles(self) -> bool:
        """Return whether its candidates show who is who: somebody in it is right for some role."""
        return any(j.right for some in self.candidates.values() for j in some)

    @property
    def teaches_victims(self) -> bool:
        """Return whether a victim is named in it."""
        return any(j.right for j in self.candidates["victim"])


def candidates_of(reading: ReportFindings, gazetteer: Gazetteer) -> dict[Role, list[Candidate]]:
    """Every candidate of a report, by the role it may have."""
    named, described = named_persons(reading, gazetteer), doers(reading)
    return {
        "victim": named,
        "unnamed": described,
        "doer": described + named,
        "group": groups(reading),
        "weapon": weapons(reading),
    }


def report_vectors(
    reading: ReportFindings, places: PlaceNames, known: ReportLabels
) -> ReportVectors:
    """Measure a labelled report."""
    scene = Scene(reading, places)
    rules = AccountBuilder(reading, scene, 1.0)
    page = ReportLayout(reading, rules.ruled_victims())
    found = candidates_of(reading, places.gazetteer)
    settings = settings_of(reading, scene) if known.attacks else []
    page.join(found["victim"])
    labels: dict[Role, Fills] = {
        "victim": known.victims,
        "unnamed": known.unnamed,
        "doer": known.doers,
        "group": known.groups,
        "weapon": known.weapons,
    }
    return ReportVectors(
        known.id,
        kind_of(reading),
        known.killing,
        len(known.attacks),
        rules.kills(),
        report_features(page),
        [_telling(page, hit, known) for hit in reading.hits],
        {
            role: [_judged(page, c, role, known, labels[role]) for c in some]
            for role, some in found.items()
        },
        {role: len(_distinct(_required(fills))) for role, fills in labels.items()},
        pairs_of(settings),
        settings,
    )


def settings_of(reading: ReportFindings, scene: Scene) -> list[MentionSetting]:
    """Return the settings of all mentions of attacks in a report."""
    return [setting(reading, scene, hit) for hit in reading.hits]


def judged(page: ReportLayout, candidate: Candidate, role: Role) -> CandidateVector:
    """Return the features of a candidate, without any label."""
    return CandidateVector(
        candidate_features(page, candidate, role),
        None,
        None,
        tuple(t.number for t in candidate.told),
        tuple(beside_features(page, candidate, role, hit) for hit in page.reading.hits),
        (
            min(2.0, ruled_victim(page, candidate)),
            float(page.roles.excludes(candidate.text)),
            float(any(same_person(candidate.text, name) for name in page.ruled)),
            float(any(t.mention and t.mention.name for t in candidate.told)),
        ),
    )


CAPITALS = "capitals"


def kind_of(reading: ReportFindings) -> str:
    """Return the kind of text: texts in capitals are one kind, whatever their language."""
    return CAPITALS if reading.upper else reading.language.code


def judged_telling(page: ReportLayout, hit: AttackMention) -> MentionVector:
    """Return the features of a mention of an attack, without any label."""
    return MentionVector(telling_features(page, hit), None, hit.number)


def _judged(
    page: ReportLayout, candidate: Candidate, role: Role, known: ReportLabels, fills: Fills
) -> CandidateVector:
    texts = _texts(page.reading, candidate)
    distinct = _distinct(_required(fills))
    fill = next((n for n, f in enumerate(distinct) if _fits(f, texts)), None)
    right = _right(page.reading, candidate, role, known)
    return judged(page, candidate, role)._replace(right=right, fill=fill)


def _distinct(fills: tuple[LabelledName, ...]) -> list[LabelledName]:
    """Return the fills without those that name the same as one before them."""
    kept: list[LabelledName] = []
    for fill in fills:
        if not any(_fits(k, fill.names) for k in kept):
            kept.append(fill)
    return kept


def _fits(fill: LabelledName, texts: Iterable[str]) -> bool:
    return any(same_text(t, name) for t in texts for name in fill.names)


def _right(
    reading: ReportFindings, candidate: Candidate, role: Role, known: ReportLabels
) -> bool | None:
    texts = _texts(reading, candidate)
    if role == "victim":
        right = _among(known.victims, texts)
        return False if right is None and _among(known.suspects, texts) else right
    if role == "unnamed":
        return _unnamed(reading, candidate, texts, known)
    if role == "doer":
        named = any(t.mention and t.mention.name for t in candidate.told)
        if named and _among(known.suspects, texts):
            return True
        return _among(known.suspects if named and known.doers is None else known.doers, texts)
    return _among(known.groups if role == "group" else known.weapons, texts)


def _unnamed(
    reading: ReportFindings, candidate: Candidate, texts: list[str], known: ReportLabels
) -> bool | None:
    if known.unnamed is not None:
        return _among(known.unnamed, texts)
    if known.ages is None:
        return None
    found = (find_age(reading.folded[t.at.part], t.mention) for t in candidate.told if t.mention)
    ages = {age[0] for age in found if age}
    return bool(ages & known.ages) if ages else None


def _texts(reading: ReportFindings, candidate: Candidate) -> list[str]:
    own = {reading.slice(t.at.part, t.at.start, t.at.end) for t in candidate.told}
    return [candidate.text, *sorted(own)]


def _among(fills: Fills, texts: list[str]) -> bool | None:
    """Return whether a text is one of the fills; None where no label decides it."""
    if fills is None:
        return None
    fitting = [f for f in fills if _fits(f, texts)]
    if any(f.required for f in fitting):
        return True
    return None if fitting else False


_ARTICLES = re.compile(r"\b(?:a|an|the|el|la|los|las|de|del|da|do)\b")
_NO_WORD = re.compile(r"[^\w\s]")


def same_text(one: str, other: str) -> bool:
    """Return whether a text is the other, or a run of its words at most four shorter."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return False
    if len(a) > len(b):
        a, b = b, a
    return len(b) - len(a) <= 4 and any(b[i : i + len(a)] == a for i in range(len(b) - len(a) + 1))


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", _NO_WORD.sub(" ", fold(text))).split()


def _telling(page: ReportLayout, hit: AttackMention, known: ReportLabels) -> MentionVector:
    features = telling_features(page, hit)
    told = list(_victim_texts(page.reading, hit))
    for number, words in enumerate(known.attacks):
        if any(same_text(a, b) for a in words for b in told):
            return MentionVector(features, True, hit.number, number)
    if known.killing is False:
        return MentionVector(features, False, hit.number)
    right = True if _among(_required(known.victims), told) else None
    return MentionVector(features, right, hit.number)


def _required(fills: Fills) -> tuple[LabelledName, ...]:
    return tuple(f for f in fills or () if f.required)


def _victim_texts(reading: ReportFindings, hit: AttackMention) -> Iterator[str]:
    part = hit.sentence.part
    for victim in hit.victims:
        yield reading.slice(part, victim.start, victim.end)
        if victim.name:
            yield reading.slice(part, *victim.name)
        if victim.head:
            yield reading.slice(part, *victim.head)
