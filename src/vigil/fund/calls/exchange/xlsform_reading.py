"""Read the form of a call from the sheets of an XLSForm workbook.

What a form cannot have is named by sheet, row and column, and the rest is read on. Groups become
parts, a group within a group a part of its own under both conditions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.fund.calls.building.entries import new_key
from vigil.fund.calls.exchange import relevant, xlsform_rows
from vigil.fund.calls.form_definition import (
    CHOICE_KINDS,
    FIELD_KEYS,
    FIELD_KINDS,
    KEY_PATTERN,
    LANGUAGE_PATTERN,
    MAX_FIELDS,
    MAX_LABEL_LENGTH,
    RESERVED,
    TRIGGER_KINDS,
    InvalidForm,
    check_fields,
    option_keys,
)

SURVEY, CHOICES = "survey", "choices"
MAX_ISSUES: Final = 200
KNOWN: Final = frozenset(
    {
        *("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance"),
        *("list_name", "list name", xlsform_rows.OWN_COLUMN),
    }
)
OTHERWISE: Final = "More questions"


@dataclass(frozen=True)
class NotTaken:
    """Something of a file that a form cannot have, and where it stands."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass
class TakenForm:
    """The fields that were read, and what was not."""

    form: list[dict[str, Any]] = field(default_factory=list)
    issues: list[NotTaken] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """One row of a sheet: its number as a spreadsheet counts, its cells by title."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def issue(self, title: str, text: str) -> NotTaken:
        return NotTaken(self.sheet, self.number, self.columns.get(title, ""), text)


@dataclass(frozen=True)
class _Group:
    """A group that is open, and under which conditions it is shown. Repeats have no label."""

    label: Mapping[str, str]
    when: Sequence[Mapping[str, Any]] = ()


def read_xlsform(survey: Sequence[Sequence[str]], choices: Sequence[Sequence[str]]) -> TakenForm:
    """Return the form in the rows of two sheets, titles first, and what could not be read."""
    return _Reading(list(_lines(SURVEY, survey)), list(_lines(CHOICES, choices))).read()


def _lines(sheet: str, rows: Sequence[Sequence[str]]) -> Iterator[_Line]:
    titles = [title.strip() for title in rows[0]] if rows else []
    letters = {title: _letters(at) for at, title in enumerate(titles)}
    for number, row in enumerate(rows[1:], 2):
        cells = {
            title: text for title, text in zip(titles, row, strict=False) if title and text.strip()
        }
        if cells:
            yield _Line(sheet, number, cells, letters)


def _letters(at: int) -> str:
    return _letters(at // 26 - 1) + chr(65 + at % 26) if at > 25 else chr(65 + at)


class _Reading:
    """What is known while the rows are read from the first to the last."""

    def __init__(self, survey: Sequence[_Line], choices: Sequence[_Line]) -> None:
        self.survey, self.taken = survey, TakenForm()
        self.groups: list[_Group] = []
        self.of_part: _Group | None = None
        self.keys: dict[str, str] = {}
        self.options_of = self._lists(choices)
        self.option_names: dict[str, dict[str, str]] = {}
        self.agreements: dict[str, Mapping[str, str]] = {}

    def read(self) -> TakenForm:
        lines = iter(self.survey)
        for line in lines:
            self._name_unread(line)
            word = xlsform_rows.kind_word(line.cells.get("type", ""))
            own = xlsform_rows.own_words(line.cells).get("kind")
            if word in ("end_group", "end_repeat"):
                self.groups = self.groups[:-1]
            elif word == "begin_repeat":
                self._issue(line, "type", _("Repeats cannot be read. Their questions appear once."))
                self.groups.append(_Group({}))
            elif word == "begin_group" and own == "budget":
                self._take_budget(line, lines)
            elif word == "begin_group":
                self._open(line)
            elif word not in xlsform_rows.KINDS:
                self._issue(
                    line,
                    "type",
                    _("Forms cannot have questions of the type “%(type)s”.") % {"type": word[:40]},
                )
            elif word == "note" and line.cells.get("name", "").endswith("__text"):
                name = line.cells["name"].removesuffix("__text")
                self.agreements[name] = xlsform_rows.texts_of(line.cells, "label")
            else:
                self._take(line)
        if len(self.taken.form) > MAX_FIELDS:
            self._issue(
                self.survey[-1],
                "type",
                _("Form: at most %(n)d fields. Those after it were left out.") % {"n": MAX_FIELDS},
            )
            self.taken.form = self.taken.form[:MAX_FIELDS]
        return self.taken

    def _issue(self, line: _Line, title: str, text: str) -> None:
        if len(self.taken.issues) < MAX_ISSUES:
            self.taken.issues.append(line.issue(title, text))

    def _name_unread(self, line: _Line) -> None:
        for title in line.cells:
            name, _sign, language = title.partition("::")
            if name not in KNOWN:
                self._issue(line, title, _("This column is not read."))
            elif language and not _is_code(language):
                self._issue(line, title, _("Forms cannot have this language."))

    def _lists(self, choices: Sequence[_Line]) -> dict[str, list[_Line]]:
        found: dict[str, list[_Line]] = {}
        for line in choices:
            self._name_unread(line)
            name = line.cells.get("list_name") or line.cells.get("list name") or ""
            found.setdefault(name, []).append(line)
        return found

    # Groups

    def _open(self, line: _Line) -> None:
        group = _Group(
            self._labels(line),
            [*(self.groups[-1].when if self.groups else ()), *self._when(line)],
        )
        self.groups.append(group)
        self._add_part(group, self._key(line), xlsform_rows.texts_of(line.cells, "hint"))

    def _add_part(self, group: _Group, key: str, hint: Mapping[str, str]) -> None:
        part: dict[str, Any] = {"key": key, "kind": "part", "label": dict(group.label)}
        part |= {"help": dict(hint)} if hint else {}
        part |= {"when": [dict(one) for one in group.when]} if group.when else {}
        self.taken.form.append(part)
        self.of_part = group

    def _belong(self, line: _Line) -> None:
        """Let what follows stand in the part of the group that is open now."""
        here = next((one for one in reversed(self.groups) if one.label), None)
        if here is self.of_part:
            return
        if here is None:
            self._issue(
                line, "type", _("It is outside the groups. It was given a part of its own.")
            )
            here = _Group({"en": OTHERWISE})
        self._add_part(here, new_key(str(next(iter(here.label.values()))), self._taken()), {})
        self.of_part = here if self.groups else None

    # Questions

    def _take(self, line: _Line) -> None:
        made = xlsform_rows.field_of(line.cells)
        key = self._key(line)
        own_kind = made["kind"] if made["kind"] in FIELD_KINDS else ""
        if not own_kind:
            self._issue(line, xlsform_rows.OWN_COLUMN, _("This kind of field is not known."))
            return
        made = {name: value for name, value in made.items() if name in FIELD_KEYS}
        made |= {"key": key, "label": self._labels(line)}
        if made["kind"] in CHOICE_KINDS:
            made["options"] = self._options(line, key)
        if made["kind"] == "consent":
            made["text"] = dict(self.agreements.get(line.cells.get("name", ""), made["label"]))
        self._take_limits(line, made)
        self._keep(line, made)

    def _take_budget(self, line: _Line, lines: Iterator[_Line]) -> None:
        made = xlsform_rows.field_of(line.cells)
        made = {name: value for name, value in made.items() if name in FIELD_KEYS}
        key = self._key(line)
        options = []
        for inner in lines:
            if xlsform_rows.kind_word(inner.cells.get("type", "")) == "end_group":
                break
            name = inner.cells.get("name", "")
            if not name.endswith("__for"):
                options.append({"key": name.rpartition("__")[2], "label": self._labels(inner)})
        self._keep(line, made | {"key": key, "label": self._labels(line), "options": options})

    def _keep(self, line: _Line, made: dict[str, Any]) -> None:
        try:
            check_fields([made])
        except InvalidForm as error:
            self._issue(line, "name", str(error))
            return
        if when := self._when(line):
            made["when"] = when
        self._belong(line)
        self.taken.form.append(made)

    def _take_limits(self, line: _Line, made: dict[str, Any]) -> None:
        text = line.cells.get("constraint", "")
        if not xlsform_rows.limits_of(text, str(made["kind"]))[1]:
            self._issue(
                line,
                "constraint",
                _("Of this constraint only the smallest and the largest number are read."),
            )

    def _labels(self, line: _Line) -> dict[str, str]:
        texts = {
            language: text
            for language, text in xlsform_rows.texts_of(line.cells, "label").items()
            if LANGUAGE_PATTERN.fullmatch(language)
        }
        if not texts:
            self._issue(line, "label", _("The label is missing. The name is shown instead."))
            texts = {"en": line.cells.get("name", "") or "?"}
        if any(len(text) > MAX_LABEL_LENGTH for text in texts.values()):
            self._issue(line, "label", _("The label was too long, and was cut."))
        return {language: text[:MAX_LABEL_LENGTH] for language, text in texts.items()}

    def _options(self, line: _Line, key: str) -> list[dict[str, Any]]:
        of = line.cells["type"].split()[-1]
        names: dict[str, str] = {}
        found = []
        for one in self.options_of.get(of, ()):
            name = one.cells.get("name", "")
            names[name] = _as_key(name, list(names.values()))
            found.append({"key": names[name], "label": self._labels(one)})
        self.option_names[key] = names
        return found

    def _key(self, line: _Line) -> str:
        name = line.cells.get("name", "")
        key = _as_key(name, self._taken())
        if key != name:
            self._issue(line, "name", _("The name was changed to “%(key)s”.") % {"key": key})
        self.keys.setdefault(name, key)
        return key

    def _taken(self) -> list[str]:
        return [str(one["key"]) for one in self.taken.form]

    # Conditions

    def _when(self, line: _Line) -> list[dict[str, Any]]:
        text = line.cells.get("relevant", "")
        if not text:
            return []
        try:
            clauses = relevant.read_relevant(text)
        except relevant.NotOurs:
            self._issue(
                line, "relevant", _("This condition cannot be read: the question is always shown.")
            )
            return []
        found = []
        for name, options in clauses:
            clause = self._clause(name, options)
            if clause is None:
                self._issue(
                    line,
                    "relevant",
                    _("The condition needs an option of an earlier choice: it was left out."),
                )
            else:
                found.append(clause)
        return found

    def _clause(self, name: str, options: Sequence[str]) -> dict[str, Any] | None:
        key = self.keys.get(name, name)
        asked = next((one for one in self.taken.form if one["key"] == key), None)
        if asked is None or asked["kind"] not in TRIGGER_KINDS:
            return None
        if asked["kind"] == "yes":
            return {"field": key, "is": ["yes"]} if list(options) == [relevant.TICKED] else None
        known = self.option_names.get(key, {})
        found = [known.get(one, one) for one in options]
        if not set(found) <= option_keys(asked):
            return None
        order = [str(one["key"]) for one in asked["options"]]
        return {"field": key, "is": sorted(found, key=order.index)}


def _as_key(name: str, taken: Sequence[str]) -> str:
    is_key = KEY_PATTERN.fullmatch(name) and name not in RESERVED
    return name if is_key and name not in taken else new_key(name, taken)


def _is_code(language: str) -> bool:
    return re.fullmatch(LANGUAGE_PATTERN, xlsform_rows.language_code(language)) is not None
