"""Registering for a session, for its page."""

from django import template

from vigil.programme.models import Session
from vigil.programme.registrations.display import RegistrationStatus, registration_status

register = template.Library()


@register.simple_tag
def registering_for(session: Session) -> RegistrationStatus | None:
    """Return how to register for a session; None where it is not done with us."""
    return registration_status(session)
