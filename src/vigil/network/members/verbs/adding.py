"""Add members, one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.members.verbs.checks import without_names
from vigil.network.members.verbs.email_addresses import keep_addresses
from vigil.network.models import Biography, Link, Member, MemberKind
from vigil.network.profiles.fields import FIELDS, KIND
from vigil.network.profiles.values import clean, clean_address
from vigil.reading.codebook.terms import region_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import BATCH, record_many, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

FIELDS_WITH_OWN_ROWS = ("biography", "links")
"""Fields that are rows of their own."""


@dataclass(frozen=True)
class NewMember:
    """Somebody who is to be added: what is known of them, and where to write to them."""

    values: Mapping[str, Any]
    kind: str = MemberKind.PERSON
    address: str = ""
    import_key: str = ""
    """A digest of what a sheet calls them."""


def add_member(
    kind: str, values: Mapping[str, Any], *, by: User, address: str = "", why: str = ""
) -> Member:
    """Add a member with some of their fields. Nobody sees the fields yet.

    `address` goes into the vault. Raises NotAllowed, NotPossible (no name; an invalid value; the
    address belongs to another member).
    """
    new = NewMember(values, kind, address)
    return add_members([new], by=by, why=why)[0]


@transaction.atomic
def add_members(many: Sequence[NewMember], *, by: User, why: str = "") -> list[Member]:
    """Add many members, all of them or none. Each is a decision. Raises as `add_member`."""
    take_part()
    require(by, "network.manage_members")
    values = [_cleaned_new(new) for new in many]
    members = [_unsaved(new, said) for new, said in zip(many, values, strict=True)]
    for member in members:
        without_names(member, why)
    Member.objects.bulk_create(members, batch_size=BATCH)
    pairs = list(zip(members, values, strict=True))
    Biography.objects.bulk_create(
        Biography(member=member, language=language, text=text)
        for member, said in pairs
        for language, text in said.get("biography", {}).items()
        if text
    )
    Link.objects.bulk_create(
        Link(member=member, label=label, url=url)
        for member, said in pairs
        for label, url in said.get("links", ())
    )
    addresses = {
        m: clean_address(n.address) for m, n in zip(members, many, strict=True) if n.address
    }
    keep_addresses(addresses, by=by)
    afters = {m.uid: {"fields": _for_the_log(said), "kind": m.kind} for m, said in pairs}
    record_many("add_member", KIND, afters, by=by, why=why)
    return members


def _cleaned_new(new: NewMember) -> dict[str, Any]:
    if new.kind not in MemberKind.values:
        raise NotPossible(_("Choose whether the member is a person or an organisation."))
    said = {field: clean(field, value) for field, value in new.values.items()}
    if not said.get("name"):
        raise NotPossible(_("Enter a name. It is shown only to people the member chooses."))
    if said.get("country") and not said.get("region"):
        said["region"] = region_of(said["country"])
    return said


def _unsaved(new: NewMember, said: Mapping[str, Any]) -> Member:
    columns = {name: value for name, value in said.items() if name not in FIELDS_WITH_OWN_ROWS}
    return Member(kind=new.kind, import_key=new.import_key, **columns)


def _for_the_log(said: Mapping[str, Any]) -> list[str]:
    """Return the fields that have a value, as a decision records them."""
    return [name for name in FIELDS if said.get(name)]


LOG: Final = LogWords(
    verbs={
        "add_member": pgettext_lazy("decision", "add a member"),
    },
    kinds={
        "member": pgettext_lazy("decision", "member"),
    },
)
