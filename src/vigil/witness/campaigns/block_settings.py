"""Check what editors set in a block. A block can only point to what readers may see."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from vigil.publication.figures.page import make_figures_page
from vigil.publication.pages.announcements import announcement_at
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection
from vigil.trust.access.errors import Unfit
from vigil.witness.campaigns.blocks import FILTER
from vigil.witness.models import PublicStory, PublicStoryText
from vigil.witness.names.forms import NameFilter
from vigil.witness.stories import markup
from vigil.witness.stories.queries import public as story_queries

MOST_STORIES: Final = 12
MOST_NAMES: Final = 200
SOME_NAMES: Final = 24
MOST_TAGS: Final = 10
FIGURES: Final[Mapping[str, str | Promise]] = {
    "": gettext_lazy("the totals alone"),
    "by-year": gettext_lazy("by year"),
    "by-month": gettext_lazy("by month"),
    "by-country": gettext_lazy("by country"),
    "by-target": gettext_lazy("by who was attacked"),
    "by-motive": gettext_lazy("by motive"),
    "by-method": gettext_lazy("by method"),
    "by-outcome": gettext_lazy("by what became of the people"),
}
"""Figures that a campaign can show, by their keys on the page of figures."""
CLOSED: Final = ("desk", "cms", "account", "api")
"""Parts of the site to which no reader is sent."""

_TAG: Final = re.compile(r"#?([^\W_]\w{1,59})")
_web = URLValidator(schemes=["https", "http"])


class BadSetting(Unfit):
    """A setting cannot be kept. `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field)


def checked_settings(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of a block as they are stored. Raises BadSetting."""
    said = {name: value.strip() for name, value in values.items()}
    return _CHECKS[kind](said) if kind in _CHECKS else {}


# Stories


def _quote(said: Mapping[str, str]) -> dict[str, str]:
    story, number = said.get("story", "").upper(), said.get("number", "") or "1"
    row = story_queries.public_story(story)
    if row is None:
        raise BadSetting("story", _("No published story has this number."))
    quotes = quotes_in(_original(row).blocks)
    if not number.isdecimal() or not 0 < int(number) <= len(quotes):
        raise BadSetting(
            "number", _("This story has %(n)d quotations: say which.") % {"n": len(quotes)}
        )
    quote = quotes[int(number) - 1]
    return {"story": story, "number": str(int(number)), "digest": quote_digest(quote)}


def _original(row: PublicStory) -> PublicStoryText:
    return story_queries.text_for(row, row.language)


def quotes_in(blocks: Iterable[markup.Block]) -> list[markup.Block]:
    """Return the quotations among the blocks of a story."""
    return [block for block in blocks if block["kind"] == markup.QUOTE]


def quote_digest(quote: markup.Block) -> str:
    """Return a digest of a quotation, by which it is found again without a copy of its words."""
    whole = f"{quote['text']}\0{quote.get('by', '')}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _stories(said: Mapping[str, str]) -> dict[str, str]:
    told = story_numbers(said.get("stories", ""))
    if not told:
        raise BadSetting("stories", _("Name the stories, as S-0102 S-0117."))
    return {"stories": _published(told)}


def story_numbers(text: str) -> list[str]:
    """Return the numbers of stories in a text, each once, in their order."""
    return list(dict.fromkeys(text.upper().replace(",", " ").split()))


def _published(told: Sequence[str]) -> str:
    if len(told) > MOST_STORIES:
        raise BadSetting("stories", _("At most %(n)d stories.") % {"n": MOST_STORIES})
    rows = story_queries.public_stories().filter(public_id__in=told)
    there = set(rows.values_list("public_id", flat=True))
    if missing := [one for one in told if one not in there]:
        named = _(", ").join(missing)
        raise BadSetting("stories", _("Not published: %(stories)s.") % {"stories": named})
    return " ".join(told)


# Names


def _filter(said: Mapping[str, str]) -> dict[str, str]:
    form = NameFilter({name: said.get(name, "") for name in FILTER})
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise BadSetting(field, " ".join(map(str, errors)))
    return {name: str(form.cleaned_data.get(name) or "") for name in FILTER}


def _names(said: Mapping[str, str]) -> dict[str, str]:
    most = said.get("most", "") or str(SOME_NAMES)
    if not most.isdecimal() or not 0 < int(most) <= MOST_NAMES:
        raise BadSetting("most", _("A number from 1 to %(n)d.") % {"n": MOST_NAMES})
    return {**_filter(said), "most": str(int(most))}


def _downloads(said: Mapping[str, str]) -> dict[str, str]:
    return {**_filter(said), "stories": _published(story_numbers(said.get("stories", "")))}


# Figures


def _figure(said: Mapping[str, str]) -> dict[str, str]:
    query = said.get("query", "").rpartition("?")[2].partition("#")[0]
    asked = QueryDict(query)
    columns = current()
    selection = Selection.from_query(asked, columns)
    if selection.errors:
        parts = _(", ").join(selection.left_out)
        raise BadSetting(
            "query",
            _(
                "This filter has parts that the figures do not know: %(parts)s. Copy the "
                "address from the page of figures."
            )
            % {"parts": parts},
        )
    if query and selection.is_everything:
        raise BadSetting(
            "query", _("This filter selects nothing. Copy the address from the page of figures.")
        )
    key = said.get("figure", "")
    if key not in FIGURES:
        raise BadSetting("figure", _("There is no such figure."))
    page = make_figures_page(selection, columns)
    if key and key not in (one.key for one in page.figures):
        raise BadSetting("figure", _("This figure is not made for this filter."))
    return {
        "query": selection.query(),
        "figure": key,
        "cases": str(page.chosen.cases.shown),
        "killed": str(page.chosen.killed.shown),
        "cited_on": timezone.localdate().isoformat(),
    }


# Elsewhere


def _session(said: Mapping[str, str]) -> dict[str, str]:
    path = path_in_english(urlsplit(said.get("address", "")).path)
    if announcement_at(path) is None:
        raise BadSetting("address", _("No event and no session is announced at this address."))
    return {"address": path}


def path_in_english(path: str) -> str:
    """Return a path of this site without the language that it begins with."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if first in dict(settings.LANGUAGES) else path


def _call(said: Mapping[str, str]) -> dict[str, str]:
    link = said.get("link", "")
    if not link.startswith("/"):
        try:
            _web(link)
        except ValidationError as error:
            raise BadSetting(
                "link", _("Write a whole address, with https://, or a path of this site.")
            ) from error
        return {"link": link}
    link = path_in_english(link)
    try:
        with override(settings.LANGUAGE_CODE):
            resolve(urlsplit(link).path)
    except (Resolver404, ValueError) as error:
        raise BadSetting("link", _("There is no such page here.")) from error
    if link.startswith("//") or link.split("/")[1] in CLOSED:
        raise BadSetting("link", _("Readers cannot open this page. Choose a public page."))
    return {"link": link}


def _share(said: Mapping[str, str]) -> dict[str, str]:
    told = list(dict.fromkeys(said.get("tags", "").split()))
    if len(told) > MOST_TAGS:
        raise BadSetting("tags", _("At most %(n)d hashtags.") % {"n": MOST_TAGS})
    read = [_TAG.fullmatch(one) for one in told]
    if not all(read):
        raise BadSetting("tags", _("A hashtag is one word of letters and digits."))
    return {"tags": " ".join(f"#{one[1]}" for one in read if one)}


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]]] = {
    "quote": _quote,
    "stories": _stories,
    "names": _names,
    "figure": _figure,
    "session": _session,
    "call": _call,
    "share": _share,
    "downloads": _downloads,
}
