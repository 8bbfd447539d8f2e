"""Public addresses of people."""

from django.urls import URLPattern, path

from vigil.witness.people.views import public

urlpatterns: list[URLPattern] = [
    path("people/", public.people, name="people"),
    path("people/<slug:handle>/", public.person, name="person"),
    path("people/<slug:handle>/anniversary.ics", public.anniversary, name="person_ics"),
]
