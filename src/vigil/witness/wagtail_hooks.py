"""Hooks that Wagtail calls when it starts."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_main_menu")
def lead_back_to_the_desk(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave only the way back to the desk in Wagtail's menu: other pages do not answer."""
    items[:] = [MenuItem(_("Stories"), reverse("desk_stories:stories"), icon_name="arrow-left")]
