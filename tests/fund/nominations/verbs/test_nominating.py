"""Nominations: screened before anybody is contacted; by members who see nothing of it after."""

from typing import Any

import pytest

from factories import UserFactory
from fund.factories import clear_checks, nomination, officer, party
from vigil.fund.models import Check, Nomination, Party
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import own_page_links, removing, sealing, who_may_know
from vigil.fund.screening import verbs as screening
from vigil.fund.screening.verbs import Finding
from vigil.network.models import Member, Status
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Level, Role, Sealed, User
from vigil.trust.vault.verbs.own_keys import open_under_to_act

pytestmark = pytest.mark.django_db
Step, Found, State = Check.Step, Check.Found, Nomination.State
WHY = "canary: they hide the children of the port"


def proposed(**values: Any) -> Nomination:
    by = values.pop("by", None) or officer()
    values = {"name": "Hermanas", "why": WHY} | values
    return nominations.nominate(Party.Kind.ORGANISATION, Level.HIDDEN, by=by, **values)


def check(
    row: Nomination, step: str, found: str = Found.CLEAR, note: str = "", *, by: User
) -> Check:
    sanctions = {"searched": "Their names", "where": "UN list"} if step == Step.SANCTIONS else {}
    finding = Finding(found, note, **sanctions)
    return nominations.take_checks(row, {step: finding}, by=by)[0]


def test_a_member_proposes_and_works_with_nothing() -> None:
    member = UserFactory(roles=[])
    Member.objects.create(user=member, status=Status.ACTIVE, name="Ana")
    knows, other = officer(), officer()
    row = proposed(by=member, known_to=[knows], way=Nomination.Way.INVITATION)
    assert row.way == Nomination.Way.NOMINATION
    assert [row.party in party_queries.visible_to(user) for user in (knows, other)] == [True, False]
    with pytest.raises(NotAllowed):
        nominations.open_why(row, by=member, why="I wrote it")
    assert nominations.open_why(row, by=knows, why="to screen") == {"why": WHY}


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_proposes(role: Role | None) -> None:
    user = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        proposed(by=user)
    assert not Party.objects.exists()


def test_what_a_nomination_lacks_is_said_and_nothing_is_kept() -> None:
    by = officer()
    for wrong in ({"name": " "}, {"why": ""}, {"way": "pigeon"}, {"known_to": [UserFactory()]}):
        with pytest.raises(NotPossible):
            proposed(by=by, **wrong)
    assert not Party.objects.exists()
    assert not Sealed.objects.exists()


def test_a_form_sent_twice_is_one_nomination() -> None:
    by = officer()
    proposed(by=by)
    with pytest.raises(NotPossible):
        proposed(by=by, name="HERMANAS ")
    assert Nomination.objects.count() == 1
    proposed(by=officer())
    assert Nomination.objects.count() == 2


def test_nothing_of_it_stands_in_the_log() -> None:
    row = nomination("cleared", name="Xiomara Canary", contact="@xiomara-canary")
    nominations.refuse(row, "canary refusal", by=row.by)
    said = repr(list(Decision.objects.values_list("before", "after", "why")))
    assert "canary" not in said.lower()
    assert nominations.open_why(row, by=row.by, why="to look")["refused"] == "canary refusal"


def test_every_step_is_looked_at_before_it_is_cleared() -> None:
    by = officer()
    row = proposed(by=by)
    for step in Step:
        with pytest.raises(NotPossible):
            nominations.clear(row, by=by)
        check(row, step, by=by)
    assert nominations.missing_before_contact(row) == []
    assert nominations.clear(row, by=by).state == State.CLEARED


def test_one_stop_is_enough_until_it_is_looked_at_again() -> None:
    row = nomination("screening")
    nominations.take_checks(row, clear_checks(), by=row.by)
    check(row, Step.SANCTIONS, Found.STOP, "on a list", by=row.by)
    with pytest.raises(NotPossible, match="sanctions"):
        nominations.clear(row, by=row.by)
    check(row, Step.SANCTIONS, Found.CONCERN, "another of this name", by=row.by)
    assert nominations.clear(row, by=row.by).state == State.CLEARED


def test_a_stop_found_later_takes_the_clearing_back() -> None:
    row = nomination("cleared")
    taken = check(row, Step.SAFETY, Found.STOP, "watched", by=row.by)
    row.refresh_from_db()
    assert row.state == State.SCREENING
    assert screening.open_texts(taken, by=row.by, why="to see") == {"note": "watched"}
    with pytest.raises(NotPossible):
        nominations.contact(row, by=row.by)


def test_links_found_since_they_were_looked_at_are_looked_at_again() -> None:
    row = nomination("screening", bank="ES91 2100")
    nominations.take_checks(row, clear_checks(), by=row.by)
    party(bank="es912100")
    with pytest.raises(NotPossible, match="Links"):
        nominations.clear(row, by=row.by)
    check(row, Step.LINKS, Found.CONCERN, "the same account", by=row.by)
    nominations.clear(row, by=row.by)


@pytest.mark.parametrize("state", [State.SCREENING, State.REFUSED, State.CONTACTED])
def test_nobody_is_contacted_but_once_and_cleared(state: str) -> None:
    row = nomination(state)
    before = row.party.link_digest
    with pytest.raises(NotPossible):
        nominations.contact(row, by=row.by)
    row.party.refresh_from_db()
    assert row.party.link_digest == before
    assert not Letter.objects.exists()


def test_who_has_an_address_gets_a_neutral_letter_that_waits() -> None:
    row = nomination(
        "cleared",
        name="Xiomara Canary",
        contact_by=Party.Contact.EMAIL,
        contact="canary@example.org",
        language="es",
    )
    made = nominations.contact(row, by=row.by)
    assert made.letter is not None
    letter = made.letter
    assert (letter.state, letter.decides, letter.addressee) == (
        Letter.State.WAITING,
        True,
        row.party.code,
    )
    assert (letter.body, letter.sealed) == ("", True)
    (kept,) = Sealed.objects.filter(subject_key=letter.uid, field="body")
    text = open_under_to_act(row.party.subject, kept, why="a test")
    assert f"/es/mine/{made.token}/" in text
    assert not {"canary", "xiomara"} & set(text.lower().replace("@", " ").split())
    row.refresh_from_db()
    assert (row.state, row.contacted_by) == (State.CONTACTED, row.by)
    assert own_page_links.party_of_token(made.token) == row.party


def test_to_others_the_officer_passes_the_link_on() -> None:
    row = nomination("cleared")
    made = nominations.contact(row, by=row.by)
    assert made.letter is None
    assert own_page_links.party_of_token(made.token) == row.party


def test_who_cannot_be_reached_is_not_contacted() -> None:
    row = nomination("cleared", contact_by=Party.Contact.NONE, contact="")
    with pytest.raises(NotPossible):
        nominations.contact(row, by=row.by)


def test_an_interest_or_a_closed_circle_shuts_every_verb() -> None:
    row, other = nomination("cleared"), officer()
    who_may_know.say_conflict(row.party, other, by=other)
    for act in (
        lambda: check(row, Step.SAFETY, Found.CLEAR, "", by=other),
        lambda: nominations.clear(row, by=other),
        lambda: nominations.refuse(row, "no", by=other),
        lambda: nominations.contact(row, by=other),
        lambda: nominations.open_why(row, by=other, why="curious"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_removed_party_takes_its_nomination_along() -> None:
    row = nomination("screening")
    taken = check(row, Step.SAFETY, Found.CONCERN, "watched", by=row.by)
    removing.remove(row.party, by=row.by, why="asked")
    assert not sealing.is_kept("nomination", row.uid, "why")
    assert not sealing.is_kept("check", taken.uid, "note")
    with pytest.raises(NotPossible):
        check(row, Step.SAFETY, Found.CLEAR, "", by=row.by)
    with pytest.raises(NotPossible):
        nominations.refuse(row, "gone", by=row.by)


def test_what_is_found_is_one_of_three_and_a_concern_says_what() -> None:
    row = nomination("screening")
    for step, found, note in (
        ("shoes", Found.CLEAR, ""),
        (Step.SAFETY, "perhaps", ""),
        (Step.SAFETY, Found.CONCERN, " "),
        (Step.SAFETY, Found.STOP, ""),
    ):
        with pytest.raises(NotPossible):
            check(row, step, found, note, by=row.by)
    with pytest.raises(NotPossible):
        nominations.refuse(row, " ", by=row.by)
    assert not row.checks.exists()
