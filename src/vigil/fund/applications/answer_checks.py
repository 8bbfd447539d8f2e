"""Check answers against the form of a call. Pure: nothing is stored here.

Answers are what the applicant typed, by the keys of the form. Each error is a sentence in the
language of the screen that says what to do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vigil.fund.calls import budgets
from vigil.fund.calls.conditions import visible_fields
from vigil.fund.calls.form_definition import (
    DEFAULT_LONG_TEXT_LENGTH,
    DEFAULT_TEXT_LENGTH,
    FILE_KINDS,
    WITHOUT_ANSWER,
    Field,
    is_answered,
)
from vigil.fund.parties import accounts_and_contacts
from vigil.fund.payments import money
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible

LONGEST_CONTACT: Final = 300


@dataclass(frozen=True)
class AnswerLimits:
    """What a call allows in the answers to its form."""

    form: Sequence[Field]
    currency: str
    most_minor: int | None
    opens_on: date
    language: str
    """In which the form is filled in: its separators are those of amounts."""


@dataclass
class CheckedAnswers:
    """The result of a check: errors by field, and the amount that is asked for."""

    errors: dict[str, str] = field(default_factory=dict)
    minor: int | None = None
    currency: str = ""


def check_answers(
    terms: AnswerLimits, values: Mapping[str, Any], *, whole: bool, files: Mapping[str, int]
) -> CheckedAnswers:
    """Return what is wrong with the answers that are shown. With `whole`, also what is missing.

    What the answers hide is never missing, and never wrong. `files` maps each file
    field to the number of files kept for it.
    """
    found = CheckedAnswers()
    shown = visible_fields(terms.form, values)
    # A budget is compared with the amount, wherever the form asks for it.
    for one in sorted(shown, key=lambda field: field["kind"] == "budget"):
        key, kind = one["key"], one["kind"]
        if not (files.get(key) if kind in FILE_KINDS else is_answered(one, values)):
            if whole and kind not in WITHOUT_ANSWER and one.get("required"):
                found.errors[key] = _MISSING.get(kind, _fill_in)()
            continue
        try:
            _look(one, values.get(key), values, terms, found, whole)
        except NotPossible as error:
            found.errors[key] = str(error)
    return found


def _look(
    one: Field,
    value: Any,
    values: Mapping[str, Any],
    terms: AnswerLimits,
    found: CheckedAnswers,
    whole: bool,
) -> None:
    """Check one answer. Raises NotPossible with a sentence for the applicant."""
    kind = one["kind"]
    if kind == "money":
        typed = str(values.get(f"{one['key']}_currency") or terms.currency)
        found.minor, found.currency = _amount(str(value), typed, one, terms)
    elif kind == "budget":
        currency = found.currency or terms.currency
        total = budgets.budget_minor(one, values, currency, terms.language)
        # While somebody writes, the lines need not add up yet.
        most = terms.most_minor if currency == terms.currency else None
        budgets.check_sum(total, found.minor if whole else None, most, currency)
    elif kind == "date":
        _date(str(value), one, terms)
    elif kind in ("choice", "choices"):
        _choice(value, one)
    elif kind in _LOOKS:
        _LOOKS[kind](str(value), one)


def _amount(text: str, currency: str, one: Field, terms: AnswerLimits) -> tuple[int, str]:
    code = money.known_currency(currency) if one.get("currency") == "any" else terms.currency
    if terms.most_minor is not None and code != terms.currency:
        raise NotPossible(
            _("This call gives at most %(most)s. Write the amount in %(currency)s.")
            % {
                "most": money.format_amount(terms.most_minor, terms.currency),
                "currency": terms.currency,
            }
        )
    minor = money.read_amount(text, code, terms.language)
    if terms.most_minor is not None and minor > terms.most_minor:
        raise NotPossible(
            _("At most %(most)s can be asked for. Write a smaller amount.")
            % {"most": money.format_amount(terms.most_minor, terms.currency)}
        )
    return minor, code


def read_date(text: str) -> date | None:
    """Return the day written as 2026-03-31, or None if it is not a day."""
    typed = text.translate(money.ARABIC_DIGITS).strip().replace("/", "-").replace(".", "-")
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _date(text: str, one: Field, terms: AnswerLimits) -> None:
    day = read_date(text)
    if day is None:
        raise NotPossible(
            _("“%(text)s” is no day. Write year, month and day: 2026-03-31.")
            % {"text": text.strip()[:30]}
        )
    if not one.get("past") and day < terms.opens_on:
        raise NotPossible(
            _("This day lies before the call. Write a day from %(day)s on.")
            % {"day": terms.opens_on.isoformat()}
        )


def _choice(value: Any, one: Field) -> None:
    chosen = [value] if isinstance(value, str) else list(value)
    known = {option["key"] for option in one["options"]}
    if not set(chosen) <= known:
        raise NotPossible(_("Choose one of what is listed."))


def _text(text: str, one: Field) -> None:
    most = one.get(
        "most", DEFAULT_LONG_TEXT_LENGTH if one["kind"] == "long" else DEFAULT_TEXT_LENGTH
    )
    if len(text) > most:
        raise NotPossible(
            _("This has %(n)d characters; at most %(most)d are taken. Make it shorter.")
            % {"n": len(text), "most": most}
        )


def _number(text: str, one: Field) -> None:
    typed = money.SPACES.sub("", text.translate(money.ARABIC_DIGITS))
    if not re.fullmatch(r"\d{1,12}", typed):
        raise NotPossible(
            _("“%(text)s” is no whole number. Write digits alone, without points or commas: 1500.")
            % {"text": text.strip()[:30]}
        )
    least, most = one.get("least", 0), one.get("most", 10**12)
    if not least <= int(typed) <= most:
        raise NotPossible(
            _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        )


def _country(text: str, one: Field) -> None:
    if text not in COUNTRIES:
        raise NotPossible(_("Choose a country of the list."))


def _email(text: str, one: Field) -> None:
    try:
        validate_email(text.strip())
    except ValidationError:
        raise NotPossible(
            _("This is no e-mail address. Look at it again: name@example.org.")
        ) from None


def _contact(text: str, one: Field) -> None:
    _text(text, {**one, "most": one.get("most", LONGEST_CONTACT)})
    accounts_and_contacts.check_contact(text)


def _account(text: str, one: Field) -> None:
    accounts_and_contacts.normalize_account(text)


_LOOKS: Final[Mapping[str, Callable[[str, Field], None]]] = {
    "text": _text,
    "long": _text,
    "number": _number,
    "country": _country,
    "email": _email,
    "contact": _contact,
    "account": _account,
}


def _fill_in() -> str:
    return _("This is needed before it can be sent.")


def _confirm() -> str:
    return _("Tick this before it is sent.")


def _choose_file() -> str:
    return _("A file is needed here before it can be sent.")


def _agree() -> str:
    return _("Read this, and tick it if you agree. Without it, it cannot be sent.")


def _choose_voice() -> str:
    return _("A voice message is needed here before it can be sent.")


_MISSING: Final[Mapping[str, Callable[[], str]]] = {
    "yes": _confirm,
    "file": _choose_file,
    "voice": _choose_voice,
    "consent": _agree,
}
