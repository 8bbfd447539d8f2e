"""What this room offers to the others."""

from typing import Final

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.publication.pages import own_menu, own_sitemap
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.sitemap import SITEMAP
from vigil.publication.record import keeper
from vigil.publication.record.projection import project
from vigil.trust.rooms.room import Room

ROOM: Final = Room(
    name="publication",
    needs=("trust", "casefile"),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    derived=keeper.DERIVED,
    follows=(CASES_CHANGED.by(project),),
    adds=(MENU.by(*own_menu.ENTRIES), SITEMAP.by(own_sitemap.SECTIONS)),
)
