"""Calls: made by officers, checked before anybody reads them, frozen once somebody began."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories import UserFactory, VictimFactory
from fund.applicants import FORM, begun, open_call
from fund.factories import RUBRIC, application, officer
from vigil.fund.calls import verbs as calls
from vigil.fund.models import Call
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db
State = Call.State


def made(by: User | None = None, **values: Any) -> Call:
    now = timezone.now()
    values = {
        "slug": "radio",
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=1),
        **calls.example_call("fellowship"),
        **values,
    }
    return calls.make_call(by=by or officer(), **values)


def test_an_example_becomes_a_call_that_is_published() -> None:
    by = officer()
    call = calls.publish(made(by), by=by)
    assert (call.state, call.places, call.most_minor) == (State.PUBLISHED, 10, 1_500_000)
    assert calls.is_open(call)
    assert calls.example_call("grant")["kind"] == "grant"
    with pytest.raises(NotPossible):
        calls.example_call("loan")


def test_a_call_says_no_name_that_the_record_does_not_show() -> None:
    VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    with pytest.raises(NotPossible, match="does not show"):
        made(title={"en": "For Berta Lozano Ibarra"})
    with pytest.raises(NotPossible, match="does not show"):
        made(slug="for-berta-lozano-ibarra")
    call = made()
    with pytest.raises(NotPossible, match="does not show"):
        calls.edit_call(call, by=officer(), eligibility=[{"en": "I know Berta Lozano Ibarra."}])


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Not an address"},
        {"kind": "loan"},
        {"themes": ["weather"]},
        {"languages": ["tlh"]},
        {"currency": "XXQ"},
        {"reviewers": 0},
        {"reviewers": True},
        {"most_minor": -5},
        {"zone": "Mars/Base"},
        {"form": [{"key": "a"}]},
        {"rubric": "none"},
        {"eligibility": [{"en": ""}]},
        {"title": {"en": ""}},
        {"colour": "red"},
        {"opens_at": None},
        {"closes_at": timezone.now() - timedelta(days=9)},
    ],
)
def test_wrong_data_are_refused_and_nothing_is_kept(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        made(**wrong)
    assert not Call.objects.exists()


def test_an_address_is_given_once() -> None:
    made()
    with pytest.raises(NotPossible):
        made()


@pytest.mark.parametrize("lacking", ["title", "form", "rubric", "languages"])
def test_a_draft_may_lack_what_a_published_call_may_not(lacking: str) -> None:
    by = officer()
    call = made(by, **{lacking: [] if lacking != "title" else {}})
    with pytest.raises(NotPossible):
        calls.publish(call, by=by)


def test_the_rubric_stays_once_an_application_was_sent_and_the_form_becomes_a_version() -> None:
    by, call = officer(), open_call()
    calls.edit_call(call, by=by, form=FORM[:3])
    made = begun(Call.objects.get())
    calls.edit_call(call, by=by, form=FORM, rubric=RUBRIC[:1])
    made.application.refresh_from_db()
    assert [one.number for one in call.form_versions.all()] == [1, 2]
    assert made.application.form_version.number == 1
    application("submitted", call=call)
    with pytest.raises(NotPossible, match="rubric stays"):
        calls.edit_call(call, by=by, rubric=RUBRIC)
    assert calls.edit_call(call, by=by, places=12, form=FORM[:3]).places == 12
    assert call.form_versions.count() == 3  # form 1 with the rubric of today


def test_a_call_is_closed_early_decided_and_not_changed_any_more() -> None:
    by, call = officer(), open_call()
    with pytest.raises(NotPossible):
        calls.mark_decided(call, by=by)
    call = calls.close_early(call, by=by)
    assert not calls.is_open(call)
    with pytest.raises(NotPossible):
        calls.close_early(call, by=by)
    call = calls.mark_decided(call, by=by)
    for act in (calls.withdraw, calls.publish, calls.mark_decided):
        with pytest.raises(NotPossible):
            act(call, by=by)
    with pytest.raises(NotPossible):
        calls.edit_call(call, by=by, places=1)


def test_what_is_withdrawn_or_for_the_invited_is_not_public() -> None:
    by = officer()
    shown, gone = open_call(), open_call()
    open_call(access=Call.Access.INVITED)
    open_call(state=State.DRAFT)
    calls.withdraw(gone, by=by)
    assert list(calls.public_calls()) == [shown]
    assert list(calls.open_or_coming_calls()) == [shown]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FUND_OFFICER])
def test_nobody_but_officers_manages_calls(role: Role) -> None:
    user, call = UserFactory(roles=[role]), open_call()
    for act in (calls.publish, calls.withdraw, calls.close_early, calls.mark_decided):
        with pytest.raises(NotAllowed):
            act(call, by=user)
    with pytest.raises(NotAllowed):
        calls.edit_call(call, by=user, places=3)
    with pytest.raises(NotAllowed):
        made(user)


def test_reviewers_see_no_more_of_who_applies_once_somebody_began() -> None:
    by, call = officer(), open_call(blind=True)
    calls.freeze_form_and_rubric(call)
    with pytest.raises(NotPossible, match="stands"):
        calls.edit_call(call, by=by, blind=False)
    shown = open_call(blind=False)
    calls.freeze_form_and_rubric(shown)
    assert calls.edit_call(shown, by=by, blind=True).blind
