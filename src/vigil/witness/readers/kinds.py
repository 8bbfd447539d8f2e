"""Of what private links to drafts are made: stories, pages of people, campaigns."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from vigil.trust.decisions.subjects import Subject
from vigil.trust.private_links.purposes import LinkPurpose
from vigil.witness.campaigns import previews as campaign_previews
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.models import Campaign, CampaignText, Name, Story, StoryText
from vigil.witness.people.lives import LIFE_PAGE, drafts_of, lives_of
from vigil.witness.people.visibility import people_with_pages
from vigil.witness.stories import previews as story_previews
from vigil.witness.stories import public_record
from vigil.witness.stories.drafts import WORDS, story_draft
from vigil.witness.stories.verbs.consenting import ASKED

Words = Sequence[tuple[str, str]]
"""What a draft says in one language: label and text."""


@dataclass(frozen=True)
class ReadDraft:
    """A draft as people outside read it. `why_not` says why nobody outside may, at present."""

    words: Mapping[str, Words]
    """By language: the original first."""
    why_not: str = ""
    revision: int | None = None
    written_at: datetime | None = None

    def version(self, language: str) -> str:
        """Return a digest of the text in a language; nothing where there is none."""
        if language not in self.words:
            return ""
        said = json.dumps([text for _label, text in self.words[language]], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def language_read(self, *wanted: str) -> str:
        """Return the first of these languages in which there is a text, else the original."""
        return next((code for code in wanted if code in self.words), next(iter(self.words), ""))


@dataclass(frozen=True)
class DraftKind:
    """A kind of draft: how it is found, read, and called at the desk.

    `slug` stands in addresses of the desk. `handle` names one there, `key` in `trust`.
    """

    slug: str
    kind: str
    purpose: str
    label: str | Promise
    permission: str
    uses: Sequence[str]
    find: Callable[[str], Any]
    """Takes a handle; returns the row, or None."""
    of_key: Callable[[str], Any]
    """Takes the key of a subject; returns the row, or None where it is gone."""
    key: Callable[[Any], str]
    handle: Callable[[Any], str]
    read: Callable[[Any], ReadDraft]
    desk: Callable[[Any], str]
    """The address of the screen where it is written."""
    title: Callable[[Any], str]
    names: Callable[[Any], Iterable[str]]
    """The names of whom it is about, which no word for a relative may hold."""

    @property
    def page(self) -> str:
        """The name of the route that a link opens."""
        return f"witness:{self.purpose}"

    def subject(self, row: Any) -> Subject:
        """Return what `trust` calls a draft."""
        return Subject(self.kind, self.key(row))


def _story_read(story: Story) -> ReadDraft:
    draft = story_draft(story)
    labels = [str(_field(StoryText, name)) for name in WORDS]
    written = [code for code in draft.texts if draft.texts[code].is_there]
    return ReadDraft(
        words={
            code: [
                (label, text)
                for label, text in zip(labels, draft.words_in(code), strict=True)
                if text
            ]
            for code in sorted(written, key=lambda code: code != draft.language)
        },
        why_not=story_previews.why_not_outside(story, draft),
        revision=draft.revision,
        written_at=_moment(draft.revision),
    )


def _campaign_read(campaign: Campaign) -> ReadDraft:
    draft = campaign_draft(campaign)
    written = [code for code in draft.languages() if draft.has_text(code)]
    return ReadDraft(
        words={
            code: [(_label(name), text) for name, text in draft.words_in(code).items() if text]
            for code in sorted(written, key=lambda code: code != draft.language)
        },
        why_not=campaign_previews.why_not_outside(campaign, draft),
        revision=draft.revision,
        written_at=_moment(draft.revision),
    )


def _life_read(name: Name) -> ReadDraft:
    rows = lives_of(name)
    shown = {row.language: row.public_text for row in rows if row.public_text}
    changed = max((row.changed_at for row in rows), default=None)
    texts = shown | drafts_of(name)
    return ReadDraft(
        words={code: [(str(_("Their life")), text)] for code, text in texts.items()},
        written_at=changed,
    )


def _label(name: str) -> str:
    """Return what a word of a campaign is called: of a block, its part."""
    part = name.rpartition("-")[2]
    return str(_field(CampaignText, part)) if part in ("title", "summary") else part


def _field(model: type[Model], name: str) -> object:
    return getattr(model._meta.get_field(name), "verbose_name", name)


def _moment(revision: int) -> datetime | None:
    return Revision.objects.filter(pk=revision).values_list("created_at", flat=True).first()


def _there[W: (Story, Campaign)](row: W | None) -> W | None:
    return row if row is not None and not row.is_away else None


def _person(handle: str) -> Name | None:
    rows = people_with_pages().filter(handle=handle).prefetch_related("spellings")
    return rows.select_related("case__public").first()


STORY: Final = DraftKind(
    slug="story",
    kind=Story.KIND,
    purpose="read_story",
    label=_("Read a story first"),
    permission="witness.edit_story",
    uses=ASKED,
    find=lambda handle: _there(Story.objects.filter(public_id=handle).first()),
    of_key=lambda key: _there(Story.objects.filter(uid=key).first()),
    key=lambda story: story.uid,
    handle=lambda story: story.public_id,
    read=_story_read,
    desk=lambda story: reverse("desk_stories:story", args=[story.public_id]),
    title=lambda story: story_draft(story).original.title or story.public_id,
    names=lambda story: [one.name for one in public_record.persons_of(story)],
)
CAMPAIGN: Final = DraftKind(
    slug="campaign",
    kind=Campaign.KIND,
    purpose="read_campaign",
    label=_("Read a campaign first"),
    permission="witness.edit_campaign",
    uses=(),
    find=lambda slug: _there(Campaign.objects.filter(slug=slug).first()),
    of_key=lambda key: _there(Campaign.objects.filter(uid=key).first()),
    key=lambda campaign: campaign.uid,
    handle=lambda campaign: campaign.slug,
    read=_campaign_read,
    desk=lambda campaign: reverse("desk_campaigns:campaign", args=[campaign.slug]),
    title=lambda campaign: campaign_draft(campaign).title_of(campaign.language)["title"],
    names=lambda campaign: (),
)
LIFE: Final = DraftKind(
    slug="life",
    kind=LIFE_PAGE,
    purpose="read_life",
    label=_("Read the page of a person first"),
    permission="witness.write_life",
    uses=("story",),
    find=_person,
    of_key=_person,
    key=lambda name: name.handle,
    handle=lambda name: name.handle,
    read=_life_read,
    desk=lambda name: reverse("desk_names:life", args=[name.handle]),
    title=lambda name: name.name,
    names=lambda name: [name.name, *(one.text for one in name.spellings.all())],
)
KINDS: Final[Mapping[str, DraftKind]] = {one.slug: one for one in (STORY, CAMPAIGN, LIFE)}
BY_PURPOSE: Final[Mapping[str, DraftKind]] = {one.purpose: one for one in KINDS.values()}


def _purpose(kind: DraftKind) -> LinkPurpose:
    def about(subject: Subject) -> Any:
        return kind.of_key(subject.key)

    return LinkPurpose(
        code=kind.purpose,
        kind=kind.kind,
        label=kind.label,
        permission=kind.permission,
        page=kind.page,
        uses=kind.uses,
        about=about,
    )


LINKS: Final = tuple(_purpose(kind) for kind in KINDS.values())
"""What `trust` is told of these links."""
