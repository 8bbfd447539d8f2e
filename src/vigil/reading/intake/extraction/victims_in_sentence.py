"""Find who is said to have been attacked, and by whom, in the sentence that tells of the attack."""

import re

from vigil.reading.intake.extraction.attack_mentions import AGE, AttackMention
from vigil.reading.intake.extraction.lexicon import Language, pattern, words
from vigil.reading.intake.extraction.numbers import COUNT, ONE
from vigil.reading.intake.extraction.person_mentions import Mention
from vigil.reading.intake.extraction.person_nouns import person_nouns
from vigil.reading.intake.extraction.victim_lists import (
    CLAUSE,
    Between,
    coordinated,
    names_behind_colon,
)


def find_victims(
    language: Language, hit: AttackMention, people: list[Mention], previous: str
) -> None:
    """Set the victims and doers of a hit: persons of its sentence, by its words.

    `previous` is the folded sentence before it.
    """
    text, base = hit.sentence.folded, hit.sentence.start
    left = [m for m in people if m.end <= hit.start]
    right = [m for m in people if m.start >= hit.end - 4]

    def between(a: int, b: int) -> str:
        return text[a - base : b - base]

    if hit.trigger.side == "itself":
        hit.victims = [_counted_dead(hit)]
        return
    if hit.trigger.side == "pronoun":
        return
    if hit.trigger.side == "possessive":
        if left and left[-1].end == hit.start and left[-1].name:
            hit.victims = [left[-1]]
        return
    active = hit.trigger.side == "left" and _active(hit, right, between)
    if hit.trigger.side == "right" or active:
        if hit.trigger.identify:
            if not _victim_identified(language, hit, previous):
                return
            if _HURT.search(between(hit.sentence.start, hit.start)):
                hit.outcome = "injured"
        first = _first_right(language, hit, right, between)
        if first is not None:
            hit.victims = coordinated(language, right, right.index(first), 1, between)
            if len(hit.victims) == 1 and between(hit.start, hit.end).endswith("s,"):
                hit.victims = []  # "support for the victims, X said": one name is not many
            if not hit.trigger.nominal and not hit.trigger.identify:
                hit.doers = [m for m in left if m not in hit.victims][-1:]
            return
        if active or hit.trigger.nominal or hit.trigger.identify:
            return
        if not _participle(language, hit):
            return
    last = _last_left(language, hit, left, between)
    if last is not None:
        victims = coordinated(language, left, left.index(last), -1, between)
        if len(victims) == 1 and last.plural and not last.name:
            victims = names_behind_colon(language, hit, right, between) or victims
        hit.victims = [] if _alone_under_plural(hit, victims, between) else victims
        hit.doers = _doers_after(language, hit, right, between)
    elif (
        hit.trigger.side == "left" and right and _AFTER.fullmatch(between(hit.end, right[0].start))
    ):
        first = _named_after(right[0], right, between)
        hit.victims = coordinated(language, right, right.index(first), 1, between)


def _counted_dead(hit: AttackMention) -> Mention:
    """Return the people counted by words like "five dead"."""
    said = hit.sentence.folded[hit.start - hit.sentence.start : hit.end - hit.sentence.start]
    number, *rest = said.split()
    if not rest or not (number in ONE or _COUNT.fullmatch(number)):
        return Mention(hit.start, hit.end, head=(hit.start, hit.end))  # "human remains"
    head = (hit.start + len(number) + 1, hit.end)
    return Mention(hit.start, hit.end, head=head, plural=number not in ONE)


_COUNT = re.compile(COUNT)


def _participle(language: Language, hit: AttackMention) -> bool:
    """Return whether a verb of English may have its victim before it: "X, 34, killed in"."""
    if language.code == "en" and hit.trigger.outcome == "killed":
        return True
    at = hit.start - hit.sentence.start
    if _PARTICIPLE.match(hit.sentence.folded, at) and hit.sentence.folded[:at].endswith(", "):
        return True
    return bool(language.bare.match(hit.sentence.folded, hit.end - hit.sentence.start))


_PARTICIPLE = re.compile(r"(?:\w+(?:ad|id|at|ut|is)[oaie]s?|mort[oa]s?|muert[oa]s?|\w+ee?s?)\b")
"""What stands behind a name and a comma: "o estudante X, assassinado a tiros"."""


_PLURAL = re.compile(r"\b(?:" + "|".join(sorted(words("plural_verbs"))) + r")\b")
_AMONG = re.compile(
    r"\b(?:including|among them|entre ell[oa]s|incluid[oa]s?|entre eles|dont|[ft]ra cui)\b[^.;]*$"
)


def _owns(mention: Mention, hit: AttackMention) -> bool:
    """Return whether a name is a genitive: in "the murder of X's son" X is not the victim."""
    at = mention.end - hit.sentence.start
    return hit.sentence.folded[at - 2 : at] == "'s" or hit.sentence.folded[at : at + 2] == "'s"


def _alone_under_plural(hit: AttackMention, victims: list[Mention], between: Between) -> bool:
    """One name under a plural verb: "two followers of president X died". X is none of them."""
    if len(victims) != 1 or victims[0].name is None:
        return False
    if not _PLURAL.search(between(victims[0].end, hit.end)):
        return False
    return not _AMONG.search(between(hit.sentence.start, victims[0].start))


_AFTER = re.compile(
    r"(?:\s+(?:a|por|con|de) (?:tiros|balazos|disparos|golpes|facadas|punaladas|cuchilladas|"
    r"pedradas)"
    r"|\s+(?:ayer|anoche|hoy|ontem|hoje|hier|este \w+|el \w+|na \w+|no \w+))*"
    r"(?:\s+|\s*,?\s*(?:en|em|dans)\s[^;.\"]{3,50},\s*)"
)
"""A subject behind its verb: "fueron asesinados, en las afueras de X, A y B"."""
_PASSIVE = re.compile(r"^(?:was|were|been|being|is|are|got|be|died|lost)\b")
_ACTIVE = re.compile(r"^(?:\w+ly )?(?:shot|gunned|stabbed|hacked|beheaded|beaten|killed|fatally)\b")


def _active(hit: AttackMention, right: list[Mention], between: Between) -> bool:
    """Return whether a participle is a verb with its object right behind it: "X shot dead Y"."""
    said = between(hit.start, hit.end)
    if not right or _PASSIVE.match(said) or not _ACTIVE.match(said):
        return False
    return bool(re.fullmatch(r"\s+", AGE.sub("", between(hit.end, right[0].start))))


_HURT = pattern(
    r"\b(?:herid[oa]s?|lesionad[oa]s?|sobrevivientes?|wounded|injured|survivors?|ferid[oa]s?|"
    r"sobreviventes?|bless(?:e|ee|es|ees)|rescapes?|ferit[oaie]|superstit[ei]) (?:\w+ ){0,3}$"
)
"""Whom "identified as" tells of, where these lived: "the wounded were identified as ..."."""


def _victim_identified(language: Language, hit: AttackMention, previous: str) -> bool:
    """Return whether "identified as" tells of a victim.

    The sentence speaks of a dead or hurt person and of no suspect before it; failing that, the
    sentence before it does.
    """
    before = hit.sentence.folded[: hit.end - hit.sentence.start][-160:]
    if language.suspect.search(before):
        return False
    if language.victim_words.search(before):
        return True
    return bool(language.victim_words.search(previous)) and not language.suspect.search(previous)


def _first_right(
    language: Language, hit: AttackMention, right: list[Mention], between: Between
) -> Mention | None:
    for mention in right:
        gap = between(hit.end, mention.start) if mention.start > hit.end else ""
        if len(gap) > 70 or re.search(r"[;]", gap):
            return None
        if hit.trigger.identify and mention.name is None:
            continue
        if re.search(r"\b(?:by|por|par|pelo|pela)\b", gap) and not hit.trigger.nominal:
            return None
        if language.source.search(gap):
            return None
        stopped = language.gap_stop.search(AGE.sub("", gap)) and not _calls_by_words(hit, gap)
        if mention.name and (stopped or _owns(mention, hit)):
            return None
        far = len(gap) > 30 or "," in gap
        if far and not mention.name and not hit.trigger.nominal:
            return None
        return _named_after(mention, right, between)
    return None


_BY_WORDS = re.compile(
    r"\s*(?:la |el |l'|o |a |the )?(?:ex-? ?)?[a-z]+(?: [a-z-]+){0,5}? (?:de|da|do|du)"
    r" [a-z-]+(?: [a-z-]+){0,3} "
)
_LEADS_ON = re.compile(
    r"\b(?:en|em|in|con|com|avec|por|par|que|y|e|et|and|a|al|ao|au|su|seu|sa|son|los|las|os|as|les|de|del|da|do|du|la|el|of|the)\s*$"
)


def _calls_by_words(hit: AttackMention, gap: str) -> bool:
    """Return whether what is between says what the one named is: "the murder of beauty queen X".

    No noun of a person in it, who might be the one attacked ("the brother of Governor X").
    """
    if not hit.trigger.nominal or not _BY_WORDS.fullmatch(gap) or _LEADS_ON.search(gap):
        return False
    return not any(word in person_nouns() for word in gap.split())


def _named_after(mention: Mention, right: list[Mention], between: Between) -> Mention:
    """Return the name that follows what a person is called: "the two young men A and B"."""
    if mention.name is None:
        for other in right[right.index(mention) + 1 :]:
            gap = between(mention.end, other.start)
            if other.name and other.head and mention.occupation and _AND_OFFICE.fullmatch(gap):
                return other
            if (
                other.name
                and re.fullmatch(r"\s*[,:]?\s*(?:[a-z]+\s+){0,2}", gap)
                and not re.search(
                    r"\b(?:de|of|en|in|que|who|por|by|y|and|du|par|com|con|with|di|da|e|ed|che)\b",
                    gap,
                )
            ):
                return other
            break
    return mention


_AND_OFFICE = re.compile(r"\s+(?:and|y|e|et)\s+(?:[a-z]+\s+){0,4}")
"""Between two offices of one person: "senator and presidential candidate X"."""
_BESIDE = re.compile(
    r"\s*(?:,[^;:\"]{1,110},|\([^)]{1,60}\)|--?[^;:\"]{1,60}--?)?"
    r"(?:\s*,?\s*(?:who|que|quien(?:es)?|quem|qui))?\s*(?:\w+\s+){0,3}"
)
"""Between the name of a victim and the words of killing: an apposition, and an auxiliary."""
_OFFICE = re.compile(r"\s*,\s*[a-z]+\s+(?:a|de|del|do|da|du|of|for)\s[^,;:\"]{1,90}$")
"""An office behind a name that no comma closes: "X, candidato a la alcaldia de Y fue"."""
_OPEN = re.compile(r"\s*,\s*(?:an?|un|una|um|uma|une|un)\s[^,;:\"]{3,110}\s")
"""An apposition that no comma closes: "X, a surgeon from Y was murdered"."""
_HOME = re.compile(
    r"^\s*(?:,\s*\d{1,3}\s*)?,?\s*(?:of|from)\s+(?:[a-z][\w.-]*\s*){1,3}(?:(?<=\s)(?!,)|,\s)"
)
_INSERTED = re.compile(
    r",\s*(?:(?:who |que |quien |qui )?(?:was |were |fue |foi |has been )?(?:later |since )?"
    r"(?:identified|named|identificad[oa]|identifiee?|de nombre)(?: as| como| comme)?"
    r"(?: (?:an? )?\d{1,3}\s*-?\s*years?\s*-?\s*old)?\s*)?$"
)
_COMMA = re.compile(r"^\s*,(?=\s*(?:[a-z]+\s+){0,3}$)")
_AS = (
    r"(?:alias|conocid[oa] (?:como|por)|conhecid[oa] (?:como|por)|known as|aka|a\.k\.a\.|"
    r"dite?|dett[oa]|surnomme|apodad[oa]|"
    r"(?:a quien (?:todos )?(?:llamaban|apodaban)|a quem (?:todos )?chamavam|che tutti chiamavano))"
)
_ALIAS = re.compile(
    rf"^\s*,?\s*{_AS}\s+(?:\"[^\"]{{1,30}}\"|(?:el |la |o |a |le |il |don |dom )?\w+)\s*,?"
)
_AS_BEFORE = re.compile(rf"\b{_AS}\s+\"?(?:el |la |o |a |le |il |don |dom )?$")
_AGED = re.compile(r"^\s*,?\s*(?:de )?\d{1,3}(?: anos(?: de edad)?| ans)?(?=\s*,)")
_RELATIVE = re.compile(r"\s*,?\s*(?:who|que|quien(?:es)?|quem|qui)\b")
OBLIQUE = re.compile(
    r"\b(?:of|de|del|du|des|da|do|d'|in|en|em|at|by|por|par|to|for|para|with|con|com|avec|from|"
    r"against|contra|contre|a|al|ao|au|di|dello|della|dell'|dei|degli|dal|dalla|alla|all'|con|per)\s*$"
)
CONTRACTED = re.compile(r"^(?:del|al|du|au|ao|dal)\b")


def _last_left(
    language: Language, hit: AttackMention, left: list[Mention], between: Between
) -> Mention | None:
    """Return the nearest person before the words, or the name beside this person."""
    chosen: Mention | None = None
    for mention in reversed(left):
        gap = between(mention.end, hit.start)
        if len(gap) > 150:
            break
        if _AS_BEFORE.search(between(max(hit.sentence.start, mention.start - 40), mention.start)):
            continue  # "X, known as Y, was shot": Y is no other person
        if chosen is None:
            chosen = mention
            if mention.name and len(gap) < 4:
                break
            continue
        bridge = between(mention.end, chosen.start)
        if chosen.name is None and mention.name and re.match(r"\s*,", bridge) and len(bridge) < 60:
            chosen = mention
        break
    if chosen is None or language.source.search(between(chosen.end, hit.start)[:20]):
        return None
    if chosen.name is None or _subject(language, hit, chosen, between):
        return chosen
    return _whose(chosen, left, between)


def _whose(owner: Mention, left: list[Mention], between: Between) -> Mention | None:
    """Return the unnamed relative in "the wife of X was killed", where X is not the subject."""
    at = left.index(owner)
    if at == 0 or left[at - 1].name or left[at - 1].occupation:
        return None
    relative = left[at - 1]
    genitive = _OF.fullmatch(between(relative.end, owner.start)) or CONTRACTED.match(
        between(owner.start, owner.end)
    )
    return relative if genitive else None


_OF = re.compile(r"\s+(?:(?:of|de|du|da|do|di|del|della|dello|dei)\s+|d'|dell')")


def _subject(language: Language, hit: AttackMention, mention: Mention, between: Between) -> bool:
    """Return whether a name is the subject of the words: at most an apposition is between."""
    gap = _HOME.sub(" ", _ALIAS.sub(" ", between(mention.end, hit.start)))
    if mention.name and _INSERTED.search(between(hit.sentence.start, mention.name[0])):
        gap = _COMMA.sub(" ", gap)  # "his driver, X, was": the name itself is the apposition
    if gap.strip() == "," and not _AUXILIARY.match(between(hit.start, hit.end)):
        return True  # "the body of X, shot dead on Monday,"
    if hit.trigger.side == "left" and _OFFICE.match(gap) and not CLAUSE.search(gap):
        return not language.source.search(gap)
    if hit.outcome == "killed" and not hit.trigger.weak and _OPEN.fullmatch(gap):
        return not (
            CLAUSE.search(gap)
            or language.source.search(gap)
            or OBLIQUE.search(between(hit.sentence.start, mention.start)[-14:])
        )
    if not _BESIDE.fullmatch(gap) or language.source.search(gap):
        return False
    if len(CLAUSE.findall(gap)) > 1:
        return False
    rest = re.sub(r"^\s*(?:,.*,|\(.*\)|--?.*-)", "", gap, flags=re.DOTALL)
    if language.gap_stop.search(_AUXILIARY.sub("", _RELATIVE.sub("", rest))):
        return False
    if hit.trigger.side == "right" and re.search(r"\w", rest):
        return False  # an active verb without an object: only "X, 34, killed in ..." names one
    lead = between(hit.sentence.start, mention.start)[-14:]
    oblique = OBLIQUE.search(lead) or CONTRACTED.match(between(mention.start, mention.end))
    return not oblique or bool(_RELATIVE.match(_AGED.sub("", gap)))


_AUXILIARY = re.compile(
    r"\b(?:was|were|is|are|has|have|had|been|who|fue|fueron|es|son|era|ha|han|habia|sido|foi|foram|"
    r"a|ont|ete|est|sont|avait|was later|que|se|to)\b"
)


_BY_DOER = re.compile(
    r"\b(?:by|por|par|pelos?|pelas?|a manos de|dal?|dalla|dai|dagli)\s*$|"
    r"^\s*(?:by|por|par|pelos?|pelas?|a manos del?|dal?|dalla|dai|dagli)\s+(?:\w+\s+){0,3}$"
)


def _doers_after(
    language: Language, hit: AttackMention, right: list[Mention], between: Between
) -> list[Mention]:
    for mention in right:
        gap = between(hit.end, mention.start)
        if len(gap) > 60:
            return []
        if _BY_DOER.search(gap):
            return [mention]
    return []
