"""Public addresses of testimony."""

from django.urls import URLPattern, URLResolver, path

from vigil.witness.testimony.views import public

app_name = "bearing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.send_testimony, name="tell"),
    path("return/", public.come_back, name="return"),
    path("leave/", public.leave, name="leave"),
]
