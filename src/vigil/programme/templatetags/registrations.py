"""Registering for a session or an event, for their pages."""

from django import template

from vigil.programme.models import Event, Session
from vigil.programme.registrations import delivery
from vigil.programme.registrations.display import (
    RegistrationStatus,
    registration_status,
    sessions_to_register,
)

register = template.Library()


@register.simple_tag
def registering_for(session: Session) -> RegistrationStatus | None:
    """Return how to register for a session; None where it is not done with us."""
    return registration_status(session)


@register.simple_tag
def open_sessions(event: Event) -> list[Session]:
    """Return the sessions of an event for which people can register now."""
    return sessions_to_register(event)


@register.simple_tag
def letters_leave() -> bool:
    """Return whether letters to registered people reach them."""
    return delivery.letters_leave()


@register.simple_tag
def why_no_link() -> str:
    """Return why nobody can register at present; empty if letters leave."""
    return delivery.why_no_link()
