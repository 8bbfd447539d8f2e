"""The rows of the public record follow the case file, inside each change."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from factories import AcceptedValueFactory, CaseFactory, VictimFactory, adjudicator
from publication.planted import KILLED, PERPETRATOR, SECRET, plant
from seconded import publish_again
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.models import PublicCase, PublicRecord, PublicVersion, PublicWord
from vigil.publication.record.columns import current
from vigil.publication.record.projection import is_current, project, rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def test_a_withdrawn_case_leaves_no_row_and_comes_back_when_published_again() -> None:
    case = VictimFactory(case=CaseFactory(public_id="V-7000")).case
    by = adjudicator()
    first = PublicCase.objects.get(public_id="V-7000").published_at
    withdraw_case(case, by=by, why="The family asks.")
    assert not PublicCase.objects.exists()
    assert not PublicRecord.objects.exists()
    assert not PublicWord.objects.exists()
    assert len(current()) == 0
    publish_again(case, by=by)
    assert PublicCase.objects.get(public_id="V-7000").published_at == first


def test_targets_are_those_whom_the_attack_was_meant_for() -> None:
    case = CaseFactory(public_id="V-7000", event="killing", n_killed=2)
    for role, outcome in (
        ("target", "killed"),
        ("mistaken_for_target", "injured"),
        ("killed_beside_target", "killed"),
        ("caught_in_crossfire", "injured"),
    ):
        VictimFactory(case=case, role=role, outcome=outcome)
    row = PublicCase.objects.get(public_id="V-7000")
    assert (row.n_people, row.n_killed, row.n_survived) == (4, 2, 2)
    assert (row.n_targets, row.n_targets_killed, row.n_targets_survived) == (2, 1, 1)


def test_a_row_that_tells_nothing_new_keeps_its_digest_and_its_day() -> None:
    case = VictimFactory(case=CaseFactory()).case
    before = PublicCase.objects.get(pk=case.pk)
    versions = PublicVersion.objects.count()
    project([case.pk])
    after = PublicCase.objects.get(pk=case.pk)
    assert (after.digest, after.changed_at) == (before.digest, before.changed_at)
    assert PublicVersion.objects.count() == versions


def test_a_change_that_is_undone_leaves_the_public_record_as_it_was() -> None:
    case = VictimFactory(case=CaseFactory()).case
    before = PublicCase.objects.get(pk=case.pk)
    held = current()
    with transaction.atomic():
        set_contested(case, True, by=adjudicator(), why="The family disagrees.")
        assert current().contested.all()
        transaction.set_rollback(True)
    assert PublicCase.objects.get(pk=case.pk).digest == before.digest
    assert not current().contested.any()
    assert current().token == held.token


def test_the_rows_hold_nothing_that_may_not_be_told() -> None:
    plant(public_id="V-7000")
    row = PublicCase.objects.get(public_id="V-7000")
    held = [*map(str, vars(row).values()), str(row.record.record)]
    held += PublicWord.objects.values_list("word", flat=True)
    everything = " ".join(held)
    assert KILLED in everything
    assert PERPETRATOR not in everything
    assert not [word for word in SECRET if word.lower() in everything.lower()]


def test_rebuilding_changes_nothing_that_verbs_wrote() -> None:
    plant()
    VictimFactory(case=CaseFactory())
    before = dict(PublicCase.objects.values_list("public_id", "digest"))
    call_command("rebuild_public_record", verbosity=0)
    assert dict(PublicCase.objects.values_list("public_id", "digest")) == before


def test_rebuilding_follows_what_was_changed_around_the_verbs() -> None:
    gone, other = VictimFactory(case=CaseFactory()).case, VictimFactory(case=CaseFactory()).case
    Case.objects.filter(pk=gone.pk).update(visibility="withdrawn")
    Case.objects.filter(pk=other.pk).update(method="blade")
    assert rebuild() == 1
    assert PublicCase.objects.get().method == "blade"
    assert is_current()
    assert len(current()) == 1


def motive_of(value: Any, basis: str = "adjudicated") -> PublicCase:
    case = VictimFactory(case=CaseFactory()).case
    AcceptedValueFactory(case=case, field="motive", value=value, basis=basis)
    return PublicCase.objects.get(pk=case.pk)


@pytest.mark.parametrize(
    ("value", "basis", "shown"),
    [
        ("organised_crime", "adjudicated", "organised_crime"),
        ("justice", "imported", "justice"),
        ("unclear", "compiled", "unclear"),
        ("justice", "rule", ""),  # people say a motive, no rule computes one
        ("to silence Amalia", "adjudicated", ""),  # no value of the codebook: it might be any text
        ("", "adjudicated", ""),
    ],
)
def test_a_motive_is_told_as_far_as_it_is_disclosed(value: str, basis: str, shown: str) -> None:
    row = motive_of(value, basis)
    assert row.motive == shown
    assert (row.record.record["values"].get("motive") or "") == shown
    assert [v for v, n in current().coded["motive"].count(current().all()).items() if n] == [shown]
