"""Everything that leaves the installation, as texts: each public address, table and file."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from anyascii import anyascii
from django.apps import apps
from django.core import serializers
from django.test import Client

from routes.table import ROUTES
from vigil.casefile.releases.case_lines import case_line, cases_to_release
from vigil.witness.models import Name

LANGUAGES = ("", "es/", "fr/", "pt/", "ar/")
CITATIONS = ("bib", "ris", "json")
OF_ONE_CASE = re.compile(r"<(?:str:)?public_id>")
OF_ONE_PERSON = "<slug:handle>"


@dataclass(frozen=True)
class Told:
    """What one address, table or file says; `lowered` as the name searcher reads it."""

    raw: str
    folded: str


@dataclass(frozen=True)
class Outside:
    """What everything says, by address, table and file."""

    found: Mapping[str, Told]

    @cached_property
    def _words(self) -> str:
        """Every word of all of it, once: a search for one that is nowhere need read no more."""
        return " ".join({word for text in self.found.values() for word in text.folded.split()})

    def where(self, words: Iterable[str]) -> list[str]:
        """Return where any of these folded words stands: forwards, or by letter backwards."""
        wanted = [form for word in words for form in (word, word[::-1])]
        assert not any(" " in form for form in wanted)
        there = [form for form in wanted if form in self._words]
        found = self.found.items() if there else ()
        return [name for name, text in found if any(word in text.folded for word in there)]


def public_routes() -> list[str]:
    """Return every route that anybody may read, and that is no sign-in."""
    return sorted(
        route
        for route, row in ROUTES.items()
        if not route.startswith(("desk/", "account/")) and row.get and None in row.get
    )


def addresses(public_ids: Sequence[str], every_language: bool) -> Iterator[str]:
    """Yield each address to read: every public route, for every case where it is of one.

    Pages are read in English and one other language, or in each.
    """
    routes = public_routes()
    for route in routes:
        if route.startswith("people/") and OF_ONE_PERSON in route:
            yield from _of_people(route, every_language)
            continue
        if not OF_ONE_CASE.search(route):
            two = ("", in_turn(routes, route))
            spoken = _spoken(route, LANGUAGES if every_language else two)
            yield from (f"/{language}{route}" for language in spoken)
            continue
        for public_id in public_ids:
            named = OF_ONE_CASE.sub(public_id, route).replace("<int:number>", "1")
            two = ("", in_turn(public_ids, public_id))
            for language in _spoken(route, LANGUAGES if every_language else two):
                for form in CITATIONS if "<str:form>" in named else ("",):
                    yield f"/{language}{named.replace('<str:form>', form)}"


def _of_people(route: str, every_language: bool) -> Iterator[str]:
    """Yield the addresses of everybody who has a row among the names, in two languages or all."""
    handles = list(Name.objects.order_by("pk").values_list("handle", flat=True))
    for handle in handles:
        for language in LANGUAGES if every_language else ("", in_turn(handles, handle)):
            yield f"/{language}{route.replace(OF_ONE_PERSON, handle)}"


def _spoken(route: str, languages: Sequence[str]) -> Sequence[str]:
    """Return those of these languages in which there is a route."""
    return languages[:1] if route.startswith(("api/", "healthz", "readyz")) else languages


def in_turn(every: Sequence[str], one: str) -> str:
    """Return the language, beside English, in which the pages of one case or route are read."""
    _english, *others = LANGUAGES
    return others[every.index(one) % len(others)]


MORE = (
    *("/cases/?sort=oldest", "/cases/?page=2", "/cases/?headline=on", "/figures/?country=MEX"),
    *("/cases/V-9999/", "/es/cases/V-9999/", "/api/v1/cases/V-9999", "/no-such-page/"),
    *("/robots.txt", "/sitemap.xml", "/api/v1/cases?limit=1000&labels=es"),
    *("/api/v1/cases.geojson?limit=5000", "/map/points.json?country=MEX"),
)


def crawl(public_ids: Sequence[str], *, every_language: bool) -> Outside:
    """Read everything: addresses with their headers, the record's tables, a release's lines."""
    client = Client()
    found: dict[str, Told] = {}
    for address in [*addresses(public_ids, every_language), *MORE]:
        found[address] = told(_answer(client, address))
    for name, text in (*_tables(), ("lines of a release", _release())):
        found[name] = told(text)
    return Outside(found)


def _answer(client: Client, address: str) -> str:
    response: Any = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n{text_of(content)}"


def text_of(content: bytes) -> str:
    """Return the text of an answer; of a workbook that of all its parts, of a picture none."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [book.read(name) for name in book.namelist()]
        return "\n".join(part.decode("utf-8", "replace") for part in parts)
    return content.decode("utf-8", "replace")


def _tables() -> Iterator[tuple[str, str]]:
    for model in apps.get_app_config("publication").get_models():
        rows = serializers.serialize("json", model._default_manager.all(), ensure_ascii=False)
        yield f"table {model.__name__}", rows


def _release() -> str:
    cases = list(cases_to_release())
    ids = {case.pk: str(case.public_id) for case in cases}
    lines = [case_line(case, ids, lasting=True) for case in cases]
    return json.dumps(lines, ensure_ascii=False)


# Finding a name, however it is written


def told(text: str) -> Told:
    """Read a text as it stands and with every way of writing letters taken back."""
    plain = unescaped(text)
    folded = plain if plain.isascii() else anyascii(plain)
    return Told(plain, " ".join(folded.lower().split()))


def unescaped(text: str) -> str:
    """Take back what HTML, JSON, CSS and addresses write for letters, until nothing changes."""
    for _ in range(3):
        before = text
        text = re.sub(
            r"(?:\\u[0-9a-fA-F]{4})+",
            lambda m: (
                json.loads(f'"{m.group()}"')
                .encode("utf-16", "surrogatepass")
                .decode("utf-16", "replace")
            ),
            text,
        )
        text = unquote(html.unescape(text))
        if text == before:
            break
    return text
