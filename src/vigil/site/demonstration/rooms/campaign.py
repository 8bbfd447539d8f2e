"""Fill the campaigns: one, in five languages, with a block of almost every kind."""

from collections.abc import Mapping
from typing import Any

from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.witness.campaigns.verbs import publishing, writing
from vigil.witness.models import Campaign
from vigil.witness.works.drafts import latest_revision


def fill(world: DemoWorld) -> None:
    """Build a campaign, let a second editor approve it, and publish it."""
    told, editor, second = invented("campaign"), world.by("editor"), world.by("second-editor")
    campaign = writing.begin_campaign(told["slug"], "en", by=editor)
    words: dict[str, dict[str, str]] = {
        language: {"title": title, "summary": summary}
        for language, (title, summary) in told["titles"].items()
    }
    for block in told["blocks"]:
        if block["kind"] in ("quote", "stories") and not world.stories:
            continue
        added = _add(world, campaign, block)
        for language, said in block.get("words", {}).items():
            words[language] |= {f"{added}-{name}": text for name, text in said.items()}
    for language, said in words.items():
        writing.write_words(campaign, language, said, by=editor, of_revision=_latest(campaign))
    for language in words:
        if language != "en":
            writing.review_words(campaign, language, by=editor, of_revision=_latest(campaign))
    publishing.send_campaign(campaign, by=editor)
    publishing.approve_campaign(campaign, by=second)
    publishing.publish_campaign(campaign, by=second)


def _add(world: DemoWorld, campaign: Campaign, block: Mapping[str, Any]) -> str:
    chosen = {name: text for name, text in block.items() if name not in ("kind", "words")}
    if block["kind"] == "quote":
        chosen["story"] = world.stories[0]
    if block["kind"] in ("stories", "downloads"):
        chosen["stories"] = " ".join(world.stories)
    return writing.add_block(
        campaign, block["kind"], chosen, by=world.by("editor"), of_revision=_latest(campaign)
    )


def _latest(campaign: Campaign) -> int:
    return latest_revision(campaign) or 0
