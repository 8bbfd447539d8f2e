"""The way to the questions of a session, for the pages of its stream."""

from django import template
from django.urls import reverse

from vigil.programme.models import Session
from vigil.programme.questions.rules import is_under_way

register = template.Library()


@register.simple_tag
def asking_address(session: Session) -> str:
    """Return the address of a session's questions; empty before they open, and once it is over."""
    if not is_under_way(session):
        return ""
    return reverse("programme:questions", args=[session.event.slug, session.slug])
