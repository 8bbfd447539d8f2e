"""What programs read: which pages there are, where they need not go, and the style sheets."""

from routes.rows import EVERYBODY, Route
from routes.worlds import NOTHING, World, worlds

LIST = Route(EVERYBODY, programs=True)


def page_in(state: str) -> World:
    """Name a page of the sitemap that is there, or one that is not."""
    number = NOTHING if state == "none" else 1
    return World("sitemap", state, {"part": "record", "number": str(number)})


ROUTES: dict[str, Route] = {
    "styles/<slug:name>.<slug:digest>.css": Route(EVERYBODY, of="style sheet"),
    "robots.txt": LIST,
    "sitemap.xml": LIST,
    "sitemap-<slug:part>-<int:number>.xml": Route(EVERYBODY, of="sitemap", programs=True),
}


def sheets_in(state: str) -> World:
    """Name style sheets that there are, or none."""
    return World("style sheet", state, {"name": "base" if state == "there" else "x", "digest": "0"})


WORLDS = {
    "sitemap": worlds(page_in, "there", "none"),
    "style sheet": worlds(sheets_in, "there", "none"),
}
