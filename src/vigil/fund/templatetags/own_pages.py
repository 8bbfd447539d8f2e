"""Template filters of the pages behind a party's private link."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_uid(rows: Mapping[str, Any], uid: str) -> Any:
    """Return what stands under this uid."""
    return rows[uid]
