"""Routes of the outlook: published editions and trajectories."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from outlook.factories_editions import a_row, an_edition, as_csv, chair, csv_of, header
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, worlds
from vigil.outlook.index_editions.verbs import keep_upload
from vigil.outlook.models import EditionUpload, IndexEdition
from vigil.trust.models import Role

CHAIRS = frozenset({Role.PANEL_CHAIR})
PLACES = ("two editions", "one edition", "none")
UPLOADS = ("looked at", "taken in before", "none")
MAPPED = ("to be mapped", "none")
EDITIONS = ("one edition", "none")


def place_in(state: str) -> World:
    """Make a country of which editions speak, or none does."""
    if state != "none":
        an_edition("2023")
    if state == "two editions":
        an_edition("2021")
    return World("index place", state, {"country": "COL"})


def edition_in(state: str) -> World:
    """Make an edition, or none."""
    if state != "none":
        an_edition("2023")
    names = {"edition": "2023", "country": "COL", "form": "json"}
    return World("index edition", state, names)


def facts() -> dict[str, Any]:
    """Count the files that wait, and the editions."""
    return {"waiting": EditionUpload.objects.count(), "in": IndexEdition.objects.count()}


def with_a_new_column() -> bytes:
    """Write an edition with a column that nobody knows."""
    row = {**a_row("2023", "Colombia"), "Colour": "red"}
    return as_csv([*header("2023"), "Colour"], [row])


def upload_in(state: str) -> World:
    """Make a file that was looked at; perhaps the same was taken in."""
    by = chair("maker@example.org")
    if state == "taken in before":
        an_edition("2023", by)
    uid = "nothing" if state == "none" else keep_upload(csv_of("2023"), "2023", by=by).uid
    return World("edition upload", state, {"uid": uid}, facts=facts)


def columns_in(state: str) -> World:
    """Make a file with a column that nobody knows; or none."""
    by = chair("maker@example.org")
    uid = "nothing"
    if state == "to be mapped":
        uid = keep_upload(with_a_new_column(), "2023", by=by).uid
    return World("edition columns", state, {"uid": uid}, facts=facts)


def sent(content: bytes) -> dict[str, Any]:
    """Send a file."""
    return {"year": "2021", "file": SimpleUploadedFile("index.csv", content)}


def at_desk(**parts: Any) -> Route:
    """Return a row of a screen that is for chairs alone."""
    return Route(of="edition upload", door=CHAIRS, gate=CHAIRS, **parts)


WORLDS = {
    "index place": worlds(place_in, *PLACES),
    "index edition": worlds(edition_in, *EDITIONS),
    "edition upload": worlds(upload_in, *UPLOADS),
    "edition columns": worlds(columns_in, *MAPPED),
}
ONE = {"looked at": {"waiting": 0, "in": 1}, "taken in before": {"waiting": 0}}
ROUTES: dict[str, Route] = {
    "outlook/index/": Route(EVERYBODY, of="index place"),
    "outlook/index/<slug:country>/": Route(EVERYBODY, of="index place"),
    "outlook/index/<slug:country>.csv": Route(EVERYBODY, of="index place"),
    "outlook/index/<slug:country>/cite.<slug:form>": Route(EVERYBODY, of="index edition"),
    "outlook/index/quadrants/": Route(EVERYBODY, of="index place", seen={"none": 404}),
    "outlook/index/compare/": Route(EVERYBODY, of="index place"),
    "outlook/index/editions/<str:edition>/": Route(EVERYBODY, of="index edition"),
    "outlook/index/editions/<str:edition>/cite.<slug:form>": Route(EVERYBODY, of="index edition"),
    "outlook/index/editions/<str:edition>.<slug:form>": Route(EVERYBODY, of="index edition"),
    "outlook/index/<int:edition>.<slug:form>": Route(EVERYBODY, of="index edition"),
    "api/v1/outlook/index": Route(EVERYBODY, of="index place", programs=True),
    "api/v1/outlook/index/editions": Route(EVERYBODY, of="index place", programs=True),
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
    "desk/outlook/editions/<slug:uid>/columns/": Route(
        of="edition columns",
        door=CHAIRS,
        gate=CHAIRS,
        get=CHAIRS,
        posts={
            "": Post(
                CHAIRS,
                send=lambda world: {"column-0": "ignored"},
                done=same(["to be mapped"], waiting=1),
                within=ANYWHERE,
            )
        },
    ),
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
