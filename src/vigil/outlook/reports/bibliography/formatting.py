"""Write works as references, in author-date style after the Chicago Manual of Style (18th ed.).

The address is not part of the text: pages link it, print writes it out. The words between the
parts are in the active language.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.outlook.reports.bibliography.items import year_of

NAMED: Final = 3
"""How many people are written before "et al." in a full reference with more than `ALL`."""
ALL: Final = 6
_ENDS: Final = (".", "?", "!", "؟", "…")
_CLOSED: Final = ("”", "»")


def full_reference(item: Mapping[str, Any]) -> str:
    """Return a work as the bibliography lists it, without its address."""
    people = item.get("author") or item.get("editor") or []
    first = _people(people)
    if people and not item.get("author"):
        first = _("%(people)s, ed.") % {"people": first}
    year = year_of(item) or pgettext("reference without a year", "n.d.")
    title = _title(item)
    head = [first, year, title] if people else [title, year]
    return " ".join(_stopped(one) for one in [*head, *_of_kind(item), *_retrieved(item)] if one)


def short_reference(item: Mapping[str, Any]) -> str:
    """Return a work in short, for a repeated note: authors, year, and the title in short."""
    people = item.get("author") or item.get("editor") or []
    names = [one.get("family") or one.get("literal", "") for one in people]
    year = year_of(item) or pgettext("reference without a year", "n.d.")
    title = quoted(short_title(item["title"]))
    if not names:
        return f"{title} {year}"
    if len(names) > 2:
        said = _("%(name)s et al.") % {"name": names[0]}
    elif len(names) == 2:
        said = _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    else:
        said = names[0]
    return _("%(people)s %(year)s, %(title)s") % {"people": said, "year": year, "title": title}


def author_of(item: Mapping[str, Any]) -> str:
    """Return who wrote a work, as a reference begins; empty if nobody is named."""
    return _people(item.get("author") or item.get("editor") or [])


def short_title(title: str) -> str:
    """Return a title without its subtitle, at most seven words."""
    words = title.partition(":")[0].strip().split()
    return " ".join(words[:7]) + ("…" if len(words) > 7 else "")


def quoted(title: str) -> str:
    """Return a title in quotation marks of the language."""
    return pgettext("title of a work", "“%(title)s”") % {"title": title}


def _people(people: Sequence[Mapping[str, str]]) -> str:
    names = [_inverted(one) if n == 0 else _direct(one) for n, one in enumerate(people)]
    if len(names) > ALL:
        return _("%(name)s et al.") % {"name": _(", ").join(names[:NAMED])}
    if len(names) < 2:
        return "".join(names)
    first, last = _(", ").join(names[:-1]), names[-1]
    return _("%(first)s and %(second)s") % {"first": first, "second": last}


def _inverted(one: Mapping[str, str]) -> str:
    if "literal" in one:
        return one["literal"]
    return pgettext("name in a reference", "%(family)s, %(given)s") % dict(one)


def _direct(one: Mapping[str, str]) -> str:
    return one["literal"] if "literal" in one else f"{one['given']} {one['family']}"


def _title(item: Mapping[str, Any]) -> str:
    if item["type"] in ("book", "report", "legislation", "dataset"):
        return str(item["title"])
    return quoted(item["title"] if item["title"].endswith(_ENDS) else f"{item['title']}.")


def _of_kind(item: Mapping[str, Any]) -> list[str]:
    """Return the parts after the title."""
    kind, get = item["type"], item.get
    publisher = ": ".join(one for one in (get("publisher-place"), get("publisher")) if one)
    if kind == "article-journal":
        return [_in_journal(item)]
    if kind == "article-newspaper":
        return [_(", ").join(one for one in (get("container-title"), _day(item)) if one)]
    if kind == "chapter":
        within = get("container-title")
        said = _("In %(title)s") % {"title": within} if within else ""
        return [_(", ").join(one for one in (said, get("page")) if one), publisher]
    if kind == "legislation":
        return [_(", ").join(o for o in (get("number"), get("container-title")) if o), publisher]
    if kind == "dataset":
        return [get("edition", ""), pgettext("reference", "Data set"), publisher]
    parts = [get("edition", ""), get("number", ""), get("container-title", ""), publisher]
    return [*parts, _day(item) if kind == "webpage" else ""]


def _in_journal(item: Mapping[str, Any]) -> str:
    said = str(item.get("container-title", ""))
    if item.get("volume"):
        said += f" {item['volume']}"
    if item.get("issue"):
        said += f" ({item['issue']})"
    if item.get("page"):
        said += f": {item['page']}"
    return said.strip()


def _day(item: Mapping[str, Any]) -> str:
    """Return the day of a work if it is known to the day; the year stands elsewhere."""
    return _written_day(item.get("issued", {}))


def _written_day(told: Mapping[str, Any]) -> str:
    parts = told.get("date-parts", [[]])[0]
    try:
        return date_format(date(*parts), "DATE_FORMAT") if len(parts) == 3 else ""
    except ValueError:
        return ""


def _retrieved(item: Mapping[str, Any]) -> list[str]:
    day = _written_day(item.get("accessed", {}))
    return [_("Retrieved %(day)s") % {"day": day}] if day and not item.get("DOI") else []


def _stopped(text: str) -> str:
    """Return a part of a reference with a full stop at its end."""
    end = text.rstrip("".join(_CLOSED))
    return text if end.endswith(_ENDS) else f"{text}."
