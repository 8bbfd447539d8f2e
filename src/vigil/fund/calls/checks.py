"""What a call must have: checked when it is changed, and whole before anybody reads it."""

import re
from datetime import date
from typing import Final
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.fund.calls.form_definition import (
    InvalidForm,
    check_eligibility,
    check_fields,
    check_form,
    check_rubric,
    check_texts,
)
from vigil.fund.models import Call
from vigil.fund.payments import money
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import NotPossible

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXTS: Final = ("title", "summary")
PUBLIC_FIELDS: Final = frozenset({"slug", *TEXTS, "eligibility", "form"})
"""Fields whose words the public reads: they name nobody whom the record does not show."""
LONGEST_SUMMARY: Final = 6_000


def check_call(call: Call, changed: set[str]) -> None:
    """Check the changed values; a draft may be incomplete. Raises NotPossible."""
    if not SLUG.fullmatch(call.slug or "") or len(call.slug) > 60:
        raise NotPossible(
            _("The address is a few words of a to z and digits, with hyphens: small-grants-2026.")
        )
    if call.kind not in Call.Kind.values or call.access not in Call.Access.values:
        raise NotPossible(_("Say what is given, and who may apply."))
    for name in TEXTS:
        if name in changed and getattr(call, name):
            longest = LONGEST_SUMMARY if name == "summary" else 200
            check_texts(getattr(call, name), _WHERE[name], longest=longest)
    for name, check in (("form", check_fields), ("rubric", check_rubric)):
        if name in changed and getattr(call, name):
            check(getattr(call, name))
    if "eligibility" in changed:
        check_eligibility(call.eligibility)
    _check_codes(call)
    _check_numbers(call)
    if call.closes_at is not None and call.closes_at <= call.opens_at:
        raise NotPossible(_("A call closes after it opens. Change one of the two days."))
    due = call.reviews_due_on
    if due is not None and (not isinstance(due, date) or due < call.opens_at.date()):
        raise NotPossible(_("Reviews are due after the call opens. Change one of the two days."))
    if call.zone not in available_timezones():
        raise NotPossible(
            _("“%(zone)s” is no time zone. Write one like Europe/Oslo.") % {"zone": call.zone[:40]}
        )
    require_no_hidden_names(*texts_in([getattr(call, name) for name in PUBLIC_FIELDS & changed]))


def _check_codes(call: Call) -> None:
    themes = set(markets().terms) | set(responses().terms)
    if not isinstance(call.themes, list) or not set(map(str, call.themes)) <= themes:
        unknown = [str(one)[:40] for one in call.themes if str(one) not in themes]
        raise NotPossible(_("These are no themes: %(codes)s") % {"codes": ", ".join(unknown)})
    ours = {code for code, _name in settings.LANGUAGES}
    if not isinstance(call.languages, list) or not set(map(str, call.languages)) <= ours:
        raise NotPossible(
            _("Applications are read in some of these languages: %(codes)s.")
            % {"codes": ", ".join(sorted(ours))}
        )


def _check_numbers(call: Call) -> None:
    call.currency = money.known_currency(call.currency)
    if not isinstance(call.blind, bool):
        raise NotPossible(_("Say whether reviewers see who applies."))
    bounds = (("reviewers", 1, 9), ("most_minor", 1, money.MAX_MINOR), ("places", 1, 10_000))
    for name, least, most in bounds:
        value = getattr(call, name)
        if value is None and name != "reviewers":
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise NotPossible(
                _("%(what)s: write a whole number from %(least)d to %(most)d.")
                % {"what": _WHERE[name], "least": least, "most": most}
            )


def check_whole(call: Call) -> None:
    """Raise NotPossible if a public call would lack something."""
    for name in TEXTS:
        check_texts(getattr(call, name), _WHERE[name], longest=LONGEST_SUMMARY)
        if "en" not in getattr(call, name):
            raise InvalidForm(_("%(where)s: English is missing.") % {"where": _WHERE[name]})
    check_form(call.form)
    check_rubric(call.rubric)
    if not call.languages:
        raise NotPossible(_("Say in which languages applications are read."))


class _Where:
    """Names of the parts of a call, in the language of the screen."""

    def __getitem__(self, name: str) -> str:
        return {
            "title": _("Title"),
            "summary": _("Summary"),
            "reviewers": _("Reviewers for each application"),
            "most_minor": _("The most that can be asked for"),
            "places": _("Places"),
        }[name]


_WHERE: Final = _Where()
