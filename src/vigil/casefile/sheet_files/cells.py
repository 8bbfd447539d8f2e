"""Read the value of a cell, and write the text of a value. Pure.

`canonical` returns what `write` and then `read` make of a value. Which parts a cell can hold: see
`field_parts`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.casefile.sheet_files.dates import Order, read_date
from vigil.casefile.sheet_files.field_parts import FieldPart, choices
from vigil.casefile.sheet_files.vocabulary import country_in, label_words, simplified
from vigil.language.counts import count_text

NOTHING = frozenset({"", "-", "--", "–", "—", "?", "n/a", "n.a.", "null", "nil", "s/d", "s.d."})
"""Texts of empty cells, in any column."""
UNKNOWN_WORDS = frozenset(
    {
        *("unknown", "not known", "not reported", "not available", "unidentified", "unnamed"),
        *("desconocido", "desconocida", "sin dato", "sin datos", "no reportado", "sin identificar"),
        *("inconnu", "inconnue", "non identifie", "non renseigne", "desconhecido", "desconhecida"),
        *("nao informado", "nao identificado", "nao identificada", "no identificado"),
        *("undated", "no date", "date unknown", "n.d.", "sin fecha", "s/f", "s.f."),
        *("sans date", "sem data"),
    }
)
"""Words that mean an empty cell if the field has no value `unknown`; folded."""
NOBODY = frozenset(
    {
        *(
            "unknown",
            "unidentified",
            "unnamed",
            "desconocido",
            "desconocida",
            "inconnu",
            "inconnue",
        ),
        *("desconhecido", "desconhecida", "identificado", "identificada", "identifie"),
    }
)
ANYBODY = frozenset(
    {
        *(
            "man",
            "men",
            "male",
            "woman",
            "women",
            "female",
            "person",
            "persons",
            "people",
            "victim",
        ),
        *("victims", "hombre", "hombres", "mujer", "mujeres", "persona", "personas", "victima"),
        *("homme", "femme", "personne", "victime", "homem", "mulher", "pessoa", "vitima"),
        *("no", "nao", "non", "sin", "identificar", "one", "two", "three", "adult"),
    }
)
"""Words that, beside a word of `NOBODY`, are no name: "unknown male"; folded."""
ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"})
_ENTRY = re.compile(r'[^\S\n]*"((?:[^"]|"")*)"\s*(?=$|[;|\n])|([^;|\n]+)')
_AGES = re.compile(
    r"(?:c\.|ca\.?|circa|~|about|approx\.?|aprox\.?|env\.?)?\s*"
    r"(\d{1,3})(?:\s*(?:-|–|to|a)\s*(\d{1,3}))?"
    r"(?:\s*(?:years?(?:\s+old)?|yrs?\.?|y/?o|años?|anos?|ans))?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(\d{1,6})(?:\s*\(\s*(\d{1,6})\s*[-–]\s*(\d{1,6})\s*\))?")
_DECADE = re.compile(r"([2-9]0)s")
_URL = re.compile(
    r"(?:https?://|(?<![^\s;,|(])www\.)(?:(?![;,|]+(?:https?://|www\.))[^\s<>\"])+", re.IGNORECASE
)


class CellFormat(Struct, frozen=True):
    """How to read the cells of a sheet: order of dates, and the sheet's words for our values."""

    date_order: Order = "dmy"
    words: Mapping[str, Mapping[str, str]] = {}
    """Part -> simplified word of the sheet -> our value ("" if the word means nothing)."""


def read(part: FieldPart, text: str, how: CellFormat) -> Any:
    """Return the value of a cell; None if the cell is empty. Raises ValueError with the reason."""
    said = simplified(text)
    if said in ERRORS:
        raise ValueError(_("the spreadsheet could not compute this cell"))
    own = how.words.get(part.name, {})
    if choices(part):
        return _read_choice(part, text, own)
    if said in own:
        text = own[said]
        said = simplified(text)
    if said in NOTHING or (said in UNKNOWN_WORDS and part.kind != "id"):
        return None
    return READERS[part.kind](text.strip(), how)


def write(part: FieldPart, value: Any) -> str:
    """Return the text of a value, so that `read` reads it. An unknown value gives an empty text."""
    if value in (None, "", [], {}):
        return ""
    if part.kind == "date" or part.kind == "edtf":
        return value.get("value") or ""
    if part.kind == "count":
        return count_text(value).replace("–", "-")
    if part.kind == "ages":
        low, high = value if isinstance(value, list) else (value["low"], value["high"])
        return str(low) if low == high else f"{low}-{high}"
    if isinstance(value, list):
        entries = [entry["name"] if isinstance(entry, dict) else str(entry) for entry in value]
        return "; ".join(_quoted(entry) for entry in entries)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def canonical(part: FieldPart, value: Any) -> Any:
    """Return a value as it would come back from a sheet, for comparing."""
    try:
        return read(part, write(part, value), CellFormat())
    except ValueError:
        return value


def split(text: str) -> list[str]:
    """Return the entries of a cell, separated by `;`, `|` or line breaks, each once."""
    found = [
        (match[1].replace('""', '"') if match[1] is not None else match[2]).strip()
        for match in _ENTRY.finditer(text)
    ]
    return list(dict.fromkeys(entry for entry in found if entry))


def urls(text: str) -> list[str]:
    """Return the web addresses of a cell. Raises ValueError if there is anything else in it.

    "http://" is put before an address that begins with "www.".
    """
    found = [url.rstrip(";,|") for url in _URL.findall(text)]
    found = [url if "://" in url[:8] else f"http://{url}" for url in found]
    rest = _URL.sub("", text).strip(" ;,|\n\r\t")
    if rest or not found:
        raise ValueError(_("this is no web address (http:// or https://)"))
    if any(len(url) > 2000 for url in found):
        raise ValueError(_("this web address is longer than 2,000 characters"))
    return list(dict.fromkeys(found))


def _quoted(entry: str) -> str:
    if any(char in entry for char in ';|\n"'):
        return '"' + entry.replace('"', '""') + '"'
    return entry


def _read_choice(part: FieldPart, text: str, own: Mapping[str, str]) -> Any:
    if part.kind == "list":
        keys = [_choice(part, entry, own) for entry in split(text)]
        return list(dict.fromkeys(key for key in keys if key)) or None
    return _choice(part, text, own)


def _choice(part: FieldPart, text: str, own: Mapping[str, str]) -> str | None:
    said = simplified(text)
    if said in own:
        return own[said] or None
    if said in NOTHING:
        return None
    known = label_words(part.field if part.kind != "place_precision" else "place_precision")
    if said not in known:
        raise ValueError(_("no meaning is given for this word"))
    return known[said]


def _number(text: str, how: CellFormat) -> float | int:
    compact = text.replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", compact):
        compact = compact.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d{1,3}(\.\d{3}){2,}", compact):
        compact = compact.replace(".", "").replace(",", ".")
    else:
        compact = compact.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d{1,2})?", compact, re.IGNORECASE):
        raise ValueError(_("this is no number"))
    number = float(compact)
    return int(number) if number.is_integer() else number


def _degrees(limit: float) -> Callable[[str, CellFormat], float]:
    def read_degrees(text: str, how: CellFormat) -> float:
        number = float(_number(text, how))
        if abs(number) > limit:
            raise ValueError(_("degrees go from -%(limit)s to %(limit)s") % {"limit": f"{limit:g}"})
        return number

    return read_degrees


def _whole(text: str, how: CellFormat) -> int:
    number = _number(text, how)
    if not isinstance(number, int):
        raise ValueError(_("this is no whole number"))
    return number


def _count(text: str, how: CellFormat) -> dict[str, int]:
    match = _COUNT.fullmatch(text)
    if match is None:
        raise ValueError(_("this is no count (4, or 4 (3-5) with the lowest and the highest)"))
    best = int(match[1])
    return {"low": int(match[2] or best), "best": best, "high": int(match[3] or best)}


def _ages(text: str, how: CellFormat) -> dict[str, int]:
    if decade := _DECADE.fullmatch(text):
        return {"low": int(decade[1]), "high": int(decade[1]) + 9}
    match = _AGES.fullmatch(text)
    if match is None:
        raise ValueError(_("this is no age in years (34, or 30-35)"))
    low = int(match[1])
    high = int(match[2] or match[1])
    if low > high or high > 130:
        raise ValueError(_("this is no age in years (34, or 30-35)"))
    return {"low": low, "high": high}


def _country(text: str, how: CellFormat) -> str:
    code = country_in(text)
    if code is None:
        raise ValueError(_("this is no country that is known here"))
    return code


def _currency(text: str, how: CellFormat) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError(_("this is no currency code such as USD"))
    return text.upper()


def _text(text: str, how: CellFormat) -> str:
    return text


def _entries(text: str, how: CellFormat) -> list[str]:
    return split(text)


def _name(text: str, how: CellFormat) -> str | None:
    said = {*re.findall(r"[a-z]+", simplified(text))}
    if said & NOBODY and said <= NOBODY | ANYBODY:
        return None
    if len(text) > 200:
        raise ValueError(_("a name is not longer than 200 characters"))
    return " ".join(text.split())


def _names(text: str, how: CellFormat) -> list[str]:
    return [name for entry in split(text) if (name := _name(entry, how))]


def _perpetrators(text: str, how: CellFormat) -> list[dict[str, str]]:
    return [{"name": name, "kind": "unknown", "status": "as_reported"} for name in split(text)]


def _date(text: str, how: CellFormat) -> dict[str, str]:
    return read_date(text, how.date_order)


def _source_date(text: str, how: CellFormat) -> list[str]:
    return [read_date(entry, how.date_order)["value"] for entry in split(text)]


def _id(text: str, how: CellFormat) -> str:
    return text.upper()


READERS: Mapping[str, Callable[[str, CellFormat], Any]] = {
    "id": _id,
    "text": _text,
    "name": _name,
    "names": _names,
    "ages": _ages,
    "count": _count,
    "edtf": _date,
    "integer": _whole,
    "number": _number,
    "list": _entries,
    "perpetrators": _perpetrators,
    "country": _country,
    "currency": _currency,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "source_url": lambda text, how: urls(text),
    "source_title": _entries,
    "source_publisher": _entries,
    "source_date": _source_date,
    "source_language": _entries,
}
