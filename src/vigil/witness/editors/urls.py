"""Addresses under /cms/: Wagtail's, of which `vigil.witness.cms` lets few answer."""

from vigil.witness.cms import answering
from vigil.witness.cms_api import wagtails

urlpatterns = list(answering(wagtails()))
