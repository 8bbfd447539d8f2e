"""Count the testimonies that wait at the desk."""

from django import template

from vigil.trust.models import User
from vigil.witness.models import Testimony
from vigil.witness.testimony.queries import in_reach

register = template.Library()


@register.simple_tag
def waiting_testimonies(user: User) -> int:
    """Count the testimonies within this person's reach that nobody opened yet."""
    return in_reach(user).filter(state=Testimony.State.WAITING).count()
