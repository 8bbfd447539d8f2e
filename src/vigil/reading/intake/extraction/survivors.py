"""Find words that say of somebody attacked that they live: "survived", "is in stable condition"."""

import re

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern
from vigil.reading.intake.extraction.name_forms import same_person
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.sentences import Sentence
from vigil.reading.intake.extraction.victims import FoundAt, Victim

_LIVES = pattern(r"(?<!\w)(?:" + alternatives("lives") + r")(?!\w)")
_BUT = pattern(r"(?<!\w)(?:but|pero|mas|mais|ma|however|no obstante|но|لكن)(?!\w)")
_WOUNDED = pattern(r"(?<!\w)(?:" + alternatives("wounded") + r")(?!\w)")
_DEAD = re.compile(
    r"\b(?:kill|dead|died|dies|murder|slain|muert|muri|fallec|asesin|mat[oa]|occis|mort|morr|tu[eé]|uccis|погиб|убит)"
)
_SAME = re.compile(
    r"\W*(?:(?:\w+ly|hoy|ayer|ahora|now) )?(?:s?he|her|his|ella|sus?|el[ea]|seu|sua|elle|"
    r"il|ses|son|sa|lui|lei|suo|e stat[oa]|esta|permanece|se encuentra|se reporta|"
    r"fue (?:hospital|intern|traslad)\w+|"
    r"он|она|его|ее|(?:la|el|le|a|o|the|il|lo) (?:victima|vitima|victime|victim|vittima|mujer|"
    r"hombre|woman|man|joven|jovem|femme|homme|donna|uomo|lesionad[oa]|herid[oa]))\b"
)
"""How a sentence begins that goes on about the one named before it."""
_INFINITIVE = re.compile(
    r"(?:kill|murder|assassinate|execute|asesinar|matar|ejecutar|assassinar|executar|tuer|"
    r"assassiner|abattre|uccidere|assassinare)(?: (?:a|al|le|la|o|os?|il))?$|"
    r"(?:quitar|dar|privar|tirar)\w* (?:\w+ )?(?:la |a )?(?:vida|muerte)\b"
)
_REACH = 150
"""Code points behind a name in which words still speak of it."""


class Survivors:
    """Says whom of its victims one report leaves alive."""

    def __init__(self, reading: ReportFindings) -> None:
        self._r = reading

    def settle(self, victim: Victim) -> None:
        """Make a victim held for killed a survivor where the report says that they live.

        What is said to have killed them by name weighs more, unless the same sentence goes on
        "but survived".
        """
        if victim.outcome != "killed" or not victim.name:
            return
        killed = [hit for hit in victim.told if self._says_of(hit, victim.name)]
        tried = self._tried(victim.name)
        if tried and all(map(self._meant, killed)):
            victim.outcome, victim.outcome_at = tried.outcome, _at(tried)
            return
        found = self._but_lives(killed) if killed else self._lives(victim.name)
        if found:
            victim.outcome, victim.outcome_at = "injured", found

    def _tried(self, name: str) -> AttackMention | None:
        """Return the words of an attempt on somebody named that failed or was foiled."""
        return next(
            (
                hit
                for hit in self._r.hits
                if hit.event != "killing"
                for m in hit.victims
                if m.name and same_person(name, self._name(hit.sentence, m))
            ),
            None,
        )

    def _meant(self, hit: AttackMention) -> bool:
        """Return whether words of killing say what was meant: "(hired) to kill X"."""
        return bool(_INFINITIVE.match(self._r.folded[hit.sentence.part], hit.start, hit.end))

    def _says_of(self, hit: AttackMention, name: str) -> bool:
        """Return whether words of killing are of that person, or of nobody else by name.

        "Identified as" says who somebody is, and not that they died.
        """
        if hit.outcome != "killed" or hit.trigger.identify:
            return False
        named = [self._name(hit.sentence, m) for m in hit.victims if m.name]
        if named:
            return any(same_person(name, other) for other in named)
        beside = any(
            m.name and same_person(name, self._name(hit.sentence, m))
            for m in self._r.mentions[hit.number]
        )  # "killed a boy and wounded his father, X": the boy is not X
        return bool(hit.victims) and not beside and not any(m.plural for m in hit.victims)

    def _but_lives(self, killed: list[AttackMention]) -> FoundAt | None:
        """Return the words behind those of a killing that take it back."""
        for hit in killed:
            folded = self._r.folded[hit.sentence.part]
            but = _BUT.search(folded, hit.end, hit.sentence.end)
            lives = _LIVES.search(folded, but.end(), hit.sentence.end) if but else None
            if lives:
                return FoundAt(hit.sentence.part, *lives.span())
        return None

    def _lives(self, name: str) -> FoundAt | None:
        """Return the words that say of somebody named that they live."""
        for number, sentence in enumerate(self._r.sentences):
            named = [m for m in self._r.mentions[number] if m.name]
            own = [m for m in named if same_person(self._name(sentence, m), name)]
            for mention in own:
                found = self._called_wounded(sentence, mention) or self._behind(
                    sentence, mention, named
                )
                if found:
                    return found
            following = number + 1
            if own and named[-1] in own and following < len(self._r.sentences):
                found = self._taken_up(sentence, following)
                if found:
                    return found
        return None

    def _name(self, sentence: Sentence, mention: Mention) -> str:
        assert mention.name is not None
        return " ".join(self._r.slice(sentence.part, *mention.name).split())

    def _called_wounded(self, sentence: Sentence, mention: Mention) -> FoundAt | None:
        """Return what calls somebody wounded right before the name: "the wounded man as X"."""
        begin = max(sentence.start, mention.start - 60)
        folded = self._r.folded[sentence.part]
        found = _WOUNDED.search(folded, begin, mention.start)
        if found is None or _DEAD.search(folded, found.end(), mention.start):
            return None
        return FoundAt(sentence.part, *found.span())

    def _behind(self, sentence: Sentence, mention: Mention, named: list[Mention]) -> FoundAt | None:
        """Return such words between a name and the next."""
        ends = [m.start for m in named if m.start > mention.end]
        end = min([sentence.end, mention.end + _REACH, *ends])
        found = _LIVES.search(self._r.folded[sentence.part], mention.end, end)
        return FoundAt(sentence.part, *found.span()) if found else None

    def _taken_up(self, sentence: Sentence, number: int) -> FoundAt | None:
        """Return such words in the next sentence, which names nobody else."""
        following, mentions = self._r.sentences[number], self._r.mentions[number]
        if following.part != sentence.part or any(m.name for m in mentions):
            return None
        found = _LIVES.search(
            self._r.folded[following.part], following.start, following.start + _REACH
        )
        others = [m for m in mentions if found and m.end <= found.start() and not m.pronoun]
        if found is None or found.end() > following.end or others:
            return None
        if not _SAME.match(following.folded):
            return None
        return FoundAt(following.part, *found.span())


def _at(hit: AttackMention) -> FoundAt:
    return FoundAt(hit.sentence.part, hit.start, hit.end)
