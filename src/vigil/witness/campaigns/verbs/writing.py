"""Begin a campaign and build its drafts. Each change is a revision; none is public."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.campaigns.block_settings import BadSetting, checked_settings
from vigil.witness.campaigns.blocks import KINDS, LONGEST, MOST_BLOCKS, WORDS
from vigil.witness.campaigns.drafts import Block, CampaignDraft, as_stream, campaign_draft
from vigil.witness.models import Campaign, CampaignPage, CampaignsPage, CampaignText
from vigil.witness.works.changes import locked, note, verb
from vigil.witness.works.drafts import TextState, latest_revision
from vigil.witness.works.pages import clean_text, page_to_write, shelf_of, text_to_write

EDIT: Final = "witness.edit_campaign"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@verb
def begin_campaign(slug: str, language: str, *, by: User) -> Campaign:
    """Begin a campaign, with an empty draft. Nothing of it is shown.

    `slug` is the last part of its address, for good. Raises NotAllowed, BadSetting (`slug`: it is
    none, or taken; `language`).
    """
    require(by, EDIT)
    if not _SLUG.fullmatch(slug) or len(slug) > 80:
        raise BadSetting("slug", _("Small Latin letters, digits and single hyphens, at most 80."))
    shelf = CampaignsPage.objects.select_for_update().get(
        pk=shelf_of(CampaignsPage, "Campaigns").pk
    )  # one is put up at a time
    if Campaign.objects.filter(slug=slug).exists():
        raise BadSetting("slug", _("Another campaign has or had this address. Choose another."))
    if language not in dict(settings.LANGUAGES):
        raise BadSetting("language", _("Campaigns are not written in this language here."))
    page = shelf.add_child(instance=CampaignPage(title=slug, slug=slug, live=False))
    page.texts = [CampaignText(language=code) for code, _name in settings.LANGUAGES]
    page.save()
    page.save_revision(user=by)
    campaign = Campaign.objects.create(slug=slug, page=page, language=language, created_by=by)
    require(by, EDIT, campaign)
    note("begin_campaign", campaign, by=by, after={"slug": slug, "language": language})
    return campaign


@verb
def add_block(
    campaign: Campaign, kind: str, values: Mapping[str, str], *, by: User, of_revision: int
) -> str:
    """Add a block at the end; return its id.

    `values` hold its settings, and its words in the original language. Raises NotAllowed,
    BadSetting, NotPossible (no such kind; too many; somebody wrote since `of_revision`).
    """
    campaign, draft = _draft(campaign, by, of_revision)
    if kind not in KINDS:
        raise NotPossible(_("There is no such block."))
    if len(draft.blocks) >= MOST_BLOCKS:
        raise NotPossible(_("At most %(n)d blocks.") % {"n": MOST_BLOCKS})
    block = _filled(Block(str(uuid4()), kind), values, draft.language)
    _save_blocks(campaign, (*draft.blocks, block), by, {"added": kind})
    return block.id


@verb
def change_block(
    campaign: Campaign, block_id: str, values: Mapping[str, str], *, by: User, of_revision: int
) -> None:
    """Change the settings of a block and its words in the original. Raises as `add_block`."""
    campaign, draft = _draft(campaign, by, of_revision)
    changed = _filled(_there(draft, block_id), values, draft.language)
    blocks = tuple(changed if one.id == block_id else one for one in draft.blocks)
    _save_blocks(campaign, blocks, by, {"changed": changed.kind})


@verb
def move_block(
    campaign: Campaign, block_id: str, by_places: int, *, by: User, of_revision: int
) -> None:
    """Move a block up (negative) or down by some places. Raises as `add_block`."""
    campaign, draft = _draft(campaign, by, of_revision)
    block = _there(draft, block_id)
    rest = [one for one in draft.blocks if one.id != block_id]
    rest.insert(max(0, draft.blocks.index(block) + by_places), block)
    _save_blocks(campaign, rest, by, {"moved": block.kind})


@verb
def remove_block(campaign: Campaign, block_id: str, *, by: User, of_revision: int) -> None:
    """Remove a block from the draft. Earlier revisions keep it. Raises as `add_block`."""
    campaign, draft = _draft(campaign, by, of_revision)
    block = _there(draft, block_id)
    blocks = [one for one in draft.blocks if one.id != block_id]
    _save_blocks(campaign, blocks, by, {"removed": block.kind})


@verb
def write_words(
    campaign: Campaign, language: str, values: Mapping[str, str], *, by: User, of_revision: int
) -> None:
    """Write words in one language, by the names of `CampaignDraft.words_in`. Others stay.

    Raises NotAllowed, BadSetting (too long), NotPossible.
    """
    campaign, draft = _draft(campaign, by, of_revision)
    _require_language(language)
    said = draft.words_in(language)
    if unknown := set(values) - set(said):
        raise NotPossible(_("A block is not there any more: %(n)d words.") % {"n": len(unknown)})
    said |= {name: _within(name, value) for name, value in values.items()}
    page = page_to_write(campaign)
    text = text_to_write(page, CampaignText, language)
    text.title, text.summary = said["title"], said["summary"]
    blocks = tuple(_said(one, language, said) for one in draft.blocks)
    page.body = as_stream(blocks)
    _saved(page, campaign, by, {"language": language})


@verb
def review_words(campaign: Campaign, language: str, *, by: User, of_revision: int) -> None:
    """Mark a translation as reviewed, against the original as it is now.

    Raises NotAllowed, NotPossible (it is the original; words are missing; somebody wrote since).
    """
    campaign, draft = _draft(campaign, by, of_revision)
    _require_language(language)
    state = draft.state(language)
    if state == TextState.ORIGINAL:
        raise NotPossible(_("This is the original: it is reviewed as a whole."))
    if state == TextState.MISSING or draft.lacking(language):
        raise NotPossible(_("Some words are missing in this language. Write them first."))
    page = page_to_write(campaign)
    text_to_write(page, CampaignText, language).reviewed_as = draft.digest_of(language)
    _saved(page, campaign, by, {"language": language, "reviewed": True})


@verb
def bring_back(campaign: Campaign, revision: int, *, by: User, of_revision: int) -> None:
    """Make an earlier revision the draft again. Raises NotAllowed, NotPossible (there is none)."""
    campaign, _now = _draft(campaign, by, of_revision)
    found = Revision.objects.filter(pk=revision, object_id=str(campaign.page_id)).first()
    if found is None:
        raise NotPossible(_("There is no such revision."))
    _saved(found.as_object(), campaign, by, {"brought_back": revision})


def revisions(campaign: Campaign) -> list[Revision]:
    """Return the revisions of a campaign, the latest first: who wrote, and when."""
    rows = Revision.objects.filter(object_id=str(campaign.page_id)).order_by("-created_at", "-pk")
    rows = rows.filter(pk__in=CampaignPage.objects.get(pk=campaign.page_id).revisions.values("pk"))
    return list(rows.select_related("user").defer("content")[:50])


# Parts


def _draft(campaign: Campaign, by: User, of_revision: int) -> tuple[Campaign, CampaignDraft]:
    campaign = locked(campaign)
    require(by, EDIT, campaign)
    if latest_revision(campaign) != of_revision:
        raise NotPossible(
            _(
                "Somebody else saved a change while you wrote. Your text is still here: "
                "compare it with theirs, then save again."
            )
        )
    return campaign, campaign_draft(campaign)


def _there(draft: CampaignDraft, block_id: str) -> Block:
    block = draft.block(block_id)
    if block is None:
        raise NotPossible(_("Somebody removed this block. Open the campaign again."))
    return block


def _filled(block: Block, values: Mapping[str, str], language: str) -> Block:
    settings_ = checked_settings(
        block.kind, {n: values.get(n, "") for n in block.definition.settings}
    )
    said = {
        f"{block.id}-{name}": _within(name, values.get(name, "")) for name in block.definition.words
    }
    return _said(replace(block, settings=settings_), language, said)


def _said(block: Block, language: str, said: Mapping[str, str]) -> Block:
    here = {name: said[f"{block.id}-{name}"] for name in block.definition.words}
    return replace(block, words={**block.words, language: here})


def _within(name: str, value: str) -> str:
    text = clean_text(value)
    part = name.rpartition("-")[2]
    longest = LONGEST.get(part) or CampaignText.word(part).max_length or 0
    if len(text) > longest:
        label = WORDS.get(part, part)
        raise BadSetting(
            name,
            _("%(field)s: at most %(longest)d characters.")
            % {"field": str(label).capitalize(), "longest": longest},
        )
    return text


def _save_blocks(
    campaign: Campaign, blocks: Sequence[Block], by: User, after: Mapping[str, Any]
) -> None:
    page = page_to_write(campaign)
    page.body = as_stream(tuple(blocks))
    _saved(page, campaign, by, after)


def _saved(page: CampaignPage, campaign: Campaign, by: User, after: Mapping[str, Any]) -> None:
    revision = page.save_revision(user=by)
    note("write_campaign", campaign, by=by, after={**after, "revision": revision.pk})


def _require_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("Campaigns are not written in this language here."))


LOG: Final = LogWords(
    verbs={
        "begin_campaign": pgettext_lazy("decision", "begin a campaign"),
        "write_campaign": pgettext_lazy("decision", "write a campaign"),
    },
    kinds={
        "campaign": pgettext_lazy("decision", "campaign"),
    },
)
