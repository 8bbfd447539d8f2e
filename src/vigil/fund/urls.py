"""Public addresses of the fund."""

from django.urls import URLPattern, URLResolver, path

from vigil.fund.views import mine, mine_draft, public

app_name = "fund"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("calls/<slug:slug>/", public.call, name="call"),
    path("calls/<slug:slug>/apply/", public.apply, name="apply"),
    path("emergency/", public.emergency, name="emergency"),
    path("leave/", public.leave, name="leave"),
    path("mine/<str:token>/", mine.mine, name="mine"),
    path("mine/<str:token>/report/<slug:uid>/", mine.report, name="report"),
    path("mine/<str:token>/<slug:uid>/", mine_draft.draft, name="draft"),
]
