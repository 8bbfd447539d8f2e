"""Routes of the outlook: published editions and trajectories."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from outlook.factories_editions import an_edition, chair, csv_of
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, worlds
from vigil.outlook.index_editions.verbs import keep_upload
from vigil.outlook.models import EditionUpload, IndexEdition
from vigil.trust.models import Role

CHAIRS = frozenset({Role.PANEL_CHAIR})
PLACES = ("two editions", "one edition", "none")
UPLOADS = ("looked at", "taken in before", "none")


def place_in(state: str) -> World:
    """Make a country of which editions speak, or none does."""
    if state != "none":
        an_edition("2023")
    if state == "two editions":
        an_edition("2021")
    return World("index place", state, {"country": "COL"})


def upload_in(state: str) -> World:
    """Make a file that was looked at; perhaps the same was taken in."""
    by = chair("maker@example.org")
    if state == "taken in before":
        an_edition("2023", by)
    uid = "nothing" if state == "none" else keep_upload(csv_of("2023"), "2023", by=by).uid

    def facts() -> dict[str, Any]:
        return {"waiting": EditionUpload.objects.count(), "in": IndexEdition.objects.count()}

    return World("edition upload", state, {"uid": uid}, facts=facts)


def sent(content: bytes) -> dict[str, Any]:
    """Send a file."""
    return {"year": "2021", "file": SimpleUploadedFile("index.csv", content)}


def at_desk(**parts: Any) -> Route:
    """Return a row of a screen that is for chairs alone."""
    return Route(of="edition upload", door=CHAIRS, gate=CHAIRS, **parts)


WORLDS = {
    "index place": worlds(place_in, *PLACES),
    "edition upload": worlds(upload_in, *UPLOADS),
}
ONE = {"looked at": {"waiting": 0, "in": 1}, "taken in before": {"waiting": 0}}
ROUTES: dict[str, Route] = {
    "outlook/index/": Route(EVERYBODY, of="index place"),
    "outlook/index/<slug:country>/": Route(EVERYBODY, of="index place"),
    "outlook/index/<slug:country>.csv": Route(EVERYBODY, of="index place"),
    "desk/outlook/editions/": at_desk(
        get=CHAIRS,
        posts={
            "whole": Post(
                CHAIRS,
                send=lambda world: sent(csv_of("2021")),
                done={
                    **same(["looked at", "taken in before"], waiting=2),
                    **same(["none"], waiting=1),
                },
                within=ANYWHERE,
                nothing=frozenset(),
            ),
            "of another edition": Post(
                CHAIRS,
                send=lambda world: sent(csv_of("2023")),
                otherwise=422,
                within=ANYWHERE,
                nothing=frozenset(),
            ),
        },
    ),
    "desk/outlook/editions/<slug:uid>/": at_desk(get=CHAIRS),
    "desk/outlook/editions/<slug:uid>/take/": at_desk(
        posts={"": Post(CHAIRS, done=ONE, within=ANYWHERE)}
    ),
    "desk/outlook/editions/<slug:uid>/drop/": at_desk(
        posts={
            "": Post(
                CHAIRS, done=same(["looked at", "taken in before"], waiting=0), within=ANYWHERE
            )
        }
    ),
}
