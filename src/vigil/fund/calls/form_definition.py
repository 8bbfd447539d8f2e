"""The form, the rubric and the conditions of a call as data: checked, filled in, shown.

A form is a list of fields, each a mapping:

    key         a short word of a-z, 0-9 and _: by it the answer is kept
    kind        one of `FIELD_KINDS`
    label       language to text; `help` likewise, may be missing
    required    true where an application is not taken in without it
    identity    true where the answer tells who applies: kept apart from blind reviewers, as
                accounts and ways of contact always are
    most        the most characters of a text or a long text; of numbers the largest, `least` the
                smallest
    options     of a choice or choices, and the lines of a budget: mappings with `key` and `label`
    past        true where a date may lie before the call
    currency    "any" where an amount may be in another currency than the call's
    text        of a consent: what is agreed to, by language
    when        shown only if: a list of mappings with `field`, the key of an earlier choice, and
                `is`, the keys of options of which one is chosen; all of them must hold

A `part` is a heading: what follows it, until the next, belongs to it and is shown only if the part
is. A `note` is a text without an answer. Answers are kept as they were typed, by the key of their
field; a currency under `<key>_currency`, a line of a budget under `<key>__<option>`, with words
under `<key>__<option>__for`. What is not in the asked language is said in English, or in whatever
language there is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

FIELD_KINDS: Final = (
    *("text", "long", "number", "money", "date", "country", "choice", "choices", "yes"),
    *("email", "contact", "account", "file", "voice", "budget", "consent", "note", "part"),
)
WITHOUT_ANSWER: Final = ("part", "note")
FILE_KINDS: Final = ("file", "voice")
IDENTIFYING_KINDS: Final = ("email", "contact", "account")
"""Kinds whose answers tell who applies, whether or not the form says so."""
CHOICE_KINDS: Final = ("choice", "choices")
OPTION_KINDS: Final = (*CHOICE_KINDS, "budget")
TRIGGER_KINDS: Final = (*CHOICE_KINDS, "yes")
"""Kinds on whose answers others can depend. The one option of a tick is `yes`."""
KEY_PATTERN: Final = re.compile(r"[a-z][a-z0-9_]{0,38}[a-z0-9]|[a-z]")
LANGUAGE_PATTERN: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
FIELD_KEYS: Final = frozenset(
    {
        *("key", "kind", "label", "help", "required", "identity"),
        *("most", "least", "options", "past", "currency", "text", "when"),
    }
)
CRITERION_KEYS: Final = frozenset({"key", "label", "help", "points", "weight"})
RESERVED: Final = frozenset(
    {
        *("do", "ticket", "remove", "sure", "language", "theme", "confirm"),
        *("version", "form", "asked", "step", "go"),
    }
)
"""Names of the page's own fields."""
MAX_FIELDS: Final = 60
MAX_FILE_FIELDS: Final = 10
MAX_CLAUSES: Final = 5
"""The most questions on which one field depends."""
MAX_LABEL_LENGTH: Final = 1_000
MAX_CONSENT_LENGTH: Final = 6_000
DEFAULT_TEXT_LENGTH: Final = 300
"""Characters of a text, where the form does not say."""
DEFAULT_LONG_TEXT_LENGTH: Final = 6_000
MAX_TEXT_LENGTH: Final = 20_000
"""The most characters that a form may allow."""

Field = Mapping[str, Any]


class InvalidForm(NotPossible):
    """The definition of a call's form is invalid; the sentence names the place."""


@dataclass(frozen=True)
class LocalizedText:
    """A text and its language."""

    text: str
    lang: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


def in_language(texts: Mapping[str, str], language: str) -> LocalizedText:
    """Return a text in this language, its main language, English, or any other, in this order."""
    for code in (language, language.partition("-")[0], "en", *texts):
        if texts.get(code, "").strip():
            return LocalizedText(texts[code], code)
    return LocalizedText("", language)


# Checks


def check_texts(texts: object, where: str, *, longest: int = MAX_LABEL_LENGTH) -> None:
    """Check a mapping of language to text. Raises InvalidForm, which names `where`."""
    if not isinstance(texts, Mapping) or not texts:
        raise InvalidForm(
            _("%(where)s: write the text in one language at least.") % {"where": where}
        )
    for language, text in texts.items():
        if not isinstance(language, str) or not LANGUAGE_PATTERN.fullmatch(language):
            raise InvalidForm(
                _("%(where)s: “%(code)s” is no code of a language.")
                % {"where": where, "code": str(language)[:20]}
            )
        if not isinstance(text, str) or not text.strip() or len(text) > longest:
            raise InvalidForm(
                _("%(where)s: the text in “%(code)s” is empty, or longer than %(n)d characters.")
                % {"where": where, "code": language, "n": longest}
            )


def check_form(form: object) -> None:
    """Check a whole form. Raises InvalidForm, which names the field."""
    fields = check_fields(form)
    if not fields:
        raise InvalidForm(_("The form has no field."))
    if not applicant_name_key(fields):
        raise InvalidForm(
            _(
                "Form: no question asks for the name. Open the question for the name of the person "
                "or the group, tick “It reveals who applies”, and show it always."
            )
        )


def check_fields(form: object) -> list[Field]:
    """Check the fields of a form that may be unfinished. Raises InvalidForm; names the field."""
    fields = _listed(form, _("Form"), MAX_FIELDS)
    for number, field in enumerate(fields, 1):
        _check_field(field, number)
    _unique([key for one in fields for key in {str(one["key"]), *answer_keys(one)}], _("Form"))
    kinds = [field["kind"] for field in fields]
    if sum(kind in FILE_KINDS for kind in kinds) > MAX_FILE_FIELDS:
        raise InvalidForm(_("Form: at most %(n)d fields for files.") % {"n": MAX_FILE_FIELDS})
    if kinds.count("money") > 1:
        raise InvalidForm(_("Form: one field asks for an amount of money, not more."))
    if kinds.count("budget") > 1:
        raise InvalidForm(_("Form: only one field can be a budget."))
    _check_conditions(fields)
    return fields


def _check_conditions(fields: Sequence[Field]) -> None:
    """Refuse a condition whose question does not come before it: so there are no circles."""
    before: dict[str, set[str]] = {}
    for number, field in enumerate(fields, 1):
        where = f"{_('Form, field %(n)d') % {'n': number}} ({field['key']})"
        for clause in _listed(field.get("when", []), where, MAX_CLAUSES):
            asked, options = clause.get("field"), clause.get("is")
            if set(clause) != {"field", "is"} or not isinstance(asked, str):
                raise InvalidForm(_("%(where)s: “when” needs “field” and “is”.") % {"where": where})
            if asked not in before:
                raise InvalidForm(
                    _(
                        "%(where)s: it is shown only after an answer to “%(key)s”. That must be a "
                        "choice or a tick that stands before it. Move it, or change the condition."
                    )
                    % {"where": where, "key": asked[:40]}
                )
            if (
                not isinstance(options, list)
                or not options
                or not all(isinstance(one, str) and one in before[asked] for one in options)
            ):
                raise InvalidForm(
                    _(
                        "%(where)s: it is shown only after an option of “%(key)s” that is not "
                        "there. Change the condition first."
                    )
                    % {"where": where, "key": asked[:40]}
                )
        if field["kind"] in TRIGGER_KINDS:
            before[str(field["key"])] = option_keys(field)


def check_rubric(rubric: object) -> None:
    """Check the criteria that reviewers score. Raises InvalidForm, which names the criterion."""
    criteria = _listed(rubric, _("Rubric"), MAX_FIELDS)
    if not criteria:
        raise InvalidForm(_("The rubric has no criterion."))
    for number, one in enumerate(criteria, 1):
        where = _("Rubric, criterion %(n)d") % {"n": number}
        where = f"{where} ({_key_of(one, where)})"
        _known(one, CRITERION_KEYS, where)
        check_texts(one.get("label"), where)
        if "help" in one:
            check_texts(one["help"], where)
        for name, most in (("points", 100), ("weight", 100)):
            value = one.get(name, 1 if name == "weight" else None)
            if not _whole(value) or not 1 <= value <= most:
                raise InvalidForm(
                    _("%(where)s: “%(name)s” is a whole number from 1 to %(most)d.")
                    % {"where": where, "name": name, "most": most}
                )
    _unique([str(one["key"]) for one in criteria], _("Rubric"))


def check_eligibility(statements: object) -> None:
    """Check the conditions that an applicant confirms.

    Each is a mapping with `key` and `label`, or texts by language alone. Raises InvalidForm, which
    names the condition.
    """
    for number, one in enumerate(_listed(statements, _("Conditions"), 20), 1):
        check_texts(_statement(one), _("Conditions, statement %(n)d") % {"n": number})


def _statement(one: Mapping[str, Any]) -> object:
    return one.get("label") if "label" in one else one


def _check_field(field: Field, number: int) -> None:
    where = _("Form, field %(n)d") % {"n": number}
    where = f"{where} ({_key_of(field, where)})"
    _known(field, FIELD_KEYS, where)
    if field["key"] in RESERVED or field["key"].endswith("_currency"):
        raise InvalidForm(_("%(where)s: this key is taken by the page itself.") % {"where": where})
    kind = field.get("kind")
    if kind not in FIELD_KINDS:
        raise InvalidForm(
            _("%(where)s: the kind is one of %(kinds)s.")
            % {"where": where, "kinds": ", ".join(FIELD_KINDS)}
        )
    check_texts(field.get("label"), where)
    if "help" in field:
        check_texts(field["help"], where)
    if kind == "consent" or "text" in field:
        check_texts(field.get("text"), where, longest=MAX_CONSENT_LENGTH)
    for name in ("required", "identity", "past"):
        if not isinstance(field.get(name, False), bool):
            raise InvalidForm(
                _("%(where)s: “%(name)s” is true or false.") % {"where": where, "name": name}
            )
    for name in ("most", "least"):
        if name in field and not _whole(field[name]):
            raise InvalidForm(
                _("%(where)s: “%(name)s” is a whole number.") % {"where": where, "name": name}
            )
    if kind in ("text", "long") and not 1 <= field.get("most", 1) <= MAX_TEXT_LENGTH:
        raise InvalidForm(
            _("%(where)s: “most” is from 1 to %(n)d characters.")
            % {"where": where, "n": MAX_TEXT_LENGTH}
        )
    if field.get("currency", "any") != "any":
        raise InvalidForm(_("%(where)s: the currency is “any”, or not said.") % {"where": where})
    _check_options(field, where)


def _check_options(field: Field, where: str) -> None:
    if field["kind"] not in OPTION_KINDS:
        if "options" in field:
            raise InvalidForm(_("%(where)s: this kind has no options.") % {"where": where})
        return
    options = _listed(field.get("options"), where, 100)
    if len(options) < 2:
        raise InvalidForm(_("%(where)s: give at least two options.") % {"where": where})
    for number, option in enumerate(options, 1):
        at = _("%(where)s, option %(n)d") % {"where": where, "n": number}
        _key_of(option, at)
        check_texts(option.get("label"), at)
    _unique([str(option["key"]) for option in options], where)


def _listed(value: object, where: str, most: int) -> list[Mapping[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InvalidForm(_("%(where)s: give a list.") % {"where": where})
    if len(value) > most:
        raise InvalidForm(_("%(where)s: at most %(n)d entries.") % {"where": where, "n": most})
    for number, one in enumerate(value, 1):
        if not isinstance(one, Mapping):
            raise InvalidForm(
                _("%(where)s: entry %(n)d is no mapping.") % {"where": where, "n": number}
            )
    return list(value)


def _key_of(one: Mapping[str, Any], where: str) -> str:
    key = one.get("key")
    if not isinstance(key, str) or not KEY_PATTERN.fullmatch(key):
        raise InvalidForm(
            _("%(where)s: “key” is a short word of the letters a to z, digits and _.")
            % {"where": where}
        )
    return key


def _known(one: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
    for name in one:
        if name not in allowed:
            raise InvalidForm(
                _("%(where)s: “%(name)s” is not known.") % {"where": where, "name": str(name)[:40]}
            )


def _unique(keys: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise InvalidForm(
                _("%(where)s: “%(key)s” is there twice.") % {"where": where, "key": key}
            )
        seen.add(key)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


# Reading


def eligibility_statements(
    eligibility: Sequence[Mapping[str, Any]], language: str
) -> list[LocalizedText]:
    """Return the conditions that an applicant confirms, in a language."""
    found = (_statement(one) for one in eligibility)
    return [in_language(texts, language) for texts in found if isinstance(texts, Mapping)]


def split_identity_from_answers(
    form: Sequence[Field], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split values into (identity, answers); drop what the form does not ask."""
    apart: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for field in form:
        into = apart[0] if is_identity(field) else apart[1]
        into |= {key: values[key] for key in answer_keys(field) if values.get(key)}
    return apart


def answer_keys(field: Field) -> list[str]:
    """Return the keys under which the answer to a field is kept."""
    key, kind = str(field["key"]), field["kind"]
    if kind in WITHOUT_ANSWER:
        return []
    if kind == "budget":
        lines = [f"{key}__{option['key']}" for option in field["options"]]
        return [one for line in lines for one in (line, f"{line}__for")]
    return [key, f"{key}_currency"] if kind == "money" else [key]


def is_answered(field: Field, values: Mapping[str, Any]) -> bool:
    """Say whether there is an answer; the currency of an amount alone is none. Files aside."""
    keys = answer_keys(field)
    return any(values.get(key) for key in (keys[:1] if field["kind"] == "money" else keys))


def option_keys(field: Field) -> set[str]:
    """Return the keys of the options of a field; of a tick its only one."""
    if field["kind"] == "yes":
        return {"yes"}
    return {str(one["key"]) for one in field.get("options", ())}


def is_identity(field: Field) -> bool:
    """Say whether the answer to a field reveals who applies."""
    return bool(field.get("identity")) or field["kind"] in IDENTIFYING_KINDS


def applicant_name_key(form: Sequence[Field]) -> str:
    """Return the key of the field that holds the applicant's name; "" if none is always shown."""
    hidden = False
    for field in form:
        if field["kind"] == "part":
            hidden = bool(field.get("when"))
        named = field.get("identity") and field["kind"] in ("text", "long")
        if named and not hidden and not field.get("when"):
            return str(field["key"])
    return ""


def languages_of(call_languages: Sequence[str]) -> list[str]:
    """Return the languages of the interface that are among those of a call, or all of them."""
    ours = [code for code, _name in settings.LANGUAGES]
    return [code for code in ours if code in call_languages] or ours
