"""What this room adds to the menu: people, stories, campaigns."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.rooms.closing import Closing
from vigil.witness.campaigns.queries.public import public_campaigns
from vigil.witness.people.visibility import people_with_pages
from vigil.witness.stories.queries.public import public_stories


def _has_people() -> bool:
    return people_with_pages().exists()


def _has_stories() -> bool:
    return public_stories().exists()


def _has_campaigns() -> bool:
    return bool(public_campaigns())


ENTRIES: Final = (
    MenuEntry(
        *(_("People"), "people_of_cases", 20, _has_people),
        also=("witness:people", "witness:names"),
    ),
    MenuEntry(_("Stories"), "witness:stories", 50, _has_stories),
    MenuEntry(_("Campaigns"), "witness:campaigns", 60, _has_campaigns),
)

CLOSING: Final = Closing(
    label=_("Witness"),
    about=_("Stories, campaigns, remembrance, and testimony told in confidence."),
    desk="desk_stories:stories",
    permission="witness.see_stories",
    namespaces=("witness", "bearing", "stories_api"),
    kept=(
        *("bearing:return", "bearing:leave"),
        *("witness:names_reminder", "witness:names_remind_left"),
        *("witness:read_story", "witness:read_story_file"),
        *("witness:read_campaign", "witness:read_life"),
    ),
    letters=("reminder",),
)
