"""The desk's screens of questions: one tap each, the part for the script, the stage, the file."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from factories import UserFactory
from programme.question_factories import TEXT, asked, asking_session
from vigil.programme.models import Question, Session, SessionQuestions
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db
State = Question.State


def client_of(*roles: str) -> Client:
    client = Client()
    user: User = UserFactory(roles=list(roles))
    client.force_login(user)
    return client


def desk(session: Session, end: str = "") -> str:
    return f"/desk/programme/sessions/{session.pk}/questions/{end}"


def test_one_tap_each_and_the_page_goes_on_where_it_was() -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    question = asked(session)
    at = f"{desk(session)}?sort=time"
    for act, state in (
        *(("show", State.SHOWN), ("now", State.SHOWN), ("answered", State.ANSWERED)),
        *(("show", State.SHOWN), ("refuse", State.REFUSED)),
    ):
        answer = client.post(at, {"act": act, "question": question.pk})
        assert answer["Location"] == f"{at}#question-{question.pk}"
        question.refresh_from_db()
        assert question.state == state
    part = client.post(at, {"act": "show", "question": question.pk, "only": "list"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Take question now" in part.content.decode()


def test_while_a_question_is_answered_no_list_says_that_there_is_none() -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    client.post(desk(session), {"act": "now", "question": asked(session, state=State.SHOWN).pk})
    desk_page = client.get(desk(session)).content.decode()
    public = Client().get(f"/programme/{session.event.slug}/{session.slug}/questions/")
    assert "only the question that is being answered" in desk_page
    assert "No question is shown yet" not in desk_page + public.content.decode()


def test_what_cannot_be_done_is_said_in_the_part_too() -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    question = asked(session)
    page = client.post(desk(session), {"act": "now", "question": question.pk, "only": "list"})
    assert page.status_code == 409
    assert "Show this question first" in page.content.decode()
    gone = client.post(desk(session), {"act": "show", "question": 0, "only": "list"})
    assert gone.status_code == 422
    assert "no longer here" in gone.content.decode()
    other = asked(asking_session())
    strange = client.post(desk(session), {"act": "show", "question": other.pk})
    assert strange.status_code == 422


def test_merging_takes_two_taps() -> None:
    session, client = asking_session(), client_of(Role.EDITOR)
    one, two = asked(session, text="One?"), asked(session, text="Two?")
    page = client.get(desk(session), {"merge": one.pk}).content.decode()
    assert page.count("Merge into this question") == 1
    client.post(desk(session), {"act": "merge", "question": one.pk, "into": two.pk})
    one.refresh_from_db()
    assert one.merged_into == two
    page = client.get(desk(session)).content.decode()
    assert "1 question was merged into this one" in page
    client.post(desk(session), {"act": "separate", "question": one.pk})
    one.refresh_from_db()
    assert one.merged_into is None


def test_an_editor_moderates_and_a_host_opens_and_closes() -> None:
    session, editor = asking_session(), client_of(Role.EDITOR)
    assert "Close questions" not in editor.get(desk(session)).content.decode()
    assert editor.post(desk(session), {"act": "close"}).status_code == 403
    host = client_of(Role.PROGRAMME_HOST)
    host.post(desk(session), {"act": "close"})
    assert not SessionQuestions.objects.get().is_open
    host.post(desk(session), {"act": "open"})
    assert SessionQuestions.objects.get().is_open


def test_a_name_for_hosts_is_shown_once_when_it_is_opened() -> None:
    session, client = asking_session(), client_of(Role.EDITOR)
    question = asked(session, name="Ana Ruiz")
    assert "Ana Ruiz" not in client.get(desk(session)).content.decode()
    part = client.post(desk(session), {"act": "name", "question": question.pk, "only": "list"})
    assert "Ana Ruiz" in part.content.decode()
    assert "Ana Ruiz" not in client.get(desk(session)).content.decode()


def test_the_stage_shows_what_is_shown_and_nothing_of_the_desk() -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    for state in State:
        asked(session, text=f"Is {state}?", state=state, name="Ana Ruiz")
    first = asked(session, text="Now?", name="Rosa Luz", shows_name=True, state=State.SHOWN)
    SessionQuestions.objects.update(answering=first)
    page = client.get(desk(session, "stage/")).content.decode()
    assert {one for one in State if f"Is {one}?" in page} == {State.SHOWN}
    assert page.index("Now?") < page.index(f"Is {State.SHOWN}?")
    assert "Rosa Luz" in page
    assert "Ana Ruiz" not in page
    assert "<nav" not in page
    part = client.get(desk(session, "stage/"), {"only": "list"}).content.decode()
    assert "Now?" in part
    assert "<html" not in part


def test_the_file_has_no_names_and_no_formulas() -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    asked(session, text="=1+1?", state=State.SHOWN, name="Rosa Luz", shows_name=True)
    asked(session, state=State.WAITING)
    answer = client.post(desk(session), {"act": "export"})
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    [_head, row] = csv.reader(io.StringIO(text))
    assert row[1:4] == ["shown", "0", "en"]
    assert row[4].endswith("=1+1?")
    assert not row[4].startswith("=")
    assert "Rosa" not in text
    assert TEXT not in text


def test_long_lists_take_as_many_queries_as_short_ones(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    session, client = asking_session(), client_of(Role.PROGRAMME_HOST)
    for n in range(12):
        asked(session, text=f"{n}?", state=list(State)[n % 4])
        asking_session()
    client.get(desk(session))
    with django_assert_max_num_queries(10):
        client.get(desk(session), {"only": "list"})
    with django_assert_max_num_queries(12):
        assert client.get("/desk/programme/questions/").content.decode().count("<h2>") == 13


def test_times_are_those_of_the_session_with_its_city() -> None:
    session = asking_session()
    question = asked(session)
    Session.objects.filter(pk=session.pk).update(
        zone="Asia/Tokyo", ends_at=datetime(2126, 4, 28, 9, 0, tzinfo=UTC)
    )
    Question.objects.filter(pk=question.pk).update(
        asked_at=datetime(2126, 4, 28, 7, 25, tzinfo=UTC)
    )
    page = client_of(Role.PROGRAMME_HOST).get(desk(session)).content.decode()
    assert "They close by themselves at 18:15, Tokyo time (UTC+9)." in page
    assert '<bdi dir="ltr">16:25</bdi> (<bdi>Tokyo</bdi>)' in page
    assert "UTC</bdi>" not in page
