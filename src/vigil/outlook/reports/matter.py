"""What stands around the text of a report: as data of a snapshot, checked, and removed from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vigil.outlook.models import FrontMatter, OutlookReport, Paragraph, ReportPicture
from vigil.outlook.reports.bibliography.citing import bibliography_of
from vigil.outlook.reports.front_matter.licences import licence_as_data


def matter_of(report: OutlookReport, sections: list[dict[str, Any]]) -> dict[str, Any]:
    """Return `front` and `bibliography` of a report as data, for its snapshot."""
    keys = dict(report.library.values_list("uid", "key"))
    return {"front": _front(report), "bibliography": bibliography_of(sections, keys)}


def _front(report: OutlookReport) -> dict[str, Any]:
    rows = FrontMatter.objects.select_related("cover")
    front = rows.filter(report=report).first() or FrontMatter(report=report)
    cover = front.cover
    return {
        "subtitle": front.subtitle,
        "authors": [
            {
                "uid": one.uid,
                "name": one.name,
                "role": one.role,
                "role_label": str(one.get_role_display()),
                "affiliation": one.affiliation,
            }
            for one in report.authors.all()
        ],
        "licence": licence_as_data(front.licence),
        "cover": cover.file_name if cover is not None else "",
        "cover_uid": cover.uid if cover is not None else "",
        "cover_alt": cover.alt if cover is not None else "",
        "cover_credit": cover.credit if cover is not None else "",
        "doi": front.doi,
        "isbn": front.isbn,
    }


def picture_as_data(paragraph: Paragraph) -> dict[str, Any]:
    """Return what a paragraph shows as a picture, for its snapshot; empty for other kinds."""
    if paragraph.kind != Paragraph.Kind.PICTURE:
        return {}
    picture = getattr(paragraph, "picture", None)
    if picture is None:
        return {"file": "", "picture_uid": "", "alt": "", "caption": "", "credit": ""}
    return {
        "file": picture.file_name,
        "picture_uid": picture.uid,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "licence": licence_as_data(picture.licence),
        "width": picture.width,
        "height": picture.height,
    }


def picture_faults(paragraph: Paragraph) -> list[str]:
    """Return why a paragraph with a picture cannot be published."""
    if paragraph.kind != Paragraph.Kind.PICTURE:
        return []
    picture = getattr(paragraph, "picture", None)
    if picture is None:
        return [_("There is no picture in it.")]
    if picture.people == ReportPicture.People.NOT_AGREED:
        return [_("Somebody on the picture has not agreed yet.")]
    return []


def matter_faults(report: OutlookReport) -> list[str]:
    """Return what, besides its paragraphs, stands against publishing a report."""
    front = FrontMatter.objects.select_related("cover").filter(report=report).first()
    if front is None or front.cover is None:
        return []
    if front.cover.people == ReportPicture.People.NOT_AGREED:
        return [_("Somebody on the cover has not agreed yet.")]
    return []


def matter_words(snapshot: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the words around the text by the uid under which they can be removed."""
    front = snapshot.get("front", {})
    words = {one["uid"]: [one["name"], one["affiliation"]] for one in front.get("authors", ())}
    if front.get("cover"):
        words[front["cover_uid"]] = [front["cover_alt"], front["cover_credit"]]
    for one in snapshot.get("bibliography", ()):
        words[one["uid"]] = [one["text"]]
    return words


def without_matter(snapshot: Mapping[str, Any], uids: set[str]) -> tuple[dict[str, Any], list[str]]:
    """Return a snapshot without these authors, works and pictures, and the uids that it had.

    A paragraph with such a picture is not changed: `paragraphs_with_pictures` names it.
    """
    taken: list[str] = []
    told = dict(snapshot)
    if front := snapshot.get("front"):
        told["front"] = _front_without(front, uids, taken)
    if works := snapshot.get("bibliography"):
        taken += [one["uid"] for one in works if one["uid"] in uids]
        told["bibliography"] = [one for one in works if one["uid"] not in uids]
    return told, taken


def _front_without(front: Mapping[str, Any], uids: set[str], taken: list[str]) -> dict[str, Any]:
    told = dict(front)
    taken += [one["uid"] for one in front["authors"] if one["uid"] in uids]
    told["authors"] = [one for one in front["authors"] if one["uid"] not in uids]
    if front["cover"] and front["cover_uid"] in uids:
        taken.append(front["cover_uid"])
        told |= {"cover": "", "cover_uid": "", "cover_alt": "", "cover_credit": ""}
    return told


def paragraphs_with_pictures(
    snapshot: Mapping[str, Any], uids: Sequence[str] | set[str]
) -> set[str]:
    """Return the uids of the paragraphs that show one of these pictures."""
    return {
        paragraph["uid"]
        for section in snapshot["sections"]
        for paragraph in section["paragraphs"]
        if paragraph.get("picture_uid") in uids and paragraph.get("picture_uid")
    }
