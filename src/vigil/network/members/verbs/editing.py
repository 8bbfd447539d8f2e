"""Edit the fields of a member."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.members.name_changes import announce, naming_of
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.checks import locked, without_names
from vigil.network.models import Biography, Link, Listing, Member
from vigil.network.profiles.fields import FIELDS, KIND, Audience, audience_of, subject_of, use_of
from vigil.network.profiles.values import clean
from vigil.reading.codebook.terms import region_of, regions_within
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import consents_of, withdraw_consent
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def edit_member(member: Member, values: Mapping[str, Any], *, by: User, why: str = "") -> list[str]:
    """Write some fields of a member and return those that changed.

    Repeating the call changes nothing. A biography is given by language; other languages stay, and
    an empty text removes one. Links are given as a whole. A name that somebody else writes is
    hidden until the member shows it. Raises NotAllowed, NotPossible (they left; an invalid value; a
    field that only the member may change).
    """
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    cleaned = {field: clean(field, value) for field, value in values.items()}
    if kept := [field for field in cleaned if not may_write(by, member, field)]:
        named = ", ".join(str(FIELDS[field]) for field in kept)
        raise NotAllowed(_("Only the member can change this: %(fields)s.") % {"fields": named})
    if "name" in cleaned and not cleaned["name"]:
        raise NotPossible(_("Enter a name. It is shown only to people the member chooses."))
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
    """End the consents that the member gave for the name before."""
    uses = [use_of("name", audience) for audience in Audience if audience is not Audience.NOBODY]
    for consent in consents_of(subject_of(member.uid)).filter(use__in=uses, withdrawn_at=None):
        withdraw_consent(consent, by=by)
    member.refresh_from_db(fields=["audiences"])


def may_write(by: User, member: Member, field: str) -> bool:
    """Return whether somebody may change a field.

    Members may change all their fields. Managers may change the name, the fields that staff may
    see, and every field of a member without an account.
    """
    if is_the_member.test(by, member) or member.user_id is None or field == "name":
        return True
    return audience_of(member.audiences, field) >= Audience.STAFF


def differences(member: Member, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what cleaned values would change: field -> (current value, new value).

    A biography is compared by language. Biographies and links are read: prefetch them for many
    members.
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
    """Return the current value of a field, in the shape of the value that is given."""
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
        raise NotPossible(
            _("You are listed under another name. Enter that name, or choose not to be listed.")
        )
    if "pseudonym" in changed or "name" in changed:
        member.handle = new_uid()
    member.changed_at = timezone.now()
    member.save()
    return list(changed)


def _region(region: str, country: str) -> str:
    """Return the region for a country: the chosen one if the country is in it."""
    own = region_of(country)
    return region if region and own in regions_within(region) else own


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


LOG: Final = LogWords(
    verbs={
        "edit_member": pgettext_lazy("decision", "edit a member"),
    },
)
