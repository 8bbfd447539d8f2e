"""Read the reminders that are within somebody's reach."""

from django.db.models import QuerySet

from vigil.casefile.access.reach import CODERS
from vigil.casefile.looking_again.queries import to_look_at_again
from vigil.casefile.models import Case, LookAgain
from vigil.desk.queue.queries import reach_condition
from vigil.trust.models import User


def reminders_of(user: User) -> QuerySet[LookAgain]:
    """Return the reminders on cases that somebody may code, the first due first."""
    return to_look_at_again(Case.objects.filter(reach_condition(user, *CODERS)))
