"""What the outlook adds to the menu, once anything of it is published."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.queries import consultations, recommendations
from vigil.outlook.models import IndexEdition, ReportEdition
from vigil.outlook.results.public import published_panels
from vigil.publication.pages.navigation import MenuEntry
from vigil.trust.rooms.closing import Closing


def _has_anything() -> bool:
    return (
        ReportEdition.objects.exists()
        or IndexEdition.objects.exists()
        or published_panels().exists()
        or bool(consultations())
        or bool(recommendations())
    )


ENTRIES: Final = (MenuEntry(_("Outlook"), "outlook:home", 80, _has_anything),)

CLOSING: Final = Closing(
    label=_("Outlook"),
    about=_("Results of expert panels, consultations, and the report."),
    desk="desk_outlook:overview",
    permission="outlook.chair",
    namespaces=("outlook", "outlook_api"),
    letters=("panel",),
)
