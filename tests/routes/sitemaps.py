"""What programs that read the web are told: which pages there are, and where they need not go."""

from routes.rows import EVERYBODY, Route
from routes.worlds import NOTHING, World, worlds

LIST = Route(EVERYBODY, programs=True)


def page_in(state: str) -> World:
    """Name a page of the sitemap that is there, or one that is not."""
    number = NOTHING if state == "none" else 1
    return World("sitemap", state, {"part": "record", "number": str(number)})


ROUTES: dict[str, Route] = {
    "robots.txt": LIST,
    "sitemap.xml": LIST,
    "sitemap-<slug:part>-<int:number>.xml": Route(EVERYBODY, of="sitemap", programs=True),
}
WORLDS = {"sitemap": worlds(page_in, "there", "none")}
