"""What a page declares of itself: title, date, outlet, canonical address, language.

Read from meta tags, JSON-LD, `<time>`, `<title>` and `<h1>`, in one pass over the page's tags;
never a guess from its prose. A tree would cost more than the text itself: asking one for all its
meta tags takes as long as reading the article (benchmarks/html_text.py). Which names mean what
follows the lists of trafilatura and htmldate (Apache-2.0), which `careful` reading still uses.
"""

import email.utils
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

TAG_LIMIT = 8_000
"""Characters of one tag, and"""
ELEMENTS = 5_000
"""tags looked at: what a page says of itself stands in the first hundreds."""
ATTRIBUTES = 40
"""Attributes of one tag that are looked at."""
SCRIPT_LIMIT = 500_000
"""Characters of one JSON-LD block."""
DEPTH = 6
"""How deep JSON-LD is walked: a graph, an article in it, its publisher."""
TITLE_LIMIT = 500

_START = re.compile(
    # The first letter is asked first: most tags open and close other elements.
    r"<(?=[!hlmst])(!--|(?:script|style|html|meta|link|time|title|h1)(?=[\s/>]))",
    re.IGNORECASE,
)
_REST = re.compile(r"""((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(
    r"""(?<![\w:.-])([a-z][\w:.-]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?+""",
    re.IGNORECASE,
)
_END = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "title", "h1")
}
_TAGS = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_LINKED_DATA = "application/ld+json"
_NEEDED = {"script": "ld+json", "link": "canonical", "style": "nothing", "meta": "content"}
"""What a tag must hold to be worth taking apart: most scripts and links declare nothing."""

_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "fb_title", "headline",
           "parsely-title", "sailthru.title", "rbtitle", "title", "twitter:title")  # fmt: skip
_OUTLETS = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher",
            "publisher", "sailthru.publisher", "rbpubname")  # fmt: skip
_HANDLES = ("application-name", "twitter:site")
_DATES = (
    *("article:published_time", "article:published", "article:published_date", "datepublished"),
    *("article.published", "article.created", "article_date_original", "article:post_date"),
    *("og:published_time", "og:article:published_time", "og:pubdate", "og:publish_date"),
    *("pubdate", "publishdate", "publish_date", "publish-date", "published_time", "published-date"),
    *("published_date", "publication_date", "originalpublicationdate", "parsely-pub-date"),
    *("bt:pubdate", "sailthru.date", "citation_publication_date", "citation_date", "rbpubdate"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.created"),
    *("dc.date", "dcterms.date", "datecreated", "date_created", "displaydate", "date"),
    *("cxenseparse:recs:publishtime", "shareaholic:article_published_time", "release_date"),
)
_LOCALES = ("og:locale", "content-language", "language", "dc.language")
_ARTICLES = ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle",
             "opinionnewsarticle", "backgroundnewsarticle", "blogposting", "liveblogposting",
             "report", "socialmediaposting")  # fmt: skip
_SITES = ("newsmediaorganization", "organization", "website")

_YMD = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/.]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)"
)
_IN_ADDRESS = re.compile(
    r"\D((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?:\D|$)"
)
_IN_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_HOST = re.compile(r"https?://(?:www\.)?([^/?#:]+)")
_SEPARATOR = re.compile(r"\s+[-–—•·|⁄*⋆~‹«<›»>:]\s+")


class PageMetadata(Struct, frozen=True, kw_only=True):
    """What a page says of itself; "" where it says nothing. `date` is an ISO date, unchecked."""

    title: str = ""
    date: str = ""
    outlet: str = ""
    canonical: str = ""
    language: str = ""


class _Tag(NamedTuple):
    name: str
    attributes: dict[str, str]
    content: str


def read_page_metadata(html: str, url: str = "") -> PageMetadata:
    """Read what a page declares. `url` is where it was found. Any text will do; nothing is raised.

    Takes time with the length of the page, whatever stands in it (`TAG_LIMIT`, `ELEMENTS`).
    """
    page = _Page()
    for tag in _tags(html):
        page.note(tag)
    canonical = page.canonical or page.first(("og:url", "twitter:url"))
    return PageMetadata(
        title=page.title(),
        date=page.date(canonical or url),
        outlet=page.outlet(canonical or url),
        canonical=canonical,
        language=page.language or page.first(_LOCALES),
    )


def _tags(html: str) -> Iterator[_Tag]:
    """Give the tags that may declare something; what stands in comments and scripts does not."""
    at = 0
    for _ in range(ELEMENTS):
        found = _START.search(html, at)
        if found is None:
            return
        name = found[1].lower()
        if name == "!--":
            at = html.find("-->", found.end()) + 3
            if at < 3:
                return
            continue
        rest = _REST.match(html, found.end(), found.end() + TAG_LIMIT)
        if rest is None:
            at = found.end()
            continue
        at, content = rest.end(), ""
        if name in _END:
            end = _END[name].search(html, at)
            if end is None:
                return
            content, at = html[at : end.start()], end.end()
        if name not in _NEEDED or _NEEDED[name] in rest[1].lower():
            yield _Tag(name, _attributes(rest[1]), content)


def _attributes(text: str) -> dict[str, str]:
    # The first of two attributes of one name holds, as in browsers.
    found: dict[str, str] = {}
    for match in islice(_ATTRIBUTE.finditer(text), ATTRIBUTES):
        name, double, single, bare = match.groups("")
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


class _Page:
    """Gathers what the tags say, each name's first value."""

    def __init__(self) -> None:
        self.language = ""
        self.canonical = ""
        self._meta: dict[str, str] = {}
        self._headings: list[str] = []
        self._title = ""
        self._marked: list[str] = []
        self._times: list[str] = []
        self._linked = _LinkedData()

    def note(self, tag: _Tag) -> None:
        """Take what one tag says."""
        said = tag.attributes
        match tag.name:
            case "html":
                self.language = self.language or said.get("lang", said.get("xml:lang", ""))
            case "meta":
                self._note_meta(said)
            case "link":
                if "canonical" in said.get("rel", "").lower().split():
                    self.canonical = self.canonical or said.get("href", "").strip()
            case "time":
                self._note_time(said)
            case "title":
                self._title = self._title or _words(tag.content)
            case "h1":
                self._headings.append(_words(tag.content))
            case "script" if said.get("type", "").strip().lower() == _LINKED_DATA:
                self._linked.note(tag.content)

    def _note_meta(self, said: dict[str, str]) -> None:
        content = said.get("content", "").strip()
        if not content:
            return
        for kind in ("property", "name", "itemprop", "http-equiv"):
            if kind in said:
                self._meta.setdefault(said[kind].strip().lower().replace("dc:", "dc."), content)

    def _note_time(self, said: dict[str, str]) -> None:
        moment = said.get("datetime", "")
        marked = (
            "pubdate" in said
            or said.get("itemprop", "").lower() == "datepublished"
            or said.get("class", "").startswith(("entry-date", "entry-time", "published"))
        )
        (self._marked if marked else self._times).append(moment)

    def first(self, names: tuple[str, ...]) -> str:
        """Return the value of the first of these meta names that has one, or ""."""
        return next((self._meta[name] for name in names if name in self._meta), "")

    def title(self) -> str:
        headings = [heading for heading in self._headings if heading]
        only = headings[0] if len(headings) == 1 else ""
        found = self.first(_TITLES) or self._linked.headline or only or self._of_title()
        return _words(found or next(iter(headings), ""))[:TITLE_LIMIT]

    def _of_title(self) -> str:
        """Return the headline from `<title>`, which mostly names the outlet too."""
        parts = _SEPARATOR.split(self._title)
        return next((part for part in parts if part and "." not in part), self._title)

    def date(self, address: str) -> str:
        """Return the day of publication: by the address, then meta tags, JSON-LD, `<time>`.

        Of times that nothing marks the earliest is taken: later ones are changes.
        """
        in_address = _IN_ADDRESS.search(address)
        if in_address and (day := _iso(*in_address.groups())):
            return day
        named = (self._meta[name] for name in _DATES if name in self._meta)
        for said in (*named, *self._linked.dates, *self._marked):
            if day := _day(said):
                return day
        return min(filter(None, map(_day, self._times)), default="")

    def outlet(self, address: str) -> str:
        said = self.first(_OUTLETS)
        if said.startswith(("http://", "https://", "@")):
            said = ""
        host = _HOST.match(address)
        found = said or self._linked.publisher or self.first(_HANDLES).lstrip("@")
        return _words(found or (host[1] if host else ""))[:TITLE_LIMIT]


class _LinkedData:
    """What the JSON-LD of a page says of its article."""

    def __init__(self) -> None:
        self.headline = ""
        self._publisher = ""
        self._site = ""
        self._dates: list[str] = []
        self._others: list[str] = []

    @property
    def dates(self) -> list[str]:
        """Dates of publication: those of articles first, then those of the page or its parts."""
        return self._dates + self._others

    @property
    def publisher(self) -> str:
        """Who published the article, or whose site it is."""
        return self._publisher or self._site

    def note(self, content: str) -> None:
        """Take one block; broken JSON gives its date alone."""
        if len(content) > SCRIPT_LIMIT:
            return
        try:
            self._walk(msgspec.json.decode(content.strip().encode("utf-8", "replace")), DEPTH)
        except (msgspec.DecodeError, RecursionError):
            self._others += _IN_JSON.findall(content)

    def _walk(self, node: Any, depth: int) -> None:
        if depth == 0:
            return
        if isinstance(node, list):
            for part in node[:50]:
                self._walk(part, depth - 1)
        elif isinstance(node, dict):
            self._node(node)
            for name in ("@graph", "mainEntity", "mainEntityOfPage"):
                self._walk(node.get(name), depth - 1)

    def _node(self, node: dict[str, Any]) -> None:
        kinds = node.get("@type")
        named = {str(k).lower() for k in (kinds if isinstance(kinds, list) else [kinds])}
        said = [day for name in ("datePublished", "dateCreated") if (day := _text(node.get(name)))]
        if not named.isdisjoint(_SITES):
            self._site = self._site or _text(node.get("name"))
        if named.isdisjoint(_ARTICLES):
            self._others += said
            return
        self._dates += said
        self.headline = self.headline or _text(node.get("headline"))
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            self._publisher = self._publisher or _text(publisher.get("name"))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _words(markup: str) -> str:
    return _SPACE.sub(" ", unescape(_TAGS.sub(" ", markup[:TAG_LIMIT]))).strip()


def _day(said: str) -> str:
    """Return the ISO date that a declared moment begins with or holds, or "" if it is none."""
    said = said.strip()[:60]
    if found := _YMD.search(said):
        return _iso(found[1], found[3], found[4])
    if found := re.match(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6})?(?!\d)", said):
        return _iso(*found.groups())
    moment = (
        email.utils.parsedate(said.replace(".", "")) if re.search(r"[A-Za-z]{3}", said) else None
    )
    if moment:
        return _iso(*map(str, moment[:3]))
    return ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
