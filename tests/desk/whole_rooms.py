"""The screens that rooms above the desk bring to it, with one of everything on them.

Made for the same checks as those of `desk.whole`.
"""

from desk.whole import OTHER_ROOMS
from files.carriers import pdf
from network.factories import agree, full
from network.sheets_of_members import BREAKS, row, written
from programme.factories import PartnerFactory
from programme.message_factories import a_member, an_event, sent, shown
from programme.recording_factories import a_recording, a_session, agreed
from programme.registration_factories import registered, session_in, streamed
from routes.table import ROUTES
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs.importing import begin_import
from vigil.programme.mailings.verbs.drafting import MailingChoice, draft_mailing
from vigil.programme.models import Citation, Message, Registration, RunItem
from vigil.programme.recordings.verbs.materials import add_material
from vigil.programme.recordings.verbs.tracks import add_track
from vigil.programme.registrations import links
from vigil.programme.run_of_show.verbs import add_item
from vigil.trust.models import User

FILES = ("/file", "/document", ".pdf", ".jpg", ".json", "/day/now/")
"""How addresses end that answer with no whole page."""
PAGES = sorted(
    route
    for route, row in ROUTES.items()
    if route.startswith(OTHER_ROOMS) and row.get is not None and not route.endswith(FILES)
)
"""Every route of those rooms that can be read as a page."""
ITALIAN = "Seguiamo."
"""A language that is none of the interface's: what people wrote is never ours."""


def whole_rooms(by: User) -> dict[str, list[str]]:
    """Make it all; return the addresses of each page, by route.

    The settings must name folders for data and keys of the test's own.
    """
    found = {route: ["/" + route] for route in PAGES if "<" not in route}
    return found | _members(by) | _programme(by)


def _members(by: User) -> dict[str, list[str]]:
    member = agree(full("zq", languages=["it"]), Audience.STAFF)
    agree(full("zr"), Audience.NOBODY)
    field, value = BREAKS[0]
    sheet = begin_import(written([row(1), row(2) | {field: value}]), by=by)
    at = f"/desk/members/{member.uid}/"
    return {
        "desk/members/<str:uid>/": [at],
        "desk/members/<str:uid>/edit/": [f"{at}edit/"],
        "desk/members/sheets/<int:pk>/": [f"/desk/members/sheets/{sheet.pk}/"],
    }


def _programme(by: User) -> dict[str, list[str]]:
    event = an_event(title="Giornate")
    PartnerFactory(event=event, name="Sorelle")
    held, part = a_session(event=event, title="Sessione")
    Citation.objects.create(session=held, kind="figure", key="/figures/", label="Cifre")
    agreed(part, "voice", by=by)
    recording = a_recording(held, by)
    track = add_track(recording, "it", by=by)
    material = add_material(held, pdf(), title="Lucidi", language="it", by=by)
    entered = sent(event, a_member("Lia"), text=ITALIAN, language="it", film_follows=True)
    Message.objects.filter(pk=entered.pk).update(
        entered_by=by, received_how="drive", received_on="2026-01-02"
    )
    item = add_item(held, by=by, title="Apertura", seconds=60, kind=RunItem.Kind.LIVE)
    coming = session_in(600, event=event, title="Prossima", capacity=2)
    draft = session_in(900, event=event, title="Bozza", state="draft")
    attending = [registered(coming, follow_up=True)]
    registered(coming, Registration.State.WAITING, address="eva@hermanas.example")
    registered(coming, Registration.State.FULL, address="ida@hermanas.example")
    streamed(coming)
    streamed(held)
    choice = MailingChoice(template="free", sessions=[coming], languages=["en"])
    mailing = f"/desk/programme/mailings/{draft_mailing(event, choice, by=by).pk}/"
    messages = [
        entered,
        shown(event, a_member("Ana"), text=ITALIAN, language="it"),
        sent(event, a_member("Eva"), link="https://sorelle.example/", text="", language="it"),
    ]
    found = {
        f"desk/programme/sessions/<int:pk>/{part}": [
            f"/desk/programme/sessions/{one.pk}/{part}" for one in (held, coming)
        ]
        for part in _parts()
    }
    of_event = f"/desk/programme/{event.pk}/"
    return found | {
        "desk/programme/sessions/<int:pk>/preview/": [
            f"/desk/programme/sessions/{draft.pk}/preview/"
        ],
        "desk/programme/<int:pk>/": [of_event],
        "desk/programme/<int:pk>/copy/": [f"{of_event}copy/"],
        "desk/programme/<int:pk>/edit/": [f"{of_event}edit/"],
        "desk/programme/<int:pk>/words/": [f"{of_event}words/"],
        "desk/programme/<int:pk>/letters/": [f"{of_event}letters/"],
        "desk/programme/<int:pk>/certificates/": [f"{of_event}certificates/"],
        "desk/programme/pass/<slug:code>/": [
            f"/desk/programme/pass/{links.door_code(one.event_registration)}/" for one in attending
        ],
        "desk/programme/<int:pk>/preview/": [f"{of_event}preview/"],
        "desk/programme/<int:pk>/mailings/": [f"{of_event}mailings/"],
        "desk/programme/<int:pk>/mailings/new/": [f"{of_event}mailings/new/"],
        "desk/programme/mailings/<int:pk>/": [mailing],
        "desk/programme/mailings/<int:pk>/choice/": [f"{mailing}choice/"],
        "desk/programme/events/<int:pk>/day/": [f"/desk/programme/events/{event.pk}/day/"],
        "desk/programme/<int:pk>/sessions/new/": [f"{of_event}sessions/new/"],
        "desk/programme/messages/": ["/desk/programme/messages/?state=all"],
        "desk/programme/messages/<int:pk>/": [
            f"/desk/programme/messages/{one.pk}/" for one in messages
        ],
        "desk/programme/<int:pk>/messages/enter/": [f"{of_event}messages/enter/"],
        "desk/programme/messages/<int:pk>/film/": [f"/desk/programme/messages/{entered.pk}/film/"],
        "desk/programme/materials/<int:pk>/": [f"/desk/programme/materials/{material.pk}/"],
        "desk/programme/recordings/tracks/<int:pk>/": [
            f"/desk/programme/recordings/tracks/{track.pk}/"
        ],
        "desk/programme/recordings/<int:pk>/": [f"/desk/programme/recordings/{recording.pk}/"],
        "desk/programme/run/<int:pk>/": [f"/desk/programme/run/{item.pk}/"],
    }


def _parts() -> list[str]:
    """Return the screens of a session, by the end of their addresses."""
    whole = "desk/programme/sessions/<int:pk>/"
    return [route.removeprefix(whole) for route in PAGES if route.startswith(whole)]
