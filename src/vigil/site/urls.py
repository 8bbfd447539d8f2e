"""Addresses. English has no prefix; other languages do."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from vigil.site import session_views, sitemaps, views

handler403 = views.refused
handler500 = views.server_error

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", sitemaps.page, name="sitemap_page"),
    path("api/v1/programme/", include("vigil.programme.api")),
    path("api/v1/outlook/", include("vigil.outlook.api")),
    path("api/v1/", include("vigil.witness.api")),
    path("api/v1/", include("vigil.publication.api.urls")),
    path("cms/", include("vigil.witness.cms_urls")),
    *i18n_patterns(
        path("account/", views.mine, name="mine"),
        path("account/sessions/", session_views.sessions, name="sessions"),
        path("account/lockdown/", session_views.lockdown, name="lockdown"),
        path("account/link/<str:token>/", views.one_time_link, name="one_time_link"),
        path("account/", include("allauth.urls")),
        path("desk/members/", include("vigil.network.desk_urls")),
        path("desk/programme/", include("vigil.programme.desk_urls")),
        path("desk/stories/", include("vigil.witness.desk_urls")),
        path("desk/testimony/", include("vigil.witness.desk_testimony_urls")),
        path("desk/campaigns/", include("vigil.witness.campaign_desk_urls")),
        path("desk/remembrance/", include("vigil.witness.names_desk_urls")),
        path("desk/outlook/consultations/", include("vigil.outlook.consultation_urls")),
        path("desk/outlook/editions/", include("vigil.outlook.edition_urls")),
        path("desk/outlook/reports/", include("vigil.outlook.report_urls")),
        path("desk/outlook/", include("vigil.outlook.desk_urls")),
        path("desk/fund/grants/", include("vigil.fund.grants_urls")),
        path("desk/fund/releases/", include("vigil.fund.releases_urls")),
        path("desk/fund/", include("vigil.fund.desk_urls")),
        path("desk/", include("vigil.desk.urls")),
        path("network/", include("vigil.network.urls")),
        path("programme/", include("vigil.programme.urls")),
        path("outlook/panels/", include("vigil.outlook.expert_urls")),
        path("outlook/", include("vigil.outlook.urls")),
        path("", include("vigil.fund.urls")),
        path("bear-witness/", include("vigil.witness.bearing_urls")),
        path("", include("vigil.witness.urls")),
        path("", include("vigil.publication.urls")),
        prefix_default_language=False,
    ),
]
