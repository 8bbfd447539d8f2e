"""Texts that list many attacks: anniversaries, overviews, a year's count, trials of many killings.

Such a text names many years, or many days. It shares words, places and days with the reports of
each attack that it lists, and would bring them together.
"""

import re

from vigil.reading.linkage.folding import fold_text

MANY_ACCOUNTS = 4
"""Accounts of one report from which it lists attacks."""
MANY_YEARS = 5
"""Years in one text from which it looks back on many attacks."""
MANY_DAYS = 7
"""Days of the calendar in one text: one killing, its trial and a funeral make up fewer."""

_MONTHS = (
    "january|enero|janeiro|janvier|gennaio|января|يناير",
    "february|febrero|fevereiro|fevrier|febbraio|февраля|فبراير",
    "march|marzo|marco|mars|марта|مارس",
    "april|abril|avril|aprile|апреля|ابريل",
    "may|mayo|maio|mai|maggio|мая|مايو",
    "june|junio|junho|juin|giugno|июня|يونيو",
    "july|julio|julho|juillet|luglio|июля|يوليو",
    "august|agosto|aout|августа|اغسطس",
    "september|septiembre|setiembre|setembro|septembre|settembre|сентября|سبتمبر",
    "october|octubre|outubro|octobre|ottobre|октября|اكتوبر",
    "november|noviembre|novembro|novembre|ноября|نوفمبر",
    "december|diciembre|dezembro|decembre|dicembre|декабря|ديسمبر",
)
_MONTH_OF = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_NAME = "|".join(sorted(_MONTH_OF, key=lambda name: -len(name)))
_DAY = re.compile(
    rf"\b(\d\d?)(?:er|st|nd|rd|th|[º°.])? (?:de |of )?({_NAME})\b"
    rf"|\b({_NAME}) (\d\d?)(?:st|nd|rd|th)?\b"
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")


def lists_attacks(text: str) -> bool:
    """Return whether a text names so many years or days that it tells of many attacks."""
    folded = fold_text(text)
    if len(set(_YEAR.findall(folded))) >= MANY_YEARS:
        return True
    days = {(int(a or d), _MONTH_OF[b or c]) for a, b, c, d in _DAY.findall(folded)}
    return len(days) >= MANY_DAYS
