"""Calls, and names of themes, as public pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import LocalizedText, in_language
from vigil.fund.models import Call
from vigil.fund.payments import money
from vigil.reading.codebook.terms import markets, responses


@dataclass(frozen=True)
class PublicCall:
    """A call in one language, with English where a text is missing."""

    call: Call
    language: str
    title: LocalizedText
    summary: LocalizedText
    themes: tuple[str, ...]
    most: str
    opens_at: datetime
    closes_at: datetime | None
    """Both as the clocks of the call's zone show them."""
    is_open: bool
    is_coming: bool


def public_call(call: Call, language: str) -> PublicCall:
    """Return a call in the language of the reader."""
    return PublicCall(
        call=call,
        language=language,
        title=in_language(call.title, language),
        summary=in_language(call.summary, language),
        themes=tuple(theme_name(code, language) for code in call.themes),
        most=money.format_amount(call.most_minor, call.currency) if call.most_minor else "",
        opens_at=calls.in_zone_of_call(call.opens_at, call),
        closes_at=calls.in_zone_of_call(call.closes_at, call) if call.closes_at else None,
        is_open=calls.is_open(call),
        is_coming=call.state == Call.State.PUBLISHED and call.opens_at > timezone.now(),
    )


def theme_name(code: str, language: str) -> str:
    """Return the name of a theme: a market or response of the codebook."""
    term = markets().terms.get(code) or responses().terms.get(code)
    return term.named(language) if term else code
