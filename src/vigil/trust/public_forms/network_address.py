"""The network address of a request, for counting how often somebody writes."""

import ipaddress

from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """Return the address to count letters by; "" where it is a proxy's own.

    Behind a proxy that VIGIL_PROXIES does not name, everybody comes from its address, which is
    mostly one of this machine or of the network around it. Counted as one, a single sender would
    use up what all others may ask for.
    """
    said = request.META.get("REMOTE_ADDR", "")
    try:
        is_readers = ipaddress.ip_address(said).is_global
    except ValueError:
        return ""
    return said if is_readers else ""
