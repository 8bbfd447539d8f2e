"""What every public page has in its head, and what none of them asks for."""

import re
from collections.abc import Iterator
from html import unescape

MOST_REQUESTS = 5
"""The page, its style sheets and scripts, and two typefaces."""
TYPEFACES = 2
WITH_MORE = ("map/",)
"""Routes whose script loads more: the map that moves."""
EMBEDDED = ("figures/<slug:key>/embed/",)
"""Routes of pages that stand within others, and are not shared."""
UNNAMED = re.compile(r"mine/<str:token>/((report/)?<slug:uid>/|[a-z]+/)?$")
"""Routes of pages whose title, which stays in a history, names neither this site nor a subject."""
LOADED = re.compile(r'<(?:link rel="stylesheet" href|script\b[^>]*? src|img\b[^>]*? src)="([^"]*)"')
FILES = re.compile(r'<(?:link rel="stylesheet"|script\b[^>]*? src=)')
INLINE = re.compile(r'<style\b|<[a-z][^<>]*\sstyle="|<[a-z][^<>]*\son[a-z]+="')
TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
METADATA = {
    "description": '<meta name="description" content="([^"]*)"',
    "og:title": '<meta property="og:title" content="([^"]*)"',
    "og:description": '<meta property="og:description" content="([^"]*)"',
    "og:image": '<meta property="og:image" content="([^"]*)"',
    "og:image:width": '<meta property="og:image:width" content="(1200)">',
    "og:image:height": '<meta property="og:image:height" content="(628)">',
    "twitter:card": '<meta name="twitter:card" content="([^"]*)"',
}


def title_of(page: str) -> str:
    """Return the title of a page without the name of the site; "" where it has none."""
    found = TITLE.search(page)
    return unescape(found[1]).rpartition(" · ")[0].strip() if found else ""


def _faults_of_metadata(page: str) -> Iterator[str]:
    for name, pattern in METADATA.items():
        said = re.findall(pattern, page)
        if len(said) != 1 or len(said[0].strip(" .·")) < 3:
            yield f"{name}: {said}"
    if not re.search('"og:image" content="https?://', page):
        yield "the card has no complete address"


def faults_of_page(page: str, route: str) -> Iterator[str]:
    """Yield what is wrong with the head of a public page, and with what it loads."""
    if UNNAMED.match(route):
        if (title := TITLE.findall(page)) != ["Your page"]:
            yield f"a title that may say something: {title}"
    else:
        if not title_of(page):
            yield "no title"
        if route not in EMBEDDED:
            yield from _faults_of_metadata(page)
    if (n := len(re.findall(r"<h1\b", page))) != 1:
        yield f"{n} h1"
    if inline := INLINE.search(page):
        yield f"inline: {inline[0]}"
    elsewhere = [one for one in LOADED.findall(page) if not re.match("/(?!/)|data:", one)]
    if elsewhere:
        yield f"asks others: {elsewhere}"
    if route not in WITH_MORE and (n := 1 + len(FILES.findall(page)) + TYPEFACES) > MOST_REQUESTS:
        yield f"{n} requests"
