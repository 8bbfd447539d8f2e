"""Who agreed to what. Consent given is a fact, and so is consent withdrawn."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.codebook.iso import COUNTRIES
from vigil.trust.domain.decisions import record, require
from vigil.trust.domain.subjects import Subject, subject_changed
from vigil.trust.errors import NotPossible
from vigil.trust.models import Consent, User

USES: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("to be named"),
    "picture": gettext_lazy("to be shown in a picture"),
    "voice": gettext_lazy("to be heard"),
    "quotes": gettext_lazy("to be quoted"),
    "contact": gettext_lazy("to be contacted"),
}
"""What can be agreed to. A room with a further use adds it here with `add_use`."""


def add_use(name: str, label: str | Promise) -> None:
    """Let a room have consent recorded for a use of its own."""
    USES[name] = label


@transaction.atomic
def give_consent(
    subject: Subject,
    use: str,
    *,
    given_by: str,
    given_how: str,
    by: User,
    given_on: date | None = None,
    until: date | None = None,
    territory: str = "",
    language: str = "",
    evidence: str = "",
    why: str = "",
) -> Consent:
    """Record that somebody agreed to one use, as `Consent` describes it.

    `given_on` is today if not stated; `until` is the last day it holds. Raises NotAllowed,
    NotPossible (an unknown use, relation, way or country; an end before the beginning; a day
    that is yet to come).
    """
    require(by, "trust.record_consent", subject)
    today = timezone.localdate()
    given_on = given_on or today
    _require_known(use, given_by, given_how, territory)
    if given_on > today:
        raise NotPossible(_("Consent cannot have been given on a day that is yet to come."))
    if until is not None and until < given_on:
        raise NotPossible(_("Consent cannot end before it was given."))
    terms = {
        "use": use,
        "given_by": given_by,
        "given_how": given_how,
        "territory": territory,
        "language": language,
        "given_on": given_on,
        "until": until,
    }
    after = {name: str(value) for name, value in terms.items() if value}
    decision = record("give_consent", *subject, by=by, after=after, why=why)
    consent = Consent.objects.create(
        subject_kind=subject.kind,
        subject_key=subject.key,
        evidence=evidence,
        recorded_by=by,
        decision=decision,
        **terms,
    )
    subject_changed.send(sender=None, subject=subject)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, why: str = "") -> Consent:
    """Take a consent back, at once. No reason need be given: whoever agreed may stop agreeing.

    Raises NotAllowed, NotPossible (it was withdrawn already).
    """
    subject = Subject(consent.subject_kind, consent.subject_key)
    require(by, "trust.withdraw_consent", subject)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise NotPossible(_("This consent was withdrawn already."))
    before = {"use": consent.use, "given_on": str(consent.given_on)}
    decision = record("withdraw_consent", *subject, by=by, before=before, why=why)
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), by
    consent.withdrawn_decision = decision
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_decision"])
    subject_changed.send(sender=None, subject=subject)
    return consent


def in_force(subject: Subject, use: str, on: date | None = None) -> QuerySet[Consent]:
    """Return the consents of a subject to a use that hold on a day (today)."""
    return holding([subject.key], subject.kind, use, on)


def holding(keys: Iterable[str], kind: str, use: str, on: date | None = None) -> QuerySet[Consent]:
    """Return the consents that hold on a day for any of several subjects of one kind.

    A withdrawn consent holds on no day: what it allowed is not asked for in hindsight.
    """
    on = on or timezone.localdate()
    return Consent.objects.filter(
        Q(until=None) | Q(until__gte=on),
        subject_kind=kind,
        subject_key__in=list(keys),
        use=use,
        withdrawn_at=None,
        given_on__lte=on,
    )


def consents_of(subject: Subject) -> QuerySet[Consent]:
    """Return every consent ever recorded for a subject, newest first."""
    return Consent.objects.filter(
        subject_kind=subject.kind, subject_key=subject.key
    ).select_related("recorded_by", "withdrawn_by")


def _require_known(use: str, given_by: str, given_how: str, territory: str) -> None:
    if use not in USES:
        raise NotPossible(_("There is no use called “%(use)s”.") % {"use": use})
    if given_by not in Consent.Relation.values:
        raise NotPossible(_("Say who agreed: themself, family, guardian or organisation."))
    if given_how not in Consent.Given.values:
        raise NotPossible(
            _("Say how consent was given: on paper, recorded, in person or on screen.")
        )
    if territory and territory not in COUNTRIES:
        raise NotPossible(_("No country of ISO 3166-1 alpha-3: %(codes)s.") % {"codes": territory})
