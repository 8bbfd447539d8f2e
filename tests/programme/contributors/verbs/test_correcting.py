"""Corrections from a private link: proposed, sealed, read by a host, accepted or refused."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import CaseFactory, UserFactory, VictimFactory, adjudicator
from network.factories import MemberFactory
from programme.private_link_factories import Visitor, link_for
from programme.recording_factories import a_session, host
from vigil.programme.contributors import keeper
from vigil.programme.contributors.verbs.contributions import remove_contribution
from vigil.programme.contributors.verbs.correcting import (
    accept_correction,
    propose_corrections,
    read_correction,
    refuse_correction,
)
from vigil.programme.models import Contribution, Correction
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Sealed, User
from vigil.trust.private_links.verbs.links import send_private_link
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def proposed(by: User, **texts: str) -> tuple[Contribution, Correction]:
    _session, part = a_session()
    (made,) = propose_corrections(link_for(part, by=by), texts)
    return part, made


def test_a_correction_changes_nothing_and_lies_in_the_vault(by: User) -> None:
    part, made = proposed(by, name="Casilda Reyes Mora")
    part.refresh_from_db()
    assert part.name == "Casilda Reyes"
    assert "Mora" not in str([*Correction.objects.values(), *Decision.objects.values()])
    assert read_correction(made, by=by) == "Casilda Reyes Mora"
    assert Decision.objects.get(verb="open_sealed").actor == by
    with pytest.raises(NotAllowed):
        read_correction(made, by=UserFactory(roles=[Role.CODER]))


def test_an_accepted_correction_replaces_what_was_there(by: User) -> None:
    part, made = proposed(by, position="Sister of a journalist")
    accept_correction(made, by=by)
    part.refresh_from_db()
    assert part.position == "Sister of a journalist"
    assert not Sealed.objects.filter(subject_kind="correction").exists()
    with pytest.raises(NotPossible, match="answered already"):
        accept_correction(made, by=by)


def test_words_are_written_in_by_hand(by: User) -> None:
    part, made = proposed(by, words="My brother worked in Iguala.")
    before = Contribution.objects.values().get()
    accept_correction(made, by=by)
    assert Contribution.objects.values().get() == before
    assert part.session.abstract == ""


def test_a_refusal_says_why_on_their_page(client: Client, by: User) -> None:
    _session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    visitor.send("correct", name=part.name, position="Judge", affiliation="", words="")
    made = Correction.objects.get()
    assert (made.field, made.state) == ("position", "waiting")
    with pytest.raises(NotPossible, match="Say why"):
        refuse_correction(made, by=by, why=" ")
    VictimFactory(case=CaseFactory(), name="Zebulon Quiroga", outcome="injured")
    with pytest.raises(NotPossible):
        refuse_correction(made, by=by, why="Zebulon Quiroga says otherwise.")
    refuse_correction(made, by=by, why="The court says otherwise.")
    page = visitor.page()
    assert "The court says otherwise." in page
    assert not Sealed.objects.filter(subject_kind="correction").exists()


def test_a_later_correction_replaces_the_one_that_waits(by: User) -> None:
    _session, part = a_session()
    link = link_for(part, by=by)
    propose_corrections(link, {"name": "One"})
    (second,) = propose_corrections(link, {"name": "Two"})
    assert Correction.objects.get() == second
    assert Sealed.objects.filter(subject_kind="correction").count() == 1
    assert read_correction(second, by=by) == "Two"


@pytest.mark.parametrize("texts", [{"unnamed": "a choir"}, {"name": " "}, {"name": "x" * 201}])
def test_what_cannot_be_corrected_is_refused(by: User, texts: dict[str, str]) -> None:
    with pytest.raises(NotPossible):
        proposed(by, **texts)
    assert not Correction.objects.exists()


def test_nothing_changed_is_no_correction(client: Client, by: User) -> None:
    _session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    same = {"name": part.name, "position": "", "affiliation": "", "words": ""}
    answer = visitor.send("correct", **same)
    assert answer.status_code == 422
    assert "Change what is wrong" in answer.content.decode()
    long = visitor.send("correct", **{**same, "name": "x" * 300, "words": "Typed before."})
    assert long.status_code == 422
    assert "Typed before." in long.content.decode()


def test_a_contributor_who_goes_takes_their_corrections_along(by: User) -> None:
    part, _made = proposed(by, name="Casilda Reyes Mora")
    remove_contribution(part, by=by)
    assert not Correction.objects.exists()
    assert not Sealed.objects.filter(subject_kind="correction").exists()


def test_a_withdrawal_finds_sealed_corrections(by: User) -> None:
    _part, made = proposed(by, words="Ask Baltasar Quiroga.")
    withdraw(["Baltasar Quiroga"], by=adjudicator(), why="he asked")
    made.refresh_from_db()
    assert made.state == "refused"
    assert not Sealed.objects.filter(subject_kind="correction").exists()


def test_a_member_who_leaves_takes_address_letters_and_corrections_along(by: User) -> None:
    _session, part = a_session()
    member = MemberFactory(name="Casilda Reyes")
    Contribution.objects.filter(pk=part.pk).update(name="", member=member)
    link = link_for(part, by=by)
    send_private_link(link, address="casilda@example.org", by=by)
    propose_corrections(link, {"words": "I was in Lima then."})
    keeper.forget(member, by, "They left")
    for kind in ("correction", "private_link", "letter"):
        assert not Sealed.objects.filter(subject_kind=kind).exists(), kind
    link.refresh_from_db()
    assert (link.address_digest, link.is_open) == ("", True)
