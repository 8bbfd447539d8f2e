"""Labelled reports the extractor learns from, and the three ways in which people write labels.

*Vigil's own* (a JSON object a report): `id`, `about_a_killing`, `victims` [{name, names, age}],
`suspects` [names], `perpetrators` [{name, kind}], `weapons` [texts], `place`, `event_date`. A
field that is absent says nothing; one whose `<field>_agreed` is false neither. This is also how
the desk's decisions are exported.

*MUC* (`templates`, the answer keys of MUC-3 and MUC-4; Sundheim 1992): templates with a DEATH
are the killings of a report; what is marked optional teaches nothing.

*Spans* (`full_text`, `spans`, as in the Gun Violence Database; Pavlick et al. 2016): kinds
VIC-NAME, VIC-AGE, SHO-NAME, DAT-CITY.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from vigil.reading.records import Report


class LabelledName(NamedTuple):
    """One person, group or thing by any of its names. Not `required`: neither right nor wrong."""

    names: tuple[str, ...]
    required: bool = True


Fills = tuple[LabelledName, ...] | None
"""None: nobody labelled this."""


class ReportLabels(NamedTuple):
    """What people say of one report. None where they say nothing."""

    id: str
    killing: bool | None = None
    victims: Fills = None
    unnamed: Fills = None
    """Victims by what they are called ("two peasants")."""
    ages: frozenset[int] | None = None
    """Ages of victims."""
    suspects: Fills = None
    doers: Fills = None
    groups: Fills = None
    weapons: Fills = None
    attacks: tuple[tuple[str, ...], ...] = ()
    """For each killing, all words for its victims; more than one when they were told apart."""
    row: dict[str, Any] = {}  # noqa: RUF012 - read only
    """The line as it stands: place and day are read from it where they are learnt."""


class LabelError(ValueError):
    """A line that is in none of the three forms; the text says what is missing."""


def read_labels(row: dict[str, Any]) -> ReportLabels:
    """Read one line of a labelled file. Raises LabelError for a line in none of the forms."""
    try:
        if "templates" in row:
            return _muc(row)
        if "spans" in row:
            return _spans(row)
        if isinstance(row.get("id"), str):
            return _own(row)
    except KeyError as error:
        raise LabelError(f"`{error.args[0]}` is missing") from error
    except (TypeError, AttributeError) as error:
        raise LabelError(f"a value is of another kind than it should be ({error})") from error
    raise LabelError("`id` is missing")


def _own(row: dict[str, Any]) -> ReportLabels:
    victims, perpetrators = _said(row, "victims"), _said(row, "perpetrators")
    killing = _said(row, "about_a_killing")
    if killing not in (None, True, False):
        raise LabelError(f"`about_a_killing` is {killing!r}; expected true, false or null")
    return ReportLabels(
        id=row["id"],
        killing=killing,
        victims=_people(victims),
        ages=_ages(victims),
        suspects=_texts(_said(row, "suspects")),
        doers=_of_kind(perpetrators, group=False),
        groups=_of_kind(perpetrators, group=True),
        weapons=_texts(_said(row, "weapons")),
        row=row,
    )


def _said(row: dict[str, Any], field: str) -> Any:
    """Return a field's value; None where those who labelled it did not agree."""
    return row.get(field) if row.get(f"{field}_agreed", True) else None


def _people(victims: list[dict[str, Any]] | None) -> Fills:
    if victims is None:
        return None
    named = [tuple(filter(None, [v.get("name"), *(v.get("names") or [])])) for v in victims]
    if not all(_is_text(name) for names in named for name in names):
        raise LabelError(f"names of victims are texts, not as in {victims!r}")
    return tuple(LabelledName(names) for names in named if names)


def _ages(victims: list[dict[str, Any]] | None) -> frozenset[int] | None:
    if victims is None or not any("age" in v for v in victims):
        return None
    return frozenset(int(v["age"]) for v in victims if v.get("age") is not None)


def _texts(texts: list[str] | None) -> Fills:
    if texts is not None and not (isinstance(texts, list) and all(map(_is_text, texts))):
        raise LabelError(f"a list of texts was expected, not {texts!r}")
    return None if texts is None else tuple(LabelledName((t,)) for t in texts)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _of_kind(perpetrators: list[dict[str, Any]] | None, *, group: bool) -> Fills:
    if perpetrators is None:
        return None
    return _texts([p["name"] for p in perpetrators if (p.get("kind") == "group") is group])


def _spans(row: dict[str, Any]) -> ReportLabels:
    texts: dict[str, list[str]] = defaultdict(list)
    for _, _, kind, _, tokens in row["spans"]:
        texts[kind].append(" ".join(tokens))
    ages = (re.search(r"\d+", age) for age in texts["VIC-AGE"])
    return ReportLabels(
        id=row["doc_key"],
        victims=_texts(texts["VIC-NAME"]),
        ages=frozenset(int(m[0]) for m in ages if m),
        suspects=_texts(texts["SHO-NAME"]),
        row=row,
    )


def report_of_spans(row: dict[str, Any]) -> Report:
    """Return the report that a line in the form of spans holds: its tokens, joined by blanks.

    Raises LabelError for a line without them.
    """
    try:
        return Report(
            id=row["doc_key"],
            text=" ".join(" ".join(sentence) for sentence in row["full_text"]),
            published=row.get("date", ""),
            language="en",
        )
    except (KeyError, TypeError) as error:
        raise LabelError(f"no text in a line with spans ({error})") from error


_SLOTS = {
    "victims": "HUM TGT: NAME",
    "unnamed": "HUM TGT: DESCRIPTION",
    "doers": "PERP: INDIVIDUAL ID",
    "groups": "PERP: ORGANIZATION ID",
    "weapons": "INCIDENT: INSTRUMENT ID",
}
Template = dict[str, list[str]]


def _muc(row: dict[str, Any]) -> ReportLabels:
    kills = [t for t in row["templates"] or [] if has_death(t)]
    sure = [t for t in kills if not is_optional(t)]
    slots = {name: tuple(_fills(kills, slot)) for name, slot in _SLOTS.items()}
    return ReportLabels(
        id=row["id"],
        killing=None if kills and not sure else bool(sure),
        attacks=tuple(_called(t) for t in sure),
        row=row,
        **slots,  # type: ignore[arg-type]
    )


def has_death(template: Template) -> bool:
    """Return whether somebody died in the incident of a MUC template."""
    effects = [v for t in template.get("HUM TGT: EFFECT OF INCIDENT", []) for v in t.split(" / ")]
    return any(e.strip().lstrip("?( ").split(":")[0].strip(" ()") == "DEATH" for e in effects)


def is_optional(template: Template) -> bool:
    """Return whether a MUC template may be left out: it is neither right nor wrong to find it."""
    return any("OPTIONAL" in v for v in template.get("MESSAGE: TEMPLATE", []))


def _fills(templates: Iterable[Template], slot: str) -> Iterator[LabelledName]:
    for template in templates:
        for value in template.get(slot, []):
            if value.strip() not in ("-", "*", ""):
                names = tuple(re.findall(r'"([^"]+)"', value)) or (value,)
                required = not (value.strip().startswith("?") or is_optional(template))
                yield LabelledName(names, required)


def _called(template: Template) -> tuple[str, ...]:
    values = [v for s in ("HUM TGT: NAME", "HUM TGT: DESCRIPTION") for v in template.get(s, [])]
    return tuple(name for value in values for name in re.findall(r'"([^"]+)"', value))
