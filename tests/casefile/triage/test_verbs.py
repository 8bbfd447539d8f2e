"""Giving a case to somebody, putting it off, notes and who is called in them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import AccountFactory, CandidateFactory, CaseFactory, MembershipFactory, UserFactory
from factories import coder as a_coder
from vigil.casefile.models import Case, CaseNote, MembershipBasis, Mention, Presence
from vigil.casefile.triage.queries import look_at, mentioned, notes_of, unseen_mentions
from vigil.casefile.triage.verbs import assign, put_off, write_note
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return CandidateFactory()


def named(name: str) -> User:
    return UserFactory(roles=[Role.CODER], display_name=name)


def test_a_case_is_given_to_a_coder_and_taken_back(case: Case) -> None:
    ana, by = named("Ana"), a_coder()
    assert assign(case, ana, by=by).assigned_to == ana
    assert assign(case, None, by=by).assigned_to is None
    told = Decision.objects.filter(verb="assign").order_by("pk").values_list("after", flat=True)
    assert list(told) == [{"assigned_to": "Ana"}, {"assigned_to": ""}]


def test_only_who_may_code_a_case_looks_after_it(case: Case) -> None:
    with pytest.raises(NotPossible):
        assign(case, UserFactory(roles=[Role.AUDITOR]), by=a_coder())
    far = UserFactory()
    RoleGrant.objects.create(user=far, role=Role.CODER, countries=["MEX"])
    Case.objects.filter(pk=case.pk).update(country="COL")
    with pytest.raises(NotPossible):
        assign(case, far, by=a_coder())


def test_an_auditor_says_nothing(case: Case) -> None:
    auditor = UserFactory(roles=[Role.AUDITOR])
    for act in (
        lambda: assign(case, None, by=auditor),
        lambda: put_off(case, None, by=auditor),
        lambda: write_note(case, "Look", by=auditor),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_it_is_put_off_for_a_day_to_come_within_a_year(case: Case, days: int) -> None:
    with pytest.raises(NotPossible):
        put_off(case, timezone.localdate() + timedelta(days=days), by=a_coder())


def test_a_note_calls_whoever_is_named_in_it(case: Case) -> None:
    ana, maria, by = named("Ana"), named("Ana Maria"), a_coder()
    write_note(case, "@ana maria: is this the same car?", by=by)
    assert [m.person for m in Mention.objects.all()] == [maria]
    assert not unseen_mentions(ana)
    assert unseen_mentions(maria).get().note.case == case
    look_at(case, maria)
    assert not unseen_mentions(maria)


def test_a_name_within_a_word_calls_nobody() -> None:
    assert (
        mentioned("@Anabel and ana@example.org", [User(display_name="Ana", is_active=True)]) == []
    )


def test_a_note_goes_with_the_report_when_a_candidate_is_regrouped(case: Case) -> None:
    account = AccountFactory()
    MembershipFactory(case=case, account=account, basis=MembershipBasis.MACHINE)
    write_note(case, "The car was seen before", by=a_coder())
    other = CaseFactory()
    account.membership.delete()
    case.delete()
    MembershipFactory(case=other, account=account, basis=MembershipBasis.MACHINE)
    assert [note.text for note in notes_of(other)] == ["The car was seen before"]
    assert CaseNote.objects.get().case is None


def test_who_looks_at_a_case_is_told_who_else_does(case: Case) -> None:
    ana, by = named("Ana"), a_coder()
    assert look_at(case, ana) == []
    assert look_at(case, by) == [ana]
    Presence.objects.filter(person=ana).update(at=timezone.now() - timedelta(minutes=6))
    assert look_at(case, by) == []
