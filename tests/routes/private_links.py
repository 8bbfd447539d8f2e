"""What the private link of a contributor opens: their own page, and recordings with them."""

from typing import Any

from programme.factories import EventFactory
from programme.private_link_factories import link_for
from programme.recording_factories import a_recording, a_session, host
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, worlds
from vigil.trust.models import Consent, PrivateLink
from vigil.trust.private_links.tokens import token_of
from vigil.trust.private_links.verbs.links import revoke_private_link
from vigil.trust.public_forms.tickets import new_ticket

LINKS = ("open", "expired", "revoked", "none")


def link_in(state: str) -> World:
    """Make a private link of somebody in a session that has a recording."""
    by = host()
    session, part = a_session(event=EventFactory(slug="kyoto"), slug="witness")
    recording = a_recording(session, by)
    link = link_for(part, by=by)
    if state == "revoked":
        revoke_private_link(link, by=by)
    if state == "expired":
        PrivateLink.objects.update(expires_at=link.made_at)

    def facts() -> dict[str, Any]:
        return {"agreed": sorted(Consent.objects.values_list("use", flat=True))}

    names = {
        "token": "x" * 43 if state == "none" else token_of(link),
        "uid": recording.uid,
        "language": "en",
    }
    return World("private link", state, names, facts=facts)


WORLDS = {"private link": worlds(link_in, *LINKS)}
LEADS_NOWHERE = {"expired": 410, "revoked": 410, "none": 410}
FILES = "programme/contribution/<slug:token>/recordings/<slug:uid>/"
NO_STATES = {
    "PrivateLink.held_by": "who holds it: told, nothing hangs on it",
    "Correction.state": "whether it was answered: held by the tests of corrections",
    "Correction.field": "what is corrected: held by the tests of corrections",
}

ROUTES: dict[str, Route] = {
    "programme/contribution/<slug:token>/": Route(
        EVERYBODY,
        {
            "agree": Post(
                EVERYBODY,
                send=lambda world: {"ticket": new_ticket(), "act": "agree", "uses": ["voice"]},
                done=same(["open"], agreed=["voice"]),
                otherwise=410,
                missing=410,
                within=ANYWHERE,
            )
        },
        of="private link",
        seen=LEADS_NOWHERE,
    ),
    f"{FILES}file": Route(EVERYBODY, of="private link", seen=LEADS_NOWHERE),
    # It is sound: there is no picture.
    f"{FILES}poster.jpg": Route(EVERYBODY, of="private link", seen={"open": 404, **LEADS_NOWHERE}),
    f"{FILES}chapters/<slug:language>.vtt": Route(EVERYBODY, of="private link", seen=LEADS_NOWHERE),
    f"{FILES}captions/<slug:language>.vtt": Route(EVERYBODY, of="private link", seen=LEADS_NOWHERE),
}
