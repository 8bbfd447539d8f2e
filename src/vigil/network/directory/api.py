"""The public directory as JSON, in codes."""

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema
from pydantic import Field, create_model

from vigil.network.directory import queries as directory
from vigil.network.directory.forms import DirectoryForm, every_code
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import VisibleMember
from vigil.publication.api.errors import answer_bad_query
from vigil.publication.api.responses import json_answer, open_to_programs, site_of
from vigil.publication.api.schemas import Refused, Shape
from vigil.publication.api.validation import BadQuery, limit_of

ON_A_PAGE: Final = 60
MOST: Final = 500

api = NinjaAPI(
    title="Vigil: the network",
    version="1.0",
    docs_url=None,
    openapi_url=None,  # it is told in the document of the whole API
    urls_namespace="network_api",
)
api.add_exception_handler(BadQuery, answer_bad_query)


class Link(Shape):
    """A page elsewhere that a member names."""

    label: str
    url: str


class Listed(Shape):
    """A member, as far as they let everybody see them. What they do not show is empty."""

    name: str
    pseudonym: bool = Field(description="Whether this is another name than their own.")
    kind: str = Field(examples=["person", "organisation"])
    url: str
    role: str
    organisation: str
    languages: list[str] = Field(description="BCP 47.")
    markets: list[str] = Field(description="Codes of the Global Organized Crime Index 2023.")
    regions: list[str] = Field(description="That they know, UN M49.")
    responses: list[str] = Field(description="Codes of the Global Organized Crime Index 2023.")
    country: str = Field(description="ISO 3166-1 alpha-3.")
    region: str = Field(description="UN M49.")
    biographies: dict[str, str] = Field(description="By language.")
    portrait: str = Field(description="Its address.")
    links: list[Link]
    member_since: str = Field(description="ISO 8601.")


class Directory(Shape):
    """A page of the public directory. `next` is the address of the following one."""

    count: int = Field(description="Members under the filter.")
    next: str | None
    results: list[Listed]


_PARAMETER_HELP: Final = {
    "q": "A name, or words of what they show, in any spelling.",
    "kind": "`person` or `organisation`.",
    "market": "A market they know.",
    "knows": "A region they know (UN M49), or one that it is part of.",
    "response": "A building block of resilience they know.",
    "language": "A language they speak, ISO 639.",
    "place": "Where they are: ISO 3166-1 alpha-3, or UN M49.",
    "limit": f"Results on a page, 1 to {MOST}; {ON_A_PAGE} where it is left out.",
    "page": "Which page, from 1: take it from the `next` of the page before.",
}
_fields: dict[str, Any] = {
    n: (str, Field("", description=told)) for n, told in _PARAMETER_HELP.items()
}
_asked: Any = create_model("Asked", __base__=Schema, **_fields)


class AskedMembers(_asked):
    """What can be asked of the directory."""


@api.get(
    "/members.json",
    response={200: Directory, 400: Refused},
    by_alias=True,
    operation_id="members",
    url_name="members",
    summary="List members",
)
def members(request: HttpRequest, asked: Query[AskedMembers]) -> HttpResponseBase:
    """List the members who let everybody see them, under the filters of the directory."""
    people = directory.listed(Audience.PUBLIC)
    form = DirectoryForm(request.GET, every_code())  # nobody listed any more is no bad question
    errors = {
        name: [_("No such parameter.")] for name in request.GET if name not in _PARAMETER_HELP
    }
    errors |= {name: list(map(str, told)) for name, told in form.errors.items()}
    said = request.GET.get("page", "1")
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 7):
        errors["page"] = [_("Enter a whole number.")]
    if errors:
        raise BadQuery(errors)
    found = directory.find(people, form.asked())
    limit = limit_of(request, most=MOST, default=ON_A_PAGE) or ON_A_PAGE
    page = Paginator(found, limit).get_page(said)
    following = None
    if page.has_next():
        wanted = {**request.GET.dict(), "page": str(page.next_page_number())}
        following = f"{site_of(request)}{request.path}?{urlencode(wanted)}"
    results = [_as_listed(one, site_of(request)) for one in page]
    return json_answer(request, {"count": len(found), "next": following, "results": results})


def _as_listed(one: VisibleMember, site: str) -> dict[str, Any]:
    portrait_url = reverse("network:portrait", args=[one.portrait]) if one.portrait else ""
    return {
        "name": one.name,
        "pseudonym": one.pseudonymous,
        "kind": one.kind,
        "url": f"{site}{reverse('network:member', args=[one.handle])}",
        "role": one.role,
        "organisation": one.organisation,
        "languages": one.languages,
        "markets": one.markets,
        "regions": one.regions,
        "responses": one.responses,
        "country": one.country,
        "region": one.region,
        "biographies": one.biographies,
        "portrait": f"{site}{portrait_url}" if portrait_url else "",
        "links": [{"label": label, "url": url} for label, url in one.links],
        "member_since": one.joined_on.isoformat() if one.joined_on else "",
    }


members_json = open_to_programs(
    next(
        pattern.callback
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name == "members"
    )
)
