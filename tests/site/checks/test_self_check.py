"""What an installation checks about itself: each check can fail, and administrators hear of it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import CaseFactory, UserFactory
from fund.factories import a_grant, paid, party
from outlook.factories_panels import answer_all, prepare_results, running
from vigil.casefile.models import Case
from vigil.fund.models import Party, Tranche
from vigil.outlook.models import Round
from vigil.outlook.panels.verbs import rounds
from vigil.publication.models import PublicCase
from vigil.site.checks.self_check import (
    BEFORE_THE_DATABASE,
    CHECKS,
    LETTER_INTERVAL,
    TO_PREPARE,
    CheckResult,
    check_all,
    tell_administrators,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Letter, Role
from vigil.trust.public_forms import tickets
from vigil.trust.rooms import house
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs.own_keys import seal_under
from vigil.trust.vault.verbs.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    settings.VIGIL_KEYS = tmp_path.parent / f"{tmp_path.name}-keys"
    make_missing()


def wrong() -> list[str]:
    return [one.name for one in check_all() if not one.ok]


def test_a_filled_installation_is_in_order() -> None:
    paid(a_grant())
    CaseFactory(visibility="published", stage="verified", public_id="V-4711")
    found = check_all()
    assert [one.name for one in found] == [*BEFORE_THE_DATABASE, *CHECKS]
    assert all(one.ok for one in found), found
    texts = [one.text for one in found]
    assert "The fund's ledger agrees with its entries." in texts
    assert "Public pages agree with the case file (cases: 1)." in texts


def test_a_ledger_that_does_not_come_out_even_is_wrong() -> None:
    grant = a_grant()
    Tranche.objects.filter(grant=grant, number=1).update(state=Tranche.State.CANCELLED)
    assert wrong() == ["fund ledger"]


@pytest.mark.parametrize("how", ["changed", "withdrawn", "left over"])
def test_a_public_page_that_differs_from_the_case_file_is_wrong(how: str) -> None:
    case = CaseFactory(visibility="published", stage="verified", public_id="V-4711")
    rows = Case.objects.filter(pk=case.pk)
    if how == "changed":
        rows.update(method="poison")
    elif how == "withdrawn":
        rows.update(visibility="withdrawn")
    else:
        PublicCase.objects.filter(pk=case.pk).delete()
    assert wrong() == ["public record"]


def test_a_removed_party_whose_key_was_not_destroyed_is_wrong() -> None:
    Party.objects.filter(pk=party().pk).update(removed_at=timezone.now())
    assert wrong() == ["removed parties"]


@pytest.mark.parametrize(("times", "says"), [(1, "no texts"), (4, "no files")])
def test_a_disk_that_is_nearly_full_is_wrong(
    times: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "free_bytes", lambda: times * tickets.reserve() - 1)
    (found,) = (one for one in check_all() if not one.ok)
    assert found.name == "disk"
    assert says in found.text


def test_results_that_nobody_prepares_are_wrong() -> None:
    panel, row, seats = running(experts=1)
    answer_all(seats[0])
    rounds.close_round(row, by=panel.chair)
    assert wrong() == []
    Round.objects.filter(pk=row.pk).update(closed_at=timezone.now() - 2 * TO_PREPARE)
    assert wrong() == ["panel results"]
    prepare_results()
    assert wrong() == []


def test_a_vault_whose_key_is_gone_is_wrong(tmp_path: Path, settings: Settings) -> None:
    seal("request", "1", "contact", "casilda@hermanas.test", by=None)
    assert wrong() == []
    settings.VIGIL_KEYS = tmp_path.parent / "elsewhere"
    assert wrong() == ["keys"]


def test_keys_of_people_that_were_not_copied_back_are_wrong(settings: Settings) -> None:
    for number in ("1", "2"):
        seal_under(Subject("party", number), Subject("party", number), "name", "x", by=None)
    assert wrong() == []
    next(Path(settings.VIGIL_KEYS, "own").iterdir()).unlink()
    assert wrong() == ["keys"]


def test_keys_that_cannot_be_read_are_wrong(settings: Settings) -> None:
    shutil.rmtree(settings.VIGIL_KEYS)
    Path(settings.VIGIL_KEYS).write_text("no folder")
    assert wrong() == ["keys"]


def test_data_that_others_may_read_is_wrong(tmp_path: Path) -> None:
    assert wrong() == []
    tmp_path.chmod(0o755)
    assert wrong() == ["data folder"]


@pytest.mark.parametrize("what", ["folder", "database"])
def test_data_on_another_disk_that_others_may_read_is_wrong(
    what: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path.parent / f"{tmp_path.name}-disk"
    other.mkdir(mode=0o700)
    (other / "raw.warc.gz").write_text("x")
    if what == "folder":
        (tmp_path / "archive").symlink_to(other)
    else:
        monkeypatch.setattr(
            "vigil.site.checks.self_check.sqlite_file", lambda: other / "raw.warc.gz"
        )
    assert wrong() == []
    (other / "raw.warc.gz").chmod(0o644)
    assert wrong() == ["data folder"]


def test_a_table_that_no_keeper_answers_for_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "answers_for", lambda label: [] if "Victim" in label else ["x"])
    assert wrong() == ["withdrawing"]


def test_without_a_data_folder_nothing_else_is_asked(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "missing"
    assert [one.name for one in check_all()] == [*BEFORE_THE_DATABASE]
    assert wrong() == ["data folder"]


def test_each_administrator_gets_one_letter_a_week() -> None:
    chief = UserFactory(roles=[Role.ADMINISTRATOR])
    UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)
    UserFactory(roles=[Role.AUDITOR])
    found = [CheckResult("fund ledger", False, "The ledger does not agree.")]
    assert (tell_administrators(found), tell_administrators(found)) == (1, 0)
    letter = Letter.objects.get()
    assert letter.to_user == chief
    assert "- The ledger does not agree." in letter.body
    Letter.objects.update(created_at=timezone.now() - LETTER_INTERVAL - timedelta(hours=1))
    assert tell_administrators(found) == 1
