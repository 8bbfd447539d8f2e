"""Do in the worker what was asked for people of assessments: import, invite, seat.

Each step is a transaction of its own, and the next run goes on where one was interrupted.
"""

from collections.abc import Callable, Mapping
from time import sleep
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from vigil.outlook.assessments.people.verbs.importing import (
    SECOND_READERS,
    forget_enrolment,
    forget_outdated,
    import_part,
    outdated,
    send_part,
    uninvited,
)
from vigil.outlook.assessments.people.verbs.seating import place, state_waiting_conflict
from vigil.outlook.models import Enrolment, PeopleSheet
from vigil.trust.models import Role

PAUSE: Final = 0.1
"""Seconds between two parts, in which others can write: SQLite lets one at a time."""

State = PeopleSheet.State
IN_WORK = (State.IMPORTING, State.SENDING)


def is_any_waiting() -> bool:
    """Return whether a sheet is being imported, or somebody can be seated or is forgotten."""
    waiting = (PeopleSheet.objects.filter(state__in=IN_WORK), to_place(), outdated(), uninvited())
    return any(rows.exists() for rows in waiting)


def to_place() -> QuerySet[Enrolment]:
    """Return who has an account, with a role for it, and was not seated yet."""
    has = (
        Q(role=Enrolment.Role.EXPERT, user__grants__role=Role.PANEL_EXPERT)
        | Q(role=Enrolment.Role.LEAD, user__grants__role=Role.PANEL_CHAIR)
        | Q(role=Enrolment.Role.SECOND, user__grants__role__in=SECOND_READERS)
    )
    joined = Q(user=None, invitation__user__is_active=True)
    rows = Enrolment.objects.filter((has & Q(user__is_active=True)) | joined, placed_at=None)
    return rows.distinct().order_by("pk")


def work_on_people(unwanted: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
    """Import sheets, write invitations and seat people; return how many of each.

    It stops between two steps once it is unwanted.
    """
    done = {"enrolled": 0, "invited": 0, "seated": 0, "forgotten": forget_outdated()}
    for sheet in PeopleSheet.objects.filter(state__in=IN_WORK).order_by("at"):
        while not unwanted():
            sheet.refresh_from_db()
            if sheet.state == State.IMPORTING:
                done["enrolled"] += import_part(sheet)
            elif sheet.state == State.SENDING:
                done["invited"] += send_part(sheet)
            else:
                break
            sleep(PAUSE)
    for row in list(to_place().select_related("invitation")):
        if unwanted():
            break
        if row.user_id is None:
            row = _with_account(row)
        done["seated"] += place(row)
    return done


@transaction.atomic
def _with_account(row: Enrolment) -> Enrolment:
    """Note the account that an invitation opened; one person has one enrolment."""
    assert row.invitation is not None
    user = row.invitation.user
    other = Enrolment.objects.filter(assessment=row.assessment_id, user=user).first()
    if other is not None:
        row.user = user
        state_waiting_conflict(row)  # before the row goes: what closes cells to them is not lost
        other.seats, other.placed_at = {**row.seats, **other.seats}, None
        other.save(update_fields=["seats", "placed_at"])
        forget_enrolment(row)
        return other
    row.user, row.invitation = user, None
    row.save(update_fields=["user", "invitation"])
    return row
