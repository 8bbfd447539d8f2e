"""Adding a member, changing what is kept of one, and as whom they are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.members.name_changes import announce, naming_of
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.email_addresses import keep_addresses
from vigil.network.models import Biography, Link, Listing, Member, MemberKind, Status
from vigil.network.profiles.fields import FIELDS, KIND, Audience, audience_of, subject_of, use_of
from vigil.network.profiles.values import clean, clean_address
from vigil.reading.codebook.terms import region_of, regions_within
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import consents_of, withdraw_consent
from vigil.trust.decisions.verbs import BATCH, record, record_many, require
from vigil.trust.models import User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.write_lock import take_part

FIELDS_WITH_OWN_ROWS = ("biography", "links")
"""Fields that are rows of their own."""
LISTINGS_BY_WIDTH = (Listing.UNLISTED, Listing.PSEUDONYM, Listing.NAME)


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
    """Add a member with some of their fields, seen by nobody yet.

    `address` goes into the vault. Raises NotAllowed, NotPossible (no name; a value that a field
    does not take; the address is another member's).
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
        raise NotPossible(_("A member is a person or an organisation."))
    said = {field: clean(field, value) for field, value in new.values.items()}
    if not said.get("name"):
        raise NotPossible(_("A member has a name. Nobody is shown it unless they agree."))
    if said.get("country") and not said.get("region"):
        said["region"] = region_of(said["country"])
    return said


def _unsaved(new: NewMember, said: Mapping[str, Any]) -> Member:
    columns = {name: value for name, value in said.items() if name not in FIELDS_WITH_OWN_ROWS}
    return Member(kind=new.kind, import_key=new.import_key, **columns)


def _for_the_log(said: Mapping[str, Any]) -> list[str]:
    """Return the fields that say something, as a decision tells them."""
    return [name for name in FIELDS if said.get(name)]


@transaction.atomic
def edit_member(member: Member, values: Mapping[str, Any], *, by: User, why: str = "") -> list[str]:
    """Write some fields of a member; return those that changed. Sent twice, it changes nothing.

    A biography is given by language, and other languages stay; an empty text removes one. Links
    are given as a whole. A name that somebody else writes is shown once the member lets it. Raises
    NotAllowed, NotPossible (they left; a value that a field does not take; a field that the member
    keeps to themself).
    """
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    cleaned = {field: clean(field, value) for field, value in values.items()}
    if kept := [field for field in cleaned if not may_write(by, member, field)]:
        named = ", ".join(str(FIELDS[field]) for field in kept)
        raise NotAllowed(_("Only the member changes this: %(fields)s.") % {"fields": named})
    if "name" in cleaned and not cleaned["name"]:
        raise NotPossible(_("A member has a name. Nobody is shown it unless they agree."))
    before = naming_of(member)
    changed = _write(member, cleaned)
    if changed:
        said = without_names(member, why)
        if "name" in changed and not is_the_member.test(by, member):
            _hide_name(member, by)
        announce(member, before)
        record("edit_member", KIND, member.uid, by=by, after={"fields": changed}, why=said)
    return changed


def _hide_name(member: Member, by: User) -> None:
    """End what the member agreed to for the name that stood there before."""
    uses = [use_of("name", audience) for audience in Audience if audience is not Audience.NOBODY]
    for consent in consents_of(subject_of(member.uid)).filter(use__in=uses, withdrawn_at=None):
        withdraw_consent(consent, by=by)
    member.refresh_from_db(fields=["audiences"])


def may_write(by: User, member: Member, field: str) -> bool:
    """Say whether somebody may change a field: the member all, a manager what they may see.

    And the name, without which nobody can be administered; and everything of a member whom
    nobody signs in as yet, for it was they who wrote it.
    """
    if is_the_member.test(by, member) or member.user_id is None or field == "name":
        return True
    return audience_of(member.audiences, field) >= Audience.STAFF


@transaction.atomic
def set_listing(member: Member, listing: str, *, by: User, why: str = "") -> Member:
    """Say as whom a member stands in lists. Their page gets a new address, the old one is gone.

    A manager may only make it less, where somebody signs in as the member. Raises NotAllowed,
    NotPossible (they left; no other name to stand under).
    """
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    if listing not in Listing.values:
        raise NotPossible(_("There is no such listing."))
    if member.listing == listing:
        return member
    less = LISTINGS_BY_WIDTH.index(Listing(listing)) < LISTINGS_BY_WIDTH.index(
        Listing(member.listing)
    )
    if not (less or member.user_id is None or is_the_member.test(by, member)):
        raise NotAllowed(_("Only the member lets themself be listed."))
    if listing == Listing.PSEUDONYM and not member.pseudonym:
        raise NotPossible(_("Write the other name first."))
    naming = naming_of(member)
    before, member.listing = {"listing": member.listing}, listing
    _rename(member)
    said = without_names(member, why)
    announce(member, naming)
    after = {"listing": listing}
    record("list_member", KIND, member.uid, by=by, before=before, after=after, why=said)
    return member


@transaction.atomic
def pause(member: Member, *, by: User, why: str = "") -> Member:
    """Take a member out of every list for a while. Raises NotAllowed, NotPossible."""
    return _set_status(member, Status.PAUSED, (Status.ACTIVE, Status.INVITED), by, why)


@transaction.atomic
def resume(member: Member, *, by: User, why: str = "") -> Member:
    """Let a member take part again as before. Raises NotAllowed, NotPossible."""
    status = Status.ACTIVE if member.user_id else Status.INVITED
    return _set_status(member, status, (Status.PAUSED,), by, why)


def locked(member: Member) -> Member:
    """Return a member's row, held to the end of the transaction. Raises NotPossible (they left)."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.status == Status.LEFT:
        raise NotPossible(_("This member left. Nothing is kept of them."))
    return member


def _set_status(
    member: Member, status: Status, out_of: tuple[Status, ...], by: User, why: str
) -> Member:
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    if member.status not in out_of:
        raise NotPossible(
            _("This cannot be done with a member who is “%(status)s”.")
            % {"status": member.get_status_display()}
        )
    naming = naming_of(member)
    before, member.status = {"status": member.status}, status
    member.changed_at = timezone.now()
    member.save(update_fields=["status", "changed_at"])
    said = without_names(member, why)
    announce(member, naming)
    after = {"status": status}
    record("set_member_status", KIND, member.uid, by=by, before=before, after=after, why=said)
    return member


def differences(member: Member, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what cleaned values would change: field -> (what stands there, what would).

    A biography is compared by language. Biographies and links are read: prefetch them for many.
    """
    values = dict(values)
    if values.get("country") and not values.get("region"):
        values["region"] = _region(member.region, values["country"])
    found: dict[str, tuple[Any, Any]] = {}
    for name in (name for name in FIELDS if name in values):
        old, new = _current_value(member, name, values[name]), values[name]
        if old != new:
            found[name] = old, new
    return found


def _current_value(member: Member, name: str, given: Any) -> Any:
    """Return what is kept in a field, in the shape in which it is given."""
    if name == "biography":
        texts = {b.language: b.text for b in member.biographies.all()}
        return {language: texts.get(language, "") for language in given}
    if name == "links":
        return [(link.label, link.url) for link in member.links.all()]
    return getattr(member, name)


def _write(member: Member, values: Mapping[str, Any]) -> list[str]:
    """Write cleaned values; return the fields that changed."""
    changed = {name: new for name, (_old, new) in differences(member, values).items()}
    if not changed:
        return []
    for name, new in changed.items():
        if name == "biography":
            _write_biographies(member, new)
        elif name == "links":
            _write_links(member, new)
        else:
            setattr(member, name, new)
    if member.listing == Listing.PSEUDONYM and not member.pseudonym:
        raise NotPossible(_("You are listed under another name: write one, or be not listed."))
    if "pseudonym" in changed or "name" in changed:
        member.handle = new_uid()
    member.changed_at = timezone.now()
    member.save()
    return list(changed)


def _region(region: str, country: str) -> str:
    """Return the region for a country: the one that was chosen, if the country lies in it."""
    own = region_of(country)
    return region if region and own in regions_within(region) else own


def _rename(member: Member) -> None:
    """Give the page a new address: who knew it under one name must not find it under another."""
    member.handle, member.changed_at = new_uid(), timezone.now()
    member.save(update_fields=["handle", "listing", "changed_at"])


def _write_biographies(member: Member, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        if text:
            Biography.objects.update_or_create(
                member=member, language=language, defaults={"text": text}
            )
        else:
            member.biographies.filter(language=language).delete()


def _write_links(member: Member, links: list[tuple[str, str]]) -> None:
    member.links.all().delete()
    Link.objects.bulk_create(Link(member=member, label=label, url=url) for label, url in links)


def without_names(member: Member, why: str) -> str:
    """Return a reason, which stays for good. Raises NotPossible (it says who the member is)."""
    if says([why], [*member.name.split(), *member.pseudonym.split()]):
        raise NotPossible(_("Leave the name out of the reason: a decision is kept for good."))
    return why


LOG: Final = LogWords(
    verbs={
        "add_member": pgettext_lazy("decision", "add a member"),
        "edit_member": pgettext_lazy("decision", "change what is kept of a member"),
        "list_member": pgettext_lazy("decision", "change as whom a member is listed"),
        "set_member_status": pgettext_lazy("decision", "let a member pause or take part"),
    },
    kinds={
        "member": pgettext_lazy("decision", "member"),
    },
    parts={
        "listing": pgettext_lazy("decision", "listed"),
        "status": pgettext_lazy("decision", "status"),
    },
)
