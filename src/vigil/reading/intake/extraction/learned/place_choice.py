"""Which of the places a report names is that of the attack: a learned choice among candidates."""

import math
import re
from dataclasses import replace
from functools import cache

import msgspec

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import Scene, told_in
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.linear import Buckets, Linear, shipped
from vigil.reading.intake.extraction.learned.place_candidates import (
    QUARTERS,
    Candidate,
    Choice,
    candidates,
    country,
    country_name,
)
from vigil.reading.intake.extraction.learned.place_features import place_features
from vigil.reading.intake.extraction.learned.position_features import ReportLayout
from vigil.reading.intake.extraction.lexicon import words
from vigil.reading.intake.extraction.place_context import best_reading, note_behind, resolve
from vigil.reading.intake.extraction.place_names import (
    NO_PLACE_BEFORE,
    PlaceName,
    PlaceNames,
)
from vigil.reading.intake.extraction.victims import FoundAt
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import PlaceRead


@cache
def place_model() -> Linear:
    """Return the shipped model; one a process."""
    return shipped("place")


class LearnedScene(Scene):
    """The places one report names; the place of an attack is the choice of a linear model."""

    def __init__(
        self, reading: ReportFindings, places: PlaceNames, model: Linear | None = None
    ) -> None:
        super().__init__(reading, places)
        self._model = model
        self.page = ReportLayout(reading)
        """The report's words, which the choice of the day looks at too."""
        self._found = [
            c
            for c in candidates(reading, places, self.listed)
            if not (self._is_of_a_person(c) or self._is_of_a_house(c) or _is_no_town(c))
        ]
        texts = {"title": reading.report.title, "text": reading.report.text}
        self._gazetteer = places.gazetteer
        for code in {c.name.candidates[0].country for c in self._found if c.how == "people"}:
            self.context.countries[code] += 1
        loose = [(c.name, texts[c.part]) for c in self._found if c.how != "people"]
        note_behind(places.gazetteer, self.context, loose)
        self._choices = self._grouped()

    def _is_of_a_person(self, candidate: Candidate) -> bool:
        """Return whether a name is somebody's in the report, and nothing leads to it as a place.

        What the rules list is so only as one word of a longer name: "Leonel Durango ... Durango".
        """
        name, at = candidate.name, candidate.at
        if candidate.how in ("people", "country of") or name.dateline:
            return False
        led = name.strong or self.page.leads_to_a_place(at)
        if led and not self.page.leads_to_a_person(at):
            return False
        if candidate.how == "listed":
            return self.page.in_persons_names(
                [self.page.reading.folded[at.part][at.start : at.end]]
            )
        if candidate.how == "unknown" and self.page.within_a_person(at.part, at.start, at.end):
            return True
        return candidate.how == "loose" and self.page.names_a_person(at.part, at.start, at.end)

    def _is_of_a_house(self, candidate: Candidate) -> bool:
        """Return whether a name belongs to a title, a house, a road or a club beside it."""
        at, report = candidate.at, self.page.reading.report
        if candidate.name.dateline or candidate.how in ("people", "country of"):
            return False
        folded = self.page.reading.folded[at.part]
        if NO_PLACE_BEFORE.search(folded[max(0, at.start - 30) : at.start]):
            return True
        text = report.title if at.part == "title" else report.text
        behind = _HOUSE_BEHIND.match(folded, at.end)
        return behind is not None and (self.page.reading.upper or text[behind.start(1)].isupper())

    def _grouped(self) -> list[Choice]:
        """Mentions of one name together; those of a country under the country."""
        choices: dict[str, Choice] = {}
        for candidate in self._found:
            best, decided = best_reading(candidate.name, self.context)
            wide = best is not None and best.kind == "country"
            key = best.country if best and wide else _plain(candidate.name)
            choice = choices.setdefault(key, Choice(best, decided))
            choice.mentions.append(candidate)
        for choice in [*choices.values()]:
            self._add_country(choices, choice)
        return list(choices.values())

    def _add_country(self, choices: dict[str, Choice], choice: Choice) -> None:
        """Add the country of the dateline's town, where nothing finer does."""
        if choice.best is None or choice.best.kind == "country" or not choice.decided:
            return
        line = next((c for c in choice.mentions if c.name.dateline), None)
        name = country_name(choice.best.country)
        place = country(self._gazetteer, name) if line and name else None
        if line is None or place is None:
            return
        whole = choices.setdefault(place.country, Choice(place, True))
        span = replace(line.name, candidates=(place,))
        whole.mentions.append(Candidate(span, line.part, "country of"))

    def weighed(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> list[tuple[Choice, Candidate, Buckets]]:
        """Return the choices for an attack, each with the mention that states it."""
        left = []
        for choice in self._choices:
            own = [c for c in choice.mentions if not told_in(others, hits, c.part, c.name.start)]
            if own:
                left.append(Choice(choice.best, choice.decided, own))
        features = place_features(self.page, left, hits, self.context, self._gazetteer)
        return [(c, w, f) for c, (w, f) in zip(left, features, strict=True)]

    def choose(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[PlaceRead, FoundAt] | None:
        """Return the most probable place of an attack, and the words that state it.

        None when no candidate reaches the model's threshold, a probability among the candidates.
        """
        ranked = self._ranked(hits, others)
        if not ranked:
            return None
        _, choice, witness = ranked[0]
        return self.read(choice, witness), witness.at

    def _ranked(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> list[tuple[float, Choice, Candidate]]:
        """Return the choices by probability; none when the first does not reach the threshold."""
        weighed = self.weighed(hits, others)
        if not weighed:
            return []
        model = self._model or place_model()
        margins = [model.margin(f) for _, _, f in weighed]
        top = max(margins)
        total = sum(math.exp(m - top) for m in margins)
        if 1 / total < model.threshold:
            return []
        ranked = [
            (math.exp(m - top) / total, choice, witness)
            for m, (choice, witness, _) in zip(margins, weighed, strict=True)
        ]
        return sorted(ranked, key=lambda row: -row[0])

    def choose_whole(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[PlaceRead, FoundAt, FoundAt | None] | None:
        """Return the place of an attack, where it is stated, and where a part of its name is.

        A quarter or a hamlet that no list has is named with its town, "La Flor, Gómez Palacio",
        where the report says both: the town's division, country and coordinates, at its precision.
        """
        ranked = self._ranked(hits, others)
        if not ranked:
            return None
        _, choice, witness = ranked[0]
        place = self.read(choice, witness)
        if place.lat is None and place.name:
            town = self._town_around(witness, ranked)
            if town is not None:
                return _whole(place.name, witness.at, self.read(*town), town[1].at)
        elif place.precision in ("town", "admin2"):
            fine = self._quarter_within(witness, ranked, hits)
            if fine is not None:
                return _whole(fine.name.text, fine.at, place, witness.at)
        return place, witness.at, None

    def _quarter_within(
        self,
        town: Candidate,
        ranked: list[tuple[float, Choice, Candidate]],
        hits: list[AttackMention],
    ) -> Candidate | None:
        """Return a quarter or hamlet that stands before its town or where the attack is told."""
        for _, choice, witness in ranked[1:]:
            noun = (
                witness.name.quarter
                or witness.tail in QUARTERS
                or (witness.name.settlement and choice.best is None)
            )
            told = any(
                h.sentence.part == witness.part
                and h.sentence.start <= witness.name.start < h.sentence.end
                for h in hits
            )
            if noun and (told or self._joined(witness, town)):
                return witness
        return None

    def _town_around(
        self, fine: Candidate, ranked: list[tuple[float, Choice, Candidate]]
    ) -> tuple[Choice, Candidate] | None:
        """Return the town right behind a place that no list has, or else one likely by itself."""
        towns = [
            (chance, choice, witness)
            for chance, choice, witness in ranked[1:]
            if choice.decided and choice.best is not None and choice.best.kind in _AROUND
        ]
        for _, choice, _ in towns:
            behind = next((m for m in choice.mentions if self._joined(fine, m)), None)
            if behind is not None:
                return choice, behind
        if fine.name.candidates or not (fine.name.quarter or fine.name.settlement):
            return None
        return next(
            (
                (choice, witness)
                for chance, choice, witness in towns
                if chance >= _LIKELY and not witness.name.dateline
            ),
            None,
        )

    def _joined(self, fine: Candidate, town: Candidate) -> bool:
        """Return whether a town stands right behind a finer place: "ejido La Flor, en Lerdo"."""
        if fine.part != town.part or town.name.start < fine.name.end:
            return False
        between = self.page.reading.folded[fine.part][fine.name.end : town.name.start]
        return _JOINT.fullmatch(between) is not None

    def read(self, choice: Choice, witness: Candidate) -> PlaceRead:
        """Return a chosen place: its own name, or that of the country to which a word points."""
        name = witness.name
        if choice.best is not None and witness.how in ("people", "country of"):
            name = replace(name, text=choice.best.name)
        return resolve(name, self.context)


def _whole(
    name: str, part: FoundAt, town: PlaceRead, at: FoundAt
) -> tuple[PlaceRead, FoundAt, FoundAt | None]:
    """Return a town under the name of its part and its own, with one span where both are near."""
    place = _within(name, town)
    if place is town:
        return town, at, None
    if part.part == at.part and abs(part.start - at.start) < _NEAR:
        return place, FoundAt(at.part, min(part.start, at.start), max(part.end, at.end)), None
    return place, at, part


def _within(fine: str, town: PlaceRead) -> PlaceRead:
    """Return a town under the name of a part of it and its own."""
    part = " ".join(fine.split())
    known = fold(town.name or "")
    if not known or known in fold(part) or fold(part) in known:
        return town
    return msgspec.structs.replace(town, name=f"{part}, {town.name}")


_NEAR = 120
"""Code points in which a town and its part are quoted together."""
_AROUND = ("town", "admin2")
_LIKELY = 0.15
"""Probability from which a town is taken for the one in which a hamlet lies."""
_JOINT = re.compile(
    r",? (?:(?:en|de|del|in|of|near|no|na|em|da|do|a|la|el|the) ){0,3}"
    r"(?:municipio|municipality|delegacion|alcaldia|ciudad|city|town|district|cidade|ville|"
    r"commune|cabecera)?(?: ?(?:de|del|of|do|da))? ?"
)


def _is_no_town(candidate: Candidate) -> bool:
    """Return whether a name that no known place has is of a house, a road or a body."""
    if candidate.name.candidates:
        return False
    own = fold(candidate.name.text).replace("-", " ").split()
    ends = {own[-1].rstrip("."), own[-1].removesuffix("'s"), candidate.tail}
    return bool(ends & _ENDS) or own[0] in _STARTS


_HOUSE_BEHIND = re.compile(r"\s+(" + "|".join(sorted(words("behind_houses"))) + r")\b")
_ENDS, _STARTS = words("no_town_ends"), words("no_town_starts")


def _plain(name: PlaceName) -> str:
    return fold(" ".join(name.text.split())).strip(".")
