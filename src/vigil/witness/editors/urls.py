"""Addresses under /cms/: Wagtail's, of which `vigil.witness.editors.access` lets few answer."""

from vigil.witness.editors.access import gated_urls
from vigil.witness.editors.wagtail_urls import wagtail_urls

urlpatterns = list(gated_urls(wagtail_urls()))
