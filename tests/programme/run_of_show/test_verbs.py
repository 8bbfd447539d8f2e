"""The run of show: in order, against the slot, each item checked after it was last changed."""

import io
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.carriers import jpeg
from programme.recording_factories import a_session, host, sound
from vigil.programme.models import RunItem, Session
from vigil.programme.run_of_show import verbs
from vigil.programme.run_of_show.queries import run_of_session
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, Upload, User
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def items(session: Session, by: User, *seconds: int) -> list[RunItem]:
    return [
        verbs.add_item(session, by=by, title=f"Item {n}", seconds=lasts)
        for n, lasts in enumerate(seconds, start=1)
    ]


def test_it_is_added_up_and_held_against_the_slot(by: User) -> None:
    session, _part = a_session()  # 90 minutes
    items(session, by, 600, 5400)
    run = run_of_session(session)
    assert [line.begins for line in run.lines] == [0, 600]
    assert (run.planned, run.slot, run.over, run.unchecked) == (6000, 5400, 600, 2)


def test_items_are_put_in_order(by: User) -> None:
    session, _part = a_session()
    one, two, three = items(session, by, 60, 60, 60)
    verbs.order_items(session, [three.pk, one.pk, two.pk], by=by)
    assert [line.item.title for line in run_of_session(session).lines] == [
        "Item 3",
        "Item 1",
        "Item 2",
    ]
    with pytest.raises(NotPossible, match="changed meanwhile"):
        verbs.order_items(session, [one.pk, two.pk], by=by)
    added = verbs.add_item(session, by=by, title="Last", seconds=1)
    assert run_of_session(session).lines[-1].item == added


def test_a_file_gives_the_length_and_undoes_checks(by: User) -> None:
    session, part = a_session()
    item = verbs.add_item(
        session,
        by=by,
        title="A voice",
        seconds=1,
        kind="prerecorded",
        contribution=part,
        voice="needed",
    )
    with pytest.raises(NotPossible, match="no file yet"):
        verbs.check_item(item, technical=True, voice=False, face=False, by=by)
    item = verbs.set_item_file(item, sound(5), by=by)
    assert item.seconds == 5
    item = verbs.check_item(item, technical=True, voice=True, face=False, by=by)
    assert (item.voice, item.checked_at is not None) == ("checked", True)
    assert run_of_session(session).unchecked == 0
    first = item.file
    item = verbs.set_item_file(item, sound(3), by=by)
    assert (item.voice, item.checked_at, item.seconds) == ("needed", None, 3)
    assert Upload.objects.get(uid=first).state == Upload.State.REMOVED
    verbs.remove_item(item, by=by)
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_only_a_check_says_that_something_was_checked(by: User) -> None:
    session, _part = a_session()
    item = verbs.add_item(session, by=by, title="A voice", seconds=60, voice="checked")
    assert item.voice == "needed"
    with pytest.raises(NotPossible, match="No disguise is needed"):
        verbs.check_item(item, technical=False, voice=False, face=True, by=by)
    with pytest.raises(NotPossible, match="what was checked"):
        verbs.check_item(item, technical=False, voice=False, face=False, by=by)
    item = verbs.check_item(item, technical=False, voice=True, face=False, by=by)
    item = verbs.edit_item(item, by=by, title="Another title", voice="checked")
    assert item.voice == "checked"
    item = verbs.edit_item(item, by=by, contribution=_part)
    assert item.voice == "needed"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " "}, "a title"),
        ({"seconds": 0}, "how long"),
        ({"seconds": 90_000}, "how long"),
    ],
)
def test_what_an_item_lacks_is_said(by: User, values: dict[str, object], said: str) -> None:
    session, _part = a_session()
    with pytest.raises(NotPossible, match=said):
        verbs.add_item(session, by=by, **{"title": "x", "seconds": 60, **values})
    assert not session.run.exists()


def test_a_contributor_of_another_session_is_refused(by: User) -> None:
    session, _part = a_session()
    with pytest.raises(NotPossible, match="another session"):
        verbs.add_item(session, by=by, title="x", seconds=60, contribution=a_session()[1])


def test_a_live_item_has_no_file(by: User) -> None:
    session, _part = a_session()
    live = verbs.add_item(session, by=by, title="x", seconds=60)
    with pytest.raises(NotPossible, match="Only a pre-recorded"):
        verbs.set_item_file(live, sound(), by=by)
    recorded = verbs.add_item(session, by=by, title="x", seconds=60, kind="prerecorded")
    with pytest.raises(FileRefused, match="no sound"):
        verbs.set_item_file(recorded, io.BytesIO(jpeg()), by=by)


@pytest.mark.parametrize("role", [Role.ADJUDICATOR, Role.CODER, Role.EDITOR, Role.REGISTRANT])
def test_others_may_not(by: User, role: Role) -> None:
    session, _part = a_session()
    (item,) = items(session, by, 60)
    other = UserFactory(roles=[role])
    for attempt in (
        lambda: verbs.add_item(session, by=other, title="x", seconds=60),
        lambda: verbs.edit_item(item, by=other, title="y"),
        lambda: verbs.check_item(item, technical=True, voice=False, face=False, by=other),
        lambda: verbs.order_items(session, [item.pk], by=other),
        lambda: verbs.remove_item(item, by=other),
    ):
        with pytest.raises(NotAllowed):
            attempt()
