"""What a call lacks before it can be published, step by step, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.calls import translations
from vigil.fund.calls.form_definition import (
    WITHOUT_ANSWER,
    check_form,
    check_rubric,
)
from vigil.fund.models import Call
from vigil.trust.access.errors import NotPossible


@dataclass(frozen=True)
class BuildingStep:
    """One step of building a call: its address, what is there, and what is missing."""

    route: str
    title: str
    missing: tuple[str, ...] = ()
    holds: str = ""


STEPS: Final[Mapping[str, str | Promise]] = {
    "call_basics": gettext_lazy("Basics"),
    "call_texts": gettext_lazy("Title and summary"),
    "call_form": pgettext_lazy("call", "Form"),
    "call_conditions": gettext_lazy("Conditions"),
    "call_rubric": gettext_lazy("Rubric"),
    "call_translations": gettext_lazy("Translations"),
    "call_preview": gettext_lazy("Preview"),
}
"""Routes of the steps, in the order in which somebody takes them, with their titles."""


def building_steps(call: Call) -> list[BuildingStep]:
    """Return the steps of a call, each with what is missing."""
    return [
        BuildingStep(route, str(title), *_STATES[route](call)) for route, title in STEPS.items()
    ]


def _basics(call: Call) -> tuple[tuple[str, ...], str]:
    missing = []
    if not call.languages:
        missing.append(_("Say in which languages applications are read."))
    if call.closes_at and call.closes_at <= timezone.now():
        missing.append(_("The day on which it closes is over. Change it first."))
    days = f"{call.opens_at:%Y-%m-%d} – {call.closes_at:%Y-%m-%d}" if call.closes_at else ""
    return tuple(missing), f"{call.get_kind_display()} · {days or _('no closing day')}"


def _texts(call: Call) -> tuple[tuple[str, ...], str]:
    named = ((_("Title"), call.title), (_("Summary"), call.summary))
    missing = [
        _("%(where)s: English is missing.") % {"where": where}
        for where, texts in named
        if not texts.get("en")
    ]
    return tuple(missing), ""


def _form(call: Call) -> tuple[tuple[str, ...], str]:
    asked = sum(field["kind"] not in WITHOUT_ANSWER for field in call.form)
    return _wrong(lambda: check_form(call.form)), _("Questions: %(n)d") % {"n": asked}


def _conditions(call: Call) -> tuple[tuple[str, ...], str]:
    consents = sum(field["kind"] == "consent" for field in call.form)
    return (), _("Conditions: %(n)d · consents: %(consents)d") % {
        "n": len(call.eligibility),
        "consents": consents,
    }


def _rubric(call: Call) -> tuple[tuple[str, ...], str]:
    return _wrong(lambda: check_rubric(call.rubric)), _("Criteria: %(n)d") % {"n": len(call.rubric)}


def _translations(call: Call) -> tuple[tuple[str, ...], str]:
    words = translations.gaps_in_words(call)
    return (), _("Missing: %(gaps)s") % {"gaps": words} if words else _("complete")


def _wrong(check: Callable[[], None]) -> tuple[str, ...]:
    try:
        check()
    except NotPossible as error:
        return (str(error),)
    return ()


_STATES: Final[Mapping[str, Callable[[Call], tuple[tuple[str, ...], str]]]] = {
    "call_basics": _basics,
    "call_texts": _texts,
    "call_form": _form,
    "call_conditions": _conditions,
    "call_rubric": _rubric,
    "call_translations": _translations,
    "call_preview": lambda _call: ((), ""),
}
