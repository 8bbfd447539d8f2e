"""Who is said to have done it. What is read here is for the desk only and never published."""

import re
from dataclasses import dataclass

from vigil.intake.extraction.lexicon import Language, pattern
from vigil.intake.extraction.people import Mention
from vigil.records import PerpetratorKind, PerpetratorStatus

_GROUP = pattern(
    r"\b(?:(?:farabundo marti )?national liberation (?:front|army)|fmln|farc|eln|epl|mrta|shining path|sendero luminoso"
    r"|tupac amaru revolutionary movement|revolutionary armed forces of colombia|army of national liberation"
    r"|(?:the )?extraditables|medellin cartel|cali cartel|(?:salvadoran|guatemalan|honduran|colombian|peruvian|panamanian) (?:army|armed forces|air force|national guard)"
    r"|(?:right-?wing |rightist )?death squads?|paramilitary (?:groups?|squads?)|drug trafficking mafias?"
    r"|morazanist patriotic front|cinchoneros?(?: popular liberation movement)?|patriotic liberation front|arena|popular liberation (?:army|forces)"
    r"|cartel (?:de los |de las |del |de la |de |d[oae]s? )?(?:\w+)(?: nueva generacion| unidas?)?|(?:los |el cartel de )?(?:zetas|caballeros templarios|rojos|ardillos|viagras|rastrojos|urabenos)"
    r"|familia michoacana|guerreros unidos|mara salvatrucha|ms-?13|barrio 18|pandilla \w+|clan del golfo|comando vermelho|primeiro comando da capital|\bpcc\b|milicia|milicias"
    r"|'?ndrangheta|camorra|cosa nostra|mafia|viv ansanm|g9)\b"
)
_INDIVIDUAL = pattern(
    r"(?:(?:a|an|the|two|three|four|five|six|several|some|dos|tres|cuatro|cinco|varios|un|una|unos|dois|tres|quatro|deux|trois|quatre|plusieurs|un grupo de|a group of|um grupo de|un groupe de|\d+) )?"
    r"(?:(?:unidentified|unknown|armed|hooded|masked|heavily-?armed|alleged|presumed|suspected|urban|salvadoran|leftist|rightist|paid|hired|young|shining path|fmln|farc|eln|m-19|presuntos|supuestos) )*"
    r"(?:gunm[ae]n|guerrillas?|guerillas?|terrorists?|rebels?|subversives?|soldiers|murderers|assassins?|kidnappers|assailants|attackers?|insurgents|extremists|urban (?:guerrillas|commandos)"
    r"|commandos|individuals|drug traffickers|narcoterrorists|troops|hitm[ae]n|sicarios?|pistoleros?|hombres armados|sujetos armados|individuos armados|encapuchados|desconocidos|comando armado|grupo armado|gatilleros"
    r"|atiradores|pistoleiros|homens armados|encapuzados|criminosos|bandidos|hommes armes|tueurs|assaillants|tireurs|bandits|armed men|men)"
    r"(?: (?:armados|armed|en motocicleta|on (?:a )?motorcycles?|em uma moto|a moto|encapuchados|wearing military uniforms))?\b"
)
_BY = re.compile(r"\b(?:by|por|par|pelos?|a manos de|as maos de)\s+(?:[\w\[\]-]+\s+){0,3}$")
_NOT_DOING = re.compile(
    r"(?:'s?\s|\s*,|\s*\.|\s+(?:were|was|died|have been|had been|are|is|fueron|foram|ont ete|attacks?|offensive"
    r"|organi[sz]ations?|groups?|activit\w+|movement|leaders?|violence|actions?|who died|and|or|demand\w*)\b)"
)
_STATUS: tuple[tuple[PerpetratorStatus, re.Pattern[str]], ...] = (
    ("acquitted", re.compile(r"\b(?:acquitt\w+|absuelt\w+|absolv\w+|acquitt\w+)\b")),
    ("convicted", re.compile(r"\b(?:convicted|sentenced|condenad\w+|sentenciad\w+|condamn\w+)\b")),
    ("tried", re.compile(r"\b(?:on trial|enjuiciad\w+|julgad\w+|juge\w*)\b")),
    (
        "arrested",
        re.compile(
            r"\b(?:arrest\w+|detenid\w+|captur\w+|detuv\w+|aprehend\w+|pres[oa]s?|arrete\w*|interpell\w+|custody)\b"
        ),
    ),
    (
        "accused",
        re.compile(
            r"\b(?:accus\w+|charged|acusad\w+|presunt\w+|imputad\w+|suspect\w*|suspeit\w+|indicted|inculp\w+|soupconn\w+|alleged\w*)\b"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class FoundPerpetrator:
    """Where a perpetrator is named or described, of what kind, and what is said of the case."""

    start: int
    end: int
    kind: PerpetratorKind
    status: PerpetratorStatus


def status_near(folded: str, start: int, end: int) -> PerpetratorStatus:
    """What the words around a name say of the state of the case against it."""
    window = folded[max(0, start - 60) : end + 60]
    for status, words in _STATUS:
        if words.search(window):
            return status
    return "as_reported"


def find_groups(folded: str, spans: list[tuple[int, int]]) -> list[FoundPerpetrator]:
    """Groups named within the spans, each once."""
    return _unique(folded, _GROUP, spans, "group")


def find_described(folded: str, spans: list[tuple[int, int]]) -> list[FoundPerpetrator]:
    """Doers described by what they are ("two gunmen"), each wording once.

    Only those who act: after "by", or before a verb that is not passive.
    """
    found = []
    for one in _unique(folded, _INDIVIDUAL, spans, "unknown"):
        if re.fullmatch(r"(?:the |\w+ )?men", folded[one.start : one.end]):
            continue
        by = _BY.search(folded[max(0, one.start - 50) : one.start])
        if by or not _NOT_DOING.match(folded[one.end : one.end + 60]):
            found.append(one)
    return found


def _unique(
    folded: str, words: re.Pattern[str], spans: list[tuple[int, int]], kind: PerpetratorKind
) -> list[FoundPerpetrator]:
    found: dict[str, FoundPerpetrator] = {}
    for start, end in spans:
        for match in words.finditer(folded, start, end):
            key = " ".join(match[0].split()).removeprefix("the ")
            found.setdefault(key, FoundPerpetrator(match.start(), match.end(), kind, "as_reported"))
    return list(found.values())


def find_suspects(
    language: Language, folded: str, mentions: list[Mention], victims: set[tuple[int, int]]
) -> list[FoundPerpetrator]:
    """Names that words of suspicion stand beside, and that are no victims."""
    found = []
    for mention in mentions:
        if mention.name is None or mention.name in victims:
            continue
        start, end = mention.name
        before = re.split(r"[.;]", folded[max(0, start - 50) : start])[-1]
        after = re.split(r"[.;]", folded[end : end + 45])[0]
        if language.suspect.search(before) or re.match(
            r",?(?:\s*\d+,)?\s*(?:was|is|were|fue|foi|a ete|has been)\s+(?:\w+\s+)?(?:arrest|charg|accus|convict|sentenc|deten|captur|acusad|condenad|pres[oa]|arrete|inculp)",
            after,
        ):
            found.append(FoundPerpetrator(start, end, "person", status_near(folded, start, end)))
    return found
