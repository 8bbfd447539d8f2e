"""The bytes of pictures: of a draft, and of a frozen edition."""

from collections.abc import Iterator, Mapping
from typing import Any

from vigil.outlook.models import OutlookReport, ReportEdition, ReportPicture
from vigil.trust.models import Upload
from vigil.trust.uploads.verbs.files import read_copy

_STARTS = (("picture-", ".jpg", "image/jpeg"), ("picture-", ".png", "image/png"))


def media_type_of(name: str) -> str:
    """Return the media type of a picture by its name in an edition; empty if it is no picture."""
    for before, after, kind in _STARTS:
        if name.startswith(before) and name.endswith(after):
            return kind
    return ""


def pictures_of_draft(report: OutlookReport, snapshot: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the pictures that the snapshot of a draft shows, by name.

    Raises NotPossible (a file is not on this machine).
    """
    shown = set(names_in(snapshot))
    rows = [one for one in report.pictures.all() if one.file_name in shown]
    return {one.file_name: content_of(one) for one in rows}


def pictures_of_edition(edition: ReportEdition, snapshot: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the pictures that an edition keeps under a snapshot, by name."""
    shown = set(names_in(snapshot))
    return {row.name: bytes(row.content) for row in edition.files.filter(name__in=shown)}


def content_of(picture: ReportPicture) -> bytes:
    """Return the rebuilt file of a picture. Raises NotPossible (it is not on this machine)."""
    return read_copy(Upload.objects.get(uid=picture.upload), by=None)


def names_in(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the pictures that a snapshot shows."""
    if cover := snapshot.get("front", {}).get("cover"):
        yield cover
    for section in snapshot["sections"]:
        for paragraph in section["paragraphs"]:
            if paragraph["kind"] == "picture" and paragraph.get("file"):
                yield paragraph["file"]
