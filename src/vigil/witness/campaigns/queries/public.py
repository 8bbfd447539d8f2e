"""Campaigns as their pages give them: own words from the public row, all else read there now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _

from vigil.publication.figures.page import FiguresPage, make_figures_page
from vigil.publication.figures.tables import Figure
from vigil.publication.pages.announcements import announcement_at
from vigil.publication.record.columns import current
from vigil.publication.record.labels import country_name, value_label
from vigil.publication.search.links import with_query
from vigil.publication.search.selection import NotReported, Selection
from vigil.witness.campaigns.block_settings import digest_of, handles, quotes_in
from vigil.witness.campaigns.blocks import FILTER
from vigil.witness.campaigns.named_people import standing
from vigil.witness.campaigns.projection import TITLE
from vigil.witness.models import Campaign, PublicCampaign, PublicStory
from vigil.witness.names.entries import lines_of
from vigil.witness.names.queries.public import NameSelection, told
from vigil.witness.names.roll_pdf import MOST
from vigil.witness.stories import markup as marks
from vigil.witness.stories.queries import public as reading
from vigil.witness.stories.queries.public import Offered, direction_of

MOST_IN_A_LIST: Final = 200


def public_campaigns() -> list[PublicCampaign]:
    """Return the campaigns that readers may see today, newest first."""
    rows = list(PublicCampaign.objects.all()[:MOST_IN_A_LIST])
    stands = standing(chain.from_iterable(row.leans.get(TITLE, []) for row in rows))
    return [row for row in rows if stands.issuperset(row.leans.get(TITLE, []))]


def public_campaign(slug: str) -> PublicCampaign | None:
    """Return one campaign, if readers may see it today."""
    row = PublicCampaign.objects.filter(slug=slug).first()
    if row is None:
        return None
    leans = row.leans.get(TITLE, [])
    return row if standing(leans).issuperset(leans) else None


def was_public(slug: str) -> bool:
    """Say whether there was a campaign at this address that readers could see."""
    return Campaign.objects.filter(slug=slug).exclude(first_published_at=None).exists()


# In lists, in the feed and on the card


@dataclass(frozen=True)
class Entry:
    """A campaign as a list shows it, in one language."""

    slug: str
    url: str
    title: str
    summary: str
    language: str
    direction: str
    first_published_at: datetime
    changed_at: datetime


def language_for(row: PublicCampaign, wanted: str = "") -> str:
    """Return the language asked for, else the reader's, else the original, as far as there is."""
    asked = (wanted, get_language() or "", row.language)
    return next((code for code in asked if code in row.texts), row.languages[0])


def entry_of(row: PublicCampaign, wanted: str = "") -> Entry:
    """Tell a campaign as a list does."""
    language = language_for(row, wanted)
    return Entry(
        slug=row.slug,
        url=reverse("witness:campaign", args=[row.slug]),
        title=row.texts[language]["title"],
        summary=row.texts[language]["summary"] or row.texts[row.language]["summary"],
        language=language,
        direction=direction_of(language),
        first_published_at=row.first_published_at,
        changed_at=row.changed_at,
    )


def card_url(slug: str, language: str) -> str:
    """Return the address of the card of a campaign in a language."""
    return f"{reverse('witness:campaign_card', args=[slug])}?text={language}"


def alt_of_card(entry: Entry) -> str:
    """Return what the card of a campaign says, in its language, for those who do not see it."""
    words = ". ".join(part for part in (entry.title, entry.summary) if part)
    with override(entry.language):
        return _("Card: %(words)s") % {"words": words}


# The page


@dataclass(frozen=True)
class Part:
    """A block as the page shows it: its words in one language, and what it points to as it is."""

    key: str
    kind: str
    words: Mapping[str, str]
    language: str
    direction: str
    shows: Any = None

    @property
    def template(self) -> str:
        """Return the template that shows it."""
        return f"witness/campaigns/blocks/_{self.kind}.html"


@dataclass(frozen=True)
class Told:
    """A campaign as its page shows it."""

    entry: Entry
    offered: Sequence[Offered]
    parts: Sequence[Part]


@dataclass(frozen=True)
class Asked:
    """For whom a campaign is read: in which language, on which site."""

    row: PublicCampaign
    language: str
    site: str


def told_of(row: PublicCampaign, wanted: str, site: str) -> Told:
    """Tell a campaign as its page does. `site` is the address of the site, without a path."""
    asked = Asked(row, language_for(row, wanted), site)
    stands = standing(chain.from_iterable(row.leans.values()))
    shown = (one for one in row.blocks if stands.issuperset(row.leans.get(one["id"], [])))
    parts = (_part(asked, block) for block in shown)
    return Told(
        entry=entry_of(row, wanted),
        offered=_offered(row, asked.language),
        parts=[part for part in parts if part is not None],
    )


def _offered(row: PublicCampaign, shown: str) -> list[Offered]:
    here = reverse("witness:campaign", args=[row.slug])
    return [
        Offered(
            code,
            get_language_info(code)["name_local"].capitalize(),
            f"{here}?text={code}",
            code == shown,
            code == row.language,
        )
        for code, _name in settings.LANGUAGES
        if code in row.languages
    ]


def _part(asked: Asked, block: Mapping[str, Any]) -> Part | None:
    """Return a block with what it shows; None where nothing of it can be shown."""
    words = block["words"].get(asked.language, {})
    kind = block["kind"]
    shows = None
    if kind in _SHOWS:
        shows = _SHOWS[kind](asked, block)
        if shows is None:
            return None
    elif not any(words.values()):
        return None
    return Part(
        key=f"part-{block['id'][:8]}",
        kind=kind,
        words=words,
        language=asked.language,
        direction=direction_of(asked.language),
        shows=shows,
    )


# Stories


@dataclass(frozen=True)
class Quote:
    """A quotation as its story has it now, in the language of the text it stands in."""

    text: str
    by: str
    language: str
    direction: str
    story: reading.Entry


def _quote(asked: Asked, block: Mapping[str, Any]) -> Quote | None:
    """Return a quotation, while its story is shown and says it."""
    row = reading.public_story(block["settings"]["story"])
    if row is None:
        return None
    original = reading.text_for(row, row.language)
    there = quotes_in(original.blocks)
    chosen = [digest_of(one) for one in there]
    if block["settings"]["digest"] not in chosen:
        return None
    n = chosen.index(block["settings"]["digest"])
    text = reading.text_for(row, asked.language)
    translated = quotes_in(text.blocks)
    # A translation that has as many quotations has them in the same order.
    same = len(translated) == len(there)
    quote, language = (translated[n], text.language) if same else (there[n], original.language)
    return _told_quote(quote, language, reading.entry_of(row, asked.language))


def _told_quote(quote: marks.Block, language: str, story: reading.Entry) -> Quote:
    return Quote(quote["text"], quote.get("by", ""), language, direction_of(language), story)


def _stories(asked: Asked, block: Mapping[str, Any]) -> list[reading.Entry] | None:
    return _entries(block["settings"]["stories"], asked.language) or None


def _entries(listed: str, language: str) -> list[reading.Entry]:
    wanted = handles(listed)
    rows = reading.with_texts(reading.public_stories().filter(public_id__in=wanted))
    by_id: dict[str, PublicStory] = {row.public_id: row for row in rows}
    return reading.entries((by_id[one] for one in wanted if one in by_id), language)


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


def _names(asked: Asked, block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    selection = _selection(block)
    names = selection.of(told())
    lines = lines_of(names[: int(block["settings"]["most"])])
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
class Cited:
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


def _figure(asked: Asked, block: Mapping[str, Any]) -> Cited | None:
    """Return a figure; None where its filter is not understood any more: it would count more."""
    said = block["settings"]
    columns = current()
    selection = Selection.from_query(QueryDict(said["query"]), columns)
    if selection.errors:
        return None
    page = make_figures_page(selection, columns)
    now = (str(page.chosen.cases.shown), str(page.chosen.killed.shown))
    key = said["figure"]
    return Cited(
        page=page,
        figure=next((one for one in page.figures if one.key == key), None),
        phrases=selection.phrases(),
        not_reported=selection.not_reported(columns),
        url=with_query(reverse("figures"), selection.query()) + (f"#{key}" if key else ""),
        then_cases=said["cases"],
        then_killed=said["killed"],
        cited_on=date.fromisoformat(said["cited_on"]),
        changed=now != (said["cases"], said["killed"]),
    )


# Elsewhere


def _session(asked: Asked, block: Mapping[str, Any]) -> Any:
    return announcement_at(block["settings"]["address"])


def _call(asked: Asked, block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return where a call leads; None where nothing says what the link is."""
    link = block["settings"]["link"]
    if not block["words"].get(asked.language, {}).get("label"):
        return None
    outward = not link.startswith("/")
    return {"link": link if outward else _in_this_language(link), "outward": outward}


def _in_this_language(path: str) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _share(asked: Asked, block: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return words to copy in each language that the campaign has, with its address."""
    address = asked.site + reverse("witness:campaign", args=[asked.row.slug])
    tags = block["settings"]["tags"]
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "direction": direction_of(code),
            "text": _copied(block["words"].get(code, {}).get("text", ""), tags, address, code),
            "alt": alt_of_card(entry_of(asked.row, code)),
        }
        for code in asked.row.languages
    ]


def _copied(text: str, tags: str, address: str, code: str) -> str:
    return "\n".join(part for part in (text, tags, f"{address}?text={code}") if part)


def _downloads(asked: Asked, block: Mapping[str, Any]) -> Mapping[str, Any]:
    selection = _selection(block)
    n = selection.of(told()).order_by()[: MOST + 1].count()
    roll = with_query(reverse("witness:names_roll"), urlencode(selection.query()))
    return {
        "cards": [
            {"code": one.code, "name": one.name, "url": card_url(asked.row.slug, one.code)}
            for one in _offered(asked.row, asked.language)
        ],
        "stories": [
            {"entry": one, "url": _story_card(one)}
            for one in _entries(block["settings"]["stories"], asked.language)
        ],
        "roll": roll if 0 < n <= MOST else "",
        "filter": _filter_words(selection),
    }


def _story_card(entry: reading.Entry) -> str:
    address = reverse("witness:story_card", args=[entry.public_id])
    return f"{address}?text={entry.language}"


_SHOWS: Final[Mapping[str, Callable[[Asked, Mapping[str, Any]], Any]]] = {
    "quote": _quote,
    "stories": _stories,
    "names": _names,
    "figure": _figure,
    "session": _session,
    "call": _call,
    "share": _share,
    "downloads": _downloads,
}


def not_shown(row: PublicCampaign) -> set[str]:
    """Return the ids of blocks of which readers see nothing now, in the original: for the desk."""
    asked = Asked(row, row.language, "")
    stands = standing(chain.from_iterable(row.leans.values()))
    hidden = {
        block["id"]
        for block in row.blocks
        if not stands.issuperset(row.leans.get(block["id"], [])) or _part(asked, block) is None
    }
    return hidden | set(row.left_out)


def addresses(start: int, stop: int) -> Iterable[tuple[str, date]]:
    """Yield path and last change of the campaigns that readers may see."""
    for row in public_campaigns()[start:stop]:
        yield reverse("witness:campaign", args=[row.slug]), row.changed_at.date()
