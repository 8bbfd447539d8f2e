"""Every output of this room, for everybody who may ask for one."""

import json
import re
from collections.abc import Iterator, Sequence

from django.test import Client

from vigil.network.models import Member
from vigil.trust.models import User

EVERYBODY = ("/network/", "/network/members.json", "/network/{handle}/", "/sitemap-members-1.xml")
WITH_QUERIES = ("/network/?place=TUV", "/network/?q=zqx7", "/network/members.json?q=zqx7")
AMONG_MEMBERS = ("/network/members/", "/network/members/?q=zqx7", "/network/members/{handle}/")
AT_THE_DESK = (
    "/desk/members/",
    "/desk/members/?q=zqx7",
    "/desk/members/{uid}/",
    "/desk/members/{uid}/edit/",
    "/desk/members/new/",
    "/desk/members/sheets/",
    "/desk/members/?status=active",
)
OF_PROGRAMS = ("/network/members.json", "/sitemap")
LANGUAGES = ("", "/es", "/ar")


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def outputs(
    addresses: tuple[str, ...],
    member: Member,
    user: User | None,
    languages: Sequence[str] = LANGUAGES,
) -> Iterator[tuple[str, str]]:
    """Yield each output with its address, as somebody reads it, in several languages."""
    client = client_of(user)
    for address in addresses:
        at = address.format(handle=member.handle, uid=member.uid)
        for language in languages if not at.startswith(OF_PROGRAMS) else ("",):
            response = client.get(language + at)
            assert response.status_code in (200, 404), (language + at, response.status_code)
            yield language + at, said(response.content.decode(), at)


NOT_CHOSEN = (
    re.compile(r'<form class="filters".*?</form>', re.DOTALL),
    re.compile(r"<option(?![^>]*selected)[^>]*>[^<]*</option>"),
    re.compile(r"<label[^>]*><input(?![^>]*checked)[^>]*>[^<]*</label>"),
)
"""What a page offers to everybody: filters, options nobody chose, boxes nobody ticked."""


def said(text: str, at: str) -> str:
    """Return what an output says of somebody: without what it only offers, and the frame."""
    if at.partition("?")[0].endswith(".json") and text.startswith("{"):
        return json.dumps(json.loads(text)["results"], ensure_ascii=False)
    if at.endswith(".xml"):
        return text
    main = text[text.find("<main") : text.find("</main>")]
    for offered in NOT_CHOSEN:
        main = offered.sub("", main)
    return main
