"""Make, change, publish, close and withdraw calls for applications.

`building.verbs` changes one field, criterion or condition; `checks` says what a call must have.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import translations
from vigil.fund.calls.checks import check_call, check_whole
from vigil.fund.calls.versions import freeze_version
from vigil.fund.models import Call
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import unless_taken
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

CALL: Final = "call"
FIELDS: Final = (
    *("slug", "kind", "access", "title", "summary", "themes", "languages", "eligibility"),
    *("form", "rubric", "blind", "reviewers", "currency", "most_minor", "places"),
    *("opens_at", "closes_at", "reviews_due_on", "zone"),
)
EXAMPLE_FILES: Final[Mapping[str, str]] = {
    "grant": "micro_grant.toml",
    "emergency": "emergency.toml",
    "fellowship": "fellowship.toml",
    "network": "network.toml",
}
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
    check_call(call, set(FIELDS))
    _save(call)
    record("make_call", CALL, call.slug, by=by, after={"kind": call.kind})
    return call


@transaction.atomic
def edit_call(call: Call, *, by: User, **values: Any) -> Call:
    """Change a call.

    Its address is fixed once it was published, its rubric once an application was sent. A changed
    form or condition of a call that people may read becomes a new version. Raises NotAllowed,
    NotPossible.
    """
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state in (State.WITHDRAWN, State.DECIDED):
        raise NotPossible(_("This call is over. Make a new one."))
    changed = {name: value for name, value in _known(values).items() if value != _now(call, name)}
    if "rubric" in changed and has_sent_applications(call):
        raise NotPossible(
            _(
                "An application was sent already: the rubric stays, so that all are measured "
                "alike. Withdraw this call and make a new one, if it has to change."
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
    check_call(call, set(changed))
    if call.state == State.PUBLISHED:
        check_whole(call)
    _save(call)
    if call.state == State.PUBLISHED or call.form_versions.exists():
        freeze_version(call)
    record("edit_call", CALL, call.slug, by=by, after={"fields": sorted(changed)})
    return call


@transaction.atomic
def publish(call: Call, *, by: User, with_gaps: bool = False) -> Call:
    """Publish a draft call; applications are accepted from its opening on.

    `with_gaps` says that the officer knows which translations are missing. Raises NotAllowed;
    NotPossible if it is not a draft, is incomplete, or lacks translations without `with_gaps`.
    """
    require(by, MANAGE_CALLS, call)
    call = locked(call)
    if call.state != State.DRAFT:
        raise NotPossible(_("Only a draft is published."))
    check_call(call, set(FIELDS))
    check_whole(call)
    if call.closes_at and call.closes_at <= timezone.now():
        raise NotPossible(_("The day on which it closes is over. Change it first."))
    gaps = translations.gaps_in_words(call)
    if gaps and not with_gaps:
        raise NotPossible(
            _("Translations are missing: %(gaps)s. Translate them, or confirm that you know.")
            % {"gaps": gaps}
        )
    freeze_version(call)
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


def has_sent_applications(call: Call) -> bool:
    """Say whether somebody has sent an application, taken back since or not."""
    return call.applications.exclude(submitted_at=None).exists()


def freeze_form_and_rubric(call: Call) -> None:
    """Note that somebody began an application: reviewers see no more of who applies from now on."""
    Call.objects.filter(pk=call.pk, frozen_at=None).update(frozen_at=timezone.now())


def example_call(kind: str) -> dict[str, Any]:
    """Return the values of a template that comes with the installation, for `make_call`.

    `kind` is a key of `EXAMPLE_FILES`. Fields that many templates share stand in `common.toml`, and
    are taken by `use`. The officer chooses address and days. Raises NotPossible.
    """
    if kind not in EXAMPLE_FILES:
        raise NotPossible(_("There is no such example."))
    folder = files("vigil.fund.calls") / "templates_of_calls"
    shared = tomllib.loads((folder / "common.toml").read_text("utf-8"))
    values = tomllib.loads((folder / EXAMPLE_FILES[kind]).read_text("utf-8"))
    for name in ("eligibility", "form", "rubric"):
        values[name] = [_with_shared(one, shared[name]) for one in values[name]]
    return values


def _with_shared(one: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of a template, with what `use` names beneath what it says itself."""
    own = {name: value for name, value in one.items() if name != "use"}
    if "use" not in one:
        return own
    return {"key": one["use"], **shared[one["use"]], **own}


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
