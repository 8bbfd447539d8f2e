"""What each kind of block on a campaign's page shows of other pages of this site, as they are now.

A function returns None where nothing can be shown: the page then leaves the block out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from vigil.publication.figures.page import FiguresPage, make_figures_page
from vigil.publication.figures.tables import Figure
from vigil.publication.pages.announcements import announcement_at
from vigil.publication.record.columns import current
from vigil.publication.record.labels import country_name, value_label
from vigil.publication.search.links import Links, with_query
from vigil.publication.search.selection import NotReported, Selection
from vigil.witness.campaigns.block_settings import quote_digest, quotes_in, story_numbers
from vigil.witness.campaigns.blocks import FILTER
from vigil.witness.campaigns.queries.public import alt_of_card, campaign_entry, card_url
from vigil.witness.models import PublicCampaign, PublicStory
from vigil.witness.names.entries import name_entries
from vigil.witness.names.queries.public import NameSelection
from vigil.witness.names.roll_pdf import MOST
from vigil.witness.names.visibility import announceable_names
from vigil.witness.stories import markup
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.queries.public import StoryEntry
from vigil.witness.works.languages import direction_of, name_of


@dataclass(frozen=True)
class ReaderContext:
    """For whom a campaign is read: in which language, on which site."""

    row: PublicCampaign
    language: str
    site: str


# Stories


@dataclass(frozen=True)
class Quote:
    """A quotation as its story has it now, in the language of its text."""

    text: str
    by: str
    language: str
    direction: str
    story: StoryEntry


def _quote(reader: ReaderContext, block: Mapping[str, Any]) -> Quote | None:
    """Return a quotation, while its story is shown and says it."""
    row = story_queries.public_story(block["settings"]["story"])
    if row is None:
        return None
    original = story_queries.text_for(row, row.language)
    there = quotes_in(original.blocks)
    chosen = [quote_digest(one) for one in there]
    if block["settings"]["digest"] not in chosen:
        return None
    n = chosen.index(block["settings"]["digest"])
    text = story_queries.text_for(row, reader.language)
    translated = quotes_in(text.blocks)
    # A translation that has as many quotations has them in the same order.
    same = len(translated) == len(there)
    quote, language = (translated[n], text.language) if same else (there[n], original.language)
    return _told_quote(quote, language, story_queries.story_entry(row, reader.language))


def _told_quote(quote: markup.Block, language: str, story: StoryEntry) -> Quote:
    return Quote(quote["text"], quote.get("by", ""), language, direction_of(language), story)


def _stories(reader: ReaderContext, block: Mapping[str, Any]) -> list[StoryEntry] | None:
    entries = _entries(block["settings"]["stories"], reader.language)
    return story_queries.with_places(entries) or None


def _entries(listed: str, language: str) -> list[StoryEntry]:
    wanted = story_numbers(listed)
    rows = story_queries.with_texts(story_queries.public_stories().filter(public_id__in=wanted))
    by_id: dict[str, PublicStory] = {row.public_id: row for row in rows}
    return story_queries.story_entries((by_id[one] for one in wanted if one in by_id), language)


# Names


def _selection(block: Mapping[str, Any]) -> NameSelection:
    said = {name: block["settings"][name] for name in FILTER if block["settings"][name]}
    asked = {name: int(value) if name == "year" else value for name, value in said.items()}
    return NameSelection(asked=asked)


def _filter_words(selection: NameSelection) -> str:
    asked: Mapping[str, Any] = selection.asked
    parts = [
        country_name(asked["country"]) if "country" in asked else "",
        value_label("target_category", asked["category"]) if "category" in asked else "",
        str(asked.get("year", "")),
    ]
    return _(", ").join(part for part in parts if part)


def _names(reader: ReaderContext, block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    selection = _selection(block)
    names = selection.of(announceable_names())
    lines = name_entries(names[: int(block["settings"]["most"])])
    if not lines:
        return None
    return {
        "lines": lines,
        "total": names.order_by().count(),
        "filter": _filter_words(selection),
        "all": with_query(reverse("witness:names"), urlencode(selection.query())),
    }


# Figures


@dataclass(frozen=True)
class CitedFigure:
    """A figure as it is now, beside what it counted when it was cited."""

    page: FiguresPage
    figure: Figure | None
    phrases: Sequence[str]
    not_reported: Sequence[NotReported]
    url: str
    then_cases: str
    then_killed: str
    cited_on: date
    changed: bool

    @property
    def cases(self) -> int:
        """How many attacks are counted: each is one case."""
        return self.page.chosen.cases.cases

    @property
    def killed(self) -> int:
        """How many people were killed in them, of those whom the filter asks for."""
        return int(self.page.chosen.killed.shown)

    @property
    def verified(self) -> int:
        """How many of the attacks are in the headline count."""
        return self.page.inside.cases.cases


def _figure(reader: ReaderContext, block: Mapping[str, Any]) -> CitedFigure | None:
    """Return a figure; None where its filter is no longer understood, and would count more."""
    said = block["settings"]
    columns = current()
    selection = Selection.from_query(QueryDict(said["query"]), columns)
    if selection.errors:
        return None
    page = make_figures_page(selection, columns)
    now = (str(page.chosen.cases.shown), str(page.chosen.killed.shown))
    key, links = said["figure"], Links.of(selection)
    return CitedFigure(
        page=page,
        figure=next((one for one in page.figures if one.key == key), None),
        phrases=selection.phrases(),
        not_reported=selection.not_reported(columns),
        url=links.figure(key) if key else links.figures_of(),
        then_cases=said["cases"],
        then_killed=said["killed"],
        cited_on=date.fromisoformat(said["cited_on"]),
        changed=now != (said["cases"], said["killed"]),
    )


# Elsewhere


def _session(reader: ReaderContext, block: Mapping[str, Any]) -> Any:
    return announcement_at(block["settings"]["address"])


def _call(reader: ReaderContext, block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return where a call to act leads; None where the link has no label."""
    link = block["settings"]["link"]
    if not block["words"].get(reader.language, {}).get("label"):
        return None
    outward = not link.startswith("/")
    return {"link": link if outward else _in_this_language(link), "outward": outward}


def _in_this_language(path: str) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _share(reader: ReaderContext, block: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return words to copy in each language that the campaign has."""
    tags = block["settings"]["tags"]
    return [
        {
            "code": code,
            "name": name_of(code),
            "direction": direction_of(code),
            "text": _copied(reader, block["words"].get(code, {}).get("text", ""), tags, code),
            "alt": alt_of_card(campaign_entry(reader.row, code)),
        }
        for code in reader.row.languages
    ]


def _copied(reader: ReaderContext, text: str, tags: str, code: str) -> str:
    """Return what is copied, with the address of the page in the language of the text."""
    with override(code):
        address = reader.site + reverse("witness:campaign", args=[reader.row.slug])
    return "\n".join(part for part in (text, tags, address) if part)


def _downloads(reader: ReaderContext, block: Mapping[str, Any]) -> Mapping[str, Any]:
    selection = _selection(block)
    n = selection.of(announceable_names()).order_by()[: MOST + 1].count()
    roll = with_query(reverse("witness:names_roll"), urlencode(selection.query()))
    return {
        "cards": [
            {"code": code, "name": name_of(code), "url": card_url(reader.row.slug, code)}
            for code, _name in settings.LANGUAGES
            if code in reader.row.languages
        ],
        "stories": [
            {"entry": one, "url": _story_card(one)}
            for one in _entries(block["settings"]["stories"], reader.language)
        ],
        "roll": roll if 0 < n <= MOST else "",
        "filter": _filter_words(selection),
    }


def _story_card(entry: StoryEntry) -> str:
    address = reverse("witness:story_card", args=[entry.public_id])
    return f"{address}?text={entry.language}"


CONTENTS: Final[Mapping[str, Callable[[ReaderContext, Mapping[str, Any]], Any]]] = {
    "quote": _quote,
    "stories": _stories,
    "names": _names,
    "figure": _figure,
    "session": _session,
    "call": _call,
    "share": _share,
    "downloads": _downloads,
}
"""What each kind of block shows. The other kinds show their own words alone."""
