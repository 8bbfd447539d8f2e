"""Record and end consents of contributors: live, recording, picture, voice, transcript, name.

Each is asked separately. Hosts record who agreed, how, and on which day. All are consents of
`trust`, of the subject ("contribution", uid); of a contributor that stands for several people, of
("contributor_person", uid) for each (`groups`). Only somebody under a plain name consents here to
be named: members choose their public name themselves
(`vigil.programme.contributors.visibility`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.verbs.groups import PERSON, people_of_groups, subject_of_person
from vigil.programme.contributors.visibility import CONTRIBUTION, NAME, people_of
from vigil.programme.events.verbs.public_changes import record_new_wording
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Contribution, GroupPerson, Session
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import (
    ask_to_name,
    consents_of,
    give_confirmed,
    give_consent,
    holding,
    in_force,
    takes_two_to_name,
    withdraw_consent,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, Consent, User
from vigil.trust.rooms.house import consent_uses

LIVE, RECORDING, PICTURE, VOICE, TRANSCRIPT = "live", "recording", "picture", "voice", "transcript"
ASKED: Final = (LIVE, RECORDING, PICTURE, VOICE, TRANSCRIPT)
"""What a contributor is asked, one by one. A yes to one is no yes to another."""
ASKABLE: Final = (NAME, *ASKED)
"""The same, and whether they are named: a session is held, and recorded, without it."""


USES: Final = {
    LIVE: gettext_lazy("to take part live"),
    RECORDING: gettext_lazy("to be recorded, and the recording shown"),
    TRANSCRIPT: gettext_lazy("to have their words written down and shown"),
}
"""The uses of consent that only this room has."""


def subject_of(part: Contribution, person: GroupPerson | None = None) -> Subject:
    """Return the subject to which a contributor's consents belong, or those of one person of it."""
    return subject_of_person(person) if person else Subject(CONTRIBUTION, part.uid)


@transaction.atomic
def agree(
    part: Contribution,
    uses: Collection[str],
    *,
    given_by: str,
    given_how: str,
    by: User,
    person: GroupPerson | None = None,
    given_on: date | None = None,
    until: date | None = None,
    evidence: str = "",
    why: str = "",
) -> Confirmation | None:
    """Record what a contributor agrees to. Consents in force are not recorded again.

    Of a contributor that stands for several people, each `person` agrees for themself. That
    they are named waits for a second person: this is returned. Raises NotAllowed, NotPossible
    (nothing chosen; said to be given on their own screen; a name where there is none to agree to,
    or without the day; a group as a whole; as `give_consent` and `ask_to_name`).
    """
    wanted = [use for use in ASKABLE if use in uses]
    if not wanted:
        raise NotPossible(_("Choose what they agreed to."))
    if given_how == Consent.Given.ON_SCREEN:
        raise NotPossible(_("On screen people agree themselves. Say how they told you."))
    if person is None and part.group_people.exists():
        raise NotPossible(_("This stands for several people. Record what each of them agreed to."))
    if NAME in wanted:
        _require_nameable(part, given_on)
    subject = subject_of(part, person)
    terms: dict[str, Any] = {
        "given_by": given_by,
        "given_how": given_how,
        "given_on": given_on,
        "until": until,
        "evidence": evidence,
        "why": why,
    }
    new = [use for use in wanted if not in_force(subject, use, given_on).exists()]
    for use in new:
        if use != NAME:
            give_consent(subject, use, by=by, **terms)
    return ask_to_name(subject, by=by, **terms) if NAME in new else None


def _name_confirmed(confirmation: Confirmation, by: User) -> None:
    part = Contribution.objects.get(uid=confirmation.subject_key)
    given = give_confirmed(confirmation, by)
    _require_nameable(part, given.given_on)
    record_new_wording(locked(part.session))


def _seen(confirmation: Confirmation) -> object:
    rows = Contribution.objects.filter(uid=confirmation.subject_key)
    return list(rows.values_list("name", "unnamed", "member", "session"))


def _link(confirmation: Confirmation) -> str:
    part = Contribution.objects.filter(uid=confirmation.subject_key).first()
    return reverse("desk_programme:agreements", args=[part.session_id]) if part else ""


NAMING: Final = takes_two_to_name(CONTRIBUTION, _name_confirmed, _seen, _link)


def _require_nameable(part: Contribution, given_on: date | None) -> None:
    if part.member_id:
        raise NotPossible(_("A member says themself, on their own page, as whom they are shown."))
    if not part.name:
        raise NotPossible(_("They take part without a name: there is none to agree to."))
    if given_on is None:
        raise NotPossible(_("Say on which day they agreed to be named."))


@transaction.atomic
def stop_agreeing(
    part: Contribution, uses: Collection[str], *, by: User, person: GroupPerson | None = None
) -> int:
    """End consents of a contributor, or of a person of it. Recordings with them are held at once.

    Return how many consents ended. Raises NotAllowed, NotPossible (nothing chosen).
    """
    if not uses:
        raise NotPossible(_("Choose what they take back."))
    rows = consents_of(subject_of(part, person))
    found = [c for c in rows if c.use in uses and c.withdrawn_at is None]
    for consent in found:
        withdraw_consent(consent, by=by)
    if any(consent.use == NAME for consent in found):
        record_new_wording(locked(part.session))
    return len(found)


@dataclass(frozen=True)
class ContributorConsents:
    """A contributor, what staff may call them, and until when each use is agreed to.

    Of a use that is not in `agreed` there is no consent today; None: it has no end.
    """

    part: Contribution
    called: str
    agreed: dict[str, date | None]

    @property
    def uses(self) -> list[tuple[str, str | Promise, bool, date | None]]:
        """Each use with its words, whether it is agreed to, and until when."""
        return [
            (use, consent_uses()[use], use in self.agreed, self.agreed.get(use)) for use in ASKABLE
        ]

    @property
    def is_complete(self) -> bool:
        """Whether everything that a session needs is agreed to; a name is not among it."""
        return all(use in self.agreed for use in ASKED)


def consents_of_session(session: Session) -> list[ContributorConsents]:
    """Return what each contributor of a session agrees to today."""
    called = {person.uid: person.called for person in people_of(session, Audience.STAFF)}
    parts = list(session.contributions.all())
    agreed = consents_in_force(parts, ASKABLE)
    return [
        ContributorConsents(part, part.name or called.get(part.uid, part.unnamed), agreed[part.uid])
        for part in parts
    ]


def names_at_desk(session: Session) -> dict[str, str]:
    """Return what staff may call each contributor of a session, by the contribution's uid."""
    return {row.part.uid: row.called for row in consents_of_session(session)}


@dataclass(frozen=True)
class PersonConsents:
    """A person of a contributor that stands for several, and until when each use is agreed to."""

    person: GroupPerson
    agreed: dict[str, date | None]

    @property
    def uses(self) -> list[tuple[str, str | Promise, bool, date | None]]:
        """Each use with its words, whether it is agreed to, and until when; a name is none."""
        return [
            (use, consent_uses()[use], use in self.agreed, self.agreed.get(use)) for use in ASKED
        ]


def consents_of_group_people(session: Session) -> dict[str, list[PersonConsents]]:
    """Return what each person of the groups of a session agrees to, by the contributor's uid."""
    groups = people_of_groups(session.contributions.all())
    keys = [person.uid for people in groups.values() for person in people]
    agreed = _agreed(keys, PERSON, ASKED) if keys else {}
    return {
        uid: [PersonConsents(person, agreed[person.uid]) for person in people]
        for uid, people in groups.items()
    }


def consents_in_force(
    parts: Iterable[Contribution], uses: Collection[str] = ASKED
) -> dict[str, dict[str, date | None]]:
    """Return for each contribution (by uid) which of these uses are agreed to today, until when.

    One that stands for several people agrees to what each of them agrees to, and to nothing else:
    until the first of them ends it.
    """
    parts = list(parts)
    found = _agreed([part.uid for part in parts], CONTRIBUTION, uses)
    if groups := people_of_groups(parts):
        keys = [person.uid for people in groups.values() for person in people]
        single = _agreed(keys, PERSON, uses)
        for uid, people in groups.items():
            found[uid] = _agreed_by_all([single[person.uid] for person in people])
    return found


def withdrawn_on(parts: Iterable[Contribution]) -> dict[str, dict[str, date]]:
    """Return for each contribution (by uid) on which day which uses were last withdrawn.

    Of one that stands for several people, by any of them. Uses that are agreed to again are among
    them.
    """
    parts = list(parts)
    whose = {(CONTRIBUTION, part.uid): part.uid for part in parts}
    for uid, people in people_of_groups(parts).items():
        whose |= {(PERSON, person.uid): uid for person in people}
    rows = Consent.objects.filter(subject_key__in=[key for _kind, key in whose])
    found: dict[str, dict[str, date]] = {part.uid: {} for part in parts}
    for consent in rows.exclude(withdrawn_at=None).order_by("withdrawn_at"):
        about = whose.get((consent.subject_kind, consent.subject_key))
        if about is not None and consent.withdrawn_at is not None:
            found[about][consent.use] = timezone.localdate(consent.withdrawn_at)
    return found


def _agreed_by_all(people: list[dict[str, date | None]]) -> dict[str, date | None]:
    """Return what all agree to, each until the earliest of their last days."""
    shared = set.intersection(*(set(one) for one in people))
    return {
        use: min((day for one in people if (day := one[use]) is not None), default=None)
        for use in shared
    }


def _agreed(
    keys: Collection[str], kind: str, uses: Iterable[str]
) -> dict[str, dict[str, date | None]]:
    """Return which uses are agreed to today for each subject of a kind; the longest one counts."""
    found: dict[str, dict[str, date | None]] = {key: {} for key in keys}
    for use in uses:
        for consent in holding(keys, kind, use):
            ends = found[consent.subject_key]
            if use not in ends or (ends[use] is not None and consent.until is None):
                ends[use] = consent.until
            elif ends[use] is not None and consent.until is not None:
                ends[use] = max(ends[use] or consent.until, consent.until)
    return found
