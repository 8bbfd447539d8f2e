"""Addresses under /cms/: Wagtail's, of which `vigil.witness.editors.access` lets few answer."""

from vigil.witness.editors.access import answering
from vigil.witness.editors.wagtail_urls import wagtails

urlpatterns = list(answering(wagtails()))
