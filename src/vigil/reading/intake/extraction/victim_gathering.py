"""Gather the victims of a report: what all its sentences say of each is put together."""

import re
from functools import cached_property

from vigil.reading.intake.extraction.account_values import single_blanks
from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.count_words import count_words
from vigil.reading.intake.extraction.fallen_doers import by_a_court
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.gender_words import GenderWords
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, words
from vigil.reading.intake.extraction.name_forms import (
    find_alias,
    is_fuller,
    same_person,
    written_name,
)
from vigil.reading.intake.extraction.numbers import WORDS as NUMBER_WORDS
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.roles import Roles
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.survivors import Survivors
from vigil.reading.intake.extraction.victims import FoundAt, Victim, find_age
from vigil.reading.intake.gazetteer import fold

_TROOPS = words("troops")
CALLED_AGAIN = words("anaphors") | words("called_again")
"""Nouns that take up somebody named before: "the man", "the victim", not "the niece"."""
_FIGHTERS = _TROOPS | words("fighters")
_COMBAT = pattern(r"\b(?:" + alternatives("combat_words") + r")\b")
_GRAVES = alternatives("graves")
_VIOLENT = pattern(rf"(?<!\w)(?:{alternatives('violent_words')}|{_GRAVES})(?!\w)")
_FOUND_DEAD = pattern(rf"(?<!\w)(?:{_GRAVES})(?!\w)")
_COUNTED = re.compile(r"\b(?:\d+|" + NUMBER_WORDS + r")\s+(?:\w+\s+){0,2}\w*$")
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"\d[.,\s]\d{3}\b|\b\d{4,}\b|\b[5-9]\d\d\b|\b(?:thousand|mil|mille|mila)\b")
"""A number that no single attack has."""
_LEAD = 4
"""Sentences at the head of a report, which tell what is new: "Gunmen kill policemen"."""
_ALIAS_REACH = 70
"""Code points behind a name in which its nickname stands."""


class VictimGathering:
    """The victims of one report, by the rules."""

    def __init__(self, reading: ReportFindings) -> None:
        self._r = reading
        self.roles = Roles(reading)
        self._genders = GenderWords(reading)
        self._survivors = Survivors(reading)

    @cached_property
    def by_rules(self) -> list[Victim]:
        """The victims that the rules find."""
        return self.victims(self.attack_mentions()[1])[0]

    def of_nobody(self) -> bool:
        """Return whether all that is told is of nobody in particular.

        Killings in general, losses of a fight, or words of killing without anybody ("matar el
        tiempo").
        """
        named: list[Victim] = []
        unnamed: list[Victim] = []
        for hit in self._r.hits:
            for mention in hit.victims:
                self._add(named if mention.name else unnamed, hit, mention)
        return not named and all(self._general(v) for v in unnamed)

    @property
    def found_dead(self) -> bool:
        """Whether the rules find bodies as killers leave them: in a grave, bound, burnt."""
        told = {h.number for victim in self.by_rules for h in victim.told}
        return any(
            _FOUND_DEAD.search(sentence.folded)
            for n in told
            for sentence in self._r.sentences[max(0, n - 1) : n + 2]
        )

    def attack_mentions(self) -> tuple[list[AttackMention], list[AttackMention]]:
        """Return the mentions that count, and those of them that state who was attacked."""
        told = [h for h in self._r.hits if self._counts(h)]
        hits = [h for h in told if h.victims]
        if not any(h.outcome == "killed" or h.event != "killing" or self._shot(h) for h in hits):
            return told, []
        return told, hits

    def _counts(self, hit: AttackMention) -> bool:
        """Count a weak word ("died") as a killing only beside words of violence."""
        if by_a_court(self._r, hit):
            return False
        if not hit.trigger.weak:
            return True
        near = self._r.sentences[max(0, hit.number - 2) : hit.number + 3]
        return any(_VIOLENT.search(s.folded) for s in near)

    def _shot(self, hit: AttackMention) -> bool:
        """Being shot at is an attempt; being hurt is one only where a firearm is spoken of."""
        if hit.trigger.method == "firearm" or not hit.trigger.weak:
            return True
        firearm = next(words for name, words in self._r.language.methods if name == "firearm")
        return bool(firearm.search(hit.sentence.folded))

    def victims(self, hits: list[AttackMention]) -> tuple[list[Victim], list[Victim]]:
        """Return the victims of the report, and unnamed persons who were surely killed."""
        named: list[Victim] = []
        unnamed: list[Victim] = []
        for hit in sorted(hits, key=lambda h: h.trigger.weak):
            for mention in hit.victims:
                self._add(named if mention.name else unnamed, hit, mention)
        self._complete(named)
        full = [v for v in named if v.name and (" " in v.name or v.occupation)]
        victims = [v for v in full if not any(self.roles.excludes(n) for n in v.names)]
        some = [v for v in unnamed if not v.pronoun and not self._general(v)]
        killed = [v for v in some if v.outcome == "killed" and not v.told[0].trigger.weak]
        if victims:
            self._enrich(victims)
            for victim in victims:
                self.settle(victim)
            self._same_as_unnamed(victims, unnamed)
            return victims, killed
        some.extend(self._without_name(v) for v in full)
        some.sort(key=lambda v: (v.outcome != "killed", v.age is None))
        return some[:1], [v for v in killed if v not in some[:1]]

    def _complete(self, named: list[Victim]) -> None:
        """Give a victim told by a surname the only full name of the report that has it."""
        for victim in [v for v in named if v.name and " " not in v.name]:
            surname = victim.name or ""
            full = [m for m in self._full_names if surname in m[0].split()[1:]]
            if len({name for name, _ in full}) == 1 and not any(
                v is not victim and v.name and same_person(v.name, full[0][0]) for v in named
            ):
                name, at = full[0]
                victim.name, victim.first = name, at
                victim.names.setdefault(name, at)

    @cached_property
    def _full_names(self) -> list[tuple[str, FoundAt]]:
        """Every full name of the report, and where it stands."""
        return [
            (name, FoundAt(sentence.part, *mention.name))
            for sentence, mentions in zip(self._r.sentences, self._r.mentions, strict=True)
            for mention in mentions
            if mention.name and " " in (name := self.written(sentence.part, mention.name))
        ]

    @staticmethod
    def _without_name(victim: Victim) -> Victim:
        """Return the victim of an attack whom the report does not surely name."""
        return Victim(None, victim.outcome, victim.outcome_at, victim.outcome_at, told=victim.told)

    def _same_as_unnamed(self, victims: list[Victim], unnamed: list[Victim]) -> None:
        """Give the only named victim what the report states of "he" or "the man"."""
        if len(victims) != 1:
            return
        for other in unnamed:
            if other.plural or other.first.part == "title":
                continue
            again = other.pronoun or self._called(other) in CALLED_AGAIN
            if other.outcome == "killed" and victims[0].outcome != "killed" and again:
                victims[0].outcome, victims[0].outcome_at = "killed", other.outcome_at
            victims[0].age = victims[0].age or other.age
            if victims[0].gender is None and other.gender:
                victims[0].gender = other.gender

    def age_of_only(self, victim: Victim) -> None:
        """Give the only victim of a report, whose age is not known, the one age that it tells.

        Told of "the victim", "a man" or by "N-year-old" alone, in a sentence without words of
        suspects.
        """
        if victim.age is not None or victim.plural:
            return
        found: dict[int, FoundAt] = {}
        for sentence, mentions in zip(self._r.sentences, self._r.mentions, strict=True):
            if not mentions or not _DIGIT.search(sentence.folded):
                continue
            for m in mentions:
                age = find_age(self._r.folded[sentence.part], m)
                suspect = age and self._r.language.suspect.search(sentence.folded)
                if age is not None and not m.plural and not suspect:
                    again = m.name is None and m.head_word in CALLED_AGAIN
                    found.setdefault(age[0] if again else -1, FoundAt(sentence.part, *age[1]))
        if len(found) == 1 and -1 not in found:
            victim.age = next(iter(found.items()))

    def _called(self, victim: Victim) -> str:
        """Return the noun by which somebody without a name is called."""
        at = victim.first
        return self._r.folded[at.part][at.start : at.end].rpartition(" ")[2]

    def _general(self, victim: Victim) -> bool:
        """Killings in general ("murders of journalists") and losses of a fight are no attack."""
        at = victim.first
        folded = self._r.folded[at.part]
        number, sentence = next(
            (n, s)
            for n, s in enumerate(self._r.sentences)
            if s.part == at.part and s.start <= at.start < s.end
        )
        called = fold(victim.occupation[0]) if victim.occupation else folded[at.start : at.end]
        if called.rpartition(" ")[2] in _FIGHTERS:
            return bool(_COMBAT.search(folded[max(0, sentence.start - 300) : sentence.end + 300]))
        if not victim.plural:
            return False
        before = folded[max(sentence.start, at.start - 25) : at.end]
        said = _COUNTED.search(before)
        if said is None:
            return victim.nominal or number >= _LEAD
        if _THOUSANDS.search(before):
            return True
        spoken = count_words(self._r.language.code)
        near = folded[max(sentence.start, at.start - 110) : min(sentence.end, at.end + 110)]
        return bool(spoken.general.search(near))

    def _add(self, victims: list[Victim], hit: AttackMention, mention: Mention) -> None:
        part = hit.sentence.part
        span = mention.name or mention.head
        assert span is not None
        name = self.written(part, span) if mention.name else None
        victim = (
            next((v for v in victims if v.name and same_person(name, v.name)), None)
            if name
            else None
        )
        at = FoundAt(part, *span)
        if victim is None:
            if name and self._suspected(hit, mention):
                return
            victim = Victim(name, hit.outcome, FoundAt(part, hit.start, hit.end), at)
            victim.plural = mention.plural
            victim.pronoun = mention.pronoun
            victim.nominal = hit.trigger.nominal
            victims.append(victim)
        victim.told.append(hit)
        if hit.outcome == "killed" and victim.outcome != "killed":
            victim.outcome, victim.outcome_at = "killed", FoundAt(part, hit.start, hit.end)
        self.describe(victim, part, mention)

    def _suspected(self, hit: AttackMention, mention: Mention) -> bool:
        assert mention.name is not None
        text = self._r.folded[hit.sentence.part]
        before = text[max(hit.sentence.start, mention.start - 40) : mention.start]
        subject = hit.trigger.side == "left" and mention.end <= hit.start
        return subject and bool(self._r.language.suspect.search(before))

    def describe(self, victim: Victim, part: Part, mention: Mention) -> None:
        """Add what a mention says of a victim: form of the name, age, gender and calling."""
        if mention.name:
            self._add_name(victim, part, mention.name)
        age = find_age(self._r.folded[part], mention)
        if age and victim.age is None:
            victim.age = age[0], FoundAt(part, *age[1])
        if mention.gender_at and victim.gender is None and not mention.plural:
            victim.gender = mention.gender, FoundAt(part, *mention.gender_at)
        if mention.occupation and mention.head and victim.occupation is None:
            victim.occupation = (
                single_blanks(self._r.slice(part, *mention.head)),
                FoundAt(part, *mention.head),
            )
            victim.category = mention.category

    def _add_name(self, victim: Victim, part: Part, span: Span) -> None:
        """Add a form of the name, written as a name, and the nickname behind it."""
        text = self.written(part, span)
        victim.names.setdefault(text, FoundAt(part, *span))
        if victim.name is None or is_fuller(text, victim.name):
            victim.name, victim.first = text, FoundAt(part, *span)
        source = self._r.report.title if part == "title" else self._r.report.text
        alias = find_alias(source, self._r.folded[part], span[1], span[1] + _ALIAS_REACH)
        if alias:
            victim.names.setdefault(self.written(part, alias), FoundAt(part, *alias))

    def written(self, part: Part, span: Span) -> str:
        """Return the name at a place of the report, written as a name."""
        return written_name(single_blanks(self._r.slice(part, *span)), self._r.language.code)

    def settle(self, victim: Victim) -> None:
        """Read of a named victim what other sentences say: the gender, and whether they live."""
        self._survivors.settle(victim)
        if victim.gender is None and victim.name:
            victim.gender = self._genders.find(victim.name)

    def _enrich(self, victims: list[Victim]) -> None:
        """Every further mention of a victim by name adds its form, age and calling."""
        for sentence, mentions in zip(self._r.sentences, self._r.mentions, strict=True):
            for mention in mentions:
                if mention.name is None:
                    continue
                name = single_blanks(self._r.slice(sentence.part, *mention.name))
                for victim in victims:
                    if victim.name and same_person(name, victim.name):
                        self.describe(victim, sentence.part, mention)
                        break
