"""Nominations: somebody is proposed, screened, and only then contacted.

Nobody writes to, calls or asks around for a party before every step of the screening was taken and
none says stop. There is no verb that contacts anybody of whom that is not so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.models import Call, Check, Nomination, Party, Trace
from vigil.fund.parties import letters, locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import own_page_links, registering, sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, Letter, Role, User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "nomination"
CHECK: Final = "check"
RESUBMISSION_WINDOW: Final = timedelta(hours=1)
"""Within this time the same name by the same person is one nomination sent twice."""
State, Step, Found = Nomination.State, Check.Step, Check.Found


@dataclass(frozen=True)
class ContactOutcome:
    """What came of contacting: the token of their own page, shown once, and the letter if any."""

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
    """Propose a party for support: it is taken in at its level, and waits to be screened.

    `values` are further ones of `parties.take_in`. `known_to` are the officers who may know; an
    officer who names others stays among them. Raises NotAllowed, NotPossible (no name, no reason,
    no such way; somebody who may know is no officer; sent twice).
    """
    require(by, "fund.nominate")
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
def take_check(nomination: Nomination, step: str, found: str, note: str, *, by: User) -> Check:
    """Keep what a step of the screening found. A step can be taken again: the newest counts.

    What says stop takes a nomination that was cleared back to screening. Raises NotAllowed,
    NotPossible (no such step or finding; contacted or refused already; stop or concern without
    a note).
    """
    nomination = _open(nomination, by=by)
    if nomination.state not in (State.SCREENING, State.CLEARED):
        raise NotPossible(_("The screening is over: they were contacted, or not taken further."))
    if step not in Step.values or found not in Found.values:
        raise NotPossible(_("Say which step was taken, and what was found."))
    if found != Found.CLEAR and not note.strip():
        raise NotPossible(_("Say what the concern is."))
    row = Check.objects.create(nomination=nomination, step=step, found=found, by=by)
    sealing.write(nomination.party, CHECK, row.uid, "note", note, by=by)
    after = {"step": step, "found": found}
    if step == Step.LINKS:
        after["alike"] = str(_alike(nomination.party))
    record("screen_nomination", KIND, nomination.uid, by=by, after=after)
    if found == Found.STOP and nomination.state == State.CLEARED:
        _move(nomination, State.SCREENING)
    return row


def newest_checks(nomination: Nomination) -> dict[str, Check]:
    """Return the newest check of each step that was taken."""
    return {check.step: check for check in nomination.checks.select_related("by")}


def missing_before_contact(nomination: Nomination) -> list[str]:
    """Say what is lacking before they may be contacted; nothing if they may."""
    newest = newest_checks(nomination)
    said = []
    for step in Step:
        if step not in newest:
            said.append(_("Not looked at yet: %(step)s.") % {"step": step.label})
        elif newest[step].found == Found.STOP:
            said.append(_("It says stop: %(step)s.") % {"step": step.label})
    if Step.LINKS in newest and _links_changed(nomination):
        said.append(_("Links with others were found since they were looked at. Look again."))
    return said


@transaction.atomic
def clear(nomination: Nomination, *, by: User) -> Nomination:
    """Let a nomination be contacted: every step was taken, and none says stop.

    Raises NotAllowed, NotPossible (what is lacking).
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
    """Decide not to take a nomination further. Nobody is told.

    Raises NotAllowed, NotPossible (no reason; contacted or refused already).
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
    """Contact whom a nomination is about, now that it was cleared.

    They get a page of their own. Who is reached by e-mail gets a neutral letter with its link,
    which waits until a person releases it; to all others an officer passes the link on, by the way
    they chose. Raises NotAllowed, NotPossible (not cleared; no way of contact is kept).
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
    """Open why somebody was nominated, and why not taken further if so. It is kept who looked.

    Raises NotAllowed, NotPossible (no reason).
    """
    require(by, rules.WORK, nomination)
    party = nomination.party
    found = {
        field: sealing.read(party, KIND, nomination.uid, field, by=by, why=why)
        for field in ("why", "refused")
    }
    return {field: text for field, text in found.items() if text}


def open_note(check: Check, *, by: User, why: str) -> str:
    """Open what a step of the screening found. Raises NotAllowed, NotPossible."""
    require(by, rules.WORK, check)
    return sealing.read(check.nomination.party, CHECK, check.uid, "note", by=by, why=why)


def _open(nomination: Nomination, *, by: User) -> Nomination:
    """Return a nomination as it stands, locked, of a party that is still kept."""
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


def _alike(party: Party) -> int:
    """Count the parties known by the same name, account or contact: all, whoever may know them."""
    same = Q(pk__in=())
    for kind, digest in party.traces.exclude(kind=Trace.Kind.AREA).values_list("kind", "digest"):
        same |= Q(kind=kind, digest=digest)
    found = Trace.objects.filter(same).exclude(party=party)
    return found.values("party").distinct().count()


def _links_changed(nomination: Nomination) -> bool:
    """Say whether others are linked with them now than when the links were looked at last."""
    looked = Decision.objects.filter(
        target_kind=KIND,
        target_key=nomination.uid,
        verb="screen_nomination",
        after__step=str(Step.LINKS),
    ).first()
    seen = looked.after.get("alike") if looked else None
    return seen != str(_alike(nomination.party))


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
