"""How many were killed and hurt, in words: "3 killed, at least 5 injured"."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, ngettext

from vigil.casefile.models import Claim
from vigil.casefile.reports.claims import numbers_read
from vigil.language.punctuation import in_a_row

Number = Mapping[str, int | None]


def numbers_text(claims: Iterable[Claim]) -> str:
    """Return the numbers that accounts state, in words; "" where they state none."""
    numbers = numbers_read(claims)
    said = []
    for field, number in numbers.items():
        text, many = number_text(number), _of_plural(number)
        if field == "killed":
            said.append(ngettext("%(number)s killed", "%(number)s killed", many) % {"number": text})
        else:
            said.append(
                ngettext("%(number)s injured", "%(number)s injured", many) % {"number": text}
            )
    return in_a_row(said)


def number_text(number: Number) -> str:
    """Return a number with its bounds, in words."""
    low, best, high = (number.get(part) for part in ("low", "best", "high"))
    if low is not None and high is not None:
        if low == high:
            return str(low)
        return gettext("%(low)d to %(high)d") % {"low": low, "high": high}
    if low is not None:
        return gettext("at least %(number)d") % {"number": low}
    if high is not None:
        return gettext("at most %(number)d") % {"number": high}
    return gettext("about %(number)d") % {"number": best}


def _of_plural(number: Number) -> int:
    """Return the number by which a language chooses singular or plural."""
    return next(n for part in ("best", "high", "low") if (n := number.get(part)) is not None)
