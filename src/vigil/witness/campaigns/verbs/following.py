"""Update campaigns when the record changes, in the same transaction.

What a campaign shows of others it reads when it is read; only its own words must be looked
through anew, where a case changed that they may speak of.
"""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.casefile.models import VictimName
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.witness.campaigns.projection import project
from vigil.witness.campaigns.verbs.publishing import hold_campaign
from vigil.witness.models import Campaign, PublicCampaign
from vigil.witness.works.rows import stories_of_cases

AT_ONCE: Final = 500
WHY: Final = "its title or its line says a name that the record does not show"


def follow_cases(pks: Iterable[int]) -> None:
    """Update the campaigns that show a story of these cases, or mention a name in them.

    Called within the transaction that changed the cases.
    """
    rows = list(PublicCampaign.objects.only("pk", "texts", "blocks", "left_out"))
    if not rows:
        return
    changed: set[int] = set()
    for some in batched(pks, AT_ONCE):
        stories = stories_of_cases(some).values_list("public_id", flat=True)
        names = VictimName.objects.filter(victim__case__in=some).values_list("name", flat=True)
        said = [*stories, *names]
        changed.update(row.pk for row in rows if _may_speak(row, said))
    _follow(changed)


def _may_speak(row: PublicCampaign, said: Sequence[str]) -> bool:
    """Return whether a campaign may mention what changed. Of hidden blocks nothing is known."""
    return bool(row.left_out) or says(texts_in([row.texts, row.blocks]), said)


def _follow(pks: Iterable[int]) -> None:
    campaigns = Campaign.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    for campaign in campaigns:
        if not project(campaign):
            hold_campaign(campaign, by=None, why=WHY)


LOG: Final = LogWords(
    reasons={
        "its title or its line says a name that the record does not show": pgettext_lazy(
            "decision", "its title or its line says a name that the record does not show"
        ),
    },
)
