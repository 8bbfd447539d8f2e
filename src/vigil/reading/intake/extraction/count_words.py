"""The words around numbers of people in one language: `data/counts.toml`, made into patterns."""

import re
from functools import cache

from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml, words
from vigil.reading.intake.extraction.number_phrases import NEVER, number_words
from vigil.reading.intake.gazetteer import fold

_ALL = read_toml("counts.toml")["all"]


class CountWords:
    """The words of one language around numbers of people."""

    def __init__(self, code: str) -> None:
        raw = read_toml("counts.toml")[code]

        def of(key: str, before: str = "", after: str = "") -> re.Pattern[str]:
            return pattern(f"{before}(?:{raw.get(key) or NEVER}){after}")

        self.numbers = number_words(code)
        whole = r"(?!\w)"
        self.dead, self.hurt = of("dead", after=whole), of("hurt", after=whole)
        self.predicate = pattern(
            rf"(?<!\w)(?:(?P<killed>{raw['killed']})|(?P<injured>{raw['hurting']})"
            rf"|(?P<hit>{raw.get('struck') or NEVER})|(?P<does>{raw['does']}))(?!\w)"
        )
        determiner = rf"(?:(?:{_ALL['determiners']})\s+)?"
        glue = rf"(?:\s+(?:{raw['glue']}))*\s+{determiner}$"
        gap = r"(?:\s[^.;:,\d]{1,45}?(?=\s+(?:al?|ao|aos)\s))?" if code in ("es", "pt") else ""
        where = rf"(?:\s+(?:{_ALL['where']})\s[^.;:,\d]{{1,40}}?)?\s+{determiner}$"
        self.kills = pattern(
            rf"(?<!\w)(?:(?:{raw['kills']}){gap}{glue}|(?:{raw['dies'] or NEVER}){where})"
        )
        self.hurts = pattern(
            rf"(?<!\w)(?:(?:{raw['hurts']}){gap}{glue}|(?:{raw['suffers'] or NEVER}){where})"
        )
        self.along = pattern(rf"(?<!\w)(?:{_ALL['along']})\s+{determiner}$")
        self.strikes = of("strikes", r"(?<!\w)", glue)
        aside = r"(?:\s*[(\[][^()\[\]]{1,80}[)\]])?"
        aged = rf"(?:\s*,?\s*\(?(?:de\s+|aged\s+)?\d{{1,3}}\)?(?:[\s-]*(?:{_ALL['years']}))?)?"
        self.link = pattern(
            rf"{aside}{aged}\s*(?P<link>{raw['links']})\s*"
            rf"(?:(?<=[^,])\s(?:a|al|de|del|to|of|ao|da|do|with|con|di|для)\s+)?"
            rf"{determiner}(?:(?:an?\s+)?\d{{1,3}}[\s-](?:year|month)s?[\s-]old\s+)?$"
        )
        self.part_before = of("part_before", r"(?<!\w)", rf"\s*{determiner}$")
        self.part = of("part_before", r"(?<!\w)", whole)
        one_of = r"(?:(?:the|one of the|an?|el|un|uno de los|o|um|le|l'un des|il|uno dei)\s+)?"
        self.with_doer = pattern(
            rf"(?:\s+\w+){{0,6}}?\s*,?\s*(?:{raw['part_before']})\s*{one_of}(?:\w+\s+)?"
            rf"(?:{raw['doers']}){whole}"
        )
        self.part_after = of("part_after", r"\s+", whole)
        self.further = of("further", r"(?<!\w)", whole)
        self.general = of("general", r"(?<!\w)", whole)
        self.several = of("several", r"(?<!\w)", whole)
        self.toll = of("toll", r"(?<!\w)", rf"\s+{determiner}$")
        self.fought = pattern(rf"\b(?:{alternatives('fights')}|enfrent\w+|abat\w+)(?!\w)")
        self.doers = of("doers", r"(?<!\w)", whole)
        times = (entry.partition("=") for entry in raw["multiple"].split())
        self.times = {word: int(number) for word, _, number in times}
        self.multiple = pattern(
            rf"(?<!\w)(?P<times>{'|'.join(self.times) or NEVER})\s+(?:{raw['multiple_of']}){whole}"
        )
        self.group = of("group", r"(?<!\w)", r"\s+$")
        self.pair = of("pair", r"(?<!\w)", whole)
        self.dead_pair = of("dead_pair", r"(?<!\w)", whole)
        self.none_killed = of("none_killed", r"(?<!\w)", whole)
        self.none_hurt = of("none_hurt", r"(?<!\w)", whole)
        self.small = words(f"small_words_{code}")
        self.nouns = frozenset(fold(word) for word in raw["nouns"].split())


@cache
def count_words(code: str) -> CountWords:
    """Return the words of a language, read once a process."""
    return CountWords(code)
