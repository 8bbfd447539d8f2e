"""Addresses of the programme's screens at the desk."""

from django.urls import URLPattern, URLResolver, path

from vigil.programme.certificates import views as certificates
from vigil.programme.check_in.views import check_in, door_pass, taps, waiting_list, walk_ins
from vigil.programme.contributors import views as contributors
from vigil.programme.day import views as day
from vigil.programme.events.views import desk_events, desk_preview, desk_sessions, desk_words
from vigil.programme.mailings import views as mailings
from vigil.programme.messages.views import desk as messages
from vigil.programme.messages.views import entering
from vigil.programme.messages.views import files as message_files
from vigil.programme.questions.views import desk as questions
from vigil.programme.recordings.views import desk as recordings
from vigil.programme.recordings.views import files as recording_files
from vigil.programme.recordings.views import materials, tracks
from vigil.programme.recordings.views import uploads as recording_uploads
from vigil.programme.registrations.views import desk as registrations
from vigil.programme.registrations.views import desk_letters
from vigil.programme.registrations.views import desk_lists as registration_lists
from vigil.programme.run_of_show import views as run_of_show
from vigil.programme.slot_applications import views as slot_applications
from vigil.programme.streams.views import desk as streams

app_name = "desk_programme"
urlpatterns: list[URLPattern | URLResolver] = [
    # Events and sessions.
    path("", desk_events.events, name="events"),
    path("new/", desk_events.new_event, name="new_event"),
    path("<int:pk>/", desk_events.event, name="event"),
    path("<int:pk>/preview/", desk_preview.event, name="preview_event"),
    path("<int:pk>/edit/", desk_events.edit_event, name="edit_event"),
    path("<int:pk>/do/", desk_events.do_event, name="do_event"),
    path("<int:pk>/publish/", desk_events.publish, name="publish"),
    path("<int:pk>/copy/", desk_events.copy_event, name="copy_event"),
    path("<int:pk>/partners/", desk_events.partners, name="partners"),
    path("<int:pk>/words/", desk_words.words, name="words"),
    path("<int:pk>/letters/", desk_letters.letters, name="letters"),
    path("<int:pk>/certificates/", certificates.certificates, name="certificates"),
    path("events/<int:pk>/day/", day.day, name="day"),
    path("events/<int:pk>/day/now/", day.day_now, name="day_now"),
    path("<int:pk>/mailings/", mailings.mailings, name="mailings"),
    path("<int:pk>/mailings/new/", mailings.new_mailing, name="new_mailing"),
    path("mailings/<int:pk>/", mailings.mailing, name="mailing"),
    path("mailings/<int:pk>/choice/", mailings.mailing_choice, name="mailing_choice"),
    path("<int:pk>/sessions/new/", desk_sessions.new_session, name="new_session"),
    path("sessions/<int:pk>/", desk_sessions.session, name="session"),
    path("sessions/<int:pk>/preview/", desk_preview.session, name="preview_session"),
    path("sessions/<int:pk>/edit/", desk_sessions.edit_session, name="edit_session"),
    path("sessions/<int:pk>/do/", desk_sessions.do_session, name="do_session"),
    path("sessions/<int:pk>/citations/", desk_sessions.citations, name="citations"),
    path("pass/<slug:code>/", door_pass.door_pass, name="door_pass"),
    # The door.
    path("sessions/<int:pk>/check-in/", check_in.check_in, name="check_in"),
    path("sessions/<int:pk>/check-in/taps.json", taps.taps, name="check_in_taps"),
    path("sessions/<int:pk>/walk-ins/", walk_ins.walk_ins, name="walk_ins"),
    path("sessions/<int:pk>/waiting-list/", waiting_list.waiting_list, name="waiting_list"),
    # Registrations, application, run of show, stream, recordings, follow-up.
    path(
        "sessions/<int:pk>/registrations/",
        registrations.registrations,
        name="registrations",
    ),
    path("sessions/<int:pk>/registrations/open/", registration_lists.open_names, name="open_names"),
    path("sessions/<int:pk>/registrations/codes/", registrations.codes, name="codes"),
    path("sessions/<int:pk>/registrations/door/", registration_lists.door, name="door"),
    path(
        "sessions/<int:pk>/registrations/follow-up/",
        registration_lists.follow_up,
        name="follow_up",
    ),
    path("sessions/<int:pk>/registrations/decide/", registrations.decide, name="decide"),
    path(
        "registrations/<int:pk>/do/",
        registrations.do_registration,
        name="do_registration",
    ),
    path("sessions/<int:pk>/stream/", streams.desk_stream, name="stream"),
    path("sessions/<int:pk>/stream/edit/", streams.edit_stream, name="edit_stream"),
    path("sessions/<int:pk>/stream/open/", streams.open_stream, name="open_stream"),
    path("sessions/<int:pk>/stream/addresses/", streams.stream_addresses, name="stream_addresses"),
    path("sessions/<int:pk>/stream/try/", streams.try_stream, name="try_stream"),
    path("sessions/<int:pk>/application/", slot_applications.application, name="application"),
    path("sessions/<int:pk>/run/", run_of_show.run, name="run"),
    path("run/<int:pk>/", run_of_show.item, name="item"),
    path("run/<int:pk>/file", run_of_show.item_file, name="item_file"),
    path("sessions/<int:pk>/agreements/", contributors.consents, name="agreements"),
    path("sessions/<int:pk>/recordings/", recordings.recordings, name="recordings"),
    path("recordings/<int:pk>/", recordings.recording, name="recording"),
    path("recordings/<int:pk>/uploads/", recording_uploads.uploads, name="recording_uploads"),
    path(
        "recordings/<int:pk>/uploads/<slug:uid>/",
        recording_uploads.upload,
        name="recording_upload",
    ),
    path("sessions/<int:pk>/materials/", materials.materials, name="materials"),
    path("materials/<int:pk>/", materials.material, name="material"),
    path("materials/<int:pk>/file", recording_files.desk_material, name="material_file"),
    path("recordings/tracks/<int:pk>/", tracks.track, name="track"),
    path("recordings/tracks/<int:pk>/uploads/", tracks.uploads, name="track_uploads"),
    path("recordings/tracks/<int:pk>/uploads/<slug:uid>/", tracks.upload, name="track_upload"),
    path("recordings/tracks/<int:pk>/file", recording_files.desk_track_file, name="track_file"),
    path(
        "recordings/<int:pk>/document",
        recording_files.desk_recording_document,
        name="recording_document",
    ),
    path("recordings/<int:pk>/file", recording_files.desk_recording_file, name="recording_file"),
    path(
        "recordings/<int:pk>/poster.jpg",
        recording_files.desk_recording_poster,
        name="recording_poster",
    ),
    path(
        "recordings/<int:pk>/slides.pdf",
        recording_files.desk_recording_slides,
        name="recording_slides",
    ),
    path("sessions/<int:pk>/afterwards/", desk_sessions.afterwards, name="afterwards"),
    # Questions from participants.
    path("questions/", questions.sessions_with_questions, name="questions"),
    path("sessions/<int:pk>/questions/", questions.moderate, name="session_questions"),
    path("sessions/<int:pk>/questions/stage/", questions.stage, name="questions_stage"),
    # Messages.
    path("messages/<int:pk>/file", message_files.desk_message_file, name="message_file"),
    path("messages/", messages.message_queue, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("<int:pk>/messages/enter/", entering.enter, name="enter_message"),
    path("messages/<int:pk>/film/", entering.film, name="message_film"),
    path("messages/<int:pk>/film/uploads/", entering.uploads, name="message_uploads"),
    path("messages/<int:pk>/film/uploads/<slug:uid>/", entering.upload, name="message_upload"),
    path("messages/<int:pk>/document/file", messages.document, name="message_document"),
    path("messages/<int:pk>/show/", messages.show, name="show_message"),
    path("messages/<int:pk>/ask/", messages.ask, name="ask_about_message"),
    path("messages/<int:pk>/refuse/", messages.refuse, name="refuse_message"),
    path("messages/<int:pk>/remove/", messages.remove, name="remove_message"),
    path("messages/<int:pk>/transcript/", messages.transcript, name="message_transcript"),
    path("messages/<int:pk>/translation/", messages.translation, name="message_translation"),
]
