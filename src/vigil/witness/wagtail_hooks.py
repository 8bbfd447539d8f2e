"""What Wagtail asks of us when it starts."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_main_menu")
def lead_back_to_the_desk(request: HttpRequest, items: list[MenuItem]) -> None:
    """Show in the menu nothing but the way back: what Wagtail would list there does not answer."""
    items[:] = [MenuItem(_("Stories"), reverse("desk_stories:stories"), icon_name="arrow-left")]
