"""Links that sign in once. Every other way in is allauth's, and exempt."""

from datetime import timedelta

from django.utils import timezone

from routes.accounts import ADMINISTRATORS
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import World, made_user, worlds
from vigil.trust.models import OneTimeLink, Role
from vigil.trust.people.verbs.sign_in_links import make_one_time_link, redeem_one_time_link

LINKS = ("fresh", "spent", "expired", "of one who left", "none")


def link_in(state: str) -> World:
    """Make a link to sign in once."""
    user = made_user("linked@example.org", Role.CODER, active=state != "of one who left")
    token = make_one_time_link(user)
    if state == "spent":
        redeem_one_time_link(token)
    elif state == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "none":
        token = "no-such-token"
    return World("link", state, {"token": token})


WORLDS = {"link": worlds(link_in, *LINKS)}
SIGNED_IN = EVERYBODY - {None}
LINK = "account/link/<str:token>/"
OURS_ANYWAY = frozenset(
    {
        *("account/", "account/sessions/", "account/lockdown/"),
        *(LINK, "account/invitation/<str:token>/"),
    }
)
"""Under allauth's prefix, but ours."""

ROUTES: dict[str, Route] = {
    "account/": Route(SIGNED_IN, signed_in=True),
    "account/sessions/": Route(
        SIGNED_IN,
        {"": Post(SIGNED_IN, done=same([""]), within=ANYWHERE)},
        signed_in=True,
    ),
    "account/lockdown/": Route(
        ADMINISTRATORS,
        {"": Post(ADMINISTRATORS, send=why, done=same([""]), within=ANYWHERE)},
        signed_in=True,
    ),
    LINK: Route(
        # It shows its button whatever became of it: only using it up tells.
        EVERYBODY,
        {
            "": Post(
                EVERYBODY,
                done=same(["fresh"]),
                otherwise=410,
                within=ANYWHERE,
                missing=410,
            )
        },
        of="link",
        seen={"none": 200},
    ),
}
