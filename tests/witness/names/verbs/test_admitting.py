"""What editors decide: with a reason, recorded, followed at once, and taken back."""

from importlib import import_module

import pytest
from django.apps import apps

from factories import (
    AccountFactory,
    MembershipFactory,
    UserFactory,
    VictimFactory,
    adjudicator,
    publish_anew,
)
from vigil.casefile.models import Victim
from vigil.casefile.people.name_matching import fold
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role
from vigil.trust.vault.digests import identifier_digest
from vigil.witness.models import Name, Ruling, Standing
from vigil.witness.names.verbs.admitting import admit, exclude, include, leave_out, undecide
from vigil.witness.names.visibility import announceable_names
from witness.people_factories import AMALIA, editor, killed, on_list, row_of

pytestmark = pytest.mark.django_db
WHY = "Asked for by those who knew them"


def waiting() -> Name:
    return row_of(killed(target_category="reported_criminal_link"))


def test_an_editor_lets_somebody_in_and_takes_it_back() -> None:
    name, by = waiting(), editor()
    admit(name, by=by, why=WHY)
    assert on_list() == [AMALIA]
    undecide(name, by=by, why=WHY)
    assert on_list() == []
    assert Name.objects.get().standing == Standing.WAITING


def test_an_editor_leaves_somebody_out_and_lets_them_in_after_all() -> None:
    name, by = waiting(), editor()
    leave_out(name, by=by, why=WHY)
    assert Name.objects.get().standing == Standing.LEFT_OUT
    admit(name, by=by, why=WHY)
    assert on_list() == [AMALIA]


def test_an_excluded_name_stays_on_the_list_alone() -> None:
    name, by = row_of(killed()), editor()
    exclude(name, by=by, why=WHY)
    assert on_list() == [AMALIA]
    assert not announceable_names().exists()
    include(name, by=by, why=WHY)
    assert announceable_names().exists()


def test_each_decision_is_recorded_with_who_and_why_and_no_name() -> None:
    name, by = row_of(killed()), editor()
    decision = exclude(name, by=by, why=f" {WHY} ")
    assert (decision.actor, decision.why, decision.target_key) == (by, WHY, name.handle)
    for row in Decision.objects.values("before", "after", "why", "target_key"):
        assert "Amalia" not in str(row)


@pytest.mark.parametrize("why", ["", "   ", f"The sister of {AMALIA} asked", "x" * 2001])
def test_a_reason_is_needed_and_says_no_name(why: str) -> None:
    with pytest.raises(NotPossible):
        exclude(row_of(killed()), by=editor(), why=why)
    assert announceable_names().exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EDITOR])
def test_nobody_but_an_editor_decides(role: Role) -> None:
    name = row_of(killed())
    with pytest.raises(NotAllowed):
        exclude(name, by=UserFactory(roles=[role]), why=WHY)


def test_who_enters_by_the_rule_is_neither_let_in_nor_left_out() -> None:
    name, by = row_of(killed()), editor()
    for verb in (admit, leave_out, undecide):
        with pytest.raises(NotPossible):
            verb(name, by=by, why=WHY)


def test_what_was_done_is_not_done_again() -> None:
    name, by = waiting(), editor()
    for verb in (admit, leave_out, exclude):
        verb(name, by=by, why=WHY)
        with pytest.raises(NotPossible):
            verb(name, by=by, why=WHY)
    include(name, by=by, why=WHY)
    with pytest.raises(NotPossible):
        include(name, by=by, why=WHY)


def test_of_somebody_who_is_gone_nothing_is_decided() -> None:
    victim = killed()
    name = row_of(victim)
    Victim.objects.filter(pk=victim.pk).update(withdrawn=True)
    publish_anew(victim.case)
    with pytest.raises(NotPossible):
        exclude(name, by=editor(), why=WHY)


def test_a_decision_holds_when_the_values_of_a_case_are_written_anew() -> None:
    victim = killed()
    exclude(row_of(victim), by=editor(), why=WHY)
    case = victim.case
    victim.delete()
    again = VictimFactory(case=case)
    assert row_of(again).excluded


def test_a_decision_goes_along_with_a_merged_case_and_can_be_taken_back_there() -> None:
    gone, kept, by = killed(), killed(), editor()
    exclude(row_of(gone), by=by, why=WHY)
    assert not row_of(kept).excluded, "somebody of the same name in another case is another person"
    gone.case.superseded_by = kept.case
    gone.case.save()
    publish_anew(gone.case, kept.case)
    assert row_of(kept).excluded
    include(row_of(kept), by=by, why=WHY)
    publish_anew(gone.case, kept.case)
    assert not row_of(kept).excluded


def test_marks_are_slow_digests_and_older_ones_are_made_anew() -> None:
    victim = killed()
    exclude(row_of(victim), by=editor(), why=WHY)
    (ruling,) = Ruling.objects.all()
    assert identifier_digest(f"name {fold(AMALIA)}") in ruling.marks
    made, ruling.marks = ruling.marks, ["a quick digest"]
    ruling.save()
    import_module("vigil.witness.migrations.0002_marks_are_slow_digests").mark_anew(apps, None)
    ruling.refresh_from_db()
    assert ruling.marks == made


def test_a_decision_holds_through_a_merge_by_the_verbs_of_the_case_file() -> None:
    from vigil.casefile.cases.changes import case_changes
    from vigil.casefile.cases.verbs.merging import merge_cases

    gone, kept, by = (
        killed(public_id="V-7001"),
        killed("Other Person", public_id="V-7002"),
        editor(),
    )
    for victim in (gone, kept):
        MembershipFactory(case=victim.case, account=AccountFactory())
    exclude(row_of(gone), by=by, why=WHY)
    with case_changes():
        merge_cases(kept.case, gone.case, by=adjudicator(), why="one attack")
    VictimFactory(case=kept.case)
    assert not announceable_names().filter(name=AMALIA).exists()
