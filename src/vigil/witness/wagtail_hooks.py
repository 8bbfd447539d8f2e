"""What Wagtail asks of us when it starts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem


@hooks.register("construct_admin_api")
def name_what_is_not_here(router: Any) -> None:
    """Give names to addresses that Wagtail writes into its pages, and that never answer here.

    Its images and documents are not installed: ours are uploads of `trust`. `vigil.witness.cms`
    lets no address of its API answer, whatever stands behind it.
    """
    for name in ("images", "documents"):
        router.register_endpoint(name, PagesAdminAPIViewSet)


@hooks.register("construct_main_menu")
def lead_back_to_the_desk(request: HttpRequest, items: list[MenuItem]) -> None:
    """Show in the menu nothing but the way back: what Wagtail would list there does not answer."""
    items[:] = [MenuItem(_("Stories"), reverse("desk_stories:stories"), icon_name="arrow-left")]
