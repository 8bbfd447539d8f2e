r"""Read and write BibTeX. Pure.

A small reader: entries, fields in braces, quotation marks or as numbers, `#`, `@string`, the usual
accents. What it does not understand it names with its line.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.outlook.reports.bibliography.items import year_of

_KINDS: Final[Mapping[str, str]] = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "chapter",
    "techreport": "report",
    "report": "report",
    "phdthesis": "report",
    "mastersthesis": "report",
    "online": "webpage",
    "electronic": "webpage",
    "legislation": "legislation",
    "dataset": "dataset",
    "news": "article-newspaper",
    "misc": "webpage",
}
_WRITTEN: Final[Mapping[str, str]] = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "webpage": "online",
    "legislation": "legislation",
    "dataset": "dataset",
    "article-newspaper": "news",
}
_FIELDS: Final[Mapping[str, str]] = {
    "title": "title",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "address": "publisher-place",
    "location": "publisher-place",
    "journal": "container-title",
    "journaltitle": "container-title",
    "booktitle": "container-title",
    "volume": "volume",
    "pages": "page",
    "edition": "edition",
    "doi": "DOI",
    "url": "URL",
}
_ADDRESSES: Final = ("doi", "url")
"""The fields in which two hyphens are no dash."""
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_ACCENTS: Final[Mapping[str, str]] = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
}
_COMMANDS: Final[Mapping[str, str]] = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "i",
    "j": "j",
}
_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s*)|\\(.)", re.DOTALL)
_ACCENT: Final = re.compile(
    r"""\\(?:([`'^~"=.])|([cvuHkr])(?![A-Za-z]))\s*(?:\{\s*\\?([^\W\d_])\s*\}|\\?([^\W\d_]))"""
)
_ENTRY: Final = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NAME: Final = re.compile(r"[\s,]*([A-Za-z][\w:.+-]*)\s*=\s*")


class BadEntry(ValueError):
    """An entry that cannot be read; the text says why."""


def read_bibtex(text: str) -> Iterator[tuple[int, str, dict[str, Any] | str]]:
    """Yield each entry of a text: its line, its key, and its item, or why it cannot be read."""
    macros = {name: str(n) for n, name in enumerate(_MONTHS, start=1)}
    at = 0
    while found := _ENTRY.search(text, at):
        line = text.count("\n", 0, found.start()) + 1
        kind = found[1].lower()
        try:
            inside, at = _balanced(text, found.end() - 1)
        except BadEntry as error:
            yield line, "", str(error)
            return
        if kind in ("comment", "preamble"):
            continue
        key, _comma, fields = inside.partition(",")
        try:
            if kind == "string":
                macros |= {name: _plain(value) for name, value in _fields(inside, macros)}
                continue
            yield line, key.strip(), _item(kind, dict(_fields(fields, macros)))
        except BadEntry as error:
            yield line, key.strip(), str(error)


def _balanced(text: str, start: int) -> tuple[str, int]:
    """Return what is in the braces that begin here, and where they end. Raises BadEntry."""
    close = "}" if text[start] == "{" else ")"
    depth, at = 0, start
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 2
            continue
        if sign == "{" or (at == start):
            depth += 1
        elif sign == close and depth == 1:
            return text[start + 1 : at], at + 1
        elif sign == "}":
            depth -= 1
        at += 1
    raise BadEntry(_("A brace is not closed."))


def _fields(text: str, macros: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry, in braces as they are written. Raises BadEntry."""
    at = 0
    while found := _NAME.match(text, at):
        value, at = _value(text, found.end(), macros, found[1])
        yield found[1].lower(), value
    if rest := text[at:].strip(" ,\n\r\t"):
        raise BadEntry(_("This is no field: “%(text)s”.") % {"text": rest[:40]})


def _value(text: str, at: int, macros: Mapping[str, str], name: str) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        if at < len(text) and text[at] == "{":
            part, at = _balanced(text, at)
        elif at < len(text) and text[at] == '"':
            part, at = _in_quotes(text, at)
        else:
            word = re.compile(r"[^\s,#{}\"]+").match(text, at)
            if word is None:
                raise BadEntry(_("The field “%(name)s” has no value.") % {"name": name})
            part, at = macros.get(word[0].lower(), word[0]), word.end()
        parts.append(part)
        more = re.compile(r"\s*#\s*").match(text, at)
        if more is None:
            return "".join(parts), at
        at = more.end()


def _in_quotes(text: str, start: int) -> tuple[str, int]:
    depth, at = 0, start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
        elif text[at] == '"' and depth == 0:
            return text[start + 1 : at], at + 1
        at += 1
    raise BadEntry(_("A quotation mark is not closed."))


def _item(kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"type": _KINDS.get(kind, "report")}
    for name, value in fields.items():
        if name in _FIELDS:
            told[_FIELDS[name]] = _plain(value if name in _ADDRESSES else _dashed(value))
        elif name == "number":
            told["issue" if told["type"] == "article-journal" else "number"] = _plain(value)
        elif name in ("author", "editor"):
            told[name] = [_person(one) for one in _split_names(value)]
    told["issued"] = {"date-parts": [_day(fields)]}
    accessed = _numbers(fields.get("urldate", ""))
    return {**told, "accessed": {"date-parts": [accessed]}} if accessed else told


def _dashed(value: str) -> str:
    """Return a value with the dashes that BibTeX writes as hyphens."""
    return value.replace("---", "—").replace("--", "–")


def _day(fields: Mapping[str, str]) -> list[int]:
    if found := _numbers(fields.get("date", "")):
        return found
    numbers = _numbers(fields.get("year", ""))[:1]
    month = _plain(fields.get("month", "")).lower()[:3]
    if numbers and month:
        month = str(_MONTHS.index(month) + 1) if month in _MONTHS else month
        numbers += _numbers(month)[:1]
        if len(numbers) == 2:
            numbers += _numbers(fields.get("day", ""))[:1]
    return numbers


def _numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"[0-9]{1,4}", text)[:3]]


def _split_names(value: str) -> list[str]:
    return [one for one in _at_top(value, re.compile(r"\s+and\s+")) if one.strip()]


def _at_top(value: str, between: re.Pattern[str]) -> list[str]:
    """Split a value where a pattern stands outside of braces."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(value):
        found = between.match(value, at) if depth == 0 else None
        if found:
            parts.append(value[start:at])
            start = at = found.end()
            continue
        if value[at] == "\\":
            at += 1
        else:
            depth += {"{": 1, "}": -1}.get(value[at], 0)
        at += 1
    return [*parts, value[start:]]


def _person(name: str) -> dict[str, str]:
    name = name.strip()
    if name.startswith("{") and _whole(name):
        return {"literal": _plain(name)}
    parts = [_plain(one) for one in _at_top(name, re.compile(r"\s*,\s*"))]
    if len(parts) >= 2:
        return {"family": parts[0], "given": " ".join(one for one in reversed(parts[1:]) if one)}
    words = [_plain(one) for one in _at_top(name, re.compile(r"\s+"))]
    if len(words) == 1:
        return {"literal": words[0]}
    return {"family": words[-1], "given": " ".join(words[:-1])}


def _whole(name: str) -> bool:
    """Return whether one pair of braces holds the whole name."""
    try:
        _inside, end = _balanced(name, 0)
    except BadEntry:
        return False
    return end == len(name)


def _plain(value: str) -> str:
    """Return a value without its markup. Raises BadEntry (a command that is not known)."""
    value = _ACCENT.sub(_accented, value)
    kept: dict[str, str] = {}

    def command(found: re.Match[str]) -> str:
        name, sign = found[1], found[2]
        if name is None:
            said = sign
        elif name in _COMMANDS:
            said = _COMMANDS[name]
        elif name in ("emph", "textit", "textbf", "url", "textsc", "textrm", "mkbibquote"):
            return ""
        else:
            raise BadEntry(_("The command “%(name)s” is not known.") % {"name": f"\\{name}"})
        mark = chr(0xE000 + len(kept))
        kept[mark] = said
        return mark

    plain = _COMMAND.sub(command, value).replace("{", "").replace("}", "").replace("~", " ")
    for mark, said in kept.items():
        plain = plain.replace(mark, said)
    return " ".join(plain.split())


def _accented(found: re.Match[str]) -> str:
    letter = found[3] or found[4]
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])


# Writing


def write_bibtex(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Return works, each with its key, as BibTeX."""
    return "\n".join(_entry(key, item) for key, item in rows)


def _entry(key: str, item: Mapping[str, Any]) -> str:
    fields: dict[str, str] = {}
    for role in ("author", "editor"):
        if item.get(role):
            fields[role] = " and ".join(map(_written_name, item[role]))
    names = {"publisher-place": "address", "DOI": "doi", "URL": "url", "page": "pages"}
    for name in ("title", "publisher", "publisher-place", "volume", "page", "edition"):
        if item.get(name):
            fields[names.get(name, name)] = _escaped(item[name])
    if item.get("container-title"):
        journal = item["type"] in ("article-journal", "article-newspaper")
        fields["journal" if journal else "booktitle"] = _escaped(item["container-title"])
    number = item.get("issue") if item["type"] == "article-journal" else item.get("number")
    if number:
        fields["number"] = _escaped(number)
    for name, told in (("date", "issued"), ("urldate", "accessed")):
        parts = item.get(told, {}).get("date-parts", [[]])[0]
        if parts:
            fields[name] = "-".join(f"{n:02}" if at else f"{n:04}" for at, n in enumerate(parts))
    if year := year_of(item):
        fields["year"] = year
    for name in ("DOI", "URL"):
        if item.get(name):
            fields[names[name]] = _escaped(item[name])
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{_WRITTEN[item['type']]}{{{key},\n{lines}}}\n"


def _written_name(one: Mapping[str, str]) -> str:
    if "literal" in one:
        return f"{{{_escaped(one['literal'])}}}"
    return f"{{{_escaped(one['family'])}}}, {{{_escaped(one['given'])}}}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text).replace("--", "-{}-")
