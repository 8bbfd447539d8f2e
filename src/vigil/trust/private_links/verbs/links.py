"""Make private links, send them by letter or show them, and revoke them."""

from collections.abc import Collection
from typing import Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.models import Consent
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, PrivateLink, User
from vigil.trust.outbox.site_address import in_letters
from vigil.trust.outbox.verbs.letters import address_digest, forget_letters, write_letter
from vigil.trust.private_links.purposes import purpose_of
from vigil.trust.private_links.tokens import digest_of, token_of
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_to_act, seal, sealed_for, shred

KIND: Final = "private_link"
"""What the vault, letters and decisions call a private link; and the kind of its letters."""
ADDRESS: Final = "address"
"""The field of the vault that holds where its letters go."""
LETTERS: Final = (LetterKind(code=KIND, lets_in=True, sealed=True),)


def subject_of(link: PrivateLink) -> Subject:
    """Return what a private link opens."""
    return Subject(link.subject_kind, link.subject_key)


@transaction.atomic
def make_private_link(
    key: str,
    purpose: str,
    *,
    held_by: str,
    by: User,
    uses: Collection[str] | None = None,
    language: str = "",
    called: str = "",
) -> PrivateLink:
    """Make a link to the subject of this key. Nobody has it yet: send it, or show it.

    `held_by` is a `Consent.Relation`; `uses` are all of the purpose if not given. Raises
    NotAllowed, NotPossible (an unknown relation, use or language; the subject is gone).
    """
    stated = purpose_of(purpose)
    subject = Subject(stated.kind, key)
    _require(subject, purpose, by)
    if held_by not in Consent.Relation.values:
        raise NotPossible(
            _("Say who holds the link: themself, family, guardian or an organisation.")
        )
    wanted = [use for use in stated.uses if uses is None or use in uses]
    if uses is not None and len(wanted) != len(set(uses)):
        raise NotPossible(_("The link cannot ask about one of these uses."))
    language = language or get_language() or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("Choose one of the languages of this site."))
    link = PrivateLink(
        subject_kind=subject.kind,
        subject_key=subject.key,
        purpose=purpose,
        held_by=held_by,
        called=" ".join(called.split())[:80],
        uses=wanted,
        language=language,
        made_by=by,
        expires_at=timezone.now() + stated.lifetime,
    )
    link.digest = digest_of(token_of(link))
    link.save()
    after = {KIND: link.pk, "given_by": held_by}
    record("make_private_link", *subject, by=by, after=after)
    return link


@transaction.atomic
def send_private_link(link: PrivateLink, *, by: User, address: str = "") -> Letter:
    """Send a link by letter, to this address or to the one it was sent to before.

    The letter is neutral, and the same link works again as long as at first. Only whoever made the
    link chooses an address: so whoever confirms a name that was agreed to on it has never had it.
    Raises NotAllowed, NotPossible (revoked; no address; the address of the site is unknown).
    """
    link = _open(link, by)
    if address.strip():
        if link.made_by_id != by.pk:
            raise NotAllowed(
                _(
                    "Only whoever made this link can send it to another address. Make another "
                    "link, or send this one to the address it went to before."
                )
            )
        _keep_address(link, address.strip(), by)
    else:
        address = address_of(link)
    stated = purpose_of(link.purpose)
    link.expires_at = timezone.now() + stated.lifetime
    link.save(update_fields=["expires_at"])
    with override(link.language):
        said = {
            "link": in_letters(stated.page, token_of(link)),
            "until": link.expires_at,
        }
        body = render_to_string("trust/private_links/letter.txt", said)
    with override(settings.LANGUAGE_CODE):
        addressee = f"{_('who holds private link %(n)d') % {'n': link.pk}}: {stated.label}"
    record("send_private_link", *subject_of(link), by=by, after={KIND: link.pk})
    return write_letter(
        address,
        Letter.Subject.MESSAGE,
        body,
        kind=KIND,
        by=by,
        decides=False,
        language=link.language,
        addressee=addressee,
        about=(KIND, link.uid),
    )


@transaction.atomic
def show_private_link(link: PrivateLink, *, by: User) -> str:
    """Return the token of a link, to hand it over in another way. A decision records it.

    Only whoever made it is shown it: so whoever confirms a name that was agreed to on it has never
    had it. Raises NotAllowed, NotPossible (revoked).
    """
    link = _open(link, by)
    if link.made_by_id != by.pk:
        raise NotAllowed(_("Only whoever made this link can see it. Make another one."))
    record("show_private_link", *subject_of(link), by=by, after={KIND: link.pk})
    return token_of(link)


@transaction.atomic
def revoke_private_link(link: PrivateLink, *, by: User, why: str = "") -> None:
    """Revoke a link at once: it opens nothing, its letters do not go, its address is removed.

    What was agreed to on it stays. Raises NotAllowed, NotPossible (revoked already).
    """
    link = _held(link)
    _require(subject_of(link), link.purpose, by, also_gone=True)
    if link.revoked_at is not None:
        raise NotPossible(_("This link was revoked already."))
    close(link, by=by, why=why)


def close(link: PrivateLink, *, by: User | None, why: str) -> None:
    """Revoke a link without asking who may; for withdrawals, and when a subject goes."""
    _forget_address(link, why="a private link was revoked")
    link.revoked_at, link.revoked_by = timezone.now(), by
    link.save(update_fields=["address_digest", "revoked_at", "revoked_by"])
    record("revoke_private_link", *subject_of(link), by=by, before={KIND: link.pk}, why=why)


def close_links(subject: Subject, *, by: User | None) -> None:
    """Revoke every link to a subject that is removed; its room has checked who may."""
    rows = PrivateLink.objects.select_for_update(of=("self",)).filter(
        subject_kind=subject.kind, subject_key=subject.key, revoked_at=None
    )
    for link in rows:
        close(link, by=by, why="what it opened was removed")


def forget_addresses(subject: Subject, *, why: str) -> None:
    """Remove where the letters of links to a subject go, and these letters.

    For somebody who leaves. The links stay open: what was agreed to stays, and can be taken back.
    """
    rows = PrivateLink.objects.select_for_update(of=("self",)).filter(
        subject_kind=subject.kind, subject_key=subject.key, revoked_at=None
    )
    for link in rows:
        _forget_address(link, why=why)
        link.save(update_fields=["address_digest"])


def _forget_address(link: PrivateLink, *, why: str) -> None:
    for sealed in sealed_for(KIND, link.uid):
        shred(sealed, by=None, why=why)
    forget_letters(KIND, link.uid, why=why)
    link.address_digest = ""


def address_of(link: PrivateLink) -> str:
    """Return where the letters of a link go. Raises NotPossible (no address is kept)."""
    for sealed in sealed_for(KIND, link.uid):
        if sealed.field == ADDRESS:
            return open_to_act(sealed, why="sending a private link")
    raise NotPossible(_("No address is kept for this link. Enter the address."))


def links_of(*subjects: Subject) -> list[PrivateLink]:
    """Return every link to subjects of one kind, oldest first."""
    kinds = {subject.kind for subject in subjects}
    keys = [subject.key for subject in subjects]
    rows = PrivateLink.objects.filter(subject_kind__in=kinds, subject_key__in=keys)
    return list(rows.select_related("made_by"))


def _keep_address(link: PrivateLink, address: str, by: User) -> None:
    seal(KIND, link.uid, ADDRESS, address, by=by)
    link.address_digest = address_digest(address)
    link.save(update_fields=["address_digest"])


def _held(link: PrivateLink) -> PrivateLink:
    return PrivateLink.objects.select_for_update(of=("self",)).get(pk=link.pk)


def _open(link: PrivateLink, by: User) -> PrivateLink:
    """Return the locked row of a link that somebody may use for its subject."""
    link = _held(link)
    _require(subject_of(link), link.purpose, by)
    if link.revoked_at is not None:
        raise NotPossible(_("This link was revoked. Make another one."))
    return link


def _require(subject: Subject, purpose: str, by: User, *, also_gone: bool = False) -> None:
    stated = purpose_of(purpose)
    about = stated.about(subject)
    if about is None and not also_gone:
        require(by, stated.permission)
        raise NotPossible(_("What the link would open was removed."))
    require(by, stated.permission, about)


LOG: Final = LogWords(
    verbs={
        "make_private_link": pgettext_lazy("decision", "make a private link"),
        "revoke_private_link": pgettext_lazy("decision", "revoke a private link"),
        "send_private_link": pgettext_lazy("decision", "send a private link"),
        "show_private_link": pgettext_lazy("decision", "see a private link"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "private link"),
    },
    parts={
        KIND: pgettext_lazy("decision", "private link"),
    },
    reasons={
        "a private link was revoked": pgettext_lazy("decision", "a private link was revoked"),
        "what it opened was removed": pgettext_lazy("decision", "what it opened was removed"),
        "sending a private link": pgettext_lazy("decision", "sending a private link"),
    },
)
