"""Import a sheet of experts, in parts that can be interrupted, and get them their accounts.

Whoever has an account is seated at once. For the others an administrator agrees once to all
accounts and roles that a sheet asks for; then the worker writes the invitations.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.outlook.assessments.people.sheet_reading import (
    PeopleRead,
    PersonToEnrol,
    read_people,
)
from vigil.outlook.assessments.people.verbs.conflicts import DIRECT
from vigil.outlook.assessments.people.verbs.seating import (
    AFFILIATION,
    CONFLICT_WORDS,
    ENROLMENT,
    place,
)
from vigil.outlook.models import Assessment, Enrolment, Panel, PeopleSheet
from vigil.outlook.panels.preconditions import destroy_sealed, open_json, seal_json
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.invitations.proposing import propose, send_proposed
from vigil.trust.invitations.rules import Invitee
from vigil.trust.models import Confirmation, Invitation, Role, RoleGrant, User
from vigil.trust.people.role_grants import give_role, require_administration
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal

SHEET: Final = "expert_sheet"
ROWS: Final = "rows"
OPEN_ACCOUNTS: Final = "open_expert_accounts"
KEPT: Final = timedelta(days=7)
"""How long a sheet waits to be imported before its rows are destroyed."""
AT_ONCE: Final = 25
"""Rows of one transaction."""
SECOND_READERS: Final = (Role.PANEL_EXPERT, Role.PANEL_CHAIR)
"""Roles of which a second reader holds one."""
State = PeopleSheet.State


@transaction.atomic
def keep_sheet(content: bytes, assessment: Assessment, language: str, *, by: User) -> PeopleSheet:
    """Read a sheet, and keep it sealed until it is imported. Nobody is enrolled yet.

    Raises NotAllowed, Unfit at `file`.
    """
    require(by, DIRECT, assessment)
    read = read_people(content, assessment, language)
    sheet = PeopleSheet.objects.create(
        assessment=assessment, by=by, rows=len(read.people), preview=_preview(assessment, read)
    )
    seal_json(SHEET, sheet.uid, ROWS, [asdict(one) for one in read.people], by=by)
    record("read_people", SHEET, sheet.uid, by=by, after={"rows": sheet.rows})
    return sheet


@transaction.atomic
def import_sheet(sheet: PeopleSheet, *, by: User) -> PeopleSheet:
    """Let the worker import a waiting sheet. Raises NotAllowed, NotPossible."""
    require(by, DIRECT, sheet.assessment)
    row = _locked(sheet, State.WAITING)
    if not row.rows:
        raise NotPossible(
            _("No row of the sheet can be imported. Correct it, and upload it again.")
        )
    row.state = State.IMPORTING
    row.save(update_fields=["state"])
    record("import_people", SHEET, row.uid, by=by, after={"rows": row.rows})
    return row


@transaction.atomic
def discard_sheet(sheet: PeopleSheet, *, by: User) -> None:
    """Discard a waiting sheet. Raises NotAllowed, NotPossible (it is imported)."""
    require(by, DIRECT, sheet.assessment)
    row = _locked(sheet, State.WAITING)
    _forget(row, State.DISCARDED)
    record("discard_people", SHEET, row.uid, by=by)


@transaction.atomic
def import_part(sheet: PeopleSheet) -> int:
    """Enrol the next rows of a sheet that is being imported, and return how many.

    Interrupted, it goes on with the first row that was not done. The same address is one person.
    """
    row = _locked(sheet, State.IMPORTING)
    people = _opened(row)
    part = people[row.done : row.done + AT_ONCE]
    _enrol(row, part)
    row.done += len(part)
    row.save(update_fields=["done"])
    if row.done >= len(people):
        _forget(row, State.DONE)
        if _needs_administrator(row):
            _ask_for_accounts(row)
    return len(part)


@transaction.atomic
def enrol_account(
    assessment: Assessment, panel: Panel, user: User, places: Sequence[str], *, by: User
) -> Enrolment:
    """Enrol and seat somebody of the network who has an account. Raises NotAllowed, NotPossible."""
    require(by, DIRECT, assessment)
    if not user.is_active or Role.PANEL_EXPERT not in roles_of(user):
        raise NotPossible(_("An administrator has to give them the role of a panel expert first."))
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(assessment=assessment, user=user).first()
    row = row or Enrolment(assessment=assessment, user=user)
    if row.role != Enrolment.Role.EXPERT:
        raise NotPossible(_("They are enrolled as: %(role)s.") % {"role": row.get_role_display()})
    row.seats = {**row.seats, str(panel.pk): {"places": sorted(places), "terms": []}}
    row.save()
    record("enrol_expert", ENROLMENT, row.uid, by=by)
    place(row)
    row.refresh_from_db()
    if row.trouble:
        raise NotPossible(row.trouble)
    return row


@transaction.atomic
def approve_accounts(sheet: PeopleSheet, *, by: User) -> None:
    """Agree as administrator to all accounts and roles of a sheet; the worker writes the letters.

    Two people take part: the director who asked, and an administrator. A director who is an
    administrator needs nobody. Raises NotAllowed, NeedsSecondPerson, NotPossible.
    """
    require_administration(by)
    row = _locked(sheet, State.DONE)
    if row.by_id != by.pk:
        require_two(OPEN_ACCOUNTS, Subject(SHEET, row.uid))
    row.approved_by, row.approved_at, row.state = by, timezone.now(), State.SENDING
    row.save(update_fields=["approved_by", "approved_at", "state"])
    record("approve_accounts", SHEET, row.uid, by=by, after={"rows": row.rows})


@transaction.atomic
def send_part(sheet: PeopleSheet) -> int:
    """Write the next invitations of an approved sheet, give the next roles; return how many."""
    row = _locked(sheet, State.SENDING)
    by = row.approved_by
    assert by is not None
    if not by.has_perm("trust.grant_role"):  # no longer an administrator: another one agrees anew
        row.state, row.approved_by = State.DONE, None
        row.save(update_fields=["state", "approved_by"])
        _ask_for_accounts(row)
        return 0
    waiting = list(_proposed(row)[:AT_ONCE])
    send_proposed([one.invitation for one in waiting if one.invitation], by=by)
    lacking = [] if waiting else list(_lacking_role(row)[:AT_ONCE])
    for one in lacking:
        assert one.user is not None
        give_role(one.user, Role.PANEL_EXPERT, by=by, why="experts of an assessment")
    if not waiting and not lacking:
        row.state = State.DONE
        row.save(update_fields=["state"])
    return len(waiting) + len(lacking)


def outdated() -> QuerySet[PeopleSheet]:
    """Return the sheets that waited too long to be imported."""
    return PeopleSheet.objects.filter(state=State.WAITING, at__lt=timezone.now() - KEPT)


def uninvited() -> QuerySet[Enrolment]:
    """Return who never had an account, and whose invitation was withdrawn or has ended."""
    return Enrolment.objects.filter(user=None, invitation__taken_back_at__isnull=False)


@transaction.atomic
def forget_outdated() -> int:
    """Destroy what is kept of outdated sheets and of people who never came; return how many."""
    sheets, people = list(outdated()), list(uninvited())
    for sheet in sheets:
        _forget(sheet, State.DISCARDED)
    for row in people:
        forget_enrolment(row)
    return len(sheets) + len(people)


def forget_enrolment(row: Enrolment) -> None:
    """Delete an enrolment that leads to nothing, with what the vault keeps of it."""
    destroy_sealed(ENROLMENT, row.uid, why="the sheet is done with")
    row.delete()


def unapproved(sheet: PeopleSheet) -> int:
    """Return how many people of a sheet wait for an administrator."""
    return _proposed(sheet).count() + _lacking_role(sheet).count()


def _needs_administrator(sheet: PeopleSheet) -> bool:
    return _proposed(sheet).exists() or _lacking_role(sheet).exists()


def _proposed(sheet: PeopleSheet) -> QuerySet[Enrolment]:
    """Return the enrolments of a sheet whose invitation waits for an administrator.

    Invitations that somebody else asked for are left alone: those may take two administrators.
    """
    ours = sheet.assessment.people_sheets.values("uid")
    rows = sheet.enrolments.filter(user=None, invitation__batch__in=ours)
    rows = rows.filter(invitation__expires_at=None, invitation__taken_back_at=None)
    return rows.select_related("invitation")


def _lacking_role(sheet: PeopleSheet) -> QuerySet[Enrolment]:
    """Return the people of a sheet whose account lacks the role for what they are to do."""
    rows = sheet.enrolments.filter(user__is_active=True, placed_at=None)
    held = RoleGrant.objects.filter(user=OuterRef("user"))
    lacks_expert = ~Exists(held.filter(role=Role.PANEL_EXPERT))
    lacks_both = ~Exists(held.filter(role__in=SECOND_READERS))
    lacking = Q(lacks_expert, role=Enrolment.Role.EXPERT) | Q(
        lacks_both, role=Enrolment.Role.SECOND
    )
    return rows.filter(lacking).select_related("user")


def _ask_for_accounts(sheet: PeopleSheet) -> None:
    """Ask an administrator, in the director's name, for the accounts of a sheet."""
    if sheet.by.has_perm("trust.grant_role"):
        approve_accounts(sheet, by=sheet.by)
    else:
        confirmations.ask(
            OPEN_ACCOUNTS, Subject(SHEET, sheet.uid), by=sheet.by, why="experts of an assessment"
        )


def _enrol(sheet: PeopleSheet, part: Sequence[PersonToEnrol]) -> None:
    emails = [one.email.casefold() for one in part]
    users = {
        user.email.casefold(): user
        for user in User.objects.annotate(low=Lower("email")).filter(low__in=emails, is_active=True)
    }
    open_now = Invitation.objects.alias(low=Lower("email")).filter(
        low__in=emails, accepted_at=None, taken_back_at=None
    )
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    invited: dict[str, Invitation] = {
        one.email.casefold(): one for one in open_now.filter(unexpired)
    }
    there = {
        (one.user_id, one.invitation_id): one
        for one in Enrolment.objects.filter(assessment=sheet.assessment).filter(
            Q(user__in=users.values()) | Q(invitation__in=invited.values())
        )
    }
    for person in part:
        user = users.get(person.email.casefold())
        invitation = None if user else invited.get(person.email.casefold())
        if user is None and invitation is None:
            try:
                invitation = propose([_invitee(person)], sheet.uid, by=sheet.by)[0]
            except Unfit:  # what the reading could not know: the director's own mailbox
                continue
        key = user.pk if user else None, invitation.pk if invitation else None
        _write(sheet, person, there.get(key), user, invitation)


def _invitee(person: PersonToEnrol) -> Invitee:
    return Invitee(person.email, person.name, person.language, [Role.PANEL_EXPERT])


def _write(
    sheet: PeopleSheet,
    person: PersonToEnrol,
    row: Enrolment | None,
    user: User | None,
    invitation: Invitation | None,
) -> None:
    row = row or Enrolment(assessment=sheet.assessment, user=user, invitation=invitation)
    row.sheet, row.role, row.language = sheet, person.role, person.language
    row.seats, row.placed_at, row.trouble = person.seats, None, ""
    # A conflict that waits is not lost by another sheet: it closes rather too much than too little.
    row.conflict_places = sorted({*row.conflict_places, *person.conflict_places})
    row.conflict_terms = sorted({*row.conflict_terms, *person.conflict_terms})
    row.has_affiliation = row.has_affiliation or bool(person.affiliation)
    row.save()
    if person.affiliation:
        seal(ENROLMENT, row.uid, AFFILIATION, person.affiliation, by=sheet.by)
    if person.words and (person.conflict_places or person.conflict_terms):
        seal_json(ENROLMENT, row.uid, CONFLICT_WORDS, person.words, by=sheet.by)
    record("enrol_expert", ENROLMENT, row.uid, by=sheet.by)


def _opened(sheet: PeopleSheet) -> list[PersonToEnrol]:
    rows: list[Any] = open_json(SHEET, sheet.uid, ROWS, why="importing a sheet of experts") or []
    return [PersonToEnrol(**one) for one in rows]


def _preview(assessment: Assessment, read: PeopleRead) -> dict[str, Any]:
    """Return what a sheet would do, as its page shows it: no name, no address."""
    experts = [one for one in read.people if one.role == Enrolment.Role.EXPERT]
    panels = assessment.panels.order_by("region").values_list("pk", "region")
    return {
        "regions": [[name, sum(str(pk) in one.seats for one in experts)] for pk, name in panels],
        "roles": [[role, sum(one.role == role for one in read.people)] for role in Enrolment.Role],
        "problems": [asdict(one) for one in read.problems],
        "ignored": read.ignored,
    }


def _forget(sheet: PeopleSheet, state: str) -> None:
    """Destroy the rows of a sheet, which nobody needs any more, and what was wrong in others."""
    destroy_sealed(SHEET, sheet.uid, why="the sheet is done with")
    sheet.state, sheet.preview = state, {**sheet.preview, "problems": [], "ignored": []}
    sheet.save(update_fields=["state", "preview"])


def _locked(sheet: PeopleSheet, state: str) -> PeopleSheet:
    rows = PeopleSheet.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("assessment", "by", "approved_by").get(pk=sheet.pk)
    if row.state != state:
        raise NotPossible(_("This sheet was imported or discarded already."))
    return row


def _sheet_of(asked: Confirmation) -> PeopleSheet | None:
    return PeopleSheet.objects.filter(uid=asked.subject_key).select_related("assessment").first()


def _describe(asked: Confirmation) -> str:
    sheet = _sheet_of(asked)
    n = unapproved(sheet) if sheet is not None else 0
    said = ngettext(
        "Open an account with the role of a panel expert for %(n)d person of a sheet.",
        "Open accounts with the role of a panel expert for %(n)d people of a sheet.",
        n,
    )
    return said % {"n": n}


def _seen(asked: Confirmation) -> Any:
    sheet = _sheet_of(asked)
    return None if sheet is None else [sheet.uid, sheet.rows]


def _carry_out(asked: Confirmation, by: User) -> None:
    sheet = _sheet_of(asked)
    if sheet is None:
        raise NotAllowed(_("This sheet was imported or discarded already."))
    approve_accounts(sheet, by=by)


ACCOUNTS: Final = ActOfTwo(
    verb=OPEN_ACCOUNTS,
    kind=SHEET,
    permission="outlook.open_accounts",
    about=_sheet_of,
    carry_out=_carry_out,
    describe=_describe,
    seen=_seen,
    link=lambda asked: f"{reverse('desk:invitations')}?batch={asked.subject_key}",
)


LOG: Final = LogWords(
    verbs={
        "approve_accounts": pgettext_lazy("decision", "agree to accounts of experts"),
        "discard_people": pgettext_lazy("decision", "discard a sheet of experts"),
        "enrol_expert": pgettext_lazy("decision", "enrol an expert"),
        "import_people": pgettext_lazy("decision", "import a sheet of experts"),
        OPEN_ACCOUNTS: pgettext_lazy("decision", "open accounts of experts"),
        "read_people": pgettext_lazy("decision", "read a sheet of experts"),
    },
    kinds={
        SHEET: pgettext_lazy("decision", "sheet of experts"),
    },
    reasons={
        "importing a sheet of experts": pgettext_lazy("decision", "importing a sheet of experts"),
        "the sheet is done with": pgettext_lazy("decision", "the sheet is done with"),
        "experts of an assessment": pgettext_lazy("decision", "experts of an assessment"),
    },
)
