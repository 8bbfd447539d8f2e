"""From where somebody asks, for counting how often."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """Return the network address to count requests by, or nothing where it is a proxy's own.

    Else what one address may send in a day would be all that everybody together may send.
    """
    said = request.META.get("REMOTE_ADDR", "")
    try:
        is_readers = ipaddress.ip_address(said).is_global
    except ValueError:
        return ""
    return said if is_readers or not settings.SECURE else ""
