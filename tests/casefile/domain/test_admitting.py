"""Taking in what was read: nothing twice, nothing overwritten, nothing lost."""

import pytest

from factories import coder
from readings import read_report
from vigil.casefile.domain.admitting import admit, not_admitted
from vigil.casefile.domain.cases import open_case
from vigil.casefile.domain.proposing import propose
from vigil.casefile.models import Account, Case, CaseAccount, Claim, Report

pytestmark = pytest.mark.django_db


def test_every_claim_stands_in_the_report() -> None:
    admit([read_report("a", perpetrator="Somebody Unproven")])
    claims = list(Claim.objects.all())
    assert {c.field for c in claims} >= {"event", "names", "date_of_attack", "place", "method"}
    for claim in claims:
        assert claim.spans
        report = claim.account.report
        for span in claim.spans:
            part = report.title if span["in"] == "title" else report.text
            assert part[span["start"] : span["end"]] == span["text"]


def test_admitting_again_adds_nothing() -> None:
    batch = [read_report("a"), read_report("b")]
    first, second = admit(batch, "batch-1"), admit(batch, "batch-1")
    assert (first.reports, first.accounts) == (2, 2)
    assert (second.reports, second.accounts) == (0, 0)
    assert not_admitted(["batch-1", "batch-2"]) == ["batch-2"]


def test_the_same_content_under_another_id_is_the_same_report() -> None:
    admit([read_report("a", outlet="One")])
    same = read_report("a", outlet="One")
    again = read_report("b", outlet="One")
    object.__setattr__(again, "content_sha256", same.content_sha256)
    assert admit([again]).reports == 0
    assert Report.objects.count() == 1


def test_a_report_is_never_edited() -> None:
    admit([read_report("a")])
    report = Report.objects.get()
    report.title = "changed"
    with pytest.raises(TypeError, match="never edited"):
        report.save()


def test_a_relevant_report_without_an_account_still_comes_before_a_person() -> None:
    admit([read_report("a", accounts=0)])
    account = Account.objects.get()
    assert account.event == ""
    assert not account.claims.exists()


def test_reading_again_keeps_the_account_and_its_key() -> None:
    admit([read_report("a")])
    before = Account.objects.get()
    admit([read_report("a", reader="test-2", shift=3)])
    after = Account.objects.get()
    assert after.pk == before.pk
    assert after.key == before.key == after.record["key"]
    assert after.reader == "test-2"
    current = after.claims.filter(superseded=False)
    assert {claim.reader for claim in current} == {"test-2"}
    assert after.claims.filter(superseded=True, reader="test-1").exists()


def test_an_account_that_is_not_found_again_is_kept_and_marked() -> None:
    admit([read_report("a", accounts=2)])
    admit([read_report("a", reader="test-2", accounts=1)])
    assert Account.objects.filter(superseded=False).count() == 1
    assert Account.objects.filter(superseded=True).count() == 1


def test_what_is_not_found_again_leaves_the_queue_but_not_a_persons_case() -> None:
    by = coder()
    elsewhere = {"victim": "Bento Nunes", "day": "2021-01-02", "town": "Outra"}
    admit([read_report("a", accounts=2), read_report("b", accounts=2, **elsewhere)])
    propose()
    for case in Case.objects.filter(memberships__account__report__key="a").distinct():
        open_case(case, by=by)
    admit(
        [
            read_report("a", reader="test-2", accounts=1),
            read_report("b", reader="test-2", accounts=1, **elsewhere),
        ]
    )
    propose()
    first, second = propose(), propose()
    assert first == second
    lost = Account.objects.filter(superseded=True)
    assert lost.count() == 2
    assert CaseAccount.objects.filter(account__in=lost).get().account.report.key == "a"
