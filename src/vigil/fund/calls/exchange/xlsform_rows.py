"""One row of the sheet `survey` and the field of a form that it is: written, and read again.

What XLSForm has no word for stands in a column of ours, `vigil`, as JSON: only what would be read
otherwise without it. So our own files come back as they were, and others are read as they are.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from vigil.fund.calls.exchange import relevant

OWN_COLUMN: Final = "vigil"
LANGUAGE_NAMES: Final = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "ar": "العربية",
}
TYPES: Final[Mapping[str, str]] = {
    "text": "text",
    "long": "text",
    "number": "integer",
    "money": "decimal",
    "date": "date",
    "country": "text",
    "choice": "select_one",
    "choices": "select_multiple",
    "yes": "acknowledge",
    "email": "text",
    "contact": "text",
    "account": "text",
    "file": "file",
    "voice": "audio",
    "consent": "acknowledge",
    "note": "note",
    "part": "begin_group",
    "budget": "begin_group",
}
"""Kind of a field -> type of XLSForm."""
KINDS: Final[Mapping[str, str]] = {
    "text": "text",
    "string": "text",
    "integer": "number",
    "int": "number",
    "decimal": "number",
    "date": "date",
    "select_one": "choice",
    "select_multiple": "choices",
    "acknowledge": "yes",
    "trigger": "yes",
    "note": "note",
    "audio": "voice",
    "image": "file",
    "photo": "file",
    "file": "file",
    "begin_group": "part",
}
"""Type of XLSForm -> kind of a field, where our column says nothing."""
YES: Final = ("yes", "true", "true()", "1")
Row = dict[str, str]


def language_column(name: str, language: str) -> str:
    """Return the title of a column of texts in a language: `label::Español (es)`."""
    return f"{name}::{LANGUAGE_NAMES.get(language, language)} ({language})"


def row_of(field: Mapping[str, Any], kinds: Mapping[str, str]) -> Row:
    """Return a field as a row of `survey`; `kinds` are those of all fields, by key."""
    row = plain_row(field, kinds)
    read = field_of(row)
    own = {name: value for name, value in field.items() if read.get(name) != value}
    own |= {name: None for name in read if name not in field}
    for inner in ("options", "text", "when", "key"):  # rows, choices and `relevant` hold these
        own.pop(inner, None)
    if own:
        row[OWN_COLUMN] = json.dumps(own, sort_keys=True)
    return row


def plain_row(field: Mapping[str, Any], kinds: Mapping[str, str]) -> Row:
    """Return what XLSForm itself can say of a field."""
    kind, key = field["kind"], str(field["key"])
    of_list = f" {key}" if kind in ("choice", "choices") else ""
    row = {"type": f"{TYPES[kind]}{of_list}", "name": key}
    for name, column in (("label", "label"), ("help", "hint")):
        for language, text in field.get(name, {}).items():
            row[language_column(column, language)] = text
    if field.get("required"):
        row["required"] = "yes"
    if kind == "long":
        row["appearance"] = "multiline"
    if field.get("when"):
        row["relevant"] = relevant.relevant_of(field["when"], kinds)
    if limits := _constraint(field):
        row["constraint"] = limits
    return row


def _constraint(field: Mapping[str, Any]) -> str:
    if field["kind"] in ("text", "long") and "most" in field:
        return f"string-length(.) <= {field['most']}"
    if field["kind"] != "number":
        return ""
    bounds = (("least", ">="), ("most", "<="))
    return " and ".join(f". {sign} {field[name]}" for name, sign in bounds if name in field)


def field_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the field of a row as far as the row itself says; without options and conditions.

    The type must be known. Our own column is laid over what the others say.
    """
    kind = KINDS[kind_word(row["type"])]
    if kind == "text" and "multiline" in row.get("appearance", ""):
        kind = "long"
    field: dict[str, Any] = {"key": row["name"], "kind": kind, "label": texts_of(row, "label")}
    if hint := texts_of(row, "hint"):
        field["help"] = hint
    if row.get("required", "").strip().casefold() in YES:
        field["required"] = True
    field |= limits_of(row.get("constraint", ""), kind)[0]
    own = own_words(row)
    field |= {name: value for name, value in own.items() if value is not None}
    return {name: value for name, value in field.items() if own.get(name, "") is not None}


def own_words(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what our own column says; nothing where it is no mapping."""
    try:
        found = json.loads(row.get(OWN_COLUMN, "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def kind_word(text: str) -> str:
    """Return the first word of a type, spelled with `_`: `begin group` is `begin_group`."""
    words = text.strip().casefold().replace("begin group", "begin_group")
    words = words.replace("end group", "end_group").replace("select one", "select_one")
    words = words.replace("begin repeat", "begin_repeat").replace("end repeat", "end_repeat")
    words = words.replace("select all that apply", "select_multiple")
    return words.split()[0] if words else ""


def texts_of(row: Mapping[str, str], column: str) -> dict[str, str]:
    """Return the texts of a column by language; the column without one is English."""
    found: dict[str, str] = {}
    for title, text in row.items():
        name, _sign, language = title.partition("::")
        if name == column and text:
            found[language_code(language)] = text
    return found


def language_code(text: str) -> str:
    """Return the code of a language as XLSForm names it: `Español (es)`, `es`, `Español`."""
    if match := re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", text):
        return match[1]
    named = {name.casefold(): code for code, name in LANGUAGE_NAMES.items()}
    named |= {"spanish": "es", "french": "fr", "portuguese": "pt", "arabic": "ar", "": "en"}
    return named.get(text.strip().casefold(), text.strip() or "en")


_LIMIT: Final = re.compile(r"(string-length\(\s*\.\s*\)|\.)\s*(<=|>=|<|>)\s*(\d{1,12})")


def limits_of(constraint: str, kind: str) -> tuple[dict[str, int], bool]:
    """Return `least` and `most` of a constraint, and whether that is all that it says."""
    found: dict[str, int] = {}
    left = constraint
    for match in _LIMIT.finditer(constraint):
        of_length, sign, value = match[1] != ".", match[2], int(match[3])
        name = "most" if sign.startswith("<") else "least"
        value += {"<": -1, ">": 1}.get(sign, 0)
        if of_length != (kind in ("text", "long")) or (of_length and name == "least") or value < 0:
            continue
        if kind in ("text", "long", "number"):
            found[name] = value
            left = left.replace(match[0], "", 1)
    return found, not re.sub(r"\band\b|[\s()]", "", left)
