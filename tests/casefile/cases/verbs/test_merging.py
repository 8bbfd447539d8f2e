"""Merging, splitting, moving, suggestions; and undoing them gives what was there before."""

import random
from copy import deepcopy
from typing import Any

import pytest

from factories import (
    AcceptedValueFactory,
    CandidateFactory,
    CaseFactory,
    MembershipFactory,
    UserFactory,
    adjudicator,
    coder,
)
from readings import read_report
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.memberships import account_keys, drop_candidates
from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.cases.verbs import suggestions
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.cases.verbs.suggestions import confirm_suggestion, dismiss_suggestion
from vigil.casefile.cases.verbs.undoing import can_undo, undo
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import (
    Account,
    Basis,
    Case,
    CaseAccount,
    Judgement,
    MembershipBasis,
    Origin,
    Stage,
    Visibility,
)
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db

PEOPLE = ["Amalia Ríos Quintero", "Bento Carvalho Nunes", "Chloé Marchand", "Dennis Okello"]


@pytest.fixture(scope="module")
def opened(shared_world: None) -> tuple[User, list[Case]]:
    """Make four open cases of two reports each, as the machine grouped them."""
    admit(
        [
            read_report(f"{name[0]}{n}", victim=name, day=f"2019-0{i + 1}-07", town=f"Town {name}")
            for i, name in enumerate(PEOPLE)
            for n in range(2)
        ]
    )
    propose()
    found = list(Case.objects.order_by("key"))
    assert [case.n_reports for case in found] == [2, 2, 2, 2]
    by = coder()
    return by, [open_case(case, by=by) for case in found]


@pytest.fixture
def by(opened: tuple[User, list[Case]]) -> User:
    return deepcopy(opened[0])


@pytest.fixture
def cases(opened: tuple[User, list[Case]]) -> list[Case]:
    """Return the four cases, as they stand before any test."""
    return deepcopy(opened[1])


def state() -> dict[str, object]:
    """The whole membership, and where each case leads."""
    return {
        "accounts": dict(
            CaseAccount.objects.values_list("account__key", "case__public_id").order_by()
        ),
        "leads": dict(Case.objects.values_list("public_id", "superseded_by__public_id").order_by()),
        "victims": sorted(Case.objects.values_list("public_id", "victims__name", "n_reports")),
    }


def test_after_a_merge_the_old_id_leads_to_the_other(cases: list[Case], by: User) -> None:
    keep, absorb = cases[0], cases[1]
    merge_cases(keep, absorb, by=by, why="one attack, two victims")
    assert absorb.public_id
    found, moved = case_or_successor(absorb.public_id)
    assert (found, moved) == (keep, True)
    assert len(account_keys(keep)) == 4
    assert sorted(v.name for v in found.victims.all()) == sorted(PEOPLE[:2])


def test_undoing_a_merge_restores_everything(cases: list[Case], by: User) -> None:
    before = state()
    decision = merge_cases(cases[0], cases[1], by=by, why="same")
    assert state() != before
    undo(decision, by=by, why="they were two")
    assert state() == before
    assert not can_undo(decision)
    with pytest.raises(NotPossible, match="taken back"):
        undo(decision, by=by)


def test_a_chain_of_merges_leads_to_the_last(cases: list[Case], by: User) -> None:
    merge_cases(cases[1], cases[0], by=by, why="same")
    merge_cases(cases[2], cases[1], by=by, why="same")
    assert cases[0].public_id
    assert case_or_successor(cases[0].public_id) == (cases[2], True)


def test_a_split_keeps_the_old_id_and_gives_a_new_one(cases: list[Case], by: User) -> None:
    before = state()
    case = cases[0]
    chosen = Account.objects.get(key=account_keys(case)[0])
    decision = split_case(case, [chosen], by=by, why="another day")
    new = Case.objects.get(public_id=decision.after["new"])
    assert new.stage == Stage.OPEN
    assert new.split_from == case
    assert account_keys(new) == [chosen.key]
    undo(decision, by=by)
    after = state()
    assert after["accounts"] == before["accounts"]
    assert new.public_id
    assert case_or_successor(new.public_id) == (case, True)


def test_a_split_takes_some_but_not_all(cases: list[Case], by: User) -> None:
    everything = list(Account.objects.filter(membership__case=cases[0]))
    with pytest.raises(NotPossible, match="at least one"):
        split_case(cases[0], everything, by=by, why="no")
    with pytest.raises(NotPossible, match="of this case"):
        split_case(cases[1], everything[:1], by=by, why="no")


def test_an_account_moves_and_comes_back(cases: list[Case], by: User) -> None:
    before = state()
    account = Account.objects.get(key=account_keys(cases[0])[0])
    decision = move_account(account, cases[1], by=by, why="tells of the other")
    assert account.key in account_keys(cases[1])
    undo(decision, by=by)
    assert state() == before


def test_what_people_moved_since_stays_where_it_is(cases: list[Case], by: User) -> None:
    decision = merge_cases(cases[0], cases[1], by=by, why="same")
    moved = Account.objects.get(key=decision.before["accounts"][0])
    move_account(moved, cases[2], by=by, why="a third attack")
    undo(decision, by=by)
    assert moved.key in account_keys(cases[2])
    assert len(account_keys(cases[1])) == 1


def test_merging_needs_a_reason_two_cases_and_the_right(cases: list[Case], by: User) -> None:
    with pytest.raises(NotPossible, match="why"):
        merge_cases(cases[0], cases[1], by=by, why="")
    with pytest.raises(NotPossible, match="itself"):
        merge_cases(cases[0], cases[0], by=by, why="same")
    auditor = User.objects.create(username="auditor", email="auditor@example.org")
    with pytest.raises(NotAllowed):
        merge_cases(cases[0], cases[1], by=auditor, why="same")


def test_the_one_with_an_id_is_kept(cases: list[Case], by: User) -> None:
    admit([read_report("new", victim="Esra Yılmaz", day="2020-01-01", town="Elsewhere")])
    propose()
    candidate = Case.objects.get(stage=Stage.CANDIDATE)
    with pytest.raises(NotPossible, match="keep that case"):
        merge_cases(candidate, cases[0], by=by, why="same")
    decision = merge_cases(cases[0], candidate, by=by, why="same")
    undo(decision, by=by)
    candidate.refresh_from_db()
    assert (candidate.stage, candidate.public_id) == (Stage.CANDIDATE, None)
    assert len(account_keys(candidate)) == 1


def test_a_new_report_of_a_known_case_is_suggested_for_it(cases: list[Case], by: User) -> None:
    admit([read_report("late", victim=PEOPLE[0], day="2019-01-07", town=f"Town {PEOPLE[0]}")])
    assert propose().suggestions == 1
    account = Account.objects.get(report__key="late")
    assert account.membership.case == cases[0]
    assert cases[0].n_reports == 2
    confirm_suggestion(account, by=by)
    cases[0].refresh_from_db()
    assert cases[0].n_reports == 3


def test_a_dismissed_suggestion_does_not_return(cases: list[Case], by: User) -> None:
    admit([read_report("late", victim=PEOPLE[0], day="2019-01-07", town=f"Town {PEOPLE[0]}")])
    propose()
    account = Account.objects.get(report__key="late")
    dismiss_suggestion(account, by=by, why="a namesake")
    assert Judgement.objects.filter(verdict="different").count() == 2
    assert propose().suggestions == 0
    account.refresh_from_db()
    assert account.membership.case.stage == Stage.CANDIDATE


def test_what_is_confirmed_while_somebody_dismisses_it_stays(
    cases: list[Case], by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit([read_report("late", victim=PEOPLE[0], day="2019-01-07", town=f"Town {PEOPLE[0]}")])
    propose()
    account = Account.objects.get(report__key="late")

    def locked_late(case: Case) -> Case:
        monkeypatch.setattr(suggestions, "locked", locked)
        confirm_suggestion(account, by=coder())
        return locked(case)

    monkeypatch.setattr(suggestions, "locked", locked_late)
    with pytest.raises(NotPossible, match="has changed"):
        dismiss_suggestion(account, by=by, why="a namesake")
    assert CaseAccount.objects.filter(account=account).exists()


@pytest.mark.parametrize(
    "seed",
    [0, 1, *(pytest.param(n, marks=pytest.mark.tail("two such rows daily")) for n in range(2, 8))],
)
def test_any_row_of_changes_taken_back_in_reverse_gives_the_start(
    cases: list[Case], by: User, seed: int
) -> None:
    chance = random.Random(seed)
    before = state()["accounts"]
    done: list[Decision] = []
    for _ in range(6):
        alive = list(Case.objects.filter(superseded_by=None).order_by("pk"))
        one = chance.choice(alive)
        keys = account_keys(one)
        what = chance.choice(["merge", "split", "move"])
        if what == "merge" and len(alive) > 1:
            other = chance.choice([c for c in alive if c != one])
            done.append(merge_cases(one, other, by=by, why="same"))
        elif what == "split" and len(keys) > 1:
            some = Account.objects.filter(key__in=keys[:1])
            done.append(split_case(one, list(some), by=by, why="two"))
        elif what == "move" and keys and len(alive) > 1:
            to = chance.choice([c for c in alive if c != one])
            account = Account.objects.get(key=chance.choice(keys))
            done.append(move_account(account, to, by=by, why="there"))
    for decision in reversed(done):
        undo(decision, by=by)
    assert state()["accounts"] == before
    propose()
    assert state()["accounts"] == before


def test_adjudicators_may_undo_too(cases: list[Case], by: User) -> None:
    decision = merge_cases(cases[0], cases[1], by=by, why="same")
    undo(decision, by=adjudicator())
    assert Decision.objects.get(undoes=decision).verb == "undo_merge"


def limited(*countries: str) -> User:
    user = UserFactory()
    RoleGrant.objects.create(user=user, role=Role.CODER, countries=list(countries))
    return user


def public(**values: Any) -> Case:
    return CaseFactory(**{"origin": Origin.COMPILED, **values})


def internal(**values: Any) -> Case:
    return CaseFactory(stage=Stage.OPEN, visibility=Visibility.INTERNAL, **values)


def settled(country: str, **values: Any) -> Case:
    """Make an open case whose country stands, whatever its accounts say."""
    case = internal(country=country, **values)
    where = {"country": country, "precision": "country"}
    AcceptedValueFactory(case=case, field="place", value=where, basis=Basis.ADJUDICATED)
    return case


def test_a_candidate_that_was_split_can_lose_its_last_account(by: User) -> None:
    candidate = CandidateFactory()
    one, other = (
        MembershipFactory(case=candidate, basis=MembershipBasis.MACHINE).account for _ in range(2)
    )
    split = split_case(candidate, [one], by=by, why="two attacks")
    move_account(other, internal(), by=by, why="of that one")
    assert not Case.objects.filter(pk=candidate.pk).exists()
    assert one.membership.case.split_from is None
    with pytest.raises(NotPossible):
        undo(split, by=by)


def test_a_candidate_stays_while_the_number_of_another_case_leads_to_it(by: User) -> None:
    candidate = CandidateFactory()
    accounts = [MembershipFactory(case=candidate).account for _ in range(2)]
    split = split_case(candidate, accounts[:1], by=by, why="two attacks")
    undo(split, by=by)
    to = internal()
    for account in accounts:
        move_account(account, to, by=by, why="of that one")
    assert case_or_successor(split.after["new"]) == (candidate, True)
    candidate.refresh_from_db()
    assert candidate.n_reports == 0
    empty = CandidateFactory()
    assert drop_candidates([candidate.pk, empty.pk]) == {candidate.pk}
    assert not Case.objects.filter(pk=empty.pk).exists()


def test_a_confirmed_suggestion_taken_back_is_a_suggestion_again(by: User) -> None:
    case = internal()
    MembershipFactory(case=case)
    suggested = MembershipFactory(case=case, suggested=True, basis=MembershipBasis.MACHINE)
    decision = confirm_suggestion(suggested.account, by=by)
    assert len(account_keys(case)) == 2
    undo(decision, by=by)
    suggested.refresh_from_db()
    assert (suggested.suggested, suggested.basis) == (True, MembershipBasis.MACHINE)
    assert len(account_keys(case)) == 1


def test_taking_back_needs_reach_of_both_cases(by: User) -> None:
    mexican, colombian = settled("MEX"), settled("COL")
    merged = merge_cases(mexican, colombian, by=by, why="one attack")
    for outsider in (limited("MEX"), limited("COL")):
        with pytest.raises(NotAllowed):
            undo(merged, by=outsider)
    undo(merged, by=limited("MEX", "COL"))


def test_a_coder_does_not_change_what_a_public_case_holds(by: User) -> None:
    shown, other = public(), internal()
    inside = [MembershipFactory(case=shown).account for _ in range(2)]
    suggested = MembershipFactory(case=shown, suggested=True, basis=MembershipBasis.MACHINE)
    outside = MembershipFactory(case=other).account
    for act in (
        lambda: merge_cases(shown, other, by=by, why="one attack"),
        lambda: merge_cases(other, shown, by=by, why="one attack"),
        lambda: move_account(outside, shown, by=by, why="of that one"),
        lambda: move_account(inside[0], other, by=by, why="of that one"),
        lambda: split_case(shown, inside[:1], by=by, why="two attacks"),
        lambda: confirm_suggestion(suggested.account, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    done = merge_cases(shown, other, by=adjudicator(), why="one attack")
    with pytest.raises(NotAllowed):
        undo(done, by=by)


def test_what_was_withdrawn_does_not_come_back_by_a_merge_into_a_public_case() -> None:
    by = adjudicator()
    shown, gone = public(), public()
    withdraw_case(gone, by=by, why="a survivor is in danger")
    with pytest.raises(NotPossible, match=f"{gone.public_id} was withdrawn from the public"):
        merge_cases(shown, gone, by=by, why="one attack")
    withdraw_case(shown, by=by, why="to be merged")
    merge_cases(shown, gone, by=by, why="one attack")
    gone.refresh_from_db()
    assert gone.superseded_by == shown


def test_nor_by_taking_a_split_back() -> None:
    by, shown = adjudicator(), public()
    accounts = [MembershipFactory(case=shown).account for _ in range(2)]
    split = split_case(shown, accounts[:1], by=by, why="two attacks")
    Case.objects.filter(public_id=split.after["new"]).update(visibility=Visibility.WITHDRAWN)
    with pytest.raises(NotPossible, match="was withdrawn from the public"):
        undo(split, by=by)


def test_what_was_withdrawn_while_merged_does_not_come_back_with_the_undo() -> None:
    by = adjudicator()
    kept, absorbed = public(), public()
    merged = merge_cases(kept, absorbed, by=by, why="one attack")
    withdraw_case(kept, by=by, why="a survivor is in danger")
    undo(merged, by=by)
    absorbed.refresh_from_db()
    assert absorbed.superseded_by is None
    assert absorbed.visibility == Visibility.WITHDRAWN
