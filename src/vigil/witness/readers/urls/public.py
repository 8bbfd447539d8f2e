"""Addresses that private links to drafts open."""

from django.urls import URLPattern, path

from vigil.witness.readers.views import private

urlpatterns: list[URLPattern] = [
    path("reading/story/<str:token>/", private.read_story, name="read_story"),
    path(
        "reading/story/<str:token>/files/<slug:uid>",
        private.read_story_file,
        name="read_story_file",
    ),
    path("reading/campaign/<str:token>/", private.read_campaign, name="read_campaign"),
    path("reading/person/<str:token>/", private.read_life, name="read_life"),
]
