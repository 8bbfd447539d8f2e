"""Withdrawing a name from the programme, and what a member takes along or leaves behind."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from factories import adjudicator
from programme.factories import (
    ContributionFactory,
    EventFactory,
    PartnerFactory,
    SessionFactory,
    StreamFactory,
)
from seconded import lift
from vigil.network.models import Listing, Member, Status
from vigil.programme.contributors import keeper
from vigil.programme.contributors.verbs.withdrawing import GONE, remove_names
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.verbs.public_changes import time_and_room
from vigil.programme.models import Contribution, Event, Partner, Session
from vigil.trust.models import Decision, User
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.verbs import find, withdraw

NAME = "Casilda Ríos"


@pytest.fixture
def by() -> User:
    return adjudicator()


def receipt(done: object) -> dict[str, object]:
    (mine,) = [r for r in done.receipts if r["room"] == "programme"]  # type: ignore[attr-defined]
    return mine


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [NAME, "CASILDA RIOS", "Ríos Casilda", "Casilda"])
def test_a_contributor_takes_part_without_a_name_everywhere(
    by: User, client: Client, asked: str
) -> None:
    part = ContributionFactory(name=NAME, position="Teacher", affiliation="Escuela Benito")
    address = f"/programme/{part.session.event.slug}/{part.session.slug}/"
    assert NAME in client.get(address).content.decode()
    done = withdraw([asked], by=by, why="She asked")
    for url in (address, "/programme/", "/programme/?contributor=Casilda"):
        assert not says([client.get(url).content.decode().partition("<form")[0]], [NAME])
    assert people_of(part.session)[0].called == "a person who is not named"
    assert "Escuela" not in client.get(address).content.decode()
    assert any("Calendars" in sentence for sentence in receipt(done)["still"])
    assert not [d for d in Decision.objects.all() if says([str(d.after), d.why], [NAME])]
    part.session.refresh_from_db()
    assert part.session.sequence == 1


@pytest.mark.django_db
def test_lifting_names_again_unless_another_withdrawal_stands(by: User) -> None:
    part = ContributionFactory(name=NAME)
    first = withdraw([NAME], by=by, why="She asked")
    second = withdraw([NAME], by=by, why="Again", chosen=[("programme", "contribution", part.uid)])
    lift(first, by=by, why="She agrees")
    assert not people_of(part.session)[0].name
    lift(second, by=by, why="She agrees")
    assert people_of(part.session)[0].name == NAME


@pytest.mark.django_db
def test_another_of_a_like_name_is_left(by: User) -> None:
    other = ContributionFactory(name="Marta Ríos")
    ContributionFactory(name=NAME)
    withdraw([NAME], by=by, why="She asked")
    assert people_of(other.session)[0].name == "Marta Ríos"


@pytest.mark.django_db
def test_a_name_in_words_is_cut_out_wherever_it_stands(by: User, client: Client) -> None:
    event = EventFactory(summary=f"With {NAME}.")
    session = SessionFactory(
        event=event, title=f"Talk with {NAME}", abstract="CASILDA RÍOS speaks.", search_term=NAME
    )
    ContributionFactory(session=session, name="", unnamed=f"the family of {NAME}", announced="")
    session.citations.create(kind="report", key="/about/", label=f"About {NAME}")
    PartnerFactory(event=event, name=f"Friends of {NAME}")
    StreamFactory(session=session, mode="host", who=f"At the house of {NAME}.")
    before = {**time_and_room(session), "room": f"House of {NAME}"}
    session.changes.create(kind="room", before=before, sequence=1)
    withdraw([NAME], by=by, why="Her family asked")
    for url in (f"/programme/{event.slug}/", f"/programme/{event.slug}/{session.slug}/"):
        page = client.get(url).content.decode()
        assert not says([page], [NAME])
    session.refresh_from_db()
    assert (session.title, session.abstract) == (f"Talk with {GONE}", f"{GONE} speaks.")
    change = session.changes.get()
    assert (change.before, session.stream.who) == (
        {**before, "room": f"House of {GONE}"},
        f"At the house of {GONE}.",
    )


@pytest.mark.django_db
def test_what_is_left_and_an_address_are_said(by: User) -> None:
    part = ContributionFactory(name=NAME)
    SessionFactory(slug="casilda-rios")
    found = [(k.room, h.kind, h.key) for k, held in find([NAME], by=by) for h in held]
    assert found == [("programme", "contribution", part.uid)]
    done = withdraw([NAME], by=by, why="She asked")
    assert any("address" in sentence for sentence in receipt(done)["still"])


@given(
    st.lists(
        st.sampled_from(["Casilda", "Ríos", "rios", "é", " ", "  ", "ß", "ﬁn", "Á", "\n", "x"])
    ),
    st.sampled_from(["Casilda Ríos", "Ríos", "fin casilda", "xxxx", "ssss"]),
)
def test_no_name_is_left_in_words_and_nothing_else_is_lost(parts: list[str], name: str) -> None:
    text = "".join(parts)
    cut = remove_names(text, [name])
    assert not says([cut], [name])
    if not says([text], [name]):
        assert cut == text


def test_accents_go_with_their_letters() -> None:
    assert remove_names("La voz de Casilda Ri\u0301os\u0301.", [NAME]) == f"La voz de {GONE}."
    assert remove_names("Ana", ["Ana"]) == "Ana"  # too short to be looked for in texts


@pytest.mark.django_db
def test_a_member_takes_their_parts_along_and_leaves_none_of_them(by: User) -> None:
    member = Member.objects.create(
        name=NAME,
        listing=Listing.NAME,
        status=Status.ACTIVE,
        audiences={"name": [["public", None]]},
    )
    part = ContributionFactory(name="", member=member, position="Judge", announced="The page")
    PartnerFactory(event=part.session.event, name="", member=member)
    (told,) = keeper.exported(member)
    assert (told["session"], told["position"]) == (part.session.title, "Judge")
    keeper.forget(member, by, "They left")
    part = Contribution.objects.get()
    assert (part.member, part.name, part.position, part.announced) == (None, "", "", "")
    assert not Partner.objects.exists()
    assert Session.objects.get().sequence == 1
    assert Event.objects.exists()
