"""The learnt judgements of one report: which tellings, persons, groups and weapons count.

Each role has a linear model of its own over the features of a candidate. What these say is then
weighed together with how sure it is that the report tells of a killing at all, and with the
tellings of the sentences that name the candidate (stacked generalisation, Wolpert 1992: the
weights of the second stage are fitted on answers for reports the first had not seen).
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from vigil.reading.intake.extraction.learned.attack_grouping import (
    MentionSetting,
    group_mentions,
    pairs_of,
    several_inputs,
    summary,
)
from vigil.reading.intake.extraction.learned.feature_vectors import (
    CAPITALS,
    ROLES,
    CandidateVector,
    MentionVector,
    Role,
)
from vigil.reading.intake.extraction.learned.forest_files import load_forest, save_forest
from vigil.reading.intake.extraction.learned.linear import (
    Buckets,
    Linear,
    ModelFileError,
    each_once,
    load,
    save,
)
from vigil.reading.intake.forest import EMPTY, Forest

MOST = 8.0
"""Log-odds beyond which a judgement is no surer."""

TEXT_SCALE = 8.0
"""Length of the vector of a report's words (by cross-validation)."""


KILLING_INPUTS, ROLE_INPUTS, SEVERAL_INPUTS = 6, 9, 11
"""How many findings of the first stage each judgement of the second weighs."""

LIKELY = -0.5
"""Log-odds from which a telling likely counts; the likeliest of a report always does."""


class Thresholds(msgspec.Struct, frozen=True):
    """Probabilities that are enough for the first of a role in a report, and for each further one.

    Most reports name one group and one kind of doers; a second is more often the first again,
    in other words.
    """

    first: float = 0.5
    further: float = 0.5
    f1: float = 0.0
    """F1 at these, on reports the first stage had not seen; 0 where nothing was labelled."""


class SecondStage(msgspec.Struct, frozen=True):
    """A second-stage judgement: weights of what the first stage says, and what is enough.

    `weights` ends with the constant.
    """

    weights: list[float]
    enough: Thresholds = Thresholds()

    def probability(self, inputs: Sequence[float]) -> float:
        """Probability (0..1) given the log-odds of the first stage."""
        *weights, constant = self.weights
        return _logistic(sum(w * x for w, x in zip(weights, inputs, strict=True)) + constant)


OTHER = "other"


class SecondStages(msgspec.Struct, frozen=True):
    """The second stage for one kind of text."""

    killing: SecondStage
    several: SecondStage
    roles: dict[str, SecondStage]


class FirstStage(NamedTuple):
    """First-stage models."""

    text: Linear
    telling: Linear
    apart: Linear
    """Whether two tellings are of two attacks."""
    roles: Mapping[Role, Linear]


class FirstStageScores(NamedTuple):
    """What the first stage says of one report, in log-odds.

    `ruled`: whether the rules find a killing in it.
    """

    ruled: bool
    text: float
    tellings: list[float]
    roles: dict[Role, list[float]]


@dataclass(frozen=True)
class Classifiers:
    """All that was learnt of who is who."""

    firsts: Mapping[str, FirstStage]
    """By kind of text: CAPITALS, learnt from such texts alone, and OTHER, learnt from all."""
    seconds: Mapping[str, SecondStages]
    """By kind of text; OTHER for kinds of which too little is labelled."""
    version: str = ""
    victims: Forest = EMPTY
    """Weighs the inputs of named victims too, in all texts but those in capitals."""

    def first(self, kind: str) -> FirstStage:
        """Return the first stage for a kind of text."""
        return self.firsts.get(kind) or self.firsts[OTHER]

    def second(self, kind: str) -> SecondStages:
        """Return the second stage for a kind of text."""
        return self.seconds.get(kind) or self.seconds[OTHER]


class ReportProbabilities(NamedTuple):
    """Probabilities for one report, in the order of its tellings and candidates."""

    killing: float
    tellings: list[float]
    roles: dict[Role, list[float]]


Candidates = Mapping[Role, Sequence[CandidateVector]]


def first_stage_scores(
    first: FirstStage,
    ruled: bool,
    text: Buckets,
    tellings: Sequence[MentionVector],
    candidates: Candidates,
) -> FirstStageScores:
    """Return the scores of the first stage for one report."""
    told = [first.telling.margin(t.features) for t in tellings]
    return FirstStageScores(
        ruled,
        first.text.margin(text, text_scale(text)),
        told,
        {r: [first.roles[r].margin(with_likely(j, told)) for j in candidates[r]] for r in ROLES},
    )


def with_likely(judged: CandidateVector, tellings: Sequence[float]) -> Buckets:
    """Return a candidate's features, with its place beside the mentions that likely count."""
    top = max(tellings, default=0.0)
    likely = [
        beside
        for beside, margin in zip(judged.beside, tellings, strict=True)
        if beside.size and margin >= min(LIKELY, top)
    ]
    return each_once(np.concatenate([judged.features, *likely])) if likely else judged.features


def text_scale(text: Buckets) -> float:
    """Return the value of each feature of a report, so that long and short ones weigh alike."""
    return TEXT_SCALE / math.sqrt(max(1, len(text)))


def killing_inputs(said: FirstStageScores) -> list[float]:
    """Return what decides whether a report tells of a killing."""
    none = 1.0
    for margin in said.tellings:
        none *= 1 - _logistic(margin)
    return [
        said.text,
        max(map(clip, said.tellings), default=-MOST),
        clip(log_odds(1 - none)),
        max(map(clip, said.roles["victim"]), default=-MOST),
        max(map(clip, said.roles["unnamed"]), default=-MOST),
        float(said.ruled),
    ]


def role_inputs(
    said: FirstStageScores,
    role: Role,
    number: int,
    near: Sequence[MentionVector],
    judged: CandidateVector,
    killing: float,
) -> list[float]:
    """Return what decides whether a candidate has a role; `killing` is the report's probability."""
    own = [m for m, t in zip(said.tellings, near, strict=True) if t.sentence in judged.sentences]
    rank = sum(m > said.roles[role][number] for m in said.roles[role])
    return [
        said.roles[role][number],
        max(map(clip, own), default=-MOST),
        clip(log_odds(killing)),
        -math.log1p(rank),
        _rival(said, role, number),
        *judged.ruled,
    ]


def _rival(said: FirstStageScores, role: Role, number: int) -> float:
    """How likely a person has the opposite role: nobody is victim and doer of one attack.

    Doers are listed as the persons without a name, then those with one (`candidates_of`).
    """
    described = len(said.roles["unnamed"])
    if role == "doer":
        margins = [*said.roles["unnamed"], *said.roles["victim"]]
        return clip(margins[number])
    if role in ("victim", "unnamed"):
        return clip(said.roles["doer"][number + (described if role == "victim" else 0)])
    return 0.0


def classify(
    judges: Classifiers,
    ruled: bool,
    text: Buckets,
    tellings: Sequence[MentionVector],
    candidates: Candidates,
    kind: str,
) -> ReportProbabilities:
    """Judge one report of a kind of text."""
    said = first_stage_scores(judges.first(kind), ruled, text, tellings, candidates)
    second = judges.second(kind)
    killing = second.killing.probability(killing_inputs(said))
    inputs = {
        role: [
            role_inputs(said, role, n, tellings, judged, killing)
            for n, judged in enumerate(candidates[role])
        ]
        for role in ROLES
    }
    chances = {role: [second.roles[role].probability(i) for i in inputs[role]] for role in ROLES}
    if kind != CAPITALS:
        chances["victim"] = with_forest(judges.victims, inputs["victim"], chances["victim"])
    return ReportProbabilities(killing, [_logistic(m) for m in said.tellings], chances)


def with_forest(
    forest: Forest, inputs: Sequence[Sequence[float]], chances: Sequence[float]
) -> list[float]:
    """Return probabilities halfway (in log-odds) between those given and the forest's.

    An empty forest changes nothing.
    """
    if not len(forest.roots) or not inputs:
        return list(chances)
    margins = forest.margins(np.array(inputs, dtype=np.float32)).tolist()
    return [_logistic((log_odds(p) + m) / 2) for p, m in zip(chances, margins, strict=True)]


def attacks(
    judges: Classifiers,
    settings: Sequence[MentionSetting],
    tellings: Sequence[float],
    kind: str,
) -> list[list[int]]:
    """Return the numbers of the mentions of each attack, all in one unless there are several.

    `tellings`: the probability of each.
    """
    likely = likely_tellings(tellings)
    chosen = [settings[n] for n in likely]
    apart = {k: judges.first(kind).apart.margin(f) for k, f in pairs_of(chosen).items()}
    inputs = several_inputs(list(apart.values()), summary(chosen))
    several = judges.second(kind).several
    if len(chosen) < 2 or several.probability(inputs) < several.enough.first:
        return [likely]
    return [[likely[n] for n in heap] for heap in group_mentions(len(chosen), apart)]


def likely_tellings(chances: Sequence[float]) -> list[int]:
    """Return the numbers of the mentions that likely count, at most MOST_TELLINGS."""
    top = max(chances, default=0.0)
    likely = [n for n, chance in enumerate(chances) if chance >= min(TELLS, top)]
    return sorted(sorted(likely, key=lambda n: -chances[n])[:MOST_TELLINGS])


MOST_TELLINGS = 100
"""Tellings of one report that are compared, each with each: a quarter of a second."""

TELLS = 0.4
"""Probability from which a telling says where, when and whom."""


def clip(margin: float) -> float:
    """Log-odds kept within MOST."""
    return max(-MOST, min(MOST, margin))


def log_odds(probability: float) -> float:
    """Log-odds of a probability (0..1), finite."""
    p = min(1 - 1e-6, max(1e-6, probability))
    return math.log(p / (1 - p))


def _logistic(margin: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, margin))))


class _Kept(msgspec.Struct):
    """The second stage and the name of the whole, as kept in `judges.json`."""

    version: str
    firsts: list[str]
    seconds: dict[str, SecondStages]


def save_judges(judges: Classifiers, folder: Path) -> None:
    """Write the models into a folder: one file a first-stage model, and `judges.json`."""
    for kind, first in judges.firsts.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for name, model in _named(first).items():
            save(model, folder / kind / f"{name}.npz")
    save_forest(judges.victims, folder / "victims.npz")
    kept = _Kept(judges.version, sorted(judges.firsts), dict(judges.seconds))
    (folder / "judges.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


def load_judges(folder: Path) -> Classifiers:
    """Read the models of a folder. Raises ModelFileError for what is none."""
    path = folder / "judges.json"
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError) as error:
        raise ModelFileError(f"{path}: not a model of the extractor ({error})") from error
    fitting = OTHER in kept.seconds and all(map(_fits, kept.seconds.values()))
    if not fitting or OTHER not in kept.firsts or not set(kept.firsts) <= {OTHER, CAPITALS}:
        raise ModelFileError(f"{path}: made for other roles; train it anew with this version")
    firsts = {kind: _load_first(folder / kind) for kind in kept.firsts}
    return Classifiers(firsts, kept.seconds, kept.version, load_forest(folder / "victims.npz"))


def _named(first: FirstStage) -> dict[str, Linear]:
    """Return the models of a first stage by the names of their files."""
    roles = {str(role): first.roles[role] for role in ROLES}
    return {"text": first.text, "telling": first.telling, "apart": first.apart, **roles}


def _load_first(folder: Path) -> FirstStage:
    return FirstStage(
        load(folder / "text.npz"),
        load(folder / "telling.npz"),
        load(folder / "apart.npz"),
        {role: load(folder / f"{role}.npz") for role in ROLES},
    )


def _fits(second: SecondStages) -> bool:
    """Return whether the second stage weighs as many inputs as this version gives it."""
    return (
        set(second.roles) == set(ROLES)
        and len(second.killing.weights) == KILLING_INPUTS + 1
        and len(second.several.weights) == SEVERAL_INPUTS + 1
        and all(len(r.weights) == ROLE_INPUTS + 1 for r in second.roles.values())
    )


def version_of(
    firsts: Mapping[str, FirstStage], seconds: Mapping[str, SecondStages], victims: Forest = EMPTY
) -> str:
    """Return a version that changes when any weight, threshold or tree does."""
    content = "".join(
        model.digest for kind in sorted(firsts) for model in _named(firsts[kind]).values()
    )
    kept = msgspec.json.encode(dict(seconds), order="sorted")
    return hashlib.sha256(content.encode() + kept + victims.digest.encode()).hexdigest()[:10]
