"""Check an answer against the report: no value without its words, by the words' own meaning.

A quotation must stand in what was sent, letter for letter, and the value in the quotation. Values
of closed lists, days, numbers and occupations are read from the quoted words by the same word lists
and readers as ever; the model only points. What does not pass is dropped and counted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vigil.reading.intake.extraction.account_values import single_blanks
from vigil.reading.intake.extraction.date_and_place import Scene, after_publication
from vigil.reading.intake.extraction.dates import find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.language_model.answer import (
    CHOICES,
    Answer,
    AnsweredAccount,
    AnsweredVictim,
    Kind,
    Quoted,
    QuotedNumber,
)
from vigil.reading.intake.extraction.language_model.attack_words import AttackWords, attack_words
from vigil.reading.intake.extraction.language_model.prompt import Prompt
from vigil.reading.intake.extraction.language_model.quoted_words import (
    is_whole_words,
    may_be_a_name,
    numbers_in,
)
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import find_person_nouns, person_nouns
from vigil.reading.intake.extraction.place_context import resolve
from vigil.reading.intake.extraction.roles import Roles
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import same_person
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import (
    Account,
    DatePrecision,
    DateRead,
    Event,
    Evidence,
    Gender,
    Method,
    Outcome,
    PlaceRead,
    TargetCategory,
    VictimRead,
    account_key,
)

Dropped = Literal[
    "quote_not_in_text",
    "value_not_in_quote",
    "words_do_not_say_so",
    "not_a_choice",
    "no_attack_told",
    "nobody_attacked",
    "another_role",
    "far_from_the_attack",
    "twice",
]
"""Why a value, a person or a whole attack was dropped."""

NEAR = 1
"""Sentences between the name of a victim and words of an attack."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quotation stands in the report's own words."""

    part: Part
    start: int
    end: int


@dataclass(slots=True)
class Checked:
    """The accounts of an answer that stand, in the report's own words, and what was dropped."""

    accounts: list[Account] = field(default_factory=list)
    dropped: Counter[Dropped] = field(default_factory=Counter)


def checked(
    answer: Answer, prompt: Prompt, reading: ReportFindings, scene: Scene, score: float
) -> Checked:
    """Return the accounts of an answer as far as the report's own words state them."""
    found = Checked()
    checker = _Checker(prompt, reading, scene, found.dropped)
    for answered in answer.accounts:
        account = checker.account(answered, len(found.accounts) + 1, score)
        if account is None:
            continue
        if any(account.key == other.key for other in found.accounts):
            found.dropped["twice"] += 1
            continue
        found.accounts.append(account)
    return found


class _Checker:
    """Checks the answers to one prompt."""

    def __init__(
        self, prompt: Prompt, reading: ReportFindings, scene: Scene, dropped: Counter[Dropped]
    ) -> None:
        self._prompt = prompt
        self._r = reading
        self._scene = scene
        self._dropped = dropped
        self._roles = Roles(reading)
        self._attacks = attack_words(reading)

    def account(self, answered: AnsweredAccount, number: int, score: float) -> Account | None:
        """Return an attack that the report tells, or None."""
        told = self._told(answered.event)
        if told is None:
            return None
        evidence = [self._evidence("/event", _Place(told.part, told.start, told.end))]
        victims: list[VictimRead] = []
        for one in answered.victims:
            victim = self._victim(one, len(victims), victims, evidence)
            if victim is not None:
                victims.append(victim)
        if not victims:
            self._dropped["nobody_attacked"] += 1
            return None
        key = account_key(self._r.report.id, told.part, told.start, told.end)
        return Account(
            report_id=self._r.report.id,
            account=number,
            key=key,
            score=score,
            event=_event(told.event, victims),
            victims=victims,
            date=self._date(answered.date, evidence),
            place=self._place(answered.place, evidence),
            method=self._method(answered.method, evidence),
            evidence=evidence,
        )

    def _told(self, event: Quoted) -> AttackWords | None:
        """Return the words that tell the attack: they must be such words, and not taken back."""
        if not self._is_choice("event", event.value):
            return None
        for place in self._quoted(event.quote):
            found = [a for a in self._attacks if a.within(place.part, place.start, place.end)]
            # Strong words first; a title tells it again.
            if found:
                return min(found, key=lambda a: (a.weak, a.part == "title", a.start))
        self._drop_unless_missing(event.quote, "no_attack_told")
        return None

    # -- victims ---------------------------------------------------------------------------

    def _victim(
        self,
        answered: AnsweredVictim,
        number: int,
        others: list[VictimRead],
        evidence: list[Evidence],
    ) -> VictimRead | None:
        at, own = f"/victims/{number}", list[Evidence]()
        name = self._name(answered.name, at, own)
        if answered.name is not None and name is None:
            return None  # whoever it is about, it is nobody whom the report calls a victim
        if name and any(v.name and same_person(name, v.name) for v in others):
            self._dropped["twice"] += 1
            return None
        outcome = self._outcome(answered.outcome, at, own)
        if name is None:
            if outcome == "unknown":
                self._dropped["nobody_attacked"] += 1
                return None
            first = own[0]
            own.insert(0, self._evidence(at, _Place(first.in_, first.start, first.end)))
        occupation, category = self._occupation(answered.occupation, at, own)
        victim = VictimRead(
            name=name,
            names=[name] if name else [],
            age=self._number(answered.age, f"{at}/age", own),
            gender=self._gender(answered.gender, at, own),
            occupation=occupation,
            target_category=category,
            outcome=outcome,
            number=None if name else self._number(answered.count, f"{at}/number", own),
        )
        evidence += own
        return victim

    def _name(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> str | None:
        place = self._stated(quoted)
        if quoted is None or place is None:
            return None
        name = single_blanks(quoted.value)
        if not may_be_a_name(name):
            self._dropped["words_do_not_say_so"] += 1
            return None
        if self._roles.excludes(name):
            self._dropped["another_role"] += 1
            return None
        near = next((p for p in self._all_places(quoted.value) if self._is_near(p)), None)
        if near is None:
            self._dropped["far_from_the_attack"] += 1
            return None
        own += [self._evidence(f"{at}/name", near), self._evidence(f"{at}/names/0", near)]
        return name

    def _is_near(self, place: _Place) -> bool:
        number = self._sentence(place)
        return any(a.part == place.part and abs(a.number - number) <= NEAR for a in self._attacks)

    def _outcome(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> Outcome:
        if quoted is None or not self._is_choice("outcome", quoted.value):
            return "unknown"
        for place in self._quoted(quoted.quote):
            for attack in self._attacks:
                if attack.outcome == quoted.value and attack.within(
                    place.part, place.start, place.end
                ):
                    words = _Place(attack.part, attack.start, attack.end)
                    own.append(self._evidence(f"{at}/outcome", words))
                    return attack.outcome
        self._drop_unless_missing(quoted.quote, "words_do_not_say_so")
        return "unknown"

    def _gender(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> Gender:
        if quoted is None or not self._is_choice("gender", quoted.value):
            return "unknown"
        for place in self._quoted(quoted.quote):
            for noun in self._nouns(place):
                # The noun itself, not its article: "la víctima" says nothing of the person.
                known = person_nouns().get(noun.head_word)
                if known and known.gender == quoted.value and noun.head and not noun.plural:
                    own.append(self._evidence(f"{at}/gender", _Place(place.part, *noun.head)))
                    return known.gender
        self._drop_unless_missing(quoted.quote, "words_do_not_say_so")
        return "unknown"

    def _occupation(
        self, quoted: Quoted | None, at: str, own: list[Evidence]
    ) -> tuple[str | None, TargetCategory]:
        place = self._stated(quoted)
        if quoted is None or place is None:
            return None, "unknown"
        noun = next((n for n in self._nouns(place) if n.occupation and n.head), None)
        if noun is None or noun.head is None:
            self._dropped["words_do_not_say_so"] += 1
            return None, "unknown"
        words = _Place(place.part, *noun.head)
        own.append(self._evidence(f"{at}/occupation", words))
        if noun.category != "unknown":
            own.append(self._evidence(f"{at}/target_category", words))
        return single_blanks(self._r.slice(place.part, *noun.head)), noun.category

    def _nouns(self, place: _Place) -> list[Mention]:
        return find_person_nouns(self._r.folded[place.part], place.start, place.end, [])

    def _number(self, quoted: QuotedNumber | None, field: str, own: list[Evidence]) -> int | None:
        if quoted is None:
            return None
        least = 1
        for place in self._quoted(quoted.quote):
            folded = self._r.folded[place.part]
            for start, end, value in numbers_in(folded, place.start, place.end):
                if value == quoted.value >= least:
                    own.append(self._evidence(field, _Place(place.part, start, end)))
                    return value
        self._drop_unless_missing(quoted.quote, "value_not_in_quote")
        return None

    # -- the attack ------------------------------------------------------------------------

    def _date(self, quoted: Quoted | None, evidence: list[Evidence]) -> DateRead:
        if quoted is None:
            return DateRead()
        for place in self._quoted(quoted.quote):
            folded = self._r.folded[place.part]
            for found in find_dates(folded, place.start, place.end, self._r.anchor):
                if found.value == quoted.value and not after_publication(self._r, found):
                    words = _Place(place.part, found.start, found.end)
                    evidence.append(self._evidence("/date", words))
                    precision: DatePrecision = found.precision
                    return DateRead(value=found.value, precision=precision)
        self._drop_unless_missing(quoted.quote, "words_do_not_say_so")
        return DateRead()

    def _place(self, quoted: Quoted | None, evidence: list[Evidence]) -> PlaceRead:
        place = self._stated(quoted)
        if quoted is None or place is None:
            return PlaceRead()
        if not may_be_a_name(quoted.value):
            self._dropped["words_do_not_say_so"] += 1
            return PlaceRead()
        evidence.append(self._evidence("/place", place))
        for name, part in self._scene.listed:
            if part == place.part and name.start < place.end and place.start < name.end:
                read = resolve(name, self._scene.context)
                if fold(single_blanks(quoted.value)) in (fold(read.name or ""), fold(name.text)):
                    return read
        return PlaceRead(name=single_blanks(quoted.value))

    def _method(self, quoted: Quoted | None, evidence: list[Evidence]) -> Method:
        if quoted is None or not self._is_choice("method", quoted.value):
            return "unknown"
        for place in self._quoted(quoted.quote):
            for method, words in self._r.language.methods:
                folded = self._r.folded[place.part]
                found = words.search(folded, place.start, place.end)
                if method == quoted.value and found:
                    span = _Place(place.part, *found.span())
                    evidence.append(self._evidence("/method", span))
                    return method
        self._drop_unless_missing(quoted.quote, "words_do_not_say_so")
        return "unknown"

    # -- quotations ------------------------------------------------------------------------

    def _quoted(self, quote: str) -> list[_Place]:
        """Return where a quotation stands exactly; text before title."""
        if not quote.strip():
            return []
        parts: tuple[Part, ...] = ("text", "title")
        return [
            _Place(part, start, end)
            for part in parts
            for start, end in self._prompt.parts[part].find(quote)
            if end <= len(self._r.folded[part])
        ]

    def _stated(self, quoted: Quoted | None) -> _Place | None:
        """Return where a value in words stands within its quotation."""
        if quoted is None:
            return None
        places = self._quoted(quoted.quote)
        at = quoted.quote.find(quoted.value)
        if not places:
            self._dropped["quote_not_in_text"] += 1
        elif at < 0 or not is_whole_words(quoted.quote, at, at + len(quoted.value)):
            self._dropped["value_not_in_quote"] += 1
        else:
            return _Place(
                places[0].part, places[0].start + at, places[0].start + at + len(quoted.value)
            )
        return None

    def _all_places(self, words: str) -> Iterator[_Place]:
        for place in self._quoted(words):
            if is_whole_words(self._r.folded[place.part], place.start, place.end):
                yield place

    def _drop_unless_missing(self, quote: str, why: Dropped) -> None:
        self._dropped[why if self._quoted(quote) else "quote_not_in_text"] += 1

    def _is_choice(self, kind: Kind, value: str) -> bool:
        if value in CHOICES[kind]:
            return True
        self._dropped["not_a_choice"] += 1
        return False

    def _sentence(self, place: _Place) -> int:
        return next(
            (
                number
                for number, s in enumerate(self._r.sentences)
                if s.part == place.part and s.start <= place.start < s.end
            ),
            -1_000,
        )

    def _evidence(self, field: str, place: _Place) -> Evidence:
        return Evidence(
            field=field,
            in_=place.part,
            start=place.start,
            end=place.end,
            text=self._r.slice(place.part, place.start, place.end),
        )


def _event(told: Event, victims: list[VictimRead]) -> Event:
    if any(victim.outcome == "killed" for victim in victims):
        return "killing"
    return "prevented" if told == "prevented" else "attempt"
