"""Read and write RIS, the tagged format of reference managers. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

_KINDS: Final[Mapping[str, str]] = {
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "CONF": "chapter",
    "CPAPER": "chapter",
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "report",
    "GEN": "report",
    "ELEC": "webpage",
    "BLOG": "webpage",
    "ICOMM": "webpage",
    "NEWS": "article-newspaper",
    "MGZN": "article-newspaper",
    "LEGAL": "legislation",
    "STAT": "legislation",
    "BILL": "legislation",
    "CASE": "legislation",
    "DATA": "dataset",
    "AGGR": "dataset",
}
_WRITTEN: Final[Mapping[str, str]] = {
    "book": "BOOK",
    "chapter": "CHAP",
    "article-journal": "JOUR",
    "report": "RPRT",
    "webpage": "ELEC",
    "article-newspaper": "NEWS",
    "legislation": "STAT",
    "dataset": "DATA",
}
_FIELDS: Final[Mapping[str, str]] = {
    "TI": "title",
    "T1": "title",
    "CT": "title",
    "T2": "container-title",
    "JO": "container-title",
    "JF": "container-title",
    "BT": "container-title",
    "PB": "publisher",
    "CY": "publisher-place",
    "VL": "volume",
    "ET": "edition",
    "DO": "DOI",
    "UR": "URL",
}
_LINE: Final = re.compile(r"\s*([A-Z][A-Z0-9])  ?- ?(.*)")


def read_ris(text: str) -> Iterator[tuple[int, str, dict[str, Any] | str]]:
    """Yield each record of a text: its line, its id, and its item, or why it cannot be read."""
    fields: list[tuple[str, str]] = []
    began = 0
    for n, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line.lstrip("\ufeff"))
        if found is None:
            if not line.strip():
                continue
            if fields:  # a long value goes on
                fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
                continue
            yield n, "", _("This line is no field of RIS: “%(text)s”.") % {"text": line[:40]}
            continue
        tag, value = found[1], found[2].strip()
        if tag == "TY":
            if fields:
                yield began, "", _("This record has no end (ER).")
            fields, began = [(tag, value)], n
        elif tag == "ER":
            if fields:
                yield began, _first(fields, "ID"), _item(fields)
            fields = []
        elif fields:
            fields.append((tag, value))
        else:
            yield n, "", _("This field stands before the beginning of a record (TY).")
    if fields:
        yield began, "", _("This record has no end (ER).")


def _first(fields: Sequence[tuple[str, str]], *tags: str) -> str:
    return next((value for tag, value in fields if tag in tags and value), "")


def _item(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    told: dict[str, Any] = {"type": _KINDS.get(_first(fields, "TY").upper(), "report")}
    for tag, value in fields:
        if tag in _FIELDS:
            told.setdefault(_FIELDS[tag], value)
        elif tag in ("AU", "A1"):
            told.setdefault("author", []).append(_person(value))
        elif tag in ("ED", "A2"):
            told.setdefault("editor", []).append(_person(value))
        elif tag in ("IS", "M1"):
            told.setdefault("issue" if told["type"] == "article-journal" else "number", value)
    pages = [one for one in (_first(fields, "SP"), _first(fields, "EP")) if one]
    if pages:
        told["page"] = "–".join(pages)
    told["issued"] = {"date-parts": [_day(_first(fields, "DA", "PY", "Y1"))]}
    if accessed := _day(_first(fields, "Y2")):
        told["accessed"] = {"date-parts": [accessed]}
    return told


def _day(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"[0-9]{1,4}", text)[:3]]


def _person(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": family.strip()}


# Writing


def write_ris(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Return works, each with its key, as RIS."""
    return "".join(_record(key, item) for key, item in rows)


def _record(key: str, item: Mapping[str, Any]) -> str:
    fields = [("TY", _WRITTEN[item["type"]]), ("ID", key)]
    for tag, role in (("AU", "author"), ("ED", "editor")):
        fields += [(tag, _written_name(one)) for one in item.get(role, [])]
    names = {"TI": "title", "T2": "container-title", "PB": "publisher", "CY": "publisher-place"}
    names |= {"VL": "volume", "ET": "edition", "DO": "DOI", "UR": "URL"}
    fields += [(tag, str(item[name])) for tag, name in names.items() if item.get(name)]
    number = item.get("issue") if item["type"] == "article-journal" else item.get("number")
    fields += [("IS", number)] if number else []
    fields += [("SP", item["page"])] if item.get("page") else []
    for tag, name in (("DA", "issued"), ("Y2", "accessed")):
        parts = item.get(name, {}).get("date-parts", [[]])[0]
        if parts:
            told = [f"{n:02}" if at else f"{n:04}" for at, n in enumerate(parts)]
            fields.append((tag, "/".join(told)))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields) + "ER  - \r\n\r\n"


def _written_name(one: Mapping[str, str]) -> str:
    return one["literal"] if "literal" in one else f"{one['family']}, {one['given']}"
