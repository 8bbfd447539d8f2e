"""What stands beside the values of a coding: the words behind each, doubts, and why one is empty.

`Coding.details` is {name: details}, where a name is "method", or "0/age" for the age of the first
person. Details are JSON: {"empty", "confidence", "accepted", "quotes": [...], "words"}, each only
where it is given.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from vigil.casefile.coding.quotations import LONGEST, Quotation, Texts, anchored, words_in
from vigil.reading.codebook import Codebook, Problem, Reason

MOST_QUOTES: Final = 50
"""Quotes of one field. A person takes a few; the number keeps one request from costing too much."""

Details = dict[str, dict[str, Any]]


class NoValue(TextChoices):
    """Why a field has no value. The three are different things, and are counted apart."""

    UNCLEAR = "unclear", _("Unclear")
    NOT_REPORTED = "not_reported", _("Not reported")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class Confidence(TextChoices):
    """How sure a coder is of a value."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


@dataclass(frozen=True)
class FieldDetails:
    """What a coder stated beside one field."""

    empty: str = ""
    """A `NoValue`, for a field that is left without a value."""
    confidence: str = ""
    accepted: bool = False
    """Whether the coder accepted the value that the machine read, as it was."""
    quotes: tuple[Quotation, ...] = ()
    words: str = ""
    """Words that somebody typed as a quote and that were not found in a report."""

    @classmethod
    def of_json(cls, held: Any) -> "FieldDetails":
        """Return the details that JSON describes. What it does not describe stays empty."""
        given: Mapping[str, Any] = held if isinstance(held, Mapping) else {}
        quotes = given.get("quotes")
        return cls(
            empty=_one_of(NoValue, given.get("empty")),
            confidence=_one_of(Confidence, given.get("confidence")),
            accepted=given.get("accepted") is True,
            quotes=_quotes(quotes if isinstance(quotes, list) else []),
            words=str(given.get("words") or "")[:LONGEST],
        )

    @classmethod
    def of_form(
        cls, *, empty: str, confidence: str, accepted: str, quotes: str, words: str
    ) -> "FieldDetails":
        """Return the details that the inputs of a form hold. `quotes` is a JSON list."""
        try:
            listed = json.loads(quotes or "[]")
        except (ValueError, RecursionError):  # it comes from a page, and may be anything
            listed = []
        return cls.of_json(
            {
                "empty": empty,
                "confidence": confidence,
                "accepted": bool(accepted),
                "quotes": listed,
                "words": words.replace("\0", "").strip(),
            }
        )

    @property
    def json(self) -> dict[str, Any]:
        """The details as they are stored: only what is given."""
        held = {
            "empty": self.empty,
            "confidence": self.confidence,
            "accepted": self.accepted,
            "quotes": [quote.json for quote in self.quotes],
            "words": self.words,
        }
        return {name: value for name, value in held.items() if value}


def with_quotes(given: FieldDetails, texts: Texts) -> FieldDetails:
    """Return details with each quote as it stands in the reports now.

    Words that were typed become a quote where a report has them. A quote that is not found stays as
    it was, so that its coder can see it and replace it.
    """
    quotes = [anchored(quote, texts) or quote for quote in given.quotes]
    found = words_in(texts, given.words)
    if found is not None:
        quotes.append(found)
    return replace(
        given,
        quotes=tuple(dict.fromkeys(quotes))[:MOST_QUOTES],
        words="" if found is not None else given.words,
    )


def anchored_details(details: Details, texts: Texts) -> Details:
    """Return the details of a coding with each quote as it stands in the reports now."""
    held = {
        name: with_quotes(FieldDetails.of_json(given), texts).json
        for name, given in details.items()
    }
    return {name: given for name, given in held.items() if given}


def details_problems(details: Details, texts: Texts, book: Codebook) -> list[Problem]:
    """Return what is wrong with details, by field: quotes and words that no report has."""
    return [
        problem
        for name, given in details.items()
        for problem in _problems(name, FieldDetails.of_json(given), texts, book)
    ]


def reasons_for_no_value(details: Details) -> dict[str, str]:
    """Return why fields have no value, by their names."""
    given = {name: FieldDetails.of_json(held).empty for name, held in details.items()}
    return {name: reason for name, reason in given.items() if reason}


def split_name(name: str) -> tuple[int | None, str]:
    """Return the person and the field that a name such as "0/age" or "method" stands for."""
    person, slash, field = name.partition("/")
    if not slash:
        return None, name
    return (int(person), field) if person.isascii() and person.isdecimal() else (None, name)


def _problems(name: str, given: FieldDetails, texts: Texts, book: Codebook) -> Iterator[Problem]:
    person, field = split_name(name)
    if field not in book.fields:
        reason = Reason("codebook %(version)s has no such field", version=book.version)
        yield Problem(field=field, person=person, reason=reason)
        return
    lost = [quote.exact for quote in given.quotes if anchored(quote, texts) is None]
    for words in (*lost, given.words):
        if words:
            reason = Reason(NOT_IN_REPORTS, words=words)
            yield Problem(field=field, person=person, reason=reason)


NOT_IN_REPORTS: Final = gettext_noop(
    "no report of this case has the words “%(words)s”, or more than one place has them: select "
    "them again, or remove the quote"
)


def _one_of(choices: type[TextChoices], given: Any) -> str:
    return str(given) if isinstance(given, str) and given in choices.values else ""


def _quotes(listed: list[Any]) -> tuple[Quotation, ...]:
    found = (Quotation.of_json(one) for one in listed[:MOST_QUOTES])
    return tuple(quote for quote in found if quote is not None)
