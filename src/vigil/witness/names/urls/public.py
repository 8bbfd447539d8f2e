"""Public addresses of names."""

from django.urls import URLPattern, path

from vigil.witness.names.views import downloads as names_files
from vigil.witness.names.views import public as names
from vigil.witness.reminders import views as reminders

urlpatterns: list[URLPattern] = [
    path("names/", names.name_list, name="names"),
    path("names/about/", names.about, name="names_about"),
    path("names/today/", names.today, name="names_today"),
    path("names/anniversaries.ics", names_files.anniversaries, name="names_ics"),
    path("names/roll.pdf", names_files.roll, name="names_roll"),
    path("names/remind/", reminders.sign_up, name="names_remind"),
    path("names/remind/sent/", reminders.sent, name="names_remind_sent"),
    path("names/remind/left/", reminders.left, name="names_remind_left"),
    path("names/remind/<slug:token>/", reminders.behind_link, name="names_reminder"),
    path("names/<slug:handle>/", names.name_page, name="name"),
    path("names/<slug:handle>/share/", names.share, name="name_share"),
    path("names/<slug:handle>/card.png", names_files.card, name="name_card"),
]
