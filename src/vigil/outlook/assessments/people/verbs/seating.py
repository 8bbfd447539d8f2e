"""Seat the people of an assessment, say which cells they answer, and replace one by another.

The director does it for every region, a lead for their own. People are enrolled first
(`enrolling`); here they get their seats, chairs and second readings.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.people.verbs.conflicts import (
    CONFLICT,
    DIRECT,
    THERE,
    close_conflicted_cells,
    state_conflict,
)
from vigil.outlook.experts import letters as expert_letters
from vigil.outlook.experts.verbs.inviting_and_seating import leave, new_handle
from vigil.outlook.models import Answer, Conflict, Enrolment, Panel, Round, Seat, SecondReader
from vigil.outlook.panels.preconditions import (
    PANEL,
    RUN,
    SEAT,
    asked_of,
    destroy_sealed,
    in_state,
    locked_panel,
    locked_seat,
    open_json,
)
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for, shred

ENROLMENT: Final = "expert_enrolment"
AFFILIATION: Final = "affiliation"
CONFLICT_WORDS: Final = "conflict"
DRAFT, OPEN = Panel.State.DRAFT, Panel.State.OPEN


def leads_or_directs(user: User, panel: Panel) -> bool:
    """Return whether a user leads a panel, or directs the assessment of which it is a part."""
    directs = panel.assessment is not None and user.has_perm(DIRECT, panel.assessment)
    return directs or user.has_perm(RUN, panel)


def panel_for(panel: Panel, *, by: User) -> Panel:
    """Return a running panel, locked, for its lead or the director.

    Raises NotAllowed, NotPossible (it is over).
    """
    if not leads_or_directs(by, panel):
        raise NotAllowed(_("This is for the lead of the region and the director."))
    return in_state(locked_panel(panel), DRAFT, OPEN)


@transaction.atomic
def place(enrolment: Enrolment) -> bool:
    """Seat somebody as they were enrolled; return False if something stood against it.

    `trouble` then says what. Doing it again changes nothing: a seat that is there keeps its state,
    and gets the cells of the enrolment. The worker calls this for what the director asked for.
    """
    row = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    assert row.user is not None
    troubles, new = [], []
    for panel in Panel.objects.filter(pk__in=[int(key) for key in row.seats]).order_by("pk"):
        try:
            seat = _placed(row, panel)
        except NotPossible as error:
            troubles.append(f"{panel.region}: {error}")
        else:
            new += [seat] if seat is not None else []
    state_waiting_conflict(row)
    if new:
        with suppress(NotPossible):  # people without an address find it when they sign in
            expert_letters.write_invitation(new[0])  # one letter for all regions
    row.trouble, row.placed_at = " ".join(troubles)[:300], timezone.now()
    row.save()
    return not troubles


def _placed(row: Enrolment, panel: Panel) -> Seat | None:
    """Give somebody their part in one panel; return the seat if it is new. Raises NotPossible."""
    panel, user = in_state(locked_panel(panel), DRAFT, OPEN), row.user
    assert user is not None
    if row.role == Enrolment.Role.LEAD:
        _lead(panel, user)
        return None
    if row.role == Enrolment.Role.SECOND:
        _read_second(panel, user)
        return None
    cells = row.seats[str(panel.pk)]
    seat = panel.seats.filter(user=user).first()
    if seat is None:
        return _seated(panel, user, cells["places"], cells["terms"], language=row.language)
    if seat.state in THERE:
        _ask_for(seat, cells["places"], cells["terms"])
        return None
    raise NotPossible(_("They were invited already, and are not on the panel any more."))


def _seated(
    panel: Panel,
    user: User,
    places: Iterable[str],
    terms: Iterable[str],
    *,
    by: User | None = None,
    **values: object,
) -> Seat:
    """Make a seat with its cells; the caller writes the letter. Raises NotPossible."""
    if Role.PANEL_EXPERT not in roles_of(user):
        raise NotPossible(_("An administrator has to give them the role of a panel expert first."))
    if user.pk == panel.chair_id or panel.co_chairs.filter(pk=user.pk).exists():
        raise NotPossible(_("Who leads a panel does not answer on it."))
    if panel.second_readers.filter(user=user).exists():
        raise NotPossible(_("A second reader of a panel does not answer on it."))
    made = {"language": panel.language} | {k: v for k, v in values.items() if v}
    seat = Seat.objects.create(
        panel=panel,
        user=user,
        handle=new_handle(panel),
        places=sorted(places),
        terms=sorted(terms),
        **made,
    )
    record("invite_expert", SEAT, seat.uid, by=by)
    close_conflicted_cells(panel, user)
    return seat


def _lead(panel: Panel, user: User) -> None:
    if panel.chair_id == user.pk:
        return
    if Role.PANEL_CHAIR not in roles_of(user):
        raise NotPossible(_("%(who)s does not hold the role of a chair.") % {"who": user})
    if panel.seats.filter(user=user).exists():
        raise NotPossible(_("%(who)s was invited to this panel as an expert.") % {"who": user})
    panel.chair = user
    panel.save(update_fields=["chair"])
    panel.co_chairs.remove(user)
    record("set_lead", PANEL, panel.uid, by=None, after={"chairs": [user.pk]})


def _read_second(panel: Panel, user: User) -> None:
    if not {Role.PANEL_CHAIR, Role.PANEL_EXPERT} & roles_of(user):
        raise NotPossible(_("An administrator has to give them the role of a panel expert first."))
    if panel.seats.filter(user=user).exists():
        raise NotPossible(_("%(who)s was invited to this panel as an expert.") % {"who": user})
    _row, new = SecondReader.objects.get_or_create(panel=panel, user=user)
    if new:
        record("add_second_reader", PANEL, panel.uid, by=None, after={"second_reader": user.pk})


def state_waiting_conflict(row: Enrolment) -> None:
    """State the conflict of an enrolment, if it has one, once there is an account.

    The caller saves the row.
    """
    if not (row.conflict_places or row.conflict_terms):
        return
    assert row.user is not None
    words = open_json(ENROLMENT, row.uid, CONFLICT_WORDS, why="stating a conflict from a sheet")
    # Two conflicts, where both are named: a sheet closes rather too much than too little.
    for named in ({"places": row.conflict_places}, {"terms": row.conflict_terms}):
        if any(named.values()):
            state_conflict(row.assessment, row.user, by=None, words=words or "", **named)
    for sealed in list(sealed_for(ENROLMENT, row.uid)):
        if sealed.field == CONFLICT_WORDS:
            shred(sealed, by=None, why="stating a conflict from a sheet")
    row.conflict_places, row.conflict_terms = [], []


def read_affiliation(seat: Seat, *, by: User, why: str) -> str:
    """Return the affiliation of an expert from the sheet; "" if it has none.

    For the director and the lead. The log records the opening. Raises NotAllowed, NotPossible (no
    reason was given; the key is not on this machine).
    """
    if not leads_or_directs(by, seat.panel):
        raise NotAllowed(_("This is for the lead of the region and the director."))
    row = Enrolment.objects.filter(assessment=seat.panel.assessment_id, user=seat.user_id).first()
    sealed = sealed_for(ENROLMENT, row.uid) if row is not None else ()
    found = next((one for one in sealed if one.field == AFFILIATION), None)
    return open_sealed(found, by=by, why=why) if found is not None else ""


def forget_person(user: User, by: User) -> None:
    """Destroy the affiliation and the words of conflicts of somebody whose account closes."""
    # Words of a conflict that was not stated yet are kept with an enrolment too.
    for row in Enrolment.objects.filter(user=user):
        destroy_sealed(ENROLMENT, row.uid, why="the expert closed their account")
    for conflict in Conflict.objects.filter(user=user, has_words=True):
        destroy_sealed(CONFLICT, conflict.uid, why="the expert closed their account")


@transaction.atomic
def drop_second_reader(reader: SecondReader, *, by: User) -> None:
    """End a second reading. Raises NotAllowed, NotPossible (the panel is over)."""
    panel = panel_for(reader.panel, by=by)
    reader.delete()
    record("drop_second_reader", PANEL, panel.uid, by=by, before={"second_reader": reader.user_id})


@transaction.atomic
def set_cells(seat: Seat, places: Iterable[str], terms: Iterable[str], *, by: User) -> Seat:
    """Set the countries and terms that an expert answers on a panel; empty for all of them.

    What they handed in in an open round in cells that are not theirs any more does not count.
    Raises NotAllowed, NotPossible (they are not on the panel; it is over), Unfit (a country or
    term is not of the panel).
    """
    panel = panel_for(seat.panel, by=by)
    seat = locked_seat(seat, *THERE)
    wanted = {"places": sorted(set(places)), "terms": sorted(set(terms))}
    known = {
        "places": set(panel.assessed_places.values_list("code", flat=True)),
        "terms": set(panel.assessment.terms.values_list("code", flat=True))
        if panel.assessment
        else set(),
    }
    for name, codes in wanted.items():
        if odd := [code for code in codes if code not in known[name]]:
            raise Unfit(_("Not in this region: %(codes)s.") % {"codes": ", ".join(odd)}, name)
    _ask_for(seat, wanted["places"], wanted["terms"])
    after = {f"seat_{name}": codes for name, codes in wanted.items()}
    record("set_cells", SEAT, seat.uid, by=by, after=after)
    return seat


@transaction.atomic
def add_places(seat: Seat, places: Iterable[str], *, by: User) -> Seat:
    """Ask an expert about more countries of their region. Raises as `set_cells`."""
    if not seat.places:
        raise NotPossible(_("They are asked about every country of the region already."))
    return set_cells(seat, [*seat.places, *places], seat.terms, by=by)


@transaction.atomic
def replace_expert(seat: Seat, user: User, *, by: User) -> Seat:
    """Seat another person for the cells of one who leaves; return the new seat.

    The two seats have different handles, and the new person sees nothing of what the other
    answered. What the other handed in stays, as when somebody withdraws, and they can still have
    it removed. Raises NotAllowed, NotPossible (the panel is over; the one is not on it; the other
    was invited to it before, or cannot sit there).
    """
    panel = panel_for(seat.panel, by=by)
    old = locked_seat(seat, *THERE)
    if panel.seats.filter(user=user).exists():
        raise NotPossible(_("%(who)s was invited to this panel as an expert.") % {"who": user})
    leave("replace_expert", old, Seat.State.WITHDRAWN, by)
    new = _seated(panel, user, old.places, old.terms, by=by)
    new.expertise, new.replaces = old.expertise, old
    new.save(update_fields=["expertise", "replaces"])
    with suppress(NotPossible):
        expert_letters.write_invitation(new)
    return new


def _ask_for(seat: Seat, places: Iterable[str], terms: Iterable[str]) -> None:
    """Set the cells of a locked seat."""
    wanted = sorted(set(places)), sorted(set(terms))
    if wanted == (sorted(seat.places), sorted(seat.terms)):
        return
    seat.places, seat.terms = wanted
    seat.save(update_fields=["places", "terms"])
    answers = Answer.objects.filter(seat=seat, round__state=Round.State.OPEN, handed__gt=0)
    answers.exclude(question__in=asked_of(seat)).update(handed=0)


LOG: Final = LogWords(
    verbs={
        "add_second_reader": pgettext_lazy("decision", "add a second reader to a panel"),
        "drop_second_reader": pgettext_lazy("decision", "end a second reading"),
        "replace_expert": pgettext_lazy("decision", "replace an expert"),
        "set_cells": pgettext_lazy("decision", "set what an expert is asked"),
    },
    kinds={
        ENROLMENT: pgettext_lazy("decision", "enrolment of an expert"),
    },
    parts={
        "second_reader": pgettext_lazy("decision", "second reader"),
        "seat_places": pgettext_lazy("decision", "countries of a seat"),
        "seat_terms": pgettext_lazy("decision", "terms of a seat"),
    },
    reasons={
        "the expert closed their account": pgettext_lazy(
            "decision", "the expert closed their account"
        ),
        "stating a conflict from a sheet": pgettext_lazy(
            "decision", "stating a conflict from a sheet"
        ),
    },
)
