"""What a codebook is made of: fields, their values, and what coders are held to."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct, field

LANGUAGES = ("en", "es", "fr", "pt", "ar")
"""Languages of the labels. English is the fallback."""
TEXT_LANGUAGES = ("es", "fr", "pt")
"""Languages into which definitions and examples are translated, field by field."""

Level = Literal["case", "victim", "desk", "part"]
FieldType = Literal[
    "choice", "text", "edtf", "integer", "number", "count", "place", "list", "money"
]
Gendered = Literal["female", "male"]
NoValue = Literal["unclear", "not_reported", "not_applicable"]
"""Why a coder leaves a field without a value."""
EVERY_LACK: tuple[NoValue, ...] = ("unclear", "not_reported", "not_applicable")


class CodebookError(Exception):
    """A codebook file that cannot be used. The message names file, field and key."""


class Reason(str):
    """Why a value is refused, in English; and its parts, so that a room above can translate it.

    `template` names what goes into it (`%(low)s`); a value may itself be a Reason.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> "Reason":
        """Write `template` with `values`."""
        reason = super().__new__(cls, template % values if values else template)
        reason.template, reason.values = template, values
        return reason


class InvalidValue(ValueError):
    """A value that the codebook does not allow for a field, and why."""

    def __init__(self, field: str, reason: Reason) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Problem(Struct, frozen=True, kw_only=True):
    """One objection to a coding. `person` is the place of the person in its `victims`."""

    field: str
    reason: Reason
    person: int | None = None

    @property
    def name(self) -> str:
        """Address of the field in the coding: `method`, or `0/age` for the first person's."""
        return self.field if self.person is None else f"{self.person}/{self.field}"

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words that decide when something applies, in one language."""

    definition: str
    example: str
    notes: tuple[str, ...] = ()
    language: str = "en"


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a choice, with the words that decide when it applies."""

    key: str
    labels: Mapping[str, str]
    """Language -> label, which assumes no gender."""
    definition: str
    example: str
    gendered: Mapping[Gendered, Mapping[str, str]] = field(default_factory=dict)
    """Gender of a person -> language -> label, where it differs from the label of anybody."""
    mappings: Mapping[str, str] = field(default_factory=dict)
    """Scheme (`iccs`, `sdg_16_10_1`) -> code or sentence; its field's where it has none."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    """Language -> definition and example in it."""
    retired: bool = False
    """Whether it is kept for old codings alone: nobody chooses it any more."""
    becomes: str = ""
    """For a retired value that was joined into another: the key of that one."""

    def label(self, lang: str = "en", gender: str = "") -> str:
        """Return the label in a language (BCP 47; `pt-BR` reads as `pt`), else in English.

        With the gender of a person (a value of `gender`), return the form for that person. Without
        it, or where no form is known, return the label that assumes none.
        """
        forms = self.gendered.get(gender, {})  # type: ignore[call-overload]
        return forms.get(_primary(lang)) or _label(self.labels, lang)

    def text(self, lang: str = "en") -> Text:
        """Return definition and example in a language, else in English."""
        own = Text(definition=self.definition, example=self.example)
        return self.texts.get(_primary(lang), own)

    def __str__(self) -> str:
        return self.label()

    def every_label(self) -> Iterator[str]:
        """Yield the labels in every language, in all their forms."""
        for labels in (self.labels, *self.gendered.values()):
            yield from labels.values()


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is coded of a case, of a person in it, or for the desk alone."""

    id: str
    labels: Mapping[str, str]
    level: Level
    type: FieldType
    public: bool
    """Whether an accepted value may leave the desk at all; the policy may hide more."""
    required: bool = False
    """Whether a complete coding must give it."""
    may_lack: tuple[NoValue, ...] = ()
    """Why a coding may leave it without a value, where the version states it (`lacks`)."""
    definition: str
    example: str
    notes: tuple[str, ...] = ()
    """Boundary cases: what to do where two values seem to fit."""
    computed_rule: str
    """Id of the rule (`Codebook.rules`) that accepts a value while nobody has adjudicated."""
    mappings: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)
    """Key -> value of a choice, or of the entries of a list (a list without is free text)."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """For a compound value: name of a part -> id of its choice in `Codebook.parts`."""
    range: bool = False
    """For an integer: whether `{"low": n, "high": m}` is taken too, where reports differ."""
    minimum: float | None = None
    maximum: float | None = None
    open_first: bool = False
    """Whether the form shows it open at once, though it is not required."""
    not_before: str | None = None
    """For a date: the field of the same coding that it cannot precede."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    """Language -> definition, example and boundary cases in it."""

    @property
    def lacks(self) -> tuple[NoValue, ...]:
        """Return why a coding may leave it without a value.

        Versions of before 1.2 allowed every reason for a field that is not required.
        """
        return self.may_lack if self.may_lack or self.required else EVERY_LACK

    def label(self, lang: str = "en") -> str:
        """Return the label in a language (BCP 47; `pt-BR` reads as `pt`), else in English."""
        return _label(self.labels, lang)

    def text(self, lang: str = "en") -> Text:
        """Return definition, example and boundary cases in a language, else in English."""
        own = Text(definition=self.definition, example=self.example, notes=self.notes)
        return self.texts.get(_primary(lang), own)

    def chosen_from(self) -> list[Value]:
        """Return the values that a coding may have: those that are not retired."""
        return [value for value in self.values.values() if not value.retired]

    def in_force(self, value: Any) -> Any:
        """Return what a value of an older coding means now: a joined one is the other."""
        if not self.values:
            return value
        if isinstance(value, list):
            return list(dict.fromkeys(self._joined(entry) for entry in value))
        return self._joined(value)

    def _joined(self, key: Any) -> Any:
        known = self.values.get(key) if isinstance(key, str) else None
        return known.becomes if known is not None and known.becomes else key

    def __str__(self) -> str:
        return self.label()


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an accepted value is computed from what reports say."""

    id: str
    labels: Mapping[str, str]
    definition: str

    def label(self, lang: str = "en") -> str:
        """Return the label in a language (BCP 47; `pt-BR` reads as `pt`), else in English."""
        return _label(self.labels, lang)


class Consistency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a complete coding must satisfy across fields.

    When every field of `when` has one of the values listed: each of `needs` is given, some
    person meets `some_person`, no person meets `no_person` (field -> values).
    """

    id: str
    reason: str
    when: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...] = ()
    some_person: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    no_person: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of a version's list of changes."""

    kind: Literal["added", "changed", "removed"]
    what: str
    why: str


class Edition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version of the codebook: its number, day, summary, and what changed against `follows`."""

    version: str
    released: str
    follows: str
    summary: str
    changes: tuple[Change, ...]


class Headline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The saved filter behind every published total, and how it is worded."""

    definition: str
    stage: str
    where: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of inclusion: a title and the text a coder applies."""

    title: str
    text: str


class Inclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What enters the case file, what does not, and what is counted first."""

    introduction: str
    criteria: tuple[Criterion, ...]
    left_out: tuple[str, ...]
    sources: tuple[str, ...]
    headline: Headline


def _label(labels: Mapping[str, str], lang: str) -> str:
    return labels.get(_primary(lang)) or labels["en"]


def _primary(lang: str) -> str:
    return lang.partition("-")[0].lower()
