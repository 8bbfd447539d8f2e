"""Make, change, publish, close and withdraw calls for applications."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls.form_definition import (
    InvalidForm,
    check_eligibility,
    check_form,
    check_rubric,
    check_texts,
)
from vigil.fund.models import Call
from vigil.fund.payments import money
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import unless_taken
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

CALL: Final = "call"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXTS: Final = ("title", "summary")
PUBLIC_FIELDS: Final = frozenset({"slug", *TEXTS, "eligibility", "form"})
"""Fields whose words the public reads: they name nobody whom the record does not show."""
FIELDS_FROZEN_BY_APPLICATIONS: Final = ("form", "rubric")
"""What stands once somebody began an application: answers and points are kept by its keys."""
FIELDS: Final = (
    *("slug", "kind", "access", "title", "summary", "themes", "languages", "eligibility"),
    *("form", "rubric", "blind", "reviewers", "currency", "most_minor", "places"),
    *("opens_at", "closes_at", "zone"),
)
EXAMPLE_FILES: Final[Mapping[str, str]] = {
    "grant": "small_grants.toml",
    "fellowship": "fellowship.toml",
}
LONGEST_SUMMARY: Final = 6_000
State = Call.State


@transaction.atomic
def make_call(*, by: User, **values: Any) -> Call:
    """Make a draft call from `values` of `FIELDS`; missing ones get their default.

    Raises NotAllowed; NotPossible with the place that is wrong.
    """
    require(by, MANAGE_CALLS)
    call = Call(**_known(values))
    if call.opens_at is None:
        raise NotPossible(_("Say when the call opens."))
    _check(call, set(FIELDS))
    _save(call)
    record("make_call", CALL, call.slug, by=by, after={"kind": call.kind})
    return call


@transaction.atomic
def edit_call(call: Call, *, by: User, **values: Any) -> Call:
    """Change a call.

    Its address is fixed once it was published; its form and rubric once somebody started an
    application. Raises NotAllowed, NotPossible.
    """
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state in (State.WITHDRAWN, State.DECIDED):
        raise NotPossible(_("This call is over. Make a new one."))
    changed = {name: value for name, value in _known(values).items() if value != _now(call, name)}
    if call.frozen_at and set(changed) & set(FIELDS_FROZEN_BY_APPLICATIONS):
        raise NotPossible(
            _(
                "Somebody has begun an application: form and rubric stand. Withdraw this call and "
                "make a new one, if they have to change."
            )
        )
    if call.frozen_at and changed.get("blind") is False:
        raise NotPossible(
            _("Somebody has begun an application: it stands that reviewers do not see who applies.")
        )
    if call.state != State.DRAFT and "slug" in changed:
        raise NotPossible(_("The address of a published call stands."))
    for name, value in changed.items():
        setattr(call, name, value)
    _check(call, set(changed))
    if call.state == State.PUBLISHED:
        _check_whole(call)
    _save(call)
    record("edit_call", CALL, call.slug, by=by, after={"fields": sorted(changed)})
    return call


@transaction.atomic
def publish(call: Call, *, by: User) -> Call:
    """Publish a draft call; applications are accepted from its opening on.

    Raises NotAllowed; NotPossible if it is not a draft or is incomplete.
    """
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state != State.DRAFT:
        raise NotPossible(_("Only a draft is published."))
    _check(call, set(FIELDS))
    _check_whole(call)
    if call.closes_at and call.closes_at <= timezone.now():
        raise NotPossible(_("The day on which it closes is over. Change it first."))
    return _move(call, State.PUBLISHED, "publish_call", by)


@transaction.atomic
def withdraw(call: Call, *, by: User) -> Call:
    """Withdraw a call: no new applications are accepted; received ones stay.

    Raises NotAllowed; NotPossible if it was withdrawn or decided already.
    """
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state not in (State.DRAFT, State.PUBLISHED):
        raise NotPossible(_("This call is over already."))
    return _move(call, State.WITHDRAWN, "withdraw_call", by)


@transaction.atomic
def close_early(call: Call, *, by: User) -> Call:
    """Close a call now. Raises NotAllowed; NotPossible if it is not open."""
    require(by, MANAGE_CALLS, call)
    call, now = locked(call), timezone.now()
    if not is_open(call, now):
        raise NotPossible(_("This call is not open."))
    call.closes_at = now
    call.save(update_fields=["closes_at"])
    record("close_call", CALL, call.slug, by=by)
    return call


@transaction.atomic
def mark_decided(call: Call, *, by: User) -> Call:
    """Mark a call as decided. Raises NotAllowed; NotPossible if it is open or over."""
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state != State.PUBLISHED or is_open(call):
        raise NotPossible(_("Only a call that was published and is closed can be decided."))
    return _move(call, State.DECIDED, "mark_call_decided", by)


def is_open(call: Call, now: datetime | None = None) -> bool:
    """Say whether a call accepts applications."""
    now = now or timezone.now()
    if call.state != State.PUBLISHED or call.opens_at > now:
        return False
    return call.closes_at is None or now < call.closes_at


def public_calls() -> QuerySet[Call]:
    """Return the calls that everybody may read: published, and not by invitation."""
    return Call.objects.filter(state__in=(State.PUBLISHED, State.DECIDED), access=Call.Access.OPEN)


def open_or_coming_calls(now: datetime | None = None) -> QuerySet[Call]:
    """Return the public calls that are open or will open, soonest deadline first."""
    now = now or timezone.now()
    rows = (
        public_calls()
        .filter(state=State.PUBLISHED)
        .filter(Q(closes_at=None) | Q(closes_at__gt=now))
    )
    return rows.order_by("closes_at", "pk")


def freeze_form_and_rubric(call: Call) -> None:
    """Fix form and rubric of a call, because an application was started."""
    Call.objects.filter(pk=call.pk, frozen_at=None).update(frozen_at=timezone.now())


def example_call(kind: str) -> dict[str, Any]:
    """Return the values of a shipped example, for `make_call`.

    `kind` is a key of `EXAMPLE_FILES`. The officer chooses address and days. Raises NotPossible.
    """
    if kind not in EXAMPLE_FILES:
        raise NotPossible(_("There is no such example."))
    text = (files("vigil.fund.calls") / "examples" / EXAMPLE_FILES[kind]).read_text("utf-8")
    return tomllib.loads(text)


def locked(call: Call) -> Call:
    """Return the call, freshly read and locked."""
    return Call.objects.select_for_update().get(pk=call.pk)


def _save(call: Call) -> None:
    """Save a call. Raises NotPossible if another call has its address."""
    with unless_taken(_("Another call has this address already. Choose another.")):
        call.save()


def _move(call: Call, state: str, verb: str, by: User) -> Call:
    before, call.state = call.state, state
    call.save(update_fields=["state"])
    record(verb, CALL, call.slug, by=by, before={"state": before}, after={"state": state})
    return call


def _now(call: Call, name: str) -> Any:
    return getattr(call, name)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(values) - set(FIELDS)):
        raise NotPossible(_("A call has no such field: %(names)s") % {"names": ", ".join(unknown)})
    return dict(values)


def _check(call: Call, changed: set[str]) -> None:
    """Check the changed values; a draft may be incomplete."""
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
    for name, check in (("form", check_form), ("rubric", check_rubric)):
        if name in changed and getattr(call, name):
            check(getattr(call, name))
    if "eligibility" in changed:
        check_eligibility(call.eligibility)
    _check_codes(call)
    _check_numbers(call)
    if call.closes_at is not None and call.closes_at <= call.opens_at:
        raise NotPossible(_("A call closes after it opens. Change one of the two days."))
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


def _check_whole(call: Call) -> None:
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


def in_zone_of_call(moment: datetime, call: Call) -> datetime:
    """Return a moment in the time zone of the call."""
    return moment.astimezone(ZoneInfo(call.zone))


LOG: Final = LogWords(
    verbs={
        "close_call": pgettext_lazy("decision", "close a call"),
        "edit_call": pgettext_lazy("decision", "change a call"),
        "make_call": pgettext_lazy("decision", "write a call"),
        "mark_call_decided": pgettext_lazy("decision", "say that a call is decided"),
        "publish_call": pgettext_lazy("decision", "publish a call"),
        "withdraw_call": pgettext_lazy("decision", "withdraw a call"),
    },
    kinds={
        "call": pgettext_lazy("decision", "call"),
    },
    parts={
        "call": pgettext_lazy("decision", "call"),
    },
)
