"""Check an answer against the report: no value without its words, by the words' own meaning.

A quotation must stand in what was sent, letter for letter, and the value in the quotation. Values
of closed lists, days, numbers and occupations are read from the quoted words by the same word lists
and readers as ever; the model only points. What does not pass is dropped and counted.
"""

from collections import Counter
from dataclasses import dataclass, field

from vigil.reading.intake.extraction.account_values import single_blanks
from vigil.reading.intake.extraction.date_and_place import Scene, after_publication
from vigil.reading.intake.extraction.dates import find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.language_model.answer import (
    Answer,
    AnsweredAccount,
    AnsweredVictim,
    Quoted,
    QuotedNumber,
)
from vigil.reading.intake.extraction.language_model.attack_words import AttackWords, attack_words
from vigil.reading.intake.extraction.language_model.prompt import Prompt
from vigil.reading.intake.extraction.language_model.quotations import (
    Dropped,
    Quotations,
    QuotePlace,
)
from vigil.reading.intake.extraction.language_model.quoted_words import (
    may_be_a_name,
    numbers_in,
)
from vigil.reading.intake.extraction.number_phrases import NumberWords
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import find_person_nouns, person_nouns
from vigil.reading.intake.extraction.place_context import resolve
from vigil.reading.intake.extraction.roles import Roles
from vigil.reading.intake.extraction.victims import same_person
from vigil.reading.intake.gazetteer import fold
from vigil.reading.records import (
    Account,
    Count,
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

NEAR = 1
"""Sentences between the name of a victim and words of an attack."""


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


class _Checker(Quotations):
    """Checks the answers to one prompt."""

    def __init__(
        self, prompt: Prompt, reading: ReportFindings, scene: Scene, dropped: Counter[Dropped]
    ) -> None:
        super().__init__(prompt, reading, dropped)
        self._scene = scene
        self._roles = Roles(reading)
        self._attacks = attack_words(reading)
        self._numbers = NumberWords(reading.language.code)

    def account(self, answered: AnsweredAccount, number: int, score: float) -> Account | None:
        """Return an attack that the report tells, or None."""
        told = self._told(answered.event)
        if told is None:
            return None
        evidence = [self.evidence("/event", QuotePlace(told.part, told.start, told.end))]
        victims: list[VictimRead] = []
        for one in answered.victims:
            victim = self._victim(one, len(victims), victims, evidence)
            if victim is not None:
                victims.append(victim)
        if not victims:
            self.dropped["nobody_attacked"] += 1
            return None
        key = account_key(self.reading.report.id, told.part, told.start, told.end)
        return Account(
            report_id=self.reading.report.id,
            account=number,
            key=key,
            score=score,
            event=_event(told.event, victims),
            victims=victims,
            killed=self._count(answered.killed, "/killed", evidence, "killed"),
            injured=self._count(answered.injured, "/injured", evidence, "injured"),
            date=self._date(answered.date, evidence),
            place=self._place(answered.place, evidence),
            method=self._method(answered.method, evidence),
            evidence=evidence,
        )

    def _told(self, event: Quoted) -> AttackWords | None:
        """Return the words that tell the attack: they must be such words, and not taken back."""
        if not self.is_choice("event", event.value):
            return None
        for place in self.quoted(event.quote):
            found = [a for a in self._attacks if a.within(place.part, place.start, place.end)]
            # Strong words first; a title tells it again.
            if found:
                return min(found, key=lambda a: (a.weak, a.part == "title", a.start))
        self.drop(event.quote, "no_attack_told")
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
            self.dropped["twice"] += 1
            return None
        outcome = self._outcome(answered.outcome, at, own)
        if name is None:
            if outcome == "unknown":
                self.dropped["nobody_attacked"] += 1
                return None
            first = own[0]
            own.insert(0, self.evidence(at, QuotePlace(first.in_, first.start, first.end)))
        occupation, category = self._occupation(answered.occupation, at, own)
        victim = VictimRead(
            name=name,
            names=[name] if name else [],
            age=self._age(answered.age, f"{at}/age", own),
            gender=self._gender(answered.gender, at, own),
            occupation=occupation,
            target_category=category,
            outcome=outcome,
            count=None if name else self._best(answered.count, f"{at}/count", own),
        )
        evidence += own
        return victim

    def _name(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> str | None:
        place = self.stated(quoted)
        if quoted is None or place is None:
            return None
        name = single_blanks(quoted.value)
        if not may_be_a_name(name):
            self.dropped["words_do_not_say_so"] += 1
            return None
        if self._roles.excludes(name):
            self.dropped["another_role"] += 1
            return None
        near = next((p for p in self.all_places(quoted.value) if self._is_near(p)), None)
        if near is None:
            self.dropped["far_from_the_attack"] += 1
            return None
        own += [self.evidence(f"{at}/name", near), self.evidence(f"{at}/names/0", near)]
        return name

    def _is_near(self, place: QuotePlace) -> bool:
        number = self.sentence(place)
        return any(a.part == place.part and abs(a.number - number) <= NEAR for a in self._attacks)

    def _outcome(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> Outcome:
        if quoted is None or not self.is_choice("outcome", quoted.value):
            return "unknown"
        for place in self.quoted(quoted.quote):
            for attack in self._attacks:
                if attack.outcome == quoted.value and attack.within(
                    place.part, place.start, place.end
                ):
                    words = QuotePlace(attack.part, attack.start, attack.end)
                    own.append(self.evidence(f"{at}/outcome", words))
                    return attack.outcome
        self.drop(quoted.quote, "words_do_not_say_so")
        return "unknown"

    def _gender(self, quoted: Quoted | None, at: str, own: list[Evidence]) -> Gender:
        if quoted is None or not self.is_choice("gender", quoted.value):
            return "unknown"
        for place in self.quoted(quoted.quote):
            for noun in self._nouns(place):
                # The noun itself, not its article: "la víctima" says nothing of the person.
                known = person_nouns().get(noun.head_word)
                if known and known.gender == quoted.value and noun.head and not noun.plural:
                    own.append(self.evidence(f"{at}/gender", QuotePlace(place.part, *noun.head)))
                    return known.gender
        self.drop(quoted.quote, "words_do_not_say_so")
        return "unknown"

    def _occupation(
        self, quoted: Quoted | None, at: str, own: list[Evidence]
    ) -> tuple[str | None, TargetCategory]:
        place = self.stated(quoted)
        if quoted is None or place is None:
            return None, "unknown"
        noun = next((n for n in self._nouns(place) if n.occupation and n.head), None)
        if noun is None or noun.head is None:
            self.dropped["words_do_not_say_so"] += 1
            return None, "unknown"
        words = QuotePlace(place.part, *noun.head)
        own.append(self.evidence(f"{at}/occupation", words))
        if noun.category != "unknown":
            own.append(self.evidence(f"{at}/target_category", words))
        return single_blanks(self.reading.slice(place.part, *noun.head)), noun.category

    def _nouns(self, place: QuotePlace) -> list[Mention]:
        return find_person_nouns(self.reading.folded[place.part], place.start, place.end, [])

    def _best(self, quoted: QuotedNumber | None, field: str, own: list[Evidence]) -> int | None:
        count = self._count(quoted, field, own)
        return count.best if count else None

    def _count(
        self,
        quoted: QuotedNumber | None,
        field: str,
        own: list[Evidence],
        outcome: Outcome | None = None,
    ) -> Count | None:
        """Return a number of people with its bounds, as our reader of numbers reads the quotation.

        With an `outcome` the quotation must say it too.
        """
        if quoted is None:
            return None
        for place in self.quoted(quoted.quote):
            if outcome is not None and not any(
                a.outcome == outcome and a.within(place.part, place.start, place.end)
                for a in self._attacks
            ):
                continue
            for phrase in self._numbers.find(
                self.reading.folded[place.part], place.start, place.end
            ):
                if quoted.value in (phrase.count.best, phrase.count.low) and quoted.value > 0:
                    words = QuotePlace(place.part, phrase.start, phrase.end)
                    own.append(self.evidence(field, words))
                    return phrase.count
        self.drop(quoted.quote, "value_not_in_quote")
        return None

    def _age(self, quoted: QuotedNumber | None, field: str, own: list[Evidence]) -> int | None:
        if quoted is None:
            return None
        for place in self.quoted(quoted.quote):
            folded = self.reading.folded[place.part]
            for start, end, value in numbers_in(folded, place.start, place.end):
                if value == quoted.value > 0:
                    own.append(self.evidence(field, QuotePlace(place.part, start, end)))
                    return value
        self.drop(quoted.quote, "value_not_in_quote")
        return None

    # -- the attack ------------------------------------------------------------------------

    def _date(self, quoted: Quoted | None, evidence: list[Evidence]) -> DateRead:
        if quoted is None:
            return DateRead()
        for place in self.quoted(quoted.quote):
            folded = self.reading.folded[place.part]
            for found in find_dates(folded, place.start, place.end, self.reading.anchor):
                if found.value == quoted.value and not after_publication(self.reading, found):
                    words = QuotePlace(place.part, found.start, found.end)
                    evidence.append(self.evidence("/date", words))
                    precision: DatePrecision = found.precision
                    return DateRead(value=found.value, precision=precision)
        self.drop(quoted.quote, "words_do_not_say_so")
        return DateRead()

    def _place(self, quoted: Quoted | None, evidence: list[Evidence]) -> PlaceRead:
        place = self.stated(quoted)
        if quoted is None or place is None:
            return PlaceRead()
        if not may_be_a_name(quoted.value):
            self.dropped["words_do_not_say_so"] += 1
            return PlaceRead()
        evidence.append(self.evidence("/place", place))
        for name, part in self._scene.listed:
            if part == place.part and name.start < place.end and place.start < name.end:
                read = resolve(name, self._scene.context)
                if fold(single_blanks(quoted.value)) in (fold(read.name or ""), fold(name.text)):
                    return read
        return PlaceRead(name=single_blanks(quoted.value))

    def _method(self, quoted: Quoted | None, evidence: list[Evidence]) -> Method:
        if quoted is None or not self.is_choice("method", quoted.value):
            return "unknown"
        for place in self.quoted(quoted.quote):
            for method, words in self.reading.language.methods:
                folded = self.reading.folded[place.part]
                found = words.search(folded, place.start, place.end)
                if method == quoted.value and found:
                    span = QuotePlace(place.part, *found.span())
                    evidence.append(self.evidence("/method", span))
                    return method
        self.drop(quoted.quote, "words_do_not_say_so")
        return "unknown"


def _event(told: Event, victims: list[VictimRead]) -> Event:
    if any(victim.outcome == "killed" for victim in victims):
        return "killing"
    return "prevented" if told == "prevented" else "attempt"
