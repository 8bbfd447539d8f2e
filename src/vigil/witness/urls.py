"""Public addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.campaigns.urls import public as campaign_urls
from vigil.witness.names.urls import public as names_urls
from vigil.witness.people.urls import public as people_urls
from vigil.witness.readers.urls import public as readers_urls
from vigil.witness.stories.views import feed
from vigil.witness.stories.views import public as stories

app_name = "witness"
urlpatterns: list[URLPattern | URLResolver] = [
    path("stories/", stories.story_list, name="stories"),
    path("stories/stories.atom", feed.stories_atom, name="stories_atom"),
    path("stories/<str:handle>/", stories.story, name="story"),
    path("stories/<str:handle>/card.png", stories.story_card, name="story_card"),
    path("stories/<str:handle>/files/<slug:uid>", stories.story_file, name="story_file"),
    *names_urls.urlpatterns,
    *people_urls.urlpatterns,
    *campaign_urls.urlpatterns,
    *readers_urls.urlpatterns,
]
