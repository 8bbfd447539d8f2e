"""Times inside a sentence, for pages."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from vigil.programme.time_zones.wall_times import Span

register = template.Library()


@register.filter
def spelled(span: Span) -> SafeString:
    """Write from when to when something lasts; the times stay on one line, left to right."""
    return SafeString(render_to_string("programme/time_zones/_span.html", {"span": span}).strip())
