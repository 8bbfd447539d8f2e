"""Addresses under /cms/: Wagtail's, of which `vigil.witness.cms` lets few answer."""

from wagtail.admin.urls import urlpatterns as wagtails

from vigil.witness.cms import answering

urlpatterns = list(answering(wagtails))
