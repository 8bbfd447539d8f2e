"""What other rooms may cite of this one: a story or a campaign, by its address."""

import re
from typing import Final

from django.utils.translation import gettext as _

from vigil.publication.pages.citable import CitablePage
from vigil.witness.campaigns.queries.public import campaign_entry, public_campaign
from vigil.witness.stories.queries import public as story_queries

_STORY: Final = re.compile(r"/stories/([-\w]+)/")
_CAMPAIGN: Final = re.compile(r"/campaigns/([-\w]+)/")


def citable_at(path: str) -> CitablePage | None:
    """Return the story or the campaign at a path, if the public sees it.

    A story is called by its id: its title is mostly a name.
    """
    if (found := _STORY.fullmatch(path)) is not None:
        return _story(found[1], path)
    if (found := _CAMPAIGN.fullmatch(path)) is not None:
        return _campaign(found[1], path)
    return None


def _story(handle: str, path: str) -> CitablePage | None:
    row = story_queries.public_story(handle)
    if row is None:
        return None
    return CitablePage("story", _("Story %(id)s") % {"id": row.public_id}, path)


def _campaign(slug: str, path: str) -> CitablePage | None:
    row = public_campaign(slug)
    if row is None:
        return None
    title = _("Campaign: %(title)s") % {"title": campaign_entry(row).title}
    return CitablePage("campaign", title, path, row.digest)
