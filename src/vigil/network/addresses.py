"""Addresses of the network that search engines may know."""

from collections.abc import Iterable

from django.urls import reverse

from vigil.network import directory
from vigil.network.fields import Audience
from vigil.publication.addresses import Address, Part, list_addresses, list_pages


def register() -> None:
    """List the directory, and the pages of the members who let everybody see them.

    When a member changed something is told to nobody: it may be what they do not show.
    """
    list_pages("network", ["network:directory"])
    list_addresses("members", Part(lambda: len(directory.handles(Audience.PUBLIC)), _read))


def _read(start: int, stop: int) -> Iterable[Address]:
    to_a_member = reverse("network:member", args=["*"])
    for handle in directory.handles(Audience.PUBLIC)[start:stop]:
        yield Address(to_a_member.replace("*", handle))
