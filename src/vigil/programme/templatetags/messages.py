"""Messages and their cards, for pages."""

from django import template
from django.http import HttpRequest
from django.urls import reverse

from vigil.programme.messages.cards import text_of
from vigil.programme.messages.visibility import DisplayedMessage, messages_of_event
from vigil.programme.models import Event
from vigil.publication.api.responses import site_of

register = template.Library()


@register.simple_tag
def message_wall(event: Event) -> list[DisplayedMessage]:
    """Return the messages to an event that everybody is shown."""
    return messages_of_event(event)


@register.simple_tag
def card_address(request: HttpRequest, event: Event, one: DisplayedMessage) -> str:
    """Return the whole address of a message's card, as programs that show links need it."""
    return site_of(request) + reverse("programme:message_card", args=[event.slug, one.uid])


@register.simple_tag
def card_text(event: Event, one: DisplayedMessage) -> str:
    """Return in words what a card shows."""
    return text_of(one, event)
