"""Invitations to colleagues: administrators send them, whoever has the link accepts."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from routes.accounts import ADMINISTRATORS
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.trust.invitations.rules import Invitee
from vigil.trust.invitations.verbs import accept, invite, take_back
from vigil.trust.models import Invitation, Role

PASSWORD = "a long pass phrase"
ENDED = ("accepted", "withdrawn")
STATES = ("waiting", "sent", "expired", *ENDED, "none")
JOIN = "account/invitation/<str:token>/"


def invitation_in(state: str) -> World:
    """Make an invitation to audit, in a state."""
    by = made_user("inviter@example.org", Role.ADMINISTRATOR)
    done = invite([Invitee("new@example.org", roles=[Role.AUDITOR])], by=by)
    (row,), (token,) = done.invitations, done.tokens.values()
    if state == "waiting":
        Invitation.objects.update(sent_at=None, expires_at=None, digest="")
    elif state == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "accepted":
        accept(token, PASSWORD)
    elif state == "withdrawn":
        take_back(row, by=by)
    elif state == "none":
        token = "no-such-token"

    def facts() -> dict[str, Any]:
        return {"state": str(Invitation.objects.get().state)}

    names = {"pk": str(NOTHING if state == "none" else row.pk), "token": token}
    return World("invitation", state, names, facts=facts)


WORLDS = {"invitation": worlds(invitation_in, *STATES)}


def _invitee(world: World) -> dict[str, Any]:
    return {"email": "other@example.org", "language": "en", "roles": ["auditor"]}


def _sheet(world: World) -> dict[str, Any]:
    content = b"email,roles\nother@example.org,auditor\n"
    file = SimpleUploadedFile("team.csv", content)
    return {"act": "upload", "file": file, "language": "en"}


def _act(name: str, *states: str, status: int = 200, **after: Any) -> Post:
    return Post(
        ADMINISTRATORS,
        send=lambda world: {"act": name},
        done=same(states, **after),
        status=status,
        within=ANYWHERE,
    )


ROUTES: dict[str, Route] = {
    "desk/people/invite/": Route(
        ADMINISTRATORS,
        {"": Post(ADMINISTRATORS, send=_invitee, done=same([""]), status=200, within=ANYWHERE)},
        gate=ADMINISTRATORS,
    ),
    "desk/people/sheet/": Route(
        ADMINISTRATORS,
        {
            "upload": Post(
                ADMINISTRATORS,
                send=_sheet,
                done=same([""]),
                status=200,
                recorded=False,
                within=ANYWHERE,
            )
        },
        gate=ADMINISTRATORS,
    ),
    "desk/people/invitations/": Route(ADMINISTRATORS, gate=ADMINISTRATORS),
    "desk/people/invitations/<int:pk>/": Route(
        posts={
            "show_link": _act("show_link", "sent", "expired", state="sent"),
            "take_back": _act(
                "take_back", "waiting", "sent", "expired", status=302, state="taken_back"
            ),
        },
        of="invitation",
        gate=ADMINISTRATORS,
    ),
    JOIN: Route(
        # Nobody joins while signed in as somebody else.
        EVERYBODY,
        {
            "": Post(
                EVERYBODY,
                send=lambda world: {"password1": PASSWORD, "password2": PASSWORD},
                done=same(["sent"], state="accepted"),
                refused=dict.fromkeys(("waiting", "expired", *ENDED), 410),
                within=ANYWHERE,
                visitors=True,
                missing=410,
            )
        },
        of="invitation",
        seen=dict.fromkeys(("waiting", "expired", *ENDED, "none"), 410),
    ),
}
