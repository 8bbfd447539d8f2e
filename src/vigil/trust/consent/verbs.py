"""Record, confirm and withdraw consent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.decisions.verbs import ON_LINK, record, require, through_link
from vigil.trust.models import Confirmation, Consent, PrivateLink, User
from vigil.trust.rooms import house
from vigil.trust.rooms.acts_of_two import ActOfTwo, CarryOut, subject_of
from vigil.trust.rooms.log_words import LogWords

USES: Final[Mapping[str, str | Promise]] = {
    "name": gettext_lazy("to be named"),
    "picture": gettext_lazy("to be shown in a picture"),
    "voice": gettext_lazy("to be heard"),
    "quotes": gettext_lazy("to be quoted"),
    "contact": gettext_lazy("to be contacted"),
}
"""What can be agreed to of anybody. Rooms state further uses (`Room.consent_uses`)."""
NAME: Final = "name"
"""The use that discloses somebody: to record it takes two people, in every room."""
GIVE: Final = "give_consent"
"""The act of two people that records it; the room of a subject states it for its kind."""


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
    """Record a consent to one use, as `Consent` describes it.

    `given_on` is today if not stated; `until` is the last day it holds. Raises NotAllowed,
    NotPossible (an unknown use, relation, way or country; an end before the beginning; a day
    that is yet to come), NeedsSecondPerson (to be named, by one person alone: see `ask_to_name`).
    """
    require(by, "trust.record_consent", subject)
    if use == NAME:
        require_two(GIVE, subject)
    terms = terms_of_consent(
        use,
        given_by,
        given_how,
        given_on=given_on,
        until=until,
        territory=territory,
        language=language,
    )
    return record_consent(subject, terms, by=by, evidence=evidence, why=why)


def record_consent(
    subject: Subject,
    terms: Mapping[str, Any],
    *,
    by: User | None,
    link: PrivateLink | None = None,
    evidence: str = "",
    why: str = "",
) -> Consent:
    """Record a consent whose terms were checked, of whoever the caller found may give it.

    Given through a private `link` it is recorded through it; `by` is then who confirmed it, if
    that was needed.
    """
    after: dict[str, Any] = {name: str(value) for name, value in terms.items() if value}
    if link is not None:
        after |= through_link(link) if by is None else {ON_LINK: link.pk}
    decision = record("give_consent", *subject, by=by, after=after, why=why)
    consent = Consent.objects.create(
        subject_kind=subject.kind,
        subject_key=subject.key,
        evidence=evidence,
        recorded_by=by if link is None else None,
        recorded_through=link,
        decision=decision,
        **terms,
    )
    house.tell(SUBJECT_CHANGED, subject)
    return consent


@transaction.atomic
def ask_to_name(
    subject: Subject,
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
) -> Confirmation:
    """Ask a second person to confirm a consent to be named.

    Without a document it rests on the word of whoever asks: they say in `why` which of us heard
    it, from whom, and what was said. Raises NotAllowed, NotPossible (as `give_consent`; no day;
    neither a document nor those words; asked for already).
    """
    require(by, "trust.record_consent", subject)
    if given_on is None:
        raise NotPossible(_("Say on which day they agreed to be named."))
    terms = terms_of_consent(
        NAME,
        given_by,
        given_how,
        given_on=given_on,
        until=until,
        territory=territory,
        language=language,
    )
    if not evidence and not why.strip():
        raise NotPossible(
            _("No document shows it. Say which of you heard it, from whom, and what was said.")
        )
    arguments = {name: str(value) for name, value in terms.items() if value}
    return ask(GIVE, subject, by=by, why=why, evidence=evidence, arguments=arguments)


def require_paper(given_how: str, evidence: str) -> None:
    """Raise NotPossible where a consent on paper has no document that a colleague can read.

    For rooms in which a document can be attached.
    """
    if given_how == Consent.Given.PAPER and not evidence:
        raise NotPossible(
            _("They agreed on paper. Attach it, so that the second person can read it.")
        )


def give_confirmed(confirmation: Confirmation, by: User) -> Consent:
    """Record the consent that two people confirmed; `carry_out` of an act. Raises NotAllowed."""
    terms: dict[str, Any] = dict(confirmation.arguments)
    for day in ("given_on", "until"):
        if day in terms:
            terms[day] = date.fromisoformat(terms[day])
    if confirmation.asked_through is not None:
        subject, link = subject_of(confirmation), confirmation.asked_through
        require(by, "trust.record_consent", subject)
        require_two(GIVE, subject)
        return record_consent(subject, terms_of_consent(**terms), by=by, link=link)
    return give_consent(
        subject_of(confirmation),
        evidence=confirmation.evidence,
        why=confirmation.why,
        by=by,
        **terms,
    )


def describe_naming(confirmation: Confirmation) -> str:
    """Return who agreed to be named, how and when, and whether a document shows it."""
    terms = confirmation.arguments
    said = {
        "who": Consent.Relation(terms["given_by"]).label,
        "how": Consent.Given(terms["given_how"]).label,
        "day": terms["given_on"],
    }
    agreed = _("Name in public. Who agreed: %(who)s, %(how)s, on %(day)s.") % said
    if confirmation.asked_through_id is not None:
        ours = _("They agreed on private link %(n)d.") % {"n": confirmation.asked_through_id}
        return f"{agreed} {ours}"
    shown = (
        _("A document shows it.")
        if confirmation.evidence
        else _("No document shows it: it rests on the word of %(who)s.")
        % {"who": confirmation.asked_by}
    )
    return f"{agreed} {shown}"


def takes_two_to_name(
    kind: str,
    carry_out: CarryOut,
    seen: Callable[[Confirmation], object],
    link: Callable[[Confirmation], str],
    *,
    document: Callable[[Confirmation], str] = lambda confirmation: "",
    permission: str = "trust.record_consent",
) -> ActOfTwo:
    """Return the act of two people that names subjects of one kind.

    `seen` returns what of the subject they decide on, beside the consents that were recorded.
    """
    return ActOfTwo(
        verb=GIVE,
        kind=kind,
        permission=permission,
        carry_out=carry_out,
        describe=describe_naming,
        seen=lambda confirmation: [seen(confirmation), seen_of(confirmation)],
        link=link,
        document=document,
        alone=True,
    )


def seen_of(confirmation: Confirmation) -> list[Any]:
    """Return the consents to name a subject, as the person who asks sees them."""
    rows = consents_of(subject_of(confirmation)).filter(use=NAME).order_by("pk")
    return list(rows.values_list("pk", "withdrawn_at"))


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, why: str = "") -> Consent:
    """Withdraw a consent at once. No reason is needed.

    Raises NotAllowed, NotPossible (it was withdrawn already).
    """
    subject = Subject(consent.subject_kind, consent.subject_key)
    require(by, "trust.withdraw_consent", subject)
    return end_consent(consent, by=by, why=why)


def end_consent(
    consent: Consent, *, by: User | None = None, link: PrivateLink | None = None, why: str = ""
) -> Consent:
    """End a consent for whoever the caller found may end it: one of ours, or a link's holder.

    Raises NotPossible (it was withdrawn already).
    """
    subject = Subject(consent.subject_kind, consent.subject_key)
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise NotPossible(_("This consent was withdrawn already."))
    before = {"use": consent.use, "given_on": str(consent.given_on)}
    after = through_link(link) if link is not None else {}
    decision = record("withdraw_consent", *subject, by=by, before=before, after=after, why=why)
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), by
    consent.withdrawn_through, consent.withdrawn_decision = link, decision
    consent.save()
    house.tell(SUBJECT_CHANGED, subject)
    return consent


def in_force(subject: Subject, use: str, on: date | None = None) -> QuerySet[Consent]:
    """Return the consents of a subject to a use that are valid on a day (today)."""
    return holding([subject.key], subject.kind, use, on)


def holding(keys: Iterable[str], kind: str, use: str, on: date | None = None) -> QuerySet[Consent]:
    """Return the consents that are valid on a day, for several subjects of one kind.

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


def terms_of_consent(
    use: str,
    given_by: str,
    given_how: str,
    *,
    given_on: date | None = None,
    until: date | None = None,
    territory: str = "",
    language: str = "",
) -> dict[str, Any]:
    """Return the terms of a consent by the names of their columns. Raises NotPossible."""
    today = timezone.localdate()
    given_on = given_on or today
    _require_known(use, given_by, given_how, territory)
    if given_on > today:
        raise NotPossible(_("Consent cannot have been given on a day that is yet to come."))
    if until is not None and until < given_on:
        raise NotPossible(_("Consent cannot end before it was given."))
    return {
        "use": use,
        "given_by": given_by,
        "given_how": given_how,
        "territory": territory,
        "language": language,
        "given_on": given_on,
        "until": until,
    }


def _require_known(use: str, given_by: str, given_how: str, territory: str) -> None:
    if use not in house.consent_uses():
        raise NotPossible(_("There is no use called “%(use)s”.") % {"use": use})
    if given_by not in Consent.Relation.values:
        raise NotPossible(_("Say who agreed: themself, family, guardian or organisation."))
    if given_how not in Consent.Given.values:
        raise NotPossible(
            _("Say how consent was given: on paper, recorded, in person or on screen.")
        )
    if territory and territory not in COUNTRIES:
        raise NotPossible(_("No country of ISO 3166-1 alpha-3: %(codes)s.") % {"codes": territory})


LOG: Final = LogWords(
    verbs={
        "give_consent": pgettext_lazy("decision", "record an agreement"),
        "withdraw_consent": pgettext_lazy("decision", "end an agreement"),
    },
    parts={
        "use": pgettext_lazy("decision", "use"),
    },
)
