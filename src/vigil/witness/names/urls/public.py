"""Public addresses of names."""

from django.urls import URLPattern, path

from vigil.witness.names.views import downloads, public
from vigil.witness.reminders import views as reminders

urlpatterns: list[URLPattern] = [
    path("names/", public.name_list, name="names"),
    path("names/about/", public.about, name="names_about"),
    path("names/today/", public.today, name="names_today"),
    path("names/anniversaries.ics", downloads.anniversaries, name="names_ics"),
    path("names/roll.pdf", downloads.roll, name="names_roll"),
    path("names/remind/", reminders.sign_up, name="names_remind"),
    path("names/remind/sent/", reminders.sent, name="names_remind_sent"),
    path("names/remind/left/", reminders.left, name="names_remind_left"),
    path("names/remind/<slug:token>/", reminders.behind_link, name="names_reminder"),
    path("names/<slug:handle>/", public.name_page, name="name"),
    path("names/<slug:handle>/share/", public.share, name="name_share"),
    path("names/<slug:handle>/card.png", downloads.card, name="name_card"),
]
