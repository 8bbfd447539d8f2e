"""The accounts of colleagues: administrators see them, and take roles and accounts away."""

from typing import Any

from factories import CandidateFactory
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.casefile.models import CaseTriage
from vigil.trust.models import Confirmation, Role, User

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
STATES = ("open", "closed", "none")


def account_in(state: str) -> World:
    """Make the account of a coder in a state."""
    user = made_user("left@example.org", *([Role.CODER] if state == "open" else []))
    if state == "open":
        CaseTriage.objects.create(case=CandidateFactory(), assigned_to=user)
    User.objects.filter(pk=user.pk).update(is_active=state != "closed")

    def facts() -> dict[str, Any]:
        row = User.objects.get(pk=user.pk)
        grant = row.grants.first()
        limits = [*grant.countries, *grant.languages] if grant else None
        asked = Confirmation.objects.filter(verb="reset_access").count()
        roles = sorted(row.grants.values_list("role", flat=True))
        told = {"active": row.is_active, "limits": limits, "asked": asked, "roles": roles}
        return told | {"cases": CaseTriage.objects.filter(assigned_to=row).count()}

    names = {"pk": str(NOTHING if state == "none" else user.pk)}
    return World("account", state, names, facts=facts)


def of_the_role(world: World) -> dict[str, Any]:
    """Name the role, with a reason."""
    return {"role": "coder", "why": "left the team"}


def limits(world: World) -> dict[str, Any]:
    """Limit the role to a country and a language."""
    return of_the_role(world) | {"countries": ["COL"], "languages": ["es"]}


def added(world: World) -> dict[str, Any]:
    """Add another role."""
    return {"role": "auditor", "why": "reads the log"}


WORLDS = {"account": worlds(account_in, *STATES)}


def _post(send: Any, **after: Any) -> dict[str, Post]:
    post = Post(ADMINISTRATORS, send=send, done=same(["open"], **after), within=ANYWHERE)
    return {"": post}


ROUTES: dict[str, Route] = {
    "desk/operation/": Route(ADMINISTRATORS, door=ADMINISTRATORS, gate=ADMINISTRATORS),
    "desk/people/": Route(ADMINISTRATORS, gate=ADMINISTRATORS),
    "desk/people/<int:pk>/": Route(ADMINISTRATORS, of="account", gate=ADMINISTRATORS),
    "desk/people/<int:pk>/add/": Route(
        posts=_post(added, roles=["auditor", "coder"]), of="account", gate=ADMINISTRATORS
    ),
    "desk/people/<int:pk>/revoke/": Route(
        posts=_post(of_the_role, limits=None, roles=[]), of="account", gate=ADMINISTRATORS
    ),
    "desk/people/<int:pk>/limit/": Route(
        posts=_post(limits, limits=["COL", "es"]), of="account", gate=ADMINISTRATORS
    ),
    "desk/people/<int:pk>/reset/": Route(
        posts=_post(of_the_role, asked=1), of="account", gate=ADMINISTRATORS
    ),
    "desk/people/<int:pk>/sign-out/": Route(
        posts={"": Post(ADMINISTRATORS, done=same(["open", "closed"]), within=ANYWHERE)},
        of="account",
        gate=ADMINISTRATORS,
    ),
    "desk/people/<int:pk>/hand-over/": Route(
        posts=_post(of_the_role, cases=0), of="account", gate=ADMINISTRATORS
    ),
    "desk/people/<int:pk>/close/": Route(
        posts=_post(of_the_role, active=False, limits=None, roles=[], cases=0),
        of="account",
        gate=ADMINISTRATORS,
    ),
}
