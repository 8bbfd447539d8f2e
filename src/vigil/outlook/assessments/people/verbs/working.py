"""Do in the worker what was asked for people of assessments: import, invite, seat.

Each step is a transaction of its own, and the next run goes on where one was interrupted.
"""

from collections.abc import Callable, Mapping

from django.db.models import Q, QuerySet

from vigil.outlook.assessments.people.verbs.importing import import_part, send_part
from vigil.outlook.assessments.people.verbs.seating import place
from vigil.outlook.models import Enrolment, PeopleSheet
from vigil.trust.models import Role

State = PeopleSheet.State
IN_WORK = (State.IMPORTING, State.SENDING)
SEATED_AS = (Role.PANEL_EXPERT, Role.PANEL_CHAIR)


def is_any_waiting() -> bool:
    """Return whether a sheet is being imported, or somebody can be seated."""
    return PeopleSheet.objects.filter(state__in=IN_WORK).exists() or to_place().exists()


def to_place() -> QuerySet[Enrolment]:
    """Return who has an account, with a role for it, and was not seated yet."""
    has = Q(user__is_active=True, user__grants__role__in=SEATED_AS)
    joined = Q(user=None, invitation__user__is_active=True)
    return Enrolment.objects.filter(has | joined, placed_at=None).distinct().order_by("pk")


def work_on_people(unwanted: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
    """Import sheets, write invitations and seat people; return how many of each.

    It stops between two steps once it is unwanted.
    """
    done = {"enrolled": 0, "invited": 0, "seated": 0}
    for sheet in PeopleSheet.objects.filter(state__in=IN_WORK).order_by("at"):
        while not unwanted():
            sheet.refresh_from_db()
            if sheet.state == State.IMPORTING:
                done["enrolled"] += import_part(sheet)
            elif sheet.state == State.SENDING:
                done["invited"] += send_part(sheet)
            else:
                break
    for row in to_place().select_related("invitation"):
        if unwanted():
            break
        if row.user_id is None and row.invitation is not None:
            _know_account(row)
        done["seated"] += place(row)
    return done


def _know_account(row: Enrolment) -> None:
    """Note the account that an invitation opened."""
    assert row.invitation is not None
    row.user, row.invitation = row.invitation.user, None
    row.save(update_fields=["user", "invitation"])
