"""What a session is about: shown as it stands now, and not at all once it was withdrawn."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import CaseFactory, UserFactory, adjudicator
from programme.factories import SessionFactory
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Stage, Visibility
from vigil.programme.events.citations import citations_of, public_citations
from vigil.programme.events.verbs.citing import cite, uncite
from vigil.programme.models import Citation, Session
from vigil.publication.models import PublicCase
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, User
from vigil.witness.stories.verbs.withdrawing import withdraw_story
from witness.story_factories import a_story, agreed, editor, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def public_case(number: str = "V-1234") -> object:
    return CaseFactory(public_id=number, stage=Stage.VERIFIED, visibility=Visibility.PUBLISHED)


def page_of(client: Client, session: Session) -> str:
    return client.get(f"/programme/{session.event.slug}/{session.slug}/").content.decode()


def test_a_case_is_cited_in_its_state(host: User, client: Client) -> None:
    public_case()
    session = SessionFactory()
    citation = cite(session, "case", "v-1234", by=host)
    assert (citation.key, citation.state) == ("V-1234", PublicCase.objects.get().digest)
    assert cite(session, "case", "V-1234", by=host).pk == citation.pk  # sent twice
    assert "/cases/V-1234/" in page_of(client, session)
    assert citations_of(session)[0].warning == ""


def test_one_that_changed_since_says_so(host: User, client: Client) -> None:
    public_case()
    session = SessionFactory()
    cite(session, "case", "V-1234", by=host)
    Citation.objects.update(state="0" * 16)
    assert "changed since it was cited" in page_of(client, session)


def test_one_that_was_withdrawn_is_not_shown_and_the_desk_is_told(
    host: User, client: Client
) -> None:
    case = public_case()
    session = SessionFactory()
    cite(session, "case", "V-1234", by=host)
    withdraw_case(case, by=adjudicator(), why="The family asked")
    assert "V-1234" not in page_of(client, session)
    (told,) = citations_of(session)
    assert told.warning
    assert public_citations([told]) == []


def test_a_story_is_cited_while_the_public_sees_it(
    host: User, client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    by = editor()
    story = a_story(by)
    at = f"/stories/{story.public_id}/"
    session = SessionFactory()
    for key in (at, f"/es{at}?text=en", "https://news.example/a-story"):
        cite(session, "story", key, by=host, label="Told by a sister")
    assert [one.shown for one in citations_of(session)] == [False, False, True]
    agreed(story, by=by)
    published(story, by)
    assert page_of(client, session).count("Told by a sister") == 3
    withdraw_story(story, by=by, why="The family asked")
    assert at not in page_of(client, session)
    assert [bool(one.warning) for one in citations_of(session)] == [True, True, False]
    assert [one.url for one in public_citations(citations_of(session))] == [
        "https://news.example/a-story"
    ]


def test_what_is_not_public_cannot_be_cited(host: User) -> None:
    CaseFactory(public_id="V-1235", stage=Stage.VERIFIED, visibility=Visibility.INTERNAL)
    for key in ("V-1235", "V-9999", "", "x\0y"):
        with pytest.raises(NotPossible):
            cite(SessionFactory(), "case", key, by=host)
    assert not Citation.objects.exists()


@pytest.mark.parametrize(
    "key",
    [
        "javascript:alert(1)",
        "http://example.org/",
        "//example.org/",
        "/\\example.org",
        "https://",
        "x",
    ],
)
def test_only_a_path_of_ours_or_https_is_an_address(host: User, key: str) -> None:
    with pytest.raises(NotPossible):
        cite(SessionFactory(), "report", key, by=host, label="The report")


def test_something_else_needs_a_name(host: User, client: Client) -> None:
    session = SessionFactory()
    with pytest.raises(NotPossible):
        cite(session, "figure", "/figures/?country=COL", by=host)
    citation = cite(session, "figure", "/figures/?country=COL", by=host, label="Colombia")
    assert 'href="/figures/?country=COL"' in page_of(client, session)
    with pytest.raises(NotAllowed):
        uncite(citation, by=adjudicator())
    uncite(citation, by=host)
    assert "/figures/?country=COL" not in page_of(client, session)
