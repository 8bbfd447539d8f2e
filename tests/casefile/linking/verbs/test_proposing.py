"""The machine proposes: a pure function of accounts under people's word."""

import random
import threading

import pytest
from django.conf import settings
from django.db import connection, connections

from factories import CaseFactory, coder
from readings import read_report
from vigil.casefile.cases.memberships import account_keys
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.linking.index import current_linking, index_folder
from vigil.casefile.linking.verbs import proposing
from vigil.casefile.linking.verbs.judging import judge, revoke
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, CaseAccount, Judgement, MembershipBasis, Stage
from vigil.casefile.reports.verbs.admitting import admit
from vigil.reading.linkage.records import ProposedCase
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db


def groups() -> list[list[str]]:
    return sorted(account_keys(case) for case in Case.objects.filter(superseded_by=None))


def admit_two_attacks() -> None:
    admit([read_report("a1"), read_report("a2")])
    admit(
        [
            read_report("b1", victim="Bento Carvalho Nunes", day="2020-05-02", town="Outra"),
            read_report("b2", victim="Bento Carvalho Nunes", day="2020-05-02", town="Outra"),
        ]
    )


def test_reports_of_one_attack_become_one_candidate() -> None:
    admit_two_attacks()
    done = propose()
    assert (done.candidates, done.suggestions) == (2, 0)
    assert sorted(Case.objects.values_list("title", "n_reports", "n_sources")) == [
        ("Amalia Ríos Quintero", 2, 2),
        ("Bento Carvalho Nunes", 2, 2),
    ]


def test_what_holds_a_report_in_its_case_is_kept_with_it() -> None:
    admit_two_attacks()
    propose()
    for membership in CaseAccount.objects.all():
        codes = [code for code, _number in membership.reasons]
        assert "same_name" in codes
        assert "unproven" not in codes


def test_proposing_again_changes_nothing() -> None:
    admit_two_attacks()
    propose()
    before = list(CaseAccount.objects.order_by("pk").values())
    cases = list(Case.objects.order_by("pk").values("pk", "key", "updated_at"))
    propose()
    assert list(CaseAccount.objects.order_by("pk").values()) == before
    assert list(Case.objects.order_by("pk").values("pk", "key", "updated_at")) == cases


def test_the_order_of_arrival_does_not_matter() -> None:
    reads = [read_report(f"a{n}", victim=f"Person Number{n % 3}") for n in range(6)]
    random.Random(3).shuffle(reads)
    for read in reads:
        admit([read])
        propose()
    gradual = groups()
    Case.objects.all().delete()
    propose()
    assert groups() == gradual


def test_people_judgements_hold_and_can_be_taken_back() -> None:
    admit_two_attacks()
    propose()
    together = groups()
    a1, a2 = Account.objects.filter(report__key__startswith="a").order_by("key")
    judgement = judge(a1, a2, "different", by=coder(), why="two days apart")
    propose()
    assert [a1.key] in groups()
    assert [a2.key] in groups()
    revoke(judgement, by=coder())
    propose()
    assert groups() == together


def test_a_word_of_same_joins_what_the_machine_would_not() -> None:
    admit_two_attacks()
    propose()
    a1 = Account.objects.get(report__key="a1")
    b1 = Account.objects.get(report__key="b1")
    judge(a1, b1, "same", by=coder())
    propose()
    assert a1.key in next(group for group in groups() if b1.key in group)


def test_a_new_judgement_replaces_the_one_before() -> None:
    admit_two_attacks()
    a1, a2 = Account.objects.filter(report__key__startswith="a").order_by("key")
    judge(a2, a1, "different", by=coder())
    judge(a1, a2, "unsure", by=coder())
    assert Judgement.objects.get(revoked_at=None).verdict == "unsure"
    with pytest.raises(NotPossible, match="two different"):
        judge(a1, a1, "same", by=coder())
    with pytest.raises(NotPossible, match="verdict"):
        judge(a1, a2, "perhaps", by=coder())


def test_what_people_hold_is_never_regrouped() -> None:
    admit_two_attacks()
    propose()
    by = coder()
    opened = open_case(Case.objects.get(title__startswith="Amalia"), by=by)
    rejected = reject_case(Case.objects.get(title__startswith="Bento"), by=by, why="no")
    before = {case.pk: account_keys(case) for case in (opened, rejected)}
    admit([read_report("a3", more="The mayor called for calm.")])
    propose()
    assert {case.pk: account_keys(case) for case in (opened, rejected)} == before
    suggested = CaseAccount.objects.get(suggested=True)
    assert suggested.case == opened


def test_candidates_that_hold_nothing_more_are_gone() -> None:
    admit_two_attacks()
    propose()
    a1, a2 = Account.objects.filter(report__key__startswith="a").order_by("key")
    judge(a1, a2, "different", by=coder())
    propose()
    assert Case.objects.filter(stage=Stage.CANDIDATE).count() == 3
    revoke(Judgement.objects.get(), by=coder())
    propose()
    assert Case.objects.filter(stage=Stage.CANDIDATE).count() == 2


def test_what_a_person_decided_after_the_linking_began_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    admit([read_report("a")])
    propose()
    by = coder()
    kept, gone = open_case(Case.objects.get(), by=by), CaseFactory(visibility="internal")
    merged = merge_cases(gone, kept, by=by, why="one attack")
    undo(merged, by=by)
    admit([read_report("b")])
    with index_folder() as folder:
        linked = current_linking(folder)
    assert [proposal.case for proposal in linked.cases.cases()] == [str(kept.pk)]
    merge_cases(gone, kept, by=by, why="one attack after all")
    monkeypatch.setattr(proposing, "current_linking", lambda *_: linked)
    propose()
    assert not CaseAccount.objects.filter(case=kept).exists()
    monkeypatch.undo()
    propose()
    assert CaseAccount.objects.get(suggested=True).case == gone


def test_recomputing_a_case_does_not_take_back_what_was_decided_meanwhile() -> None:
    case = CaseFactory(stage=Stage.OPEN, visibility="internal")
    stale = Case.objects.get(pk=case.pk)
    reject_case(case, by=coder(), why="an accident")
    refresh(stale)
    case.refresh_from_db()
    assert case.stage == Stage.REJECTED


@pytest.mark.django_db(transaction=True)
def test_who_accepts_a_candidate_while_the_machine_writes_is_not_overruled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor == "sqlite":
        # There, whoever writes does so alone from the beginning of the transaction.
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    admit([read_report("a")])
    propose()
    candidate, by = Case.objects.get(), coder()
    admit([read_report("b")])
    find, said = proposing._case_for, []

    def accept() -> None:
        try:
            said.append(open_case(candidate, by=by).public_id)
        except NotPossible as error:
            said.append(str(error))
        finally:
            connections.close_all()

    person = threading.Thread(target=accept)

    def find_while_the_person_accepts(proposal: ProposedCase) -> Case | None:
        found = find(proposal)
        person.start()
        person.join(0.5)  # done already if nothing makes them wait
        return found

    monkeypatch.setattr(proposing, "_case_for", find_while_the_person_accepts)
    propose()
    person.join()
    candidate.refresh_from_db()
    assert (candidate.stage, said) == (Stage.OPEN, [candidate.public_id])
    held = CaseAccount.objects.values_list("basis", "suggested")
    assert not {(MembershipBasis.MACHINE, False)} & set(held)
