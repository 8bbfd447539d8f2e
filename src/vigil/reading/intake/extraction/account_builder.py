"""Puts what was found in a report together: accounts with a witness for every value."""

import re
from functools import cached_property

from vigil.reading.intake.extraction.attack_mentions import Hit
from vigil.reading.intake.extraction.attack_splitting import split_attacks
from vigil.reading.intake.extraction.contract_and_judicial import find_contract_signs, find_judicial
from vigil.reading.intake.extraction.date_and_place import Scene, choose_date
from vigil.reading.intake.extraction.dates import FoundDate
from vigil.reading.intake.extraction.findings import Reading
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, words
from vigil.reading.intake.extraction.method_and_weapons import find_method, find_weapons
from vigil.reading.intake.extraction.numbers import WORDS as NUMBER_WORDS
from vigil.reading.intake.extraction.numbers import counted
from vigil.reading.intake.extraction.perpetrators import (
    FoundPerpetrator,
    find_described,
    find_groups,
    find_suspects,
)
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.roles import Roles
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import At, Victim, find_age, same_person
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import (
    Account,
    DateRead,
    DevelopmentRead,
    Event,
    Evidence,
    Method,
    PerpetratorRead,
    PlaceRead,
    SignRead,
    VictimRead,
    account_key,
)

_TROOPS = words("troops")
_COMBAT = pattern(r"\b(?:" + alternatives("combat_words") + r")\b")
_DEATH_PENALTY = pattern(
    r"\b(?:inyeccion letal|pena (?:de muerte|capital)|lethal injection|death (?:row|penalty)|"
    r"corredor da morte|pena de morte|peine (?:de mort|capitale)|injecao letal)\b"
)
_VIOLENT = pattern(r"\b(?:" + alternatives("violent_words") + r")\b")


class AccountBuilder:
    """Builds the accounts of one reading."""

    def __init__(self, reading: Reading, scene: Scene, score: float) -> None:
        self._r = reading
        self._scene = scene
        self._score = score
        self._roles = Roles(reading)

    def accounts(self) -> list[Account]:
        """The accounts; one for the report unless different victims were attacked apart."""
        told, hits = self._told()
        victims, unnamed = self._victims(hits)
        if not victims:
            return self._of_nobody_named()
        attacks = split_attacks(self._r, self._scene, victims, unnamed)
        if not attacks:
            return [self._account(1, hits, told, [], victims)]
        return [
            self._account(number, own, own, [h for o, _ in attacks if o is not own for h in o], who)
            for number, (own, who) in enumerate(attacks, start=1)
        ]

    def _of_nobody_named(self) -> list[Account]:
        """An armed attack of which the report says where and when, but not on whom."""
        hits = self._r.attacks()
        return [self._account(1, hits, hits, [], [])] if hits else []

    def kills(self) -> bool:
        """Whether the report tells of a killing at all, by the rules."""
        victims = self._by_rules
        return bool(victims) and self._event(self._told()[1], victims) == "killing"

    def ruled_victims(self) -> list[str]:
        """The names of those the rules list as victims."""
        return [v.name for v in self._by_rules if v.name]

    @cached_property
    def _by_rules(self) -> list[Victim]:
        return self._victims(self._told()[1])[0]

    def of_nobody(self) -> bool:
        """Whether all that is told is of nobody in particular.

        Killings in general, losses of a fight, or words of killing without anybody ("matar el
        tiempo").
        """
        named: list[Victim] = []
        unnamed: list[Victim] = []
        for hit in self._r.hits:
            for mention in hit.victims:
                self._add(named if mention.name else unnamed, hit, mention)
        return not named and all(self._general(v) for v in unnamed)

    def _told(self) -> tuple[list[Hit], list[Hit]]:
        """The tellings that count, and those of them that say who was attacked."""
        told = [h for h in self._r.hits if self._counts(h)]
        hits = [h for h in told if h.victims]
        if not any(h.outcome == "killed" or h.event != "killing" or self._shot(h) for h in hits):
            return told, []
        return told, hits

    def _counts(self, hit: Hit) -> bool:
        """A weak word ("died") tells a killing only beside words of violence."""
        if "execu" in hit.sentence.folded or "ejecu" in hit.sentence.folded:
            told = self._r.folded[hit.sentence.part][hit.start : hit.end]
            if "ecu" in told and _DEATH_PENALTY.search(self._r.folded["text"]):
                return False
        if not hit.trigger.weak:
            return True
        near = self._r.sentences[max(0, hit.number - 2) : hit.number + 3]
        return any(_VIOLENT.search(s.folded) for s in near)

    def _shot(self, hit: Hit) -> bool:
        """Being shot at is an attempt; being hurt is one only where a firearm is spoken of."""
        if hit.trigger.method == "firearm" or not hit.trigger.weak:
            return True
        firearm = next(words for name, words in self._r.language.methods if name == "firearm")
        return bool(firearm.search(hit.sentence.folded))

    # -- victims ---------------------------------------------------------------------------

    def _victims(self, hits: list[Hit]) -> tuple[list[Victim], list[Victim]]:
        """The victims of the report, and persons without a name surely said to be killed."""
        named: list[Victim] = []
        unnamed: list[Victim] = []
        for hit in sorted(hits, key=lambda h: h.trigger.weak):
            for mention in hit.victims:
                self._add(named if mention.name else unnamed, hit, mention)
        full = [v for v in named if v.name and (" " in v.name or v.occupation)]
        victims = [v for v in full if not any(self._roles.excludes(n) for n in v.names)]
        some = [v for v in unnamed if not v.pronoun and not self._general(v)]
        killed = [v for v in some if v.outcome == "killed" and not v.told[0].trigger.weak]
        if victims:
            self._enrich(victims)
            self._same_as_unnamed(victims, unnamed)
            return victims, killed
        some.extend(self._without_name(v) for v in full)
        some.sort(key=lambda v: (v.outcome != "killed", v.age is None))
        return some[:1], [v for v in killed if v not in some[:1]]

    @staticmethod
    def _without_name(victim: Victim) -> Victim:
        """An attack of which the report does not surely name the victim."""
        return Victim(None, victim.outcome, victim.outcome_at, victim.outcome_at, told=victim.told)

    def _same_as_unnamed(self, victims: list[Victim], unnamed: list[Victim]) -> None:
        """What is said of "he" or "the man" is said of the only victim with a name."""
        if len(victims) != 1:
            return
        for other in unnamed:
            if other.plural or other.first.part == "title":
                continue
            if other.outcome == "killed" and victims[0].outcome != "killed":
                victims[0].outcome, victims[0].outcome_at = "killed", other.outcome_at
            victims[0].age = victims[0].age or other.age
            if victims[0].gender is None and other.gender:
                victims[0].gender = other.gender

    def _general(self, victim: Victim) -> bool:
        """Killings in general ("murders of journalists") and losses of a fight are no attack."""
        at = victim.first
        folded = self._r.folded[at.part]
        sentence = next(
            s for s in self._r.sentences if s.part == at.part and s.start <= at.start < s.end
        )
        if victim.occupation and fold(victim.occupation[0]) in _TROOPS:
            return bool(_COMBAT.search(folded[max(0, sentence.start - 300) : sentence.end + 300]))
        before = folded[max(sentence.start, at.start - 25) : at.start]
        said = re.search(r"\b(?:\d+|" + NUMBER_WORDS + r")\s+(?:\w+\s+){0,2}$", before)
        return victim.plural and victim.nominal and not said

    def _add(self, victims: list[Victim], hit: Hit, mention: Mention) -> None:
        part = hit.sentence.part
        span = mention.name or mention.head
        assert span is not None
        name = clean(self._r.slice(part, *span)) if mention.name else None
        victim = (
            next((v for v in victims if v.name and same_person(name, v.name)), None)
            if name
            else None
        )
        at = At(part, *span)
        if victim is None:
            if name and self._suspected(hit, mention):
                return
            victim = Victim(name, hit.outcome, At(part, hit.start, hit.end), at)
            victim.plural = mention.plural
            victim.pronoun = mention.pronoun
            victim.nominal = hit.trigger.nominal
            victims.append(victim)
        victim.told.append(hit)
        if hit.outcome == "killed" and victim.outcome != "killed":
            victim.outcome, victim.outcome_at = "killed", At(part, hit.start, hit.end)
        self._describe(victim, part, mention)

    def _suspected(self, hit: Hit, mention: Mention) -> bool:
        assert mention.name is not None
        text = self._r.folded[hit.sentence.part]
        before = text[max(hit.sentence.start, mention.start - 40) : mention.start]
        subject = hit.trigger.side == "left" and mention.end <= hit.start
        return subject and bool(self._r.language.suspect.search(before))

    def _describe(self, victim: Victim, part: Part, mention: Mention) -> None:
        if mention.name:
            text = clean(self._r.slice(part, *mention.name))
            victim.names.setdefault(text, At(part, *mention.name))
            if victim.name is None or len(text) > len(victim.name):
                victim.name, victim.first = text, At(part, *mention.name)
        age = find_age(self._r.folded[part], mention)
        if age and victim.age is None:
            victim.age = age[0], At(part, *age[1])
        if mention.gender_at and victim.gender is None and not mention.plural:
            victim.gender = mention.gender, At(part, *mention.gender_at)
        if mention.occupation and mention.head and victim.occupation is None:
            victim.occupation = (
                clean(self._r.slice(part, *mention.head)),
                At(part, *mention.head),
            )
            victim.category = mention.category

    def _enrich(self, victims: list[Victim]) -> None:
        """Every further mention of a victim by name adds its form, age and calling."""
        for sentence, mentions in zip(self._r.sentences, self._r.mentions, strict=True):
            for mention in mentions:
                if mention.name is None:
                    continue
                name = clean(self._r.slice(sentence.part, *mention.name))
                for victim in victims:
                    if victim.name and same_person(name, victim.name):
                        self._describe(victim, sentence.part, mention)
                        break

    # -- the rest --------------------------------------------------------------------------

    def _account(
        self,
        number: int,
        hits: list[Hit],
        told: list[Hit],
        others: list[Hit],
        victims: list[Victim],
    ) -> Account:
        main = min(hits, key=lambda h: (h.trigger.weak, h.sentence.part == "title", h.start))
        evidence = [self._evidence("/event", At(main.sentence.part, main.start, main.end))]
        read = [self._victim(n, v, evidence) for n, v in enumerate(victims)]
        date = self._date(told, others, evidence)
        place = self._place(told, others, evidence)
        method = self._method(hits, evidence)
        weapons = self._weapons(hits, evidence)
        perpetrators = self._perpetrators(hits, victims, evidence)
        return Account(
            report_id=self._r.report.id,
            account=number,
            key=account_key(self._r.report.id, main.sentence.part, main.start, main.end),
            score=self._score,
            event=self._event(hits, victims),
            victims=read,
            date=date,
            place=place,
            method=method,
            weapons=weapons,
            perpetrators=perpetrators,
            contract_signs=self._signs(hits, evidence),
            judicial=self._judicial(evidence),
            evidence=evidence,
        )

    def _method(self, hits: list[Hit], evidence: list[Evidence]) -> Method:
        """The method told nearest to the killing; failing that, in the title or anywhere."""
        part: Part = "text" if self._r.report.text else "title"
        parts: tuple[Part, Part] = ("title", part)
        for reach in (1, 4, 30):
            found = find_method(
                self._r.language, self._r.folded[part], self._near(hits, part, reach)
            )
            if found is not None:
                break
        else:
            for part in parts:
                whole = [(0, len(self._r.folded[part]))]
                found = find_method(self._r.language, self._r.folded[part], whole)
                if found is not None:
                    break
        if found is None:
            return "unknown"
        evidence.append(self._evidence("/method", At(part, found.start, found.end)))
        return found.method

    def _event(self, hits: list[Hit], victims: list[Victim]) -> Event:
        if any(v.outcome == "killed" for v in victims):
            return "killing"
        if any(h.event == "prevented" for h in hits):
            return "prevented"
        return "attempt"

    def _evidence(self, field: str, at: At) -> Evidence:
        return Evidence(
            field=field,
            in_=at.part,
            start=at.start,
            end=at.end,
            text=self._r.slice(at.part, at.start, at.end),
        )

    def _victim(self, number: int, victim: Victim, evidence: list[Evidence]) -> VictimRead:
        at = f"/victims/{number}"
        evidence.append(self._evidence(f"{at}/name" if victim.name else at, victim.first))
        for index, place in enumerate(victim.names.values()):
            evidence.append(self._evidence(f"{at}/names/{index}", place))
        if victim.outcome != "unknown":
            evidence.append(self._evidence(f"{at}/outcome", victim.outcome_at))
        if victim.age:
            evidence.append(self._evidence(f"{at}/age", victim.age[1]))
        if victim.gender:
            evidence.append(self._evidence(f"{at}/gender", victim.gender[1]))
        if victim.occupation:
            evidence.append(self._evidence(f"{at}/occupation", victim.occupation[1]))
            if victim.category != "unknown":
                evidence.append(self._evidence(f"{at}/target_category", victim.occupation[1]))
        return VictimRead(
            name=victim.name,
            names=list(victim.names),
            age=victim.age[0] if victim.age else None,
            gender=victim.gender[0] if victim.gender else "unknown",
            occupation=victim.occupation[0] if victim.occupation else None,
            target_category=victim.category,
            outcome=victim.outcome,
            number=self._number(at, victim, evidence),
        )

    def _number(self, at: str, victim: Victim, evidence: list[Evidence]) -> int | None:
        """How many persons an unnamed victim stands for: "three men"."""
        if victim.name or not victim.plural:
            return None
        folded = self._r.folded[victim.first.part]
        begin = max(0, victim.first.start - 30)
        found = counted(folded, begin, victim.first.end)
        if found is None:
            return None
        number, (start, end) = found
        evidence.append(self._evidence(f"{at}/number", At(victim.first.part, start, end)))
        return number

    def _near(self, hits: list[Hit], part: Part, reach: int = 1) -> list[tuple[int, int]]:
        """Spans of the sentences that tell the attack, then of those around them."""
        told = {h.number for h in hits if h.sentence.part == part}
        around = {n + k for n in told for k in range(-reach, reach + 1)} - told
        return [
            (self._r.sentences[n].start, self._r.sentences[n].end)
            for n in [*sorted(told), *sorted(around)]
            if 0 <= n < len(self._r.sentences) and self._r.sentences[n].part == part
        ]

    def _date(self, hits: list[Hit], others: list[Hit], evidence: list[Evidence]) -> DateRead:
        found = self._choose_date(hits, others)
        if found is None:
            return DateRead()
        date, at = found
        evidence.append(self._evidence("/date", at))
        return DateRead(value=date.value, precision=date.precision)

    def _choose_date(self, hits: list[Hit], others: list[Hit]) -> tuple[FoundDate, At] | None:
        return choose_date(self._r, hits, others)

    def _place(self, hits: list[Hit], others: list[Hit], evidence: list[Evidence]) -> PlaceRead:
        found = self._scene.choose(hits, others)
        if found is None:
            return PlaceRead()
        place, at = found
        evidence.append(self._evidence("/place", at))
        return place

    def _weapons(self, hits: list[Hit], evidence: list[Evidence]) -> list[str]:
        spans = find_weapons(self._r.language, self._r.folded["text"], self._near(hits, "text"))
        texts = []
        for number, (start, end) in enumerate(spans):
            evidence.append(self._evidence(f"/weapons/{number}", At("text", start, end)))
            texts.append(clean(self._r.slice("text", start, end)))
        return texts

    def _perpetrators(
        self, hits: list[Hit], victims: list[Victim], evidence: list[Evidence]
    ) -> list[PerpetratorRead]:
        read: list[PerpetratorRead] = []
        for one in self._find_perpetrators(hits, victims):
            name = clean(self._r.slice("text", one.start, one.end))
            if any(same_person(name, p.name) and p.kind == one.kind for p in read):
                continue
            evidence.append(
                self._evidence(f"/perpetrators/{len(read)}", At("text", one.start, one.end))
            )
            read.append(PerpetratorRead(name=name, kind=one.kind, status=one.status))
        return read

    def _find_perpetrators(self, hits: list[Hit], victims: list[Victim]) -> list[FoundPerpetrator]:
        folded = self._r.folded["text"]
        spans = self._near(hits, "text", reach=0)
        victim_spans = {
            (at.start, at.end) for v in victims for at in v.names.values() if at.part == "text"
        }
        named = [
            m
            for s, mentions in zip(self._r.sentences, self._r.mentions, strict=True)
            if s.part == "text"
            for m in mentions
            if m.name and not self._is_victim(m, victims)
        ]
        return [
            *find_suspects(self._r.language, folded, named, victim_spans),
            *find_groups(folded, spans),
            *find_described(folded, spans),
        ]

    def _signs(self, hits: list[Hit], evidence: list[Evidence]) -> list[SignRead]:
        """Signs of a contract in the sentences around the telling, each kind once."""
        near = self._near(hits, "text", reach=2)
        read: dict[str, SignRead] = {}
        for kind, start, end in find_contract_signs(self._r.language, self._r.folded["text"]):
            if kind not in read and any(s <= start < e for s, e in near):
                at = At("text", start, end)
                evidence.append(self._evidence(f"/contract_signs/{len(read)}", at))
                read[kind] = SignRead(kind=kind, text=clean(self._r.slice("text", start, end)))
        return list(read.values())

    def _judicial(self, evidence: list[Evidence]) -> list[DevelopmentRead]:
        """What police and courts have done, anywhere in the text, each kind once."""
        read: dict[str, DevelopmentRead] = {}
        for kind, start, end in find_judicial(self._r.language, self._r.folded["text"]):
            if kind not in read:
                at = At("text", start, end)
                evidence.append(self._evidence(f"/judicial/{len(read)}", at))
                read[kind] = DevelopmentRead(
                    kind=kind, text=clean(self._r.slice("text", start, end))
                )
        return list(read.values())

    def _is_victim(self, mention: Mention, victims: list[Victim]) -> bool:
        assert mention.name is not None
        name = clean(self._r.slice("text", *mention.name))
        return any(v.name and same_person(name, v.name) for v in victims)


def clean(text: str) -> str:
    """The words of a text, with single blanks between them."""
    return " ".join(text.split())
