"""Set who may see a field. The member's choice is a consent of `trust`."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vigil.network.members.name_changes import announce, naming_of
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.checks import locked
from vigil.network.members.verbs.listing_and_pausing import set_listing
from vigil.network.models import Member, MemberKind
from vigil.network.profiles.fields import (
    FIELDS,
    KIND,
    Audience,
    audience_of,
    read_use,
    subject_of,
    use_of,
)
from vigil.network.visibility.queries import NAMING
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import give_consent, withdraw_consent
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Consent, User
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def set_audiences(
    member: Member,
    audiences: Mapping[str, Audience],
    *,
    by: User,
    given_how: str = "",
    until: date | None = None,
) -> list[str]:
    """Set who may see which field; return the fields that changed.

    Members consent on screen. A colleague who records a consent needs `trust.record_consent` and
    states how it was given (`given_how`). Only the member can make the name, the portrait or the
    links more visible. Managers may make them less visible. `until` is the last day; None means no
    end. Raises NotAllowed, NotPossible.
    """
    take_part()
    member = locked(member)
    if unknown := set(audiences) - set(FIELDS):
        raise NotPossible(_("Unknown field: %(names)s.") % {"names": ", ".join(unknown)})
    own = is_the_member.test(by, member)
    how = Consent.Given.ON_SCREEN if own else given_how
    changed = []
    for field, audience in audiences.items():
        if audience_of(member.audiences, field) == audience and until is None:
            continue
        if not own and field in NAMING and audience is not Audience.NOBODY:
            raise NotAllowed(_("Only the member can decide to be named."))
        changed.append(field)
        _withdraw(member, field, by)
        if audience is not Audience.NOBODY:
            give_consent(
                subject_of(member.uid),
                use_of(field, audience),
                given_by=_relation(member),
                given_how=how,
                by=by,
                until=until,
            )
    member.refresh_from_db()
    return changed


@transaction.atomic
def be_seen(
    member: Member, listing: str, audiences: Mapping[str, Audience], *, by: User
) -> list[str]:
    """Set how a member is listed and who sees which field: all together, or nothing.

    Return the fields that changed. Raises as `set_listing` and `set_audiences`.
    """
    set_listing(member, listing, by=by)
    return set_audiences(member, audiences, by=by)


def withdraw_all(member: Member, *, by: User) -> None:
    """Withdraw every consent of a member. Raises NotAllowed."""
    for field in FIELDS:
        _withdraw(member, field, by)


def follow_consents(subject: Subject) -> None:
    """Follow every change of a consent, in its transaction."""
    repeat_consents(subject)


def repeat_consents(subject: Subject) -> None:
    """Copy the consents of a member to their row, from which they are read.

    Consents for one country or one language are left out: a page does not know the country of its
    reader, so it cannot respect such a limit.
    """
    if subject.kind != KIND:
        return
    agreed: dict[str, list[list[str | None]]] = {}
    for consent in _consents(subject.key).filter(territory="", language=""):
        if read := read_use(consent.use):
            field, audience = read
            until = consent.until.isoformat() if consent.until else None
            agreed.setdefault(field, []).append([audience.slug, until])
    for member in Member.objects.filter(uid=subject.key):
        before, member.audiences = naming_of(member), agreed
        member.save(update_fields=["audiences"])
        announce(member, before)


def _withdraw(member: Member, field: str, by: User) -> None:
    uses = [use_of(field, audience) for audience in Audience if audience is not Audience.NOBODY]
    for consent in _consents(member.uid).filter(use__in=uses):
        withdraw_consent(consent, by=by)


def _consents(uid: str) -> QuerySet[Consent]:
    rows = Consent.objects.filter(subject_kind=KIND, subject_key=uid, withdrawn_at=None)
    return rows.order_by("pk")


def _relation(member: Member) -> str:
    organisation = member.kind == MemberKind.ORGANISATION
    return Consent.Relation.ORGANISATION if organisation else Consent.Relation.SELF
