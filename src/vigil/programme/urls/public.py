"""Public addresses of the programme.

Addresses of other things than events stand before `<slug:slug>/`. No event may have such a name
(`vigil.programme.events.verbs.events.RESERVED`). The same holds for sessions within an event.
"""

from django.urls import URLPattern, URLResolver, path

from vigil.programme.calendars import views as calendars
from vigil.programme.certificates import views as certificates
from vigil.programme.events.views import public as events
from vigil.programme.messages.views import card, films
from vigil.programme.messages.views import files as message_files
from vigil.programme.messages.views import public as messages
from vigil.programme.private_links.views import files as own_recordings
from vigil.programme.private_links.views import page as own_contribution
from vigil.programme.questions.views import public as questions
from vigil.programme.recordings.views import files as recording_files
from vigil.programme.recordings.views import public as recordings
from vigil.programme.registrations.views import own_page
from vigil.programme.registrations.views import public as registrations
from vigil.programme.streams.views import public as streams

app_name = "programme"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", events.programme, name="programme"),
    # Calendars and schedules of the whole programme.
    path("sessions.ics", calendars.sessions_ics, name="sessions_ics"),
    # Registrations: links that come back to one.
    path("registration/withdrawn/", own_page.forgotten, name="forgotten"),
    path("registration/<slug:token>/", own_page.registration, name="registration"),
    path(
        "registration/<slug:token>/pass/",
        own_page.pass_for_the_door,
        name="pass_for_the_door",
    ),
    path(
        "registration/<slug:token>/change/",
        own_page.change_registration,
        name="change_registration",
    ),
    path(
        "registration/<slug:token>/withdraw/",
        own_page.withdraw_registration,
        name="withdraw_registration",
    ),
    path(
        "registration/<slug:token>/certificate/",
        certificates.certificate,
        name="certificate",
    ),
    path(
        "certificate/<slug:code>/",
        certificates.check_certificate,
        name="check_certificate",
    ),
    # Private links of contributors: their own page, and recordings with them.
    path("contribution/<slug:token>/", own_contribution.own_contribution, name="own_contribution"),
    path(
        "contribution/<slug:token>/recordings/<slug:uid>/file",
        own_recordings.own_recording_file,
        name="own_recording_file",
    ),
    path(
        "contribution/<slug:token>/recordings/<slug:uid>/poster.jpg",
        own_recordings.own_recording_poster,
        name="own_recording_poster",
    ),
    path(
        "contribution/<slug:token>/recordings/<slug:uid>/chapters/<slug:language>.vtt",
        own_recordings.own_chapters,
        name="own_chapters",
    ),
    path(
        "contribution/<slug:token>/recordings/<slug:uid>/captions/<slug:language>.vtt",
        own_recordings.own_captions,
        name="own_captions",
    ),
    # Messages.
    path("media/<slug:uid>", message_files.message_file, name="message_file"),
    path("messages/", messages.mine, name="my_messages"),
    path("messages/<str:uid>/withdraw/", messages.withdraw, name="withdraw_message"),
    path("messages/<str:uid>/film/", films.film, name="message_film"),
    path("messages/<str:uid>/film/uploads/", films.uploads, name="message_uploads"),
    path("messages/<str:uid>/film/uploads/<slug:upload>/", films.upload, name="message_upload"),
    # Events and sessions come last: any word may be their name.
    path("<slug:slug>/", events.event, name="event"),
    # What belongs to an event and is no session (calendar, schedule, messages).
    path("<slug:slug>/card.png", events.event_card, name="event_card"),
    path("<slug:slug>/sessions.ics", calendars.event_ics, name="event_ics"),
    path("<slug:slug>/schedule.json", calendars.schedule_json, name="schedule_json"),
    path("<slug:slug>/schedule.xml", calendars.schedule_xml, name="schedule_xml"),
    path("<slug:slug>/register/", registrations.register, name="register_for_event"),
    path("<slug:slug>/register/sent/", registrations.registered, name="registered_for_event"),
    path("<slug:slug>/messages/", messages.message_wall, name="messages"),
    path("<slug:slug>/messages/new/", messages.send, name="send_message"),
    path("<slug:slug>/messages/<str:uid>/", messages.one_message, name="message"),
    path("<slug:slug>/messages/<str:uid>/card.png", card.message_card, name="message_card"),
    path("<slug:slug>/<slug:session>/", events.session, name="session"),
    # What belongs to a session (calendar, registering, stream, questions, recordings).
    path("<slug:slug>/<slug:session>/register/", registrations.register, name="register"),
    path("<slug:slug>/<slug:session>/register/sent/", registrations.registered, name="registered"),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/file",
        recording_files.recording_file,
        name="recording_file",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/<int:height>p",
        recording_files.recording_rendition,
        name="recording_rendition",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/poster.jpg",
        recording_files.recording_poster,
        name="recording_poster",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/slides.pdf",
        recording_files.recording_slides,
        name="recording_slides",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/chapters/<slug:language>.vtt",
        recordings.chapters,
        name="chapters",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/sound/<slug:language>",
        recording_files.recording_sound,
        name="recording_sound",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/captions/<slug:language>.vtt",
        recordings.captions,
        name="captions",
    ),
    path(
        "<slug:slug>/<slug:session>/recordings/<slug:uid>/watch/",
        recordings.watch,
        name="watch_recording",
    ),
    path(
        "<slug:slug>/<slug:session>/materials/<slug:uid>.pdf",
        recording_files.material,
        name="material",
    ),
    path("<slug:slug>/<slug:session>/stream/", streams.stream, name="stream"),
    path("<slug:slug>/<slug:session>/questions/", questions.questions, name="questions"),
    path("<slug:slug>/<slug:session>/stream/news/", streams.stream_news, name="stream_news"),
    path("<slug:slug>/<slug:session>/session.ics", calendars.session_ics, name="session_ics"),
]
