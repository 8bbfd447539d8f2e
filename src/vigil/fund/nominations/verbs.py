"""Nominate a party, screen it, and only then contact it.

Nobody writes to, calls or asks around about a party before every screening step was taken and none
says stop. No verb contacts anybody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import NOMINATE
from vigil.fund.models import Call, Check, Nomination, Party
from vigil.fund.parties import letters, locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import own_page_links, registering, sealing
from vigil.fund.screening import queries as screening_queries
from vigil.fund.screening import verbs as screening
from vigil.fund.screening.verbs import Finding
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, Role, User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "nomination"
RESUBMISSION_WINDOW: Final = timedelta(hours=1)
"""Within this time the same name by the same person is one nomination sent twice."""
State, Found = Nomination.State, Check.Found


@dataclass(frozen=True)
class ContactOutcome:
    """The result of contacting: the token of the party's own page, and the letter if any."""

    token: str
    letter: Letter | None


@transaction.atomic
def nominate(
    kind: str,
    level: str,
    name: str,
    why: str,
    way: str = Nomination.Way.NOMINATION,
    *,
    by: User,
    known_to: Iterable[User] = (),
    call: Call | None = None,
    **values: str,
) -> Nomination:
    """Nominate a party: register it with its protection level, to be screened.

    `values` are further values of `registering.take_in`. `known_to` are the officers who may know;
    an officer who names others is added. Raises NotAllowed; NotPossible if name or reason is
    missing, a value is invalid, somebody in `known_to` is no officer, or the form was sent twice.
    """
    require(by, NOMINATE)
    officer = Role.FUND_OFFICER in roles_of(by)
    _check_proposal(name, why, way, by=by)
    if not officer:
        way = Nomination.Way.NOMINATION
    named = {user.pk: user for user in known_to}
    if any(Role.FUND_OFFICER not in roles_of(user) for user in named.values()):
        raise NotPossible(_("Name officers of the fund: nobody else works with nominations."))
    if named and officer:
        named[by.pk] = by
    party = registering.take_in(kind, level, by=by, name=name, known_to=named.values(), **values)
    row = Nomination.objects.create(party=party, way=way, by=by, call=call)
    sealing.write(party, KIND, row.uid, "why", why, by=by)
    record("nominate", KIND, row.uid, by=by, after={"way": way, "people": len(named)})
    return row


@transaction.atomic
def take_checks(
    nomination: Nomination, findings: Mapping[str, Finding], *, by: User
) -> list[Check]:
    """Record what screening steps found. A step can be repeated: the newest counts.

    A stop moves a cleared nomination back to screening. Raises NotAllowed; NotPossible if the
    nomination was contacted or refused already; else as `screening.verbs.take_checks`.
    """
    nomination = _open(nomination, by=by)
    if nomination.state not in (State.SCREENING, State.CLEARED):
        raise NotPossible(_("The screening is over: they were contacted, or not taken further."))
    made = screening.take_checks(nomination.party, findings, by=by, nomination=nomination)
    stopped = any(check.found == Found.STOP for check in made)
    if stopped and nomination.state == State.CLEARED:
        _move(nomination, State.SCREENING)
    return made


def missing_before_contact(nomination: Nomination) -> list[str]:
    """Return what is missing before the party may be contacted."""
    return screening_queries.missing(nomination.party)


@transaction.atomic
def clear(nomination: Nomination, *, by: User) -> Nomination:
    """Clear a nomination for contact.

    Raises NotAllowed; NotPossible with what is missing.
    """
    nomination = _open(nomination, by=by)
    if nomination.state != State.SCREENING:
        raise NotPossible(_("It is not being screened any more."))
    if lacking := missing_before_contact(nomination):
        raise NotPossible(" ".join(lacking))
    _move(nomination, State.CLEARED)
    record("clear_nomination", KIND, nomination.uid, by=by)
    return nomination


@transaction.atomic
def refuse(nomination: Nomination, why: str, *, by: User) -> Nomination:
    """Refuse a nomination. Nobody is notified.

    Raises NotAllowed; NotPossible if the reason is missing, or it was contacted or refused already.
    """
    nomination = _open(nomination, by=by)
    if nomination.state not in (State.SCREENING, State.CLEARED):
        raise NotPossible(_("The screening is over: they were contacted, or not taken further."))
    if not why.strip():
        raise NotPossible(_("Say why it is not taken further."))
    sealing.write(nomination.party, KIND, nomination.uid, "refused", why, by=by)
    _move(nomination, State.REFUSED)
    record("refuse_nomination", KIND, nomination.uid, by=by)
    return nomination


@transaction.atomic
def contact(nomination: Nomination, *, by: User) -> ContactOutcome:
    """Make the party's own page after clearance, and notify the party.

    With an email address it gets a neutral letter with the link, which waits for release. Otherwise
    an officer passes on the link. Raises NotAllowed; NotPossible if the nomination is not cleared,
    or no contact is kept.
    """
    nomination = _open(nomination, by=by)
    if nomination.state != State.CLEARED:
        raise NotPossible(_("They are not cleared for contact. Finish the screening first."))
    if lacking := missing_before_contact(nomination):
        raise NotPossible(" ".join(lacking))
    party = nomination.party
    reached = party.contact_by != Party.Contact.NONE
    if not reached or not sealing.is_kept(PARTY, party.uid, "contact"):
        raise NotPossible(_("Nothing is kept of how they may be reached. Enter it first."))
    token = own_page_links.new_link(party, by=by)
    letter = letters.write_first(party, token, by=by)
    nomination.contacted_at, nomination.contacted_by = timezone.now(), by
    nomination.save(update_fields=["contacted_at", "contacted_by"])
    _move(nomination, State.CONTACTED)
    record("contact_nominated", KIND, nomination.uid, by=by)
    return ContactOutcome(token, letter)


def open_why(nomination: Nomination, *, by: User, why: str) -> dict[str, str]:
    """Open the reasons of a nomination and of its refusal, and record who did.

    Raises NotAllowed; NotPossible if the reason for opening is missing.
    """
    require(by, rules.WORK, nomination)
    party = nomination.party
    found = {
        field: sealing.read(party, KIND, nomination.uid, field, by=by, why=why)
        for field in ("why", "refused")
    }
    return {field: text for field, text in found.items() if text}


def _open(nomination: Nomination, *, by: User) -> Nomination:
    """Return the nomination, locked, with a party that was not removed."""
    require(by, rules.WORK, nomination)
    row = Nomination.objects.select_for_update().get(pk=nomination.pk)
    row.party = locking.locked(row.party)
    return row


def _move(nomination: Nomination, state: str) -> None:
    nomination.state = state
    nomination.save(update_fields=["state"])


def _check_proposal(name: str, why: str, way: str, *, by: User) -> None:
    if not name.strip():
        raise NotPossible(_("Say who is proposed."))
    if not why.strip():
        raise NotPossible(_("Say why they are proposed."))
    if way not in Nomination.Way.values:
        raise NotPossible(_("Say how they were found."))
    lately = Nomination.objects.filter(by=by, made_at__gt=timezone.now() - RESUBMISSION_WINDOW)
    if lately.filter(party__in=party_queries.parties_known_as([name]).values("pk")).exists():
        raise NotPossible(_("You proposed them a moment ago: it was received."))


LOG: Final = LogWords(
    verbs={
        "clear_nomination": pgettext_lazy("decision", "clear somebody proposed for contact"),
        "contact_nominated": pgettext_lazy("decision", "contact somebody proposed"),
        "nominate": pgettext_lazy("decision", "propose somebody for support"),
        "refuse_nomination": pgettext_lazy("decision", "not take somebody proposed further"),
        "screen_nomination": pgettext_lazy("decision", "screen somebody proposed"),
    },
    kinds={
        "check": pgettext_lazy("decision", "step of a screening"),
        "nomination": pgettext_lazy("decision", "nomination"),
    },
    parts={
        "alike": pgettext_lazy("decision", "others like them"),
        "found": pgettext_lazy("decision", "what was found"),
        "way": pgettext_lazy("decision", "how they were found"),
    },
    codes={
        "found": {
            "clear": pgettext_lazy("decision", "nothing speaks against it"),
            "concern": pgettext_lazy("decision", "a concern that can be met"),
            "stop": pgettext_lazy("decision", "stop"),
        },
        "way": {
            "nomination": pgettext_lazy("decision", "nominated"),
            "invitation": pgettext_lazy("decision", "invited directly"),
            "mapping": pgettext_lazy("decision", "found by local mapping"),
        },
    },
)
