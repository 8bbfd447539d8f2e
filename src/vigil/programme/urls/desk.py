"""Addresses of the programme's screens at the desk."""

from django.urls import URLPattern, URLResolver, path

from vigil.programme.events.views import desk as desk_events
from vigil.programme.events.views import desk_contributors_and_citations as desk_session
from vigil.programme.messages.views import desk as desk_messages
from vigil.programme.recordings.views import desk as desk_recordings
from vigil.programme.recordings.views import files as media
from vigil.programme.registrations.views import desk as desk_registrations
from vigil.programme.run_of_show import views as desk_host
from vigil.programme.streams import views as streams

app_name = "desk_programme"
urlpatterns: list[URLPattern | URLResolver] = [
    # Events and sessions.
    path("", desk_events.events, name="events"),
    path("new/", desk_events.new_event, name="new_event"),
    path("<int:pk>/", desk_events.event, name="event"),
    path("<int:pk>/edit/", desk_events.edit_event, name="edit_event"),
    path("<int:pk>/do/", desk_events.do_event, name="do_event"),
    path("<int:pk>/partners/", desk_events.partners, name="partners"),
    path("<int:pk>/sessions/new/", desk_events.new_session, name="new_session"),
    path("sessions/<int:pk>/", desk_events.session, name="session"),
    path("sessions/<int:pk>/edit/", desk_events.edit_session, name="edit_session"),
    path("sessions/<int:pk>/move/", desk_events.move_session, name="move_session"),
    path("sessions/<int:pk>/do/", desk_events.do_session, name="do_session"),
    path("sessions/<int:pk>/people/", desk_session.people, name="people"),
    path("sessions/<int:pk>/people/<slug:uid>/", desk_events.edit_part, name="edit_part"),
    path("sessions/<int:pk>/citations/", desk_session.citations, name="citations"),
    # Registrations, application, run of show, stream, recordings, follow-up.
    path(
        "sessions/<int:pk>/registrations/",
        desk_registrations.registrations,
        name="registrations",
    ),
    path("sessions/<int:pk>/registrations/open/", desk_registrations.open_names, name="open_names"),
    path("sessions/<int:pk>/registrations/codes/", desk_registrations.codes, name="codes"),
    path("sessions/<int:pk>/registrations/door/", desk_registrations.door, name="door"),
    path(
        "sessions/<int:pk>/registrations/follow-up/",
        desk_registrations.follow_up,
        name="follow_up",
    ),
    path("sessions/<int:pk>/registrations/decide/", desk_registrations.decide, name="decide"),
    path(
        "registrations/<int:pk>/do/",
        desk_registrations.do_registration,
        name="do_registration",
    ),
    path("sessions/<int:pk>/stream/", streams.desk_stream, name="stream"),
    path("sessions/<int:pk>/stream/edit/", streams.edit_stream, name="edit_stream"),
    path("sessions/<int:pk>/stream/open/", streams.open_stream, name="open_stream"),
    path("sessions/<int:pk>/application/", desk_host.application, name="application"),
    path("sessions/<int:pk>/run/", desk_host.run, name="run"),
    path("run/<int:pk>/", desk_host.item, name="item"),
    path("run/<int:pk>/file", media.desk_item_file, name="item_file"),
    path("sessions/<int:pk>/agreements/", desk_host.agreements, name="agreements"),
    path("sessions/<int:pk>/recordings/", desk_recordings.recordings, name="recordings"),
    path("recordings/<int:pk>/", desk_recordings.recording, name="recording"),
    path("recordings/<int:pk>/file", media.desk_recording_file, name="recording_file"),
    path("recordings/<int:pk>/slides.pdf", media.desk_recording_slides, name="recording_slides"),
    path("sessions/<int:pk>/afterwards/", desk_host.afterwards, name="afterwards"),
    # Messages.
    path("messages/<int:pk>/file", media.desk_message_file, name="message_file"),
    path("messages/", desk_messages.message_queue, name="messages"),
    path("messages/<int:pk>/", desk_messages.message, name="message"),
    path("messages/<int:pk>/show/", desk_messages.show, name="show_message"),
    path("messages/<int:pk>/ask/", desk_messages.ask, name="ask_about_message"),
    path("messages/<int:pk>/refuse/", desk_messages.refuse, name="refuse_message"),
    path("messages/<int:pk>/remove/", desk_messages.remove, name="remove_message"),
    path("messages/<int:pk>/transcript/", desk_messages.transcript, name="message_transcript"),
    path("messages/<int:pk>/translation/", desk_messages.translation, name="message_translation"),
]
