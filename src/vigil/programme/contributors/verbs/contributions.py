"""Add, edit and remove contributors of a session."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.models import Member
from vigil.programme.contributors.verbs.groups import subject_of_person
from vigil.programme.contributors.visibility import CONTRIBUTION, NAME
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_session, record_new_wording, verb
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Contribution, Session
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of, withdraw_consent
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.private_links.verbs.links import close_links
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred as shred_upload
from vigil.trust.vault.verbs.sealing import sealed_for, shred

TEXTS: Final = ("unnamed", "position", "affiliation", "announced")
"""What is said of a contributor in words, beside the name."""


@verb
def add_contribution(
    session: Session,
    role: str,
    *,
    by: User,
    member: Member | None = None,
    name: str = "",
    unnamed: str = "",
    position: str = "",
    affiliation: str = "",
    announced: str = "",
    order: int = 0,
) -> Contribution:
    """Add a contributor to a session: a member, a plain name, or people without a name.

    A plain name is shown only where they agreed to it (a consent to `name`), or where
    `announced` says where it was made public before. Raises NotAllowed, NotPossible (not
    exactly one of member, name and unnamed; an unknown role; a name that the record does not
    show).
    """
    require(by, MANAGE)
    session = locked(session)
    part = Contribution(
        session=session,
        role=role,
        member=member,
        name=name.strip(),
        unnamed=unnamed.strip(),
        position=position.strip(),
        affiliation=affiliation.strip(),
        announced=announced.strip(),
        order=order,
    )
    require_sound(part)
    part.save()
    note_session("add_contribution", session, by=by, after={"contribution": part.uid, "role": role})
    record_new_wording(session)
    return part


@verb
def edit_contribution(part: Contribution, *, by: User, **values: Any) -> Contribution:
    """Change a contribution. A new name ends the consent to be named, which was for the old one.

    Raises NotAllowed, NotPossible (as `add_contribution`).
    """
    require(by, MANAGE)
    session = locked(part.session)
    part = held(part)
    others = [name for name, value in values.items() if getattr(part, name) != value]
    if not others:
        return part
    for name in others:
        setattr(part, name, values[name])
    require_sound(part)
    part.save()
    if "name" in others:
        _end_agreements(part, by)
    after = {"contribution": part.uid, "fields": sorted(others)}
    note_session("edit_contribution", session, by=by, after=after)
    record_new_wording(session)
    return part


@verb
def remove_contribution(part: Contribution, *, by: User) -> None:
    """Remove a contributor from a session. Raises NotAllowed, NotPossible (removed already)."""
    require(by, MANAGE)
    session = locked(part.session)
    part = held(part)
    note_session("remove_contribution", session, by=by, before={"contribution": part.uid})
    _close_own_pages(part, by)
    shred_documents(part, why="a contributor was taken off")
    part.delete()
    record_new_wording(session)


def _close_own_pages(part: Contribution, by: User) -> None:
    """Revoke the links of a contributor who goes, and remove what they proposed to correct."""
    for correction in part.corrections.all():
        for sealed in sealed_for("correction", correction.uid):
            shred(sealed, by=None, why="a contributor was taken off")
    close_links(Subject(CONTRIBUTION, part.uid), by=by)
    for person in part.group_people.all():
        close_links(subject_of_person(person), by=by)


def shred_documents(part: Contribution, *, why: str) -> None:
    """Remove the documents that show what a contributor agreed to: they are named in them."""
    rows = Upload.objects.filter(subject_kind=CONTRIBUTION, subject_key=part.uid)
    for document in rows.filter(state=Upload.State.KEPT):
        shred_upload(document, by=None, why=why)


def _end_agreements(part: Contribution, by: User) -> None:
    """End what allows a name, once another name stands there."""
    subject = Subject(CONTRIBUTION, part.uid)
    for consent in consents_of(subject).filter(use=NAME, withdrawn_at=None):
        withdraw_consent(consent, by=by)


def require_sound(part: Contribution) -> None:
    """Check what is stated of a contributor. Raises NotPossible (as `add_contribution`)."""
    if part.role not in Contribution.Role.values:
        raise NotPossible(_("Say as what: moderator, contributor or interpreter."))
    if [bool(part.member_id), bool(part.name), bool(part.unnamed)].count(True) != 1:
        raise NotPossible(_("Give one of these: a member, a name, or who they are without a name."))
    if not part.unnamed and part.pk and part.group_people.exists():
        raise NotPossible(_("This stands for several people, so it cannot have a name."))
    if part.unnamed and (part.position or part.affiliation):
        raise NotPossible(
            _("Leave position and organisation empty: they could tell who is not named.")
        )
    # An agreement of theirs takes two people. That it was announced elsewhere, one person writes.
    require_no_hidden_names(
        part.name if part.announced else "", *(getattr(part, text) for text in TEXTS)
    )


LOG: Final = LogWords(
    verbs={
        "add_contribution": pgettext_lazy("decision", "add a contributor"),
        "edit_contribution": pgettext_lazy("decision", "change a contributor"),
        "remove_contribution": pgettext_lazy("decision", "take a contributor off"),
    },
    reasons={
        "a contributor was taken off": pgettext_lazy("decision", "a contributor was taken off"),
    },
    kinds={
        "contribution": pgettext_lazy("decision", "contributor"),
    },
)
