"""Wagtail's addresses: who is answered what, of stories that nobody may see yet, or any more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, URLResolver, resolve, reverse
from django.utils import timezone

from factories import UserFactory
from vigil.trust.models import Role
from vigil.witness.editors import access as cms
from vigil.witness.editors.wagtail_urls import ENDPOINTS, NAMED, wagtail_urls
from vigil.witness.models import Story
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.verbs import publishing, withdrawing
from witness.story_factories import TITLE, a_profile, anew, approved, editor, person, written

pytestmark = pytest.mark.django_db


def names(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
    """Yield the name of every address, as `reverse` takes it; of one without a name, nothing."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


NAMES = sorted(set(names(wagtail_urls())))
ENTERING = {Role.EDITOR, Role.ADMINISTRATOR}


def arguments(story: Story, page: int, revision: int) -> dict[str, object]:
    """Return what fills the parts of Wagtail's addresses, all of them of this story."""
    return {
        **dict.fromkeys(("page_id", "pk", "parent_page_id", "page_to_move_id"), page),
        **dict.fromkeys(("destination_id", "object_id"), page),
        **dict.fromkeys(("revision_id", "session_id", "task_id", "workflow_state_id"), revision),
        **dict.fromkeys(("collection_id", "task_state_id", "workflow_pk"), 1),
        **dict.fromkeys(("revision_id_a",), "earliest"),
        **dict.fromkeys(("revision_id_b",), "latest"),
        **dict.fromkeys(("app_label", "content_type_app_name", "app_name"), "witness"),
        **dict.fromkeys(("model_name", "content_type_model_name"), "storypage"),
        **dict.fromkeys(("action", "action_name"), "delete"),
        "uidb64": "x",
        "token": "x",
    }


def addresses(story: Story, page: int, revision: int) -> dict[str, str]:
    """Return every address of Wagtail that can be written, by its name."""
    known = arguments(story, page, revision)
    found = {}
    for name in NAMES:
        pattern_arguments = _taken(name)
        try:
            found[name] = reverse(name, kwargs={arg: known[arg] for arg in pattern_arguments})
        except (NoReverseMatch, KeyError):
            continue
    return found


def _taken(name: str) -> list[str]:
    from django.urls import get_resolver

    resolver = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        _prefix, resolver = resolver.namespace_dict[space]
    possibilities = resolver.reverse_dict.getlist(last)
    return list(possibilities[0][0][0][1]) if possibilities else []


def embargoed(by: object) -> Story:
    story = approved(a_profile(by), by)
    return publishing.schedule(story, timezone.now() + timedelta(days=3), by=by)


def test_every_name_that_answers_is_one_of_wagtails() -> None:
    assert set(cms.ANSWERING) <= set(NAMES)


def test_nearly_every_address_can_be_asked_here() -> None:
    story = a_profile(editor())
    found = addresses(story, story.page_id, 1)
    assert set(cms.ANSWERING) <= set(found)
    assert len(found) >= len(NAMES) - 6, sorted(set(NAMES) - set(found))


PERSONS: dict[str, frozenset[Role]] = {
    "somebody without a role": frozenset(),
    **{str(role): frozenset({role}) for role in Role},
    "everybody else at once": frozenset(set(Role) - ENTERING),
    "everybody at once": frozenset(Role),
}


def wrong(client: Client, name: str, at: str, who: str, may_see: bool) -> Iterator[str]:
    """Ask for an address by GET and POST; say what is wrong with the answer."""
    entering = bool(PERSONS.get(who, frozenset()) & ENTERING)
    for method in ("get", "post"):
        response = getattr(client, method)(at)
        content = b"".join(response) if response.streaming else response.content
        if TITLE.encode() in content and not (entering and may_see):
            yield f"{method} {name} as {who} shows the story"
        if name not in cms.ANSWERING:
            expected = {404}
        elif who == "visitor":
            expected = {302}
        elif not entering:
            expected = {403}
        elif "/pages/" in at:
            expected = {200, 403, 405} if may_see else {404, 405}
        else:
            continue
        if response.status_code not in expected:
            yield f"{method} {name} as {who}: {response.status_code}"


def test_the_api_that_is_not_loaded_has_all_its_names() -> None:
    # Here: it is what the product does not load.
    from wagtail.admin.api.views import PagesAdminAPIViewSet

    real = {(str(one.pattern), one.name) for one in PagesAdminAPIViewSet.get_urlpatterns()}
    assert {(str(one.pattern), one.name) for one in NAMED} == real
    for endpoint in ENDPOINTS:
        assert reverse(f"wagtailadmin_api:{endpoint}:listing").endswith(f"/main/{endpoint}/")


def test_what_never_answers_looks_at_nobody() -> None:
    by = editor()
    story = embargoed(by)
    for name, at in addresses(story, story.page_id, story_draft(story).revision).items():
        view, arguments, named = resolve(at)
        for method in ("GET", "POST") if name not in cms.ANSWERING else ():
            nobody = RequestFactory().generic(method, at)
            assert not hasattr(nobody, "user")
            with pytest.raises(Http404):
                view(nobody, *arguments, **named)


EVERY_ADDRESS = pytest.param(
    *("embargoed", frozenset({"visitor", *PERSONS})),
    marks=pytest.mark.tail("test_what_never_answers_looks_at_nobody; the most powerful daily"),
)


@pytest.mark.turns
@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize(
    ("state", "asking_for_all"),
    [
        ("embargoed", frozenset({"visitor", "everybody at once"})),
        ("withdrawn", frozenset()),
        ("with a person", frozenset()),
        EVERY_ADDRESS,
    ],
)
def test_nobody_below_editor_is_shown_anything(state: str, asking_for_all: frozenset[str]) -> None:
    by = editor()
    story = embargoed(by)
    page, revision = story.page_id, story_draft(story).revision
    if state == "withdrawn":
        withdrawing.withdraw_story(story, by=by, why="asked")
    elif state == "with a person":
        Story.objects.filter(pk=story.pk).update(withdrawals=[1])
    found = addresses(story, page, revision)
    troubles: list[str] = []
    for who in ("visitor", *PERSONS):
        client = Client()
        if who != "visitor":
            client.force_login(UserFactory(roles=PERSONS[who]))
        # What never answers does so before it looks at who asks.
        asked = found if who in asking_for_all else cms.ANSWERING
        for name in asked:
            troubles += wrong(client, name, found[name], who, state == "embargoed")
    assert not troubles, "\n".join(troubles)


def test_an_editor_edits_and_looks_back(client: Client) -> None:
    by = editor()
    story = embargoed(by)
    written(story, by, title="A second title")
    client.force_login(by)
    page = story.page_id
    assert (
        "A second title"
        in client.get(reverse("wagtailadmin_pages:edit", args=[page])).content.decode()
    )
    history = client.get(reverse("wagtailadmin_pages:history", args=[page])).content.decode()
    assert str(by) in history
    assert "None None" not in history
    compared = client.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page, "earliest", "latest"])
    )
    assert compared.status_code == 200
    old = story_draft(story).revision - 1
    reverted = client.get(reverse("wagtailadmin_pages:revisions_revert", args=[page, old]))
    assert reverted.status_code == 200


def test_saving_in_wagtail_is_a_draft_with_a_decision(client: Client) -> None:
    by = editor()
    story = a_profile(by)
    client.force_login(by)
    at = reverse("wagtailadmin_pages:edit", args=[story.page_id])
    form = client.get(at).context["form"]
    sent = {}
    for part in (form, form.formsets["texts"].management_form, *form.formsets["texts"].forms):
        for field in part:
            sent[field.html_name] = "" if field.value() is None else field.value()
    sent = {name: value for name, value in sent.items() if value is not False}
    sent["texts-0-title"] = "Written in Wagtail"
    sent["action-publish"] = "action-publish"
    assert client.post(at, sent).status_code == 302
    assert story_draft(anew(story)).original.title == "Written in Wagtail"
    story.page.refresh_from_db()
    assert story.page.live is False
    assert client.get("/stories/S-0100/").status_code == 404


def test_an_editor_of_another_country_does_not_find_it(client: Client) -> None:
    by = editor()
    story = a_profile(by, person(country="MEX"))
    other = editor()
    other.grants.update(countries=["COL"])
    client.force_login(other)
    at = reverse("wagtailadmin_pages:edit", args=[story.page_id])
    assert client.get(at).status_code == 404
    assert client.get("/desk/stories/S-0100/").status_code == 404
    assert TITLE not in client.get("/desk/stories/").content.decode()


def test_the_editors_policy_is_of_this_path_alone(client: Client) -> None:
    by = editor()
    story = a_profile(by)
    client.force_login(by)
    at = reverse("wagtailadmin_pages:edit", args=[story.page_id])
    policy = client.get(at)["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in client.get("/desk/stories/")["Content-Security-Policy"]
    page = client.get(at).content.decode()
    for host in ("gravatar", "releases.wagtail", "https://"):
        assert (
            host not in page.replace("https://news.example", "").replace("http://www.w3.org", "")
            or host == "https://"
        ), host
