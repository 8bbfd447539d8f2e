"""What editors can do with a campaign: the form, the verb and the sentence of each act.

Acts on the settings and words of a draft are in `desk_writing`.
"""

from collections.abc import Mapping
from typing import Final

from django.forms import Form
from django.utils.translation import gettext_lazy

from vigil.desk.screens.act import Act, Data
from vigil.trust.models import User
from vigil.witness.campaigns.forms import (
    EarlierRevisionForm,
    ReasonForm,
    RevisionForm,
    WithdrawalForm,
)
from vigil.witness.campaigns.verbs import publishing, writing
from vigil.witness.models import Campaign

SEE: Final = "witness.see_stories"
EDIT: Final = writing.EDIT


def _bring_back(campaign: Campaign, said: Data, by: User) -> None:
    writing.bring_back(campaign, said["revision"], by=by, of_revision=said["of_revision"])


REVIEW: Final[Mapping[str, Act[Campaign]]] = {
    "send": Act(
        form=Form,
        verb=lambda campaign, said, by: publishing.send_campaign(campaign, by=by),
        done=gettext_lazy("Sent to review."),
    ),
    "send_back": Act(
        form=ReasonForm,
        verb=lambda campaign, said, by: publishing.send_campaign_back(
            campaign, by=by, why=said["why"]
        ),
        done=gettext_lazy("Sent back."),
    ),
    "approve": Act(
        form=Form,
        verb=lambda campaign, said, by: publishing.approve_campaign(campaign, by=by),
        done=gettext_lazy("Approved."),
    ),
    "publish": Act(
        form=Form,
        verb=lambda campaign, said, by: publishing.publish_campaign(campaign, by=by),
        done=gettext_lazy("Published."),
    ),
    "take_back": Act(
        form=ReasonForm,
        verb=lambda campaign, said, by: publishing.take_campaign_back(
            campaign, by=by, why=said["why"]
        ),
        done=gettext_lazy("Hidden from readers. The draft is kept."),
    ),
}
"""Acts that share one address: a button names its act in `do`."""
WITHDRAW: Final[Act[Campaign]] = Act(
    form=WithdrawalForm,
    permission=publishing.WITHDRAW,
    verb=lambda campaign, said, by: publishing.withdraw_campaign(campaign, by=by, why=said["why"]),
    done=gettext_lazy("Withdrawn. Its texts and files are deleted."),
)
BRING_BACK: Final[Act[Campaign]] = Act(
    form=EarlierRevisionForm, verb=_bring_back, done=gettext_lazy("The earlier draft is restored.")
)


def move_block_act(block: str, name: str) -> Act[Campaign] | None:
    """Return the act that moves a block up or down, or removes it; None where none is named so."""
    if name == "remove":

        def remove(campaign: Campaign, said: Data, by: User) -> None:
            writing.remove_block(campaign, block, by=by, of_revision=said["of_revision"])

        return Act(form=RevisionForm, verb=remove, done=gettext_lazy("Block removed."))
    if name not in ("up", "down"):
        return None
    places = -1 if name == "up" else 1

    def move(campaign: Campaign, said: Data, by: User) -> None:
        writing.move_block(campaign, block, places, by=by, of_revision=said["of_revision"])

    return Act(form=RevisionForm, verb=move, done=gettext_lazy("Moved."))


def review_act(language: str) -> Act[Campaign]:
    """Return the act that marks a translation as reviewed."""

    def review(campaign: Campaign, said: Data, by: User) -> None:
        writing.review_words(campaign, language, by=by, of_revision=said["of_revision"])

    return Act(form=RevisionForm, verb=review, done=gettext_lazy("Reviewed."))
