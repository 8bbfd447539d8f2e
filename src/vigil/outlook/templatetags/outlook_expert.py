"""Tags that the pages of experts share."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from vigil.outlook.answers.forms import Field

register = template.Library()


@register.simple_tag
def scale_options(field: Field) -> SafeString:
    """Return the values of a scale as options, without end tags, because a matrix has hundreds."""
    return format_html_join(
        "",
        "<option{}>{}",
        ((" selected" if value == field.value else "", value) for value, _ in field.options),
    )
