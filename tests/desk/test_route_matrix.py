"""Who gets what from every route of ours: role by role, method by method.

A route without a row fails. Routes of allauth (`account/…`) are not ours: who may sign in,
reset or enrol is decided and tested there, and they are exempt by their prefix; our own link
to sign in once, which lies under the same prefix, has its row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern

from desk.conftest import make_account, make_candidate, signed_in
from factories import CaseFactory, MembershipFactory, UserFactory, VictimFactory
from vigil.casefile.models import Case, MembershipBasis, Stage
from vigil.desk.acts import ACTS
from vigil.trust.models import Role

NOT_OURS = "account/"
OURS_ANYWAY = "account/link/<str:token>/"
ROLES: tuple[Role | None, ...] = (
    *(None, Role.CODER, Role.ADJUDICATOR, Role.ADMINISTRATOR, Role.AUDITOR),
    Role.EDITOR,
)
CODERS = {Role.CODER, Role.ADJUDICATOR}
DESK = {*CODERS, Role.ADMINISTRATOR, Role.AUDITOR}
EVERYBODY = set(ROLES)
PUBLIC_ANSWERS = {200, 301, 302, 304, 404, 410, 422}


@dataclass(frozen=True)
class Row:
    """Who may read a route, and who may post to it (None: nobody can, 405)."""

    get: set[Role | None] | None
    post: set[Role | None] | None = None


ADJUDICATORS = {Role.ADJUDICATOR}
ACT_ROLES = dict.fromkeys(("publish", "withdraw", "contest", "agree"), ADJUDICATORS)
FORMS = ("csv", "csv-metadata.json", "geojson", "xlsx", "atom")
API = (
    *("", "openapi.json", "cases", "cases/<public_id>", "cases.geojson", "facets"),
    *("coverage", "codebook"),
)
MATRIX: dict[str, Row] = {
    "healthz": Row(EVERYBODY),
    OURS_ANYWAY: Row(EVERYBODY, EVERYBODY),
    # The public record.
    "": Row(EVERYBODY),
    "cases/": Row(EVERYBODY),
    "cases/<str:public_id>/": Row(EVERYBODY),
    "map/": Row(EVERYBODY),
    "figures/": Row(EVERYBODY),
    "map/points.json": Row(EVERYBODY),
    **{f"cases/cases.{form}": Row(EVERYBODY) for form in FORMS},
    "cases/<str:public_id>/cite.<str:form>": Row(EVERYBODY),
    "data/": Row(EVERYBODY),
    "data/api/": Row(EVERYBODY),
    "about/": Row(EVERYBODY),
    "about/policy/": Row(EVERYBODY),
    "about/report-an-error/": Row(EVERYBODY, EVERYBODY),
    "about/report-an-error/sent/": Row(EVERYBODY),
    **{f"api/v1/{name}": Row(EVERYBODY) for name in API},
    # The desk.
    "desk/": Row(DESK),
    "desk/reject/": Row(None, CODERS),
    "desk/cases/": Row(DESK),
    "desk/cases/<int:pk>/": Row(DESK),
    "desk/cases/<int:pk>/coding/": Row(None, CODERS),
    "desk/cases/<int:pk>/adjudication/": Row(ADJUDICATORS, ADJUDICATORS),
    **{f"desk/cases/<int:pk>/{name}/": Row(None, ACT_ROLES.get(name, CODERS)) for name in ACTS},
    "desk/add/": Row(CODERS),
    "desk/add/link/": Row(None, CODERS),
    "desk/add/case/": Row(None, CODERS),
    "desk/cases/<int:pk>/documents/": Row(CODERS, CODERS),
    "desk/cases/<int:pk>/documents/<slug:uid>/": Row(CODERS),
    "desk/cases/<int:pk>/documents/<slug:uid>/original/": Row(None, ADJUDICATORS),
    "desk/cases/<int:pk>/documents/<slug:uid>/remove/": Row(None, CODERS),
    "desk/outbox/": Row({Role.ADJUDICATOR, Role.ADMINISTRATOR}),
    "desk/outbox/<int:pk>/": Row({Role.ADJUDICATOR, Role.ADMINISTRATOR}),
    "desk/outbox/<int:pk>/release/": Row(None, ADJUDICATORS),
    "desk/outbox/<int:pk>/discard/": Row(None, {Role.ADJUDICATOR, Role.ADMINISTRATOR}),
    "desk/coverage/": Row(DESK, ADJUDICATORS),
    "desk/coverage/<int:pk>/": Row(DESK, ADJUDICATORS),
    "desk/sheets/": Row(ADJUDICATORS, ADJUDICATORS),
    "desk/sheets/export/": Row(None, ADJUDICATORS),
    "desk/sheets/conflicts/": Row(ADJUDICATORS, ADJUDICATORS),
    "desk/sheets/<int:pk>/": Row(ADJUDICATORS),
    "desk/sheets/<int:pk>/mapping/": Row(ADJUDICATORS, ADJUDICATORS),
    "desk/sheets/<int:pk>/apply/": Row(None, ADJUDICATORS),
    "desk/sheets/<int:pk>/broken.xlsx": Row(ADJUDICATORS),
    "desk/sheets/<int:pk>/verify/": Row(CODERS, CODERS),
    "desk/sheets/<int:pk>/publish/": Row(None, ADJUDICATORS),
    "desk/decisions/": Row({Role.ADJUDICATOR, Role.ADMINISTRATOR, Role.AUDITOR}),
    "desk/withdraw/": Row(ADJUDICATORS, ADJUDICATORS),
    "desk/withdraw/<int:pk>/": Row(ADJUDICATORS),
    "desk/withdraw/<int:pk>/lift/": Row(None, ADJUDICATORS),
    "desk/requests/": Row(ADJUDICATORS),
    "desk/requests/<int:pk>/": Row(ADJUDICATORS),
    "desk/requests/<int:pk>/contact/": Row(None, ADJUDICATORS),
    "desk/requests/<int:pk>/answer/": Row(None, ADJUDICATORS),
}


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield every route of the installation as it is written, allauth's left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        # The language prefix is an empty pattern in English.
        prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before if prefix else before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif not route.startswith(NOT_OURS) or route == OURS_ANYWAY:
            yield route


def test_every_route_of_ours_has_a_row() -> None:
    assert set(routes()) == set(MATRIX)


def test_the_exempt_routes_are_all_of_allauth() -> None:
    parts = [part for part in get_resolver().url_patterns if isinstance(part, URLResolver)]
    under = [pattern for part in parts for pattern in part.url_patterns]
    exempt = [p for p in under if isinstance(p, URLResolver) and str(p.pattern) == NOT_OURS]
    assert [p.urlconf_name.__name__ for p in exempt] == ["allauth.urls"]


@pytest.fixture
def opened(db: None) -> Case:
    """An open case with two accounts and a suggestion, for which everything can be tried."""
    case = make_candidate(make_account(), make_account(), stage=Stage.OPEN, public_id="V-7000")
    MembershipFactory(
        case=case, account=make_account(), basis=MembershipBasis.MACHINE, suggested=True
    )
    return case


def address(route: str, case: Case) -> str:
    if route == OURS_ANYWAY:
        return reverse("one_time_link", args=["no-such-token"])
    route = (
        route.replace("<int:pk>", str(case.pk))
        .replace("<str:form>", "bib")
        .replace("<slug:uid>", "x")
    )
    return "/" + route.replace("<str:public_id>", "V-7001").replace("<public_id>", "V-7001")


def client_of(role: Role | None) -> Client:
    return Client() if role is None else signed_in(UserFactory(roles=[role]))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role or "visitor"))
@pytest.mark.parametrize("route", sorted(MATRIX))
def test_route_by_role_and_method(route: str, role: Role | None, opened: Case) -> None:
    VictimFactory(case=CaseFactory(public_id="V-7001"))
    row, client, at = MATRIX[route], client_of(role), address(route, opened)
    desk = route.startswith("desk/")
    for method, may in (("get", row.get), ("post", row.post)):
        response = getattr(client, method)(at)
        if desk and role is None:
            assert response.status_code == 302, (method, at)
            assert response.headers["Location"].startswith("/account/login/")
        elif desk and role not in DESK:
            assert response.status_code == 403, (method, at)
        elif may is None:
            refused = {405} if role in (row.get or set()) | (row.post or set()) else {403, 405}
            assert response.status_code in refused, (method, at)
        elif role not in may:
            assert response.status_code == 403, (method, at)
        elif desk:
            # Allowed: an empty form is done, refused for what it lacks, or in conflict.
            assert response.status_code in {200, 302, 404, 409, 422}, (method, at)
        else:
            assert response.status_code in PUBLIC_ANSWERS, (method, at)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("route", sorted(route for route in MATRIX if route.startswith("desk/")))
def test_no_route_of_the_desk_knows_other_methods(route: str, method: str, opened: Case) -> None:
    client = signed_in(UserFactory(roles=[Role.ADJUDICATOR, Role.CODER]))
    assert getattr(client, method)(address(route, opened)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(route for route in MATRIX if MATRIX[route].post))
def test_every_post_needs_its_csrf_token(route: str, opened: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(roles=[Role.ADJUDICATOR, Role.CODER]))
    assert client.post(address(route, opened)).status_code == 403


@pytest.mark.django_db
def test_the_desk_is_never_kept_in_a_cache(opened: Case) -> None:
    response = signed_in(UserFactory(roles=[Role.CODER])).get(f"/desk/cases/{opened.pk}/")
    assert "no-store" in response.headers["Cache-Control"]
