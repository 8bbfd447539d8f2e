"""Taking in what was read: nothing twice, nothing overwritten, nothing lost."""

import pytest
from msgspec.structs import replace

from factories import coder
from readings import read_report
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, CaseAccount, Claim, Report, Stage
from vigil.casefile.reports.verbs.admitting import admit, not_admitted
from vigil.reading.engines.records import ReadReport
from vigil.reading.records import Account as AccountRecord
from vigil.reading.records import account_key

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


def at(read: ReadReport, start: int, end: int, number: int) -> AccountRecord:
    """Return the read account as one whose event is told by the words from start to end."""
    words = read.report.text[start:end]
    evidence = [
        replace(e, start=start, end=end, text=words) if e.field == "/event" else e
        for e in read.accounts[0].evidence
    ]
    key = account_key(read.report.id, "text", start, end)
    return replace(read.accounts[0], account=number, key=key, evidence=evidence)


def test_what_one_reading_lost_and_the_next_found_again_is_the_same_account() -> None:
    found = read_report("a", reader="test-1")
    admit([found])
    key = Account.objects.get().key
    admit([replace(found, reader="test-2", accounts=[])])
    propose()
    assert Account.objects.get(key=key).superseded
    admit([replace(found, reader="test-3")])
    propose()
    again = Account.objects.get(superseded=False)
    assert (again.key, again.reader) == (key, "test-3")
    assert again.membership.case.stage == Stage.CANDIDATE
    assert not Case.objects.filter(memberships=None).exists()


def test_a_new_reading_beside_an_old_one_does_not_take_its_place() -> None:
    first = read_report("a", reader="test-1")
    admit([first])
    old = Account.objects.get()
    inside = at(first, old.start + 2, old.end - 2, 1)
    same = at(first, old.start, old.end, 2)
    done = admit([replace(first, reader="test-2", accounts=[inside, same])])
    assert done.accounts == 1
    assert set(Account.objects.values_list("key", "superseded")) == {
        (inside.key, False),
        (old.key, False),
    }


@pytest.mark.parametrize("opened", [False, True])
def test_what_a_new_reading_says_is_reckoned_with_in_the_case(opened: bool) -> None:
    first = read_report("a", reader="test-1")
    admit([first])
    propose()
    if opened:
        open_case(Case.objects.get(), by=coder())
    blade = replace(first.accounts[0], method="blade")
    admit([replace(first, reader="test-2", accounts=[blade])])
    assert Case.objects.get().method == "blade"
