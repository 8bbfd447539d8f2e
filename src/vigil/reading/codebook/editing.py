"""Make the next version of a codebook from changes that people agreed on. Pure.

The result is the files in which the new version differs from the one that it follows, in the format
of the shipped ones. They are read by `loading.read`: the same checks hold for both.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from vigil.reading.codebook.book import Codebook
from vigil.reading.codebook.loading import (
    FIELD_FILES,
    Files,
    file_of,
    folders_of,
    load,
    read,
    read_toml,
    texts_of,
)
from vigil.reading.codebook.scheme import LANGUAGES, TEXT_LANGUAGES, Change, CodebookError, Field
from vigil.reading.codebook.toml_writing import toml_of

Kind = Literal["new_value", "wording", "retire", "join", "split", "open_first", "fold"]
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What the key of a value is made of."""
FIRST: Final = "version.toml"


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A definition and an example, in one language. What stays empty stays as it is."""

    definition: str = ""
    example: str = ""


class NewValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that does not exist yet. A language without a label has the English one."""

    key: str
    labels: Mapping[str, str]
    texts: Mapping[str, Words]


class Edit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of a field with values, or of one of its values."""

    kind: Kind
    field: str
    value: str = ""
    """The value that changes; empty where the field itself does."""
    labels: Mapping[str, str] = {}
    texts: Mapping[str, Words] = {}
    """Language -> new definition and example."""
    meaning: bool = False
    """For a wording: whether what was coded before may have to be coded otherwise now."""
    values: tuple[NewValue, ...] = ()
    becomes: str = ""
    """For a value that is joined into another: the key of that one."""

    @property
    def recode(self) -> bool:
        """Whether people must look at old codings: nothing says what they mean now."""
        return self.kind in ("retire", "split") or (self.kind == "wording" and self.meaning)


FIXED_FIELDS: Final = frozenset(
    (
        *("event", "outcome", "role", "gender", "impunity", "organised_crime_link"),
        *("specific_target", "contract_or_reward"),
    )
)
"""Fields whose values counts, checks and the publication policy name: only their words change."""
FIXED_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "place_type": frozenset({"home"}),
    "motive": frozenset({"organised_crime", "expression"}),
    "target_category": frozenset({"law_enforcement", "journalist", "reported_criminal_link"}),
}
"""Values of other fields that the product names."""
ALWAYS: Final = frozenset({"unknown", "unclear", "other"})


def may_go(field: Field, value: str) -> bool:
    """Say whether a value may be retired, joined into another, or split."""
    fixed = ALWAYS | FIXED_VALUES.get(field.id, frozenset())
    return field.id not in FIXED_FIELDS and value not in fixed


def next_version(
    stored: Mapping[str, Files],
    follows: str,
    edits: Sequence[tuple[Edit, str]],
    *,
    version: str,
    released: str,
    summary: str,
) -> tuple[Files, Codebook]:
    """Return the files of the version with these changes, each with its reason; and the book.

    `stored` are the versions that the installation made before, which this process knows
    (`loading.know`). Raises CodebookError.
    """
    before = load(follows)
    for edit, _why in edits:
        _refuse_fixed(edit, before)
    with folders_of(stored) as folders:
        files = _edited(folders[follows], [edit for edit, _why in edits])
    changes = [change_of(edit, why, before) for edit, why in edits]
    files[FIRST] = toml_of(
        {
            "version": version,
            "released": released,
            "follows": follows,
            "summary": summary,
            "changes": [msgspec.to_builtins(change) for change in changes],
        }
    )
    with folders_of({**stored, version: files}) as folders:
        return files, read(folders[version])


def read_stored(stored: Mapping[str, Files]) -> dict[str, Codebook]:
    """Read versions that are kept elsewhere than in the folder here. Raises CodebookError."""
    with folders_of(stored) as folders:
        return {version: read(folders[version]) for version in stored}


def _refuse_fixed(edit: Edit, book: Codebook) -> None:
    field = book.fields.get(edit.field)
    if field is None:
        raise CodebookError(f"there is no field {edit.field!r}")
    in_force = {value.key for value in field.chosen_from()}
    for key in (edit.value, *([edit.becomes] if edit.kind == "join" else [])):
        if key and key not in in_force:
            raise CodebookError(f"{field.id}: there is no value {key!r} in force")
    if edit.kind in ("retire", "join", "split") and not may_go(field, edit.value):
        raise CodebookError(f"{field.id}: {edit.value!r} is named by counts or rules and stays")
    if edit.kind == "new_value" and field.id in FIXED_FIELDS:
        raise CodebookError(f"{field.id}: counts and rules name its values: it takes no new one")
    if edit.kind in ("open_first", "fold") and field.required:
        raise CodebookError(f"{field.id}: a required field is always open")


def change_of(edit: Edit, why: str, book: Codebook) -> Change:
    """Return a change as the list of a version has it, in English."""
    field = book.fields[edit.field]
    about = f"{field.label()} (`{field.id}`)"
    value = f"“{field.values[edit.value]}” (`{edit.value}`)" if edit.value else ""
    new = ", ".join(f"“{one.labels.get('en')}” (`{one.key}`)" for one in edit.values)
    if edit.kind == "new_value":
        return Change(kind="added", what=f"{about}: new value {new}.", why=why)
    if edit.kind == "wording":
        old = " Old codings are looked at again." if edit.meaning else ""
        what = f"{about}{', value ' + value if value else ''}: new words.{old}"
        return Change(kind="changed", what=what, why=why)
    if edit.kind == "retire":
        what = f"{about}: value {value} retired. Old codings are looked at again."
        return Change(kind="removed", what=what, why=why)
    if edit.kind == "join":
        into = f"“{field.values[edit.becomes]}” (`{edit.becomes}`)"
        what = f"{about}: value {value} joined into {into}. Old codings are read as that value."
        return Change(kind="changed", what=what, why=why)
    if edit.kind == "split":
        what = f"{about}: value {value} split into {new}. Old codings are looked at again."
        return Change(kind="changed", what=what, why=why)
    first = "open at once" if edit.kind == "open_first" else "folded"
    return Change(kind="changed", what=f"{about}: {first} in the form.", why=why)


def _edited(folder: Path, edits: Sequence[Edit]) -> dict[str, str]:
    """Return the files of fields that the edits change, and the translations of those fields."""
    tables: dict[str, dict[str, Any]] = {}
    texts = {lang: deepcopy(texts_of(folder, lang)) for lang in TEXT_LANGUAGES}
    for edit in edits:
        name = _file_with(folder, edit.field)
        if name not in tables:
            tables[name] = deepcopy(read_toml(file_of(folder, name)))
        known = tables[name]
        _apply(known[edit.field], edit)
        for language, fields in texts.items():
            _translate(fields, language, edit)
    changed = {field for known in tables.values() for field in known}
    files = {name: toml_of(known) for name, known in tables.items()}
    for language, fields in texts.items():
        kept = {field: table for field, table in fields.items() if field in changed}
        if kept:
            files[f"{language}.toml"] = toml_of(kept)
    return files


def _file_with(folder: Path, field: str) -> str:
    for name in (name for names in FIELD_FILES.values() for name in names):
        path = file_of(folder, name)
        if path.exists() and field in read_toml(path):
            return name
    raise CodebookError(f"there is no field {field!r}")


def _apply(table: dict[str, Any], edit: Edit) -> None:
    """Change the table of one field."""
    values: dict[str, Any] = table.get("values", {})
    if edit.kind in ("open_first", "fold"):
        table["open_first"] = edit.kind == "open_first"
        return
    if not values and (edit.value or edit.kind != "wording"):
        raise CodebookError(f"{edit.field}: it has no values to choose from")
    if edit.value and values[edit.value].get("retired"):  # by a change of this version
        raise CodebookError(f"{edit.field}: there is no value {edit.value!r} in force")
    if edit.kind == "wording":
        _reword(values[edit.value] if edit.value else table, edit)
    if edit.kind in ("retire", "join", "split"):
        values[edit.value]["retired"] = True
        for table_ in values.values():  # what was joined into this one goes with it
            if edit.kind == "join" and table_.get("becomes") == edit.value:
                table_["becomes"] = edit.becomes
    if edit.kind == "join":
        values[edit.value]["becomes"] = edit.becomes
    for one in edit.values:
        if one.key in values or not KEY.fullmatch(one.key):
            raise CodebookError(f"{edit.field}: {one.key!r} is taken, or no key")
        values[one.key] = _table_of(one)


def _reword(table: dict[str, Any], edit: Edit) -> None:
    said = edit.texts.get("en", Words())
    table["label"] = {
        **table["label"],
        **{lang: text for lang, text in edit.labels.items() if text},
    }
    table["definition"] = said.definition or table["definition"]
    table["example"] = said.example or table["example"]


def _table_of(value: NewValue) -> dict[str, Any]:
    english = value.labels.get("en", "")
    said = value.texts.get("en", Words())
    if not english or not said.definition or not said.example:
        raise CodebookError(f"{value.key}: label, definition and example are given in English")
    return {
        "label": {language: value.labels.get(language) or english for language in LANGUAGES},
        "definition": said.definition,
        "example": said.example,
    }


def _translate(fields: dict[str, Any], language: str, edit: Edit) -> None:
    """Change the translations of one field: what its English text no longer says goes."""
    said = edit.texts.get(language, Words())
    if edit.kind == "wording" and not edit.value:
        _retranslate(fields, edit.field, edit, said)
    if edit.kind == "wording" and edit.value and edit.field in fields:
        _retranslate(fields[edit.field].setdefault("values", {}), edit.value, edit, said)
    for one in edit.values:
        words = one.texts.get(language, Words())
        if words.definition and words.example and edit.field in fields:
            values = fields[edit.field].setdefault("values", {})
            values[one.key] = {"definition": words.definition, "example": words.example}


def _retranslate(tables: dict[str, Any], key: str, edit: Edit, said: Words) -> None:
    held = tables.get(key)
    english = edit.texts.get("en", Words())
    outdated = bool(english.definition or english.example)
    if said.definition and said.example:
        tables[key] = {**(held or {}), "definition": said.definition, "example": said.example}
    elif held is not None and (said.definition or said.example) and not outdated:
        tables[key] = {
            **held,
            "definition": said.definition or held["definition"],
            "example": said.example or held["example"],
        }
    elif held is not None and outdated and "values" in held:
        # The translations of its values need a text of the field beside them: the English one.
        now = {name: text for name, text in msgspec.to_builtins(english).items() if text}
        tables[key] = {**held, **now}
    elif held is not None and outdated:
        del tables[key]
