"""Addresses. English has no prefix; other languages do."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from vigil.site.pages import sitemaps, views
from vigil.site.sessions import views as session_views
from vigil.site.sign_in.invitation import invitation
from vigil.site.styles.views import styles
from vigil.site.watching.checks import CHECKS
from vigil.site.watching.views import operation

handler403 = views.refused
handler500 = views.server_error

urlpatterns = [
    path("styles/<slug:name>.<slug:digest>.css", styles, name="styles"),
    # Answered before the middleware (`watching.middleware`); named here, as every address is.
    *(path(at[1:], check, name=at[1:]) for at, check in CHECKS.items()),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", sitemaps.page, name="sitemap_page"),
    path("api/v1/programme/", include("vigil.programme.events.api")),
    path("api/v1/outlook/", include("vigil.outlook.results.api")),
    path("api/v1/", include("vigil.witness.stories.api")),
    path("api/v1/", include("vigil.publication.api.urls")),
    path("cms/", include("vigil.witness.editors.urls")),
    *i18n_patterns(
        path("account/", views.mine, name="mine"),
        path("account/sessions/", session_views.sessions, name="sessions"),
        path("account/lockdown/", session_views.lockdown, name="lockdown"),
        path("account/link/<str:token>/", views.one_time_link, name="one_time_link"),
        path("account/invitation/<str:token>/", invitation, name="invitation"),
        path("account/", include("allauth.urls")),
        path("desk/operation/", operation, name="operation"),
        path("desk/setup/", include("vigil.site.setting_up.urls")),
        path("desk/members/", include("vigil.network.members.urls")),
        path("desk/programme/", include("vigil.programme.urls.desk")),
        path("desk/stories/", include("vigil.witness.stories.urls.desk")),
        path("desk/testimony/", include("vigil.witness.testimony.urls.desk")),
        path("desk/campaigns/", include("vigil.witness.campaigns.urls.desk")),
        path("desk/reading/", include("vigil.witness.readers.urls.desk")),
        path("desk/remembrance/", include("vigil.witness.names.urls.desk")),
        path("desk/outlook/consultations/", include("vigil.outlook.consultations.urls")),
        path("desk/outlook/editions/", include("vigil.outlook.index_editions.urls")),
        path("desk/outlook/reports/", include("vigil.outlook.reports.urls")),
        path("desk/outlook/second-reading/", include("vigil.outlook.second_reading.urls")),
        path("desk/outlook/", include("vigil.outlook.panels.urls")),
        path("desk/fund/finance/", include("vigil.fund.finance.urls")),
        path("desk/fund/grants/", include("vigil.fund.grants.urls")),
        path("desk/fund/releases/", include("vigil.fund.releases.urls")),
        path("desk/fund/", include("vigil.fund.overview.urls")),
        path("desk/", include("vigil.desk.urls")),
        path("network/", include("vigil.network.urls")),
        path("programme/", include("vigil.programme.urls.public")),
        path("outlook/panels/", include("vigil.outlook.experts.urls")),
        path("outlook/", include("vigil.outlook.urls")),
        path("", include("vigil.fund.urls")),
        path("bear-witness/", include("vigil.witness.testimony.urls.public")),
        path("", include("vigil.witness.urls")),
        path("", include("vigil.publication.urls")),
        prefix_default_language=False,
    ),
]
