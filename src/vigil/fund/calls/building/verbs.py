"""Change one part of a call, whatever others changed meanwhile; make a call of a template.

Each verb reads the call afresh under its lock, changes what it is about, and keeps it by
`calls.verbs.edit_call`, which checks who may, and everything that a call must be.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import translations
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.building import entries
from vigil.fund.models import Call
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

LISTS: Final = ("form", "rubric", "eligibility")
OPENS_IN: Final = timedelta(days=14)
OPEN_FOR: Final = timedelta(days=42)
"""The days of a new call, until somebody sets them."""
COPIED: Final = (
    *("kind", "access", "title", "summary", "themes", "languages", "eligibility", "form"),
    *("rubric", "blind", "reviewers", "currency", "most_minor", "places", "zone"),
)

type Change = Callable[[Sequence[Mapping[str, Any]]], list[dict[str, Any]]]


@transaction.atomic
def start_call(slug: str, source: str, *, by: User) -> Call:
    """Make a draft call of a template, of an earlier call, or of nothing.

    `source` is `template:` with a key of `EXAMPLE_FILES`, `call:` with the address of a call, or
    empty. Without a slug one is made. Raises NotAllowed, NotPossible.
    """
    require(by, MANAGE_CALLS)
    kind, _colon, name = source.partition(":")
    if kind == "template":
        values = calls.example_call(name)
    elif kind == "call":
        earlier = Call.objects.filter(slug=name).first()
        if earlier is None:
            raise NotPossible(_("There is no such call."))
        values = {field: getattr(earlier, field) for field in COPIED}
    else:
        values = {"kind": Call.Kind.GRANT, "languages": ["en"]}
        name = "call"
    opens = (timezone.now() + OPENS_IN).replace(hour=0, minute=0, second=0, microsecond=0)
    days = {"opens_at": opens, "closes_at": opens + OPEN_FOR}
    return calls.make_call(by=by, slug=slug or _free_slug(name), **values, **days)


def _free_slug(name: str) -> str:
    """Return an address that no call has: the name, the year, and a number if need be."""
    stem = f"{name[:40].strip('-').replace('_', '-')}-{timezone.now().year}"
    taken = set(Call.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        one
        for n in range(1, len(taken) + 2)
        if (one := stem if n == 1 else f"{stem}-{n}") not in taken
    )


@transaction.atomic
def change_list(call: Call, name: str, change: Change, *, by: User) -> Call:
    """Change the form, the rubric or the conditions of a call; `change` makes a new list of it.

    Raises NotAllowed; NotPossible if the change is none, or the call would be wrong.
    """
    if name not in LISTS:
        raise ValueError(name)
    call = calls.locked(call)
    now = getattr(call, name)
    now = entries.with_keys(now) if name == "eligibility" else now
    return calls.edit_call(call, by=by, **{name: change(now)})


@transaction.atomic
def translate(call: Call, language: str, typed: Mapping[str, str], *, by: User) -> Call:
    """Replace texts of a call in one language, by their addresses; an empty one is removed.

    The rubric is not translated any more once an application was sent. Raises NotAllowed,
    NotPossible.
    """
    call = calls.locked(call)
    values = translations.with_texts(translations.values_of(call), language, typed)
    return calls.edit_call(call, by=by, **values)
