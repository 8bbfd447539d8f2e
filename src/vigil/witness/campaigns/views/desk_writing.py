"""What editors write in a campaign: the act of each form that is a screen of its own.

Acts on a campaign as a whole are in `desk_acts`.
"""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from vigil.desk.screens.act import Act, Data
from vigil.trust.models import User
from vigil.witness.campaigns.block_settings import BadSetting
from vigil.witness.campaigns.blocks import BlockKind
from vigil.witness.campaigns.drafts import Block, CampaignDraft, campaign_draft
from vigil.witness.campaigns.forms import BlockForm, NewCampaignForm, TextForm
from vigil.witness.campaigns.verbs import writing
from vigil.witness.models import Campaign

SAVED: Final = gettext_lazy("Saved as a draft.")


def _to_campaign(campaign: Campaign, _answer: object) -> str:
    return reverse("desk_campaigns:campaign", args=[campaign.slug])


BEGIN: Final[Act[None]] = Act(
    form=NewCampaignForm,
    verb=lambda _item, said, by: writing.begin_campaign(**said, by=by),
    invalid=(BadSetting,),
    done=gettext_lazy("The draft is there. Only editors see it."),
    next=lambda _item, begun: _to_campaign(begun, None),
)


def add_block_act(kind: BlockKind) -> Act[Campaign]:
    """Return the act that adds a block of a kind."""

    def initial(campaign: Campaign) -> dict[str, Any]:
        return {"of_revision": campaign_draft(campaign).revision}

    return Act(
        form=BlockForm,
        form_arguments=lambda campaign, by: {"kind": kind},
        initial=initial,
        verb=lambda campaign, said, by: writing.add_block(campaign, kind.code, by=by, **said),
        invalid=(BadSetting,),
        done=SAVED,
        next=_to_campaign,
    )


def change_block_act(block: Block) -> Act[Campaign]:
    """Return the act that changes the settings of a block, and its words in the original."""

    def initial(campaign: Campaign) -> dict[str, Any]:
        words = block.words_of(campaign.language)
        return {**block.settings, **words, "of_revision": campaign_draft(campaign).revision}

    return Act(
        form=BlockForm,
        form_arguments=lambda campaign, by: {"kind": block.definition},
        initial=initial,
        verb=lambda campaign, said, by: writing.change_block(campaign, block.id, by=by, **said),
        invalid=(BadSetting,),
        done=SAVED,
        next=_to_campaign,
    )


def write_words_act(draft: CampaignDraft, language: str) -> Act[Campaign]:
    """Return the act that writes all words of a draft in one language."""

    def write(campaign: Campaign, said: Data, by: User) -> None:
        writing.write_words(campaign, language, by=by, **said)

    return Act(
        form=TextForm,
        form_arguments=lambda campaign, by: {"draft": draft, "language": language},
        initial=lambda campaign: {**draft.words_in(language), "of_revision": draft.revision},
        verb=write,
        done=SAVED,
    )
