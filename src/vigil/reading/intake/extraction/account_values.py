"""Read the values of an account: each with the words of the report that say it."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.contract_and_judicial import find_contract_signs, find_judicial
from vigil.reading.intake.extraction.count_choice import CountRead, ReportCounts
from vigil.reading.intake.extraction.date_and_place import Scene, choose_date
from vigil.reading.intake.extraction.dates import FoundDate
from vigil.reading.intake.extraction.doer_ties import DoerTies
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.method_and_weapons import find_method, find_weapons
from vigil.reading.intake.extraction.name_forms import same_person, written_name
from vigil.reading.intake.extraction.number_phrases import exact, group_size
from vigil.reading.intake.extraction.perpetrators import (
    GROUP,
    FoundPerpetrator,
    find_suspects,
    status_near,
)
from vigil.reading.intake.extraction.person_mentions import Mention, Span
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import FoundAt, Victim
from vigil.reading.records import (
    Account,
    Count,
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


class AccountValues:
    """Reads the values of attacks told in one report."""

    _numbers_decide = False
    """Whether an attack is a killing where nobody is read as killed, but a number of dead is."""

    def __init__(self, reading: ReportFindings, scene: Scene, score: float) -> None:
        self._r = reading
        self._counts = ReportCounts(reading)
        self._scene = scene
        self._score = score

    def _account(
        self,
        number: int,
        hits: list[AttackMention],
        told: list[AttackMention],
        others: list[AttackMention],
        victims: list[Victim],
    ) -> Account:
        main = min(hits, key=lambda h: (h.trigger.weak, h.sentence.part == "title", h.start))
        evidence = [self._evidence("/event", FoundAt(main.sentence.part, main.start, main.end))]
        read = [self._victim(n, v, evidence) for n, v in enumerate(victims)]
        event = self._event(hits, victims)
        only_tried = any(h.event == "attempt" for h in hits) and not any(
            h.outcome == "killed" for h in self._r.hits
        )  # "tried to murder the mayor": the mayor is none of the dead
        if event == "attempt" and self._numbers_decide and not only_tried:
            event = "killing" if self._counts.tells_of_dead(hits, others) else event
        killed, injured = self._numbers(event, hits, others, victims, read, evidence)
        date = self._date(told, others, evidence)
        place = self._place(told, others, evidence)
        method = self._method(hits, evidence)
        weapons = self._weapons(hits, evidence)
        perpetrators = self._perpetrators(hits, others, victims, evidence)
        return Account(
            report_id=self._r.report.id,
            account=number,
            key=account_key(self._r.report.id, main.sentence.part, main.start, main.end),
            score=self._score,
            event=event,
            victims=read,
            date=date,
            place=place,
            method=method,
            killed=killed,
            injured=injured,
            weapons=weapons,
            perpetrators=perpetrators,
            contract_signs=self._signs(hits, evidence),
            judicial=self._judicial(evidence),
            evidence=evidence,
        )

    def _method(self, hits: list[AttackMention], evidence: list[Evidence]) -> Method:
        """Return the method stated nearest to the killing, or else in the title or anywhere."""
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
        evidence.append(self._evidence("/method", FoundAt(part, found.start, found.end)))
        return found.method

    def _event(self, hits: list[AttackMention], victims: list[Victim]) -> Event:
        if any(v.outcome == "killed" for v in victims):
            return "killing"
        if any(h.event == "prevented" for h in hits):
            return "prevented"
        return "attempt"

    def _evidence(self, field: str, at: FoundAt) -> Evidence:
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
            count=self._count(at, victim, evidence),
        )

    def _count(self, at: str, victim: Victim, evidence: list[Evidence]) -> int | None:
        """How many persons an unnamed victim stands for: "three men"."""
        if victim.name or not victim.plural:
            return None
        folded = self._r.folded[victim.first.part]
        begin = max(0, victim.first.start - 30)
        found = group_size(self._r.language.code, folded, begin, victim.first.end)
        if found is None:
            return None
        number, (start, end) = found
        evidence.append(self._evidence(f"{at}/count", FoundAt(victim.first.part, start, end)))
        return number

    def _numbers(
        self,
        event: Event,
        hits: list[AttackMention],
        others: list[AttackMention],
        victims: list[Victim],
        read: list[VictimRead],
        evidence: list[Evidence],
    ) -> tuple[Count | None, Count | None]:
        """Return how many the attack killed and hurt; sets the size of its only group in `read`."""
        sized = [(v, r.count or 1) for v, r in zip(victims, read, strict=True)]
        killed = None
        if event == "killing":
            killed = self._counts.killed(hits, others, sized)
        injured = self._counts.injured(hits, others, sized, killed)
        if event != "killing":
            killed = self._counts.nobody("killed") or self._spared(event, hits, victims, injured)
        if killed is not None:
            self._size_of_group(victims, read, killed, evidence)
        for field, number in (("/killed", killed), ("/injured", injured)):
            if number is not None:
                evidence.extend(self._of_number(field, number))
        return killed.count if killed else None, injured.count if injured else None

    def _spared(
        self,
        event: Event,
        hits: list[AttackMention],
        victims: list[Victim],
        injured: CountRead | None,
    ) -> CountRead | None:
        """Return the number none, by the words that say who lives, where nothing tells of dead."""
        alive = [v.outcome_at for v in victims if v.outcome in ("injured", "unhurt")]
        if event == "prevented":
            alive.append(FoundAt(hits[0].sentence.part, hits[0].start, hits[0].end))
        if injured is not None:
            alive += injured.at
        if not alive or any(h.outcome == "killed" for h in self._r.hits):
            return None
        return None if self._counts.speaks_of_dead() else CountRead(exact(0), alive[:1])

    def _of_number(self, field: str, number: CountRead) -> Iterator[Evidence]:
        """Yield the words of a number: the first are its own, further ones those of its bounds."""
        bounds = [b for b in ("best", "low", "high") if getattr(number.count, b) is not None]
        fields = [field, *(f"{field}/{bound}" for bound in bounds)]
        for name, at in zip(fields, dict.fromkeys(number.at), strict=False):
            yield self._evidence(name, at)

    def _size_of_group(
        self,
        victims: list[Victim],
        read: list[VictimRead],
        killed: CountRead,
        evidence: list[Evidence],
    ) -> None:
        """Give the number of the dead to the one victim without a name who stands for them all."""
        dead = [n for n, victim in enumerate(victims) if victim.outcome == "killed"]
        number = killed.count.best
        if len(dead) != 1 or number is None or number < 2:
            return
        victim, at = victims[dead[0]], dead[0]
        if victim.name or not (victim.plural or victim.first == victim.outcome_at):
            return
        size = read[at].count
        if size is None or size > number:  # a larger number is that of several attacks
            field = f"/victims/{at}/count"
            evidence[:] = [one for one in evidence if one.field != field]
            read[at] = replace(read[at], count=number)
            evidence.append(self._evidence(field, killed.at[0]))

    def _near(self, hits: list[AttackMention], part: Part, reach: int = 1) -> list[tuple[int, int]]:
        """Spans of the sentences that tell the attack, then of those around them."""
        told = {h.number for h in hits if h.sentence.part == part}
        around = {n + k for n in told for k in range(-reach, reach + 1)} - told
        return [
            (self._r.sentences[n].start, self._r.sentences[n].end)
            for n in [*sorted(told), *sorted(around)]
            if 0 <= n < len(self._r.sentences) and self._r.sentences[n].part == part
        ]

    def _date(
        self, hits: list[AttackMention], others: list[AttackMention], evidence: list[Evidence]
    ) -> DateRead:
        found = self._choose_date(hits, others)
        if found is None:
            return DateRead()
        date, at = found
        evidence.append(self._evidence("/date", at))
        return DateRead(value=date.value, precision=date.precision)

    def _choose_date(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[FoundDate, FoundAt] | None:
        return choose_date(self._r, hits, others)

    def _place(
        self, hits: list[AttackMention], others: list[AttackMention], evidence: list[Evidence]
    ) -> PlaceRead:
        found = self._scene.choose_whole(hits, others)
        if found is None:
            return PlaceRead()
        place, at, part = found
        evidence.append(self._evidence("/place", at))
        if part is not None:
            evidence.append(self._evidence("/place/name", part))
        return place

    def _weapons(self, hits: list[AttackMention], evidence: list[Evidence]) -> list[str]:
        spans = find_weapons(self._r.language, self._r.folded["text"], self._near(hits, "text"))
        texts = []
        for number, (start, end) in enumerate(spans):
            evidence.append(self._evidence(f"/weapons/{number}", FoundAt("text", start, end)))
            texts.append(single_blanks(self._r.slice("text", start, end)))
        return texts

    def _perpetrators(
        self,
        hits: list[AttackMention],
        others: list[AttackMention],
        victims: list[Victim],
        evidence: list[Evidence],
    ) -> list[PerpetratorRead]:
        read: list[PerpetratorRead] = []
        for one in self._find_perpetrators(hits, others, victims):
            name = single_blanks(self._r.slice("text", one.start, one.end))
            if one.kind == "person":
                name = written_name(name, self._r.language.code)
            if any(p.kind == one.kind and contains(p.name, name) for p in read):
                continue
            if one.kind == "person" and any(same_person(name, p.name) for p in read):
                continue
            evidence.append(
                self._evidence(f"/perpetrators/{len(read)}", FoundAt("text", one.start, one.end))
            )
            read.append(PerpetratorRead(name=name, kind=one.kind, status=one.status))
        return read

    def _find_perpetrators(
        self, hits: list[AttackMention], others: list[AttackMention], victims: list[Victim]
    ) -> Iterator[FoundPerpetrator]:
        """Yield whom words tie to the attack: persons, then groups, then descriptions."""
        folded = self._r.folded["text"]
        ties = DoerTies(self._r, hits, others)
        for mentions in self._accused(victims):
            if at := ties.person(mentions):
                yield FoundPerpetrator(*at, "person", status_near(folded, *at))
        for mentions in self._groups():
            if at := ties.group(mentions):
                yield FoundPerpetrator(*at, "group", "as_reported")
        for at in ties.described():
            yield FoundPerpetrator(*at, "unknown", "as_reported")

    def _accused(self, victims: list[Victim]) -> list[list[Span]]:
        """Return where each person is named who may have done it, and is no victim."""
        named = [
            m
            for s, mentions in zip(self._r.sentences, self._r.mentions, strict=True)
            if s.part == "text"
            for m in mentions
            if m.name and not self._is_victim(m, victims)
        ]
        found = find_suspects(self._r.language, self._r.folded["text"], named)
        return [[span] for span in found]

    def _groups(self) -> list[list[Span]]:
        """Return where each group is named."""
        return [[m.span()] for m in GROUP.finditer(self._r.folded["text"])]

    def _signs(self, hits: list[AttackMention], evidence: list[Evidence]) -> list[SignRead]:
        """Signs of a contract in the sentences around the telling, each kind once."""
        near = self._near(hits, "text", reach=2)
        read: dict[str, SignRead] = {}
        for kind, start, end in find_contract_signs(self._r.language, self._r.folded["text"]):
            if kind not in read and any(s <= start < e for s, e in near):
                at = FoundAt("text", start, end)
                evidence.append(self._evidence(f"/contract_signs/{len(read)}", at))
                read[kind] = SignRead(
                    kind=kind, text=single_blanks(self._r.slice("text", start, end))
                )
        return list(read.values())

    def _judicial(self, evidence: list[Evidence]) -> list[DevelopmentRead]:
        """Return what police and courts have done, anywhere in the text, each kind once."""
        read: dict[str, DevelopmentRead] = {}
        for kind, start, end in find_judicial(self._r.language, self._r.folded["text"]):
            if kind not in read:
                at = FoundAt("text", start, end)
                evidence.append(self._evidence(f"/judicial/{len(read)}", at))
                read[kind] = DevelopmentRead(
                    kind=kind, text=single_blanks(self._r.slice("text", start, end))
                )
        return list(read.values())

    def _is_victim(self, mention: Mention, victims: list[Victim]) -> bool:
        assert mention.name is not None
        name = single_blanks(self._r.slice("text", *mention.name))
        return any(v.name and same_person(name, v.name) for v in victims)


def contains(one: str, other: str) -> bool:
    """Return whether the words of one text are all in the other, beside each other."""
    a, b = one.casefold(), other.casefold()
    return bool(re.search(rf"\b{re.escape(a)}\b", b) or re.search(rf"\b{re.escape(b)}\b", a))


def single_blanks(text: str) -> str:
    """Return the words of a text, with single blanks between them."""
    return " ".join(text.split())
