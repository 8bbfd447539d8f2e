"""The way from a form to a verb to an answer, with a table of acts of its own."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from factories import UserFactory
from vigil.desk.screens.act import (
    CONFLICT,
    NEEDS_SECOND,
    REFUSED,
    Act,
    ScreenState,
    act_named,
    forms_of,
    offered,
    perform,
    show_elsewhere,
)
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Confirmation, Role, User
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db
BACK = "/desk/door/"


class Door:
    """What the acts of these tests are done to."""

    def __init__(self) -> None:
        self.colours: list[str] = []


class ColourForm(forms.Form):
    colour = forms.CharField(max_length=20)
    file = forms.CharField(required=False)


def paint(door: Door, said: dict[str, Any], by: User) -> object:
    door.colours.append(said["colour"])
    return ANSWERS.get(said["colour"])


def refuse(error: Exception) -> Any:
    def verb(door: Door, said: dict[str, Any], by: User) -> object:
        raise error

    return verb


ANSWERS: dict[str, object] = {
    "blue": "/desk/blue/",
    "gold": {"code": "4711"},
    "red": HttpResponse("as it is"),
    "two": Confirmation(),
}
PAINT = Act(form=ColourForm, verb=paint, label="Paint", done="It is painted.")


class Screen:
    """Keeps in which state it was last shown."""

    def __init__(self) -> None:
        self.state = ScreenState()

    def __call__(self, state: ScreenState) -> HttpResponseBase:
        self.state = state
        return HttpResponse(status=state.status)


def sent(by: User, **said: str) -> HttpRequest:
    request = RequestFactory().post(BACK, said)
    request.user = by
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def sentences(request: HttpRequest) -> list[str]:
    return [str(one) for one in get_messages(request)]


def done(act: Act[Door] = PAINT, by: User | None = None, **said: str) -> tuple[Any, ...]:
    """Do an act; return the door, the screen, the request and the answer."""
    door, screen = Door(), Screen()
    request = sent(by or UserFactory(), **said)
    answer = perform(request, door, "paint", act, show=screen, back=BACK)
    return door, screen, request, answer


def test_what_is_done_is_said_and_the_screen_asked_for_again() -> None:
    door, _screen, request, answer = done(colour="green")
    assert (door.colours, answer.status_code, answer.url) == (["green"], 302, BACK)
    assert sentences(request) == ["It is painted."]


def test_an_address_leads_on_and_a_response_is_sent() -> None:
    assert done(colour="blue")[3].url == "/desk/blue/"
    assert done(colour="red")[3].content == b"as it is"


def test_the_next_place_and_the_sentence_may_come_of_the_answer() -> None:
    act = Act(
        form=ColourForm,
        verb=lambda door, said, by: len(said["colour"]),
        done=lambda answer: f"{answer} letters",
        next=lambda door, answer: f"/{answer}/",
    )
    _door, _screen, request, answer = done(act, colour="green")
    assert (answer.url, sentences(request)) == ("/5/", ["5 letters"])


def test_what_is_shown_once_is_on_the_screen() -> None:
    _door, screen, _request, answer = done(colour="gold")
    assert (answer.status_code, screen.state.revealed) == (200, {"code": "4711"})


def test_what_takes_two_says_so_and_not_that_it_is_done() -> None:
    _door, _screen, request, answer = done(colour="two")
    assert (answer.url, sentences(request)) == (BACK, [str(NEEDS_SECOND)])


def test_a_form_that_does_not_fit_comes_back_as_typed() -> None:
    door, screen, _request, answer = done(colour="a colour with far too many letters")
    assert (door.colours, answer.status_code) == ([], REFUSED)
    assert screen.state.forms["paint"]["colour"].value() == "a colour with far too many letters"


@pytest.mark.parametrize(
    ("error", "status", "at"),
    [
        (NotPossible("no"), CONFLICT, "__all__"),
        (Unfit("no", "colour"), CONFLICT, "colour"),
        (Unfit("no", "elsewhere"), CONFLICT, "__all__"),
        (FileRefused("no"), REFUSED, "file"),
    ],
)
def test_what_a_verb_refuses_comes_back_as_typed_with_the_reason_at_its_field(
    error: Exception, status: int, at: str
) -> None:
    _door, screen, request, answer = done(Act(form=ColourForm, verb=refuse(error)), colour="green")
    form = screen.state.forms["paint"]
    assert (answer.status_code, dict(form.errors)) == (status, {at: ["no"]})
    assert form["colour"].value() == "green"
    assert sentences(request) == []


def test_an_act_names_the_errors_which_mean_that_the_form_is_wrong() -> None:
    for invalid, status in (((Unfit,), REFUSED), ((NotPossible,), REFUSED), ((), CONFLICT)):
        act = Act(form=ColourForm, verb=refuse(Unfit("no", "colour")), invalid=invalid)
        assert done(act, colour="green")[3].status_code == status


def test_what_is_wrong_can_be_said_on_another_screen() -> None:
    request = sent(UserFactory(), colour="green")
    act = Act(form=ColourForm, verb=refuse(Unfit("no", "colour")))
    show = show_elsewhere(request, "/desk/house/")
    answer = perform(request, Door(), "paint", act, show=show, back=BACK)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/house/")
    assert sentences(request) == ["no"]


def test_who_may_not_is_refused_before_anything_is_read() -> None:
    act = Act(form=ColourForm, verb=paint, permission="trust.lock_down")
    with pytest.raises(NotAllowed):
        done(act, colour="green")
    assert done(act, UserFactory(roles=[Role.ADMINISTRATOR]), colour="green")[0].colours


def test_a_form_names_its_act_and_an_unknown_one_does_nothing() -> None:
    door, screen, by = Door(), Screen(), UserFactory()
    acts = {"paint": PAINT}
    act_named(sent(by, act="paint", colour="green"), door, acts, show=screen, back=BACK)
    answer = act_named(sent(by, act="burn", colour="red"), door, acts, show=screen, back=BACK)
    assert (door.colours, answer.status_code) == (["green"], REFUSED)
    assert screen.state.problem


def test_a_screen_has_the_form_that_was_refused_and_the_others_blank() -> None:
    door, screen, _request, _answer = done(colour="")
    acts = {"paint": PAINT, "varnish": Act(form=ColourForm, verb=paint, initial=_brown)}
    found = forms_of(acts, door, UserFactory(), screen.state)
    assert found["paint"].is_bound
    assert (found["varnish"].is_bound, found["varnish"]["colour"].value()) == (False, "brown")


def _brown(door: Door) -> dict[str, str]:
    return {"colour": "brown"}


def test_offered_is_what_one_may_and_what_makes_sense() -> None:
    acts = {
        "paint": PAINT,
        "lock": Act(form=ColourForm, verb=paint, permission="trust.lock_down"),
        "clean": Act(form=ColourForm, verb=paint, offered=lambda door: bool(door.colours)),
    }
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    assert offered(acts, Door(), UserFactory()) == {"paint"}
    assert offered(acts, Door(), administrator) == {"paint", "lock"}


def test_the_permission_is_asked_of_what_the_act_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    by = UserFactory()
    monkeypatch.setattr(by, "has_perm", lambda _permission, item: asked.append(item) or True)
    act = Act[Door](
        form=ColourForm, verb=paint, permission="trust.lock_down", about=lambda door: door.colours
    )
    door = Door()
    assert act.allows(door, by)
    assert asked == [door.colours]
