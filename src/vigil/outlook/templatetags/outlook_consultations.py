"""Tags of the screens for consultations."""

from django import template
from django.utils.functional import Promise

from vigil.outlook.consultations.code_lists import LABELS
from vigil.outlook.consultations.verbs.coding import to_code
from vigil.trust.models import User

register = template.Library()


@register.filter
def dimension_label(name: str) -> str | Promise:
    """Return the label of a list of codes; its own name if it is unknown."""
    return LABELS.get(name, name)


@register.simple_tag
def statements_to_code(user: object) -> int:
    """Return how many consultations a user must still code and hand in."""
    if not isinstance(user, User) or not user.has_perm("outlook.code"):
        return 0
    return to_code(user).filter(submitted_at=None).count()
