"""Tags of the screens for consultations."""

from django import template
from django.utils.functional import Promise

from vigil.outlook.consultations.code_lists import LABELS
from vigil.outlook.consultations.verbs.coding import to_code
from vigil.trust.models import User

register = template.Library()


@register.filter
def dimension_label(name: str) -> str | Promise:
    """Return what a list of codes is called; an unknown one stands for itself."""
    return LABELS.get(name, name)


@register.simple_tag
def statements_to_code(user: object) -> int:
    """Return how many consultations are given to somebody whose coding they have not handed in."""
    if not isinstance(user, User) or not user.has_perm("outlook.code"):
        return 0
    return to_code(user).filter(submitted_at=None).count()
