"""Taking in editions: whole or not at all, each file once, a corrected one beside the old."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from outlook.factories_editions import (
    CODES,
    COUNTRIES,
    as_csv,
    chair,
    csv_of,
    header,
    rows_of,
    whole_workbook,
)
from routes.worlds import made_user
from vigil.outlook.index_editions import verbs as index_editions
from vigil.outlook.index_editions.queries import newest_editions
from vigil.outlook.models import EditionUpload, IndexEdition, IndexScore
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db


def broken() -> bytes:
    """Write a file with a score of 11 in its last row."""
    rows = rows_of("2023")
    rows[-1]["Cocaine trade"] = 11
    return as_csv(header("2023"), rows)


def corrected() -> bytes:
    """Write a file in which one score is another."""
    rows = rows_of("2023")
    rows[0]["Prevention"] = 9.5
    return as_csv(header("2023"), rows)


@pytest.mark.parametrize(("year", "values"), [("2021", 30), ("2023", 36)])
def test_an_edition_is_taken_in_with_its_decision(year: str, values: int) -> None:
    content, by = whole_workbook(), chair()
    taken = index_editions.import_edition(content, year, by=by)
    assert taken.is_new
    edition = taken.edition
    assert (edition.year, edition.version, edition.countries) == (year, 1, len(COUNTRIES))
    assert edition.sha256 == hashlib.sha256(content).hexdigest()
    assert edition.scores.count() == values * len(COUNTRIES)
    assert set(edition.scores.values_list("country", flat=True)) == set(CODES)
    score = edition.scores.get(country="COL", term="heroin")
    assert score.value == Decimal(str(rows_of(year)[0]["Heroin trade"]))
    decision = Decision.objects.get(verb="import_edition")
    assert (decision.target_kind, decision.target_key) == ("index_edition", f"{year}.1")
    assert decision.actor == by
    assert decision.after == {"sha256": edition.sha256, "version": 1, "countries": len(COUNTRIES)}


def test_of_a_file_with_one_thing_wrong_nothing_is_written() -> None:
    with pytest.raises(index_editions.RejectedFile) as refused:
        index_editions.import_edition(broken(), "2023", by=chair())
    assert [(p.row, p.column) for p in refused.value.problems] == [(7, "Cocaine trade")]
    assert str(refused.value.problems[0]) == (
        "row 7, column Cocaine trade “11”: A score lies from 1 to 10."
    )
    assert not IndexEdition.objects.exists()
    assert not IndexScore.objects.exists()
    assert not Decision.objects.exists()


def test_a_failure_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(index_editions, "record", fail)
    with pytest.raises(RuntimeError):
        index_editions.import_edition(csv_of("2023"), "2023", by=chair())
    assert not IndexEdition.objects.exists()
    assert not IndexScore.objects.exists()


def test_the_same_file_is_taken_in_once() -> None:
    by = chair()
    first = index_editions.import_edition(csv_of("2023"), "2023", by=by)
    again = index_editions.import_edition(csv_of("2023"), "2023", by=by)
    assert (again.edition, again.is_new) == (first.edition, False)
    assert Decision.objects.count() == 1


def test_a_corrected_file_is_a_new_version_beside_the_old() -> None:
    by = chair()
    first = index_editions.import_edition(csv_of("2023"), "2023", by=by).edition
    second = index_editions.import_edition(corrected(), "2023", by=by).edition
    assert (second.version, IndexEdition.objects.count()) == (2, 2)
    values = {
        e.version: e.scores.get(country="COL", term="prevention").value for e in (first, second)
    }
    assert values[2] == Decimal("9.5") != values[1]
    assert [d["term"] for d in second.doubts] == ["resilience"]


def test_after_a_wrong_correction_the_earlier_file_can_be_taken_in_again() -> None:
    """Readers see the newest version: without this nobody could go back to the right one."""
    by = chair()
    first = index_editions.import_edition(csv_of("2023"), "2023", by=by).edition
    index_editions.import_edition(corrected(), "2023", by=by)
    back = index_editions.import_edition(csv_of("2023"), "2023", by=by)
    assert (back.is_new, back.edition.version) == (True, 3)
    assert newest_editions() == [back.edition]
    score = {"country": "COL", "term": "prevention"}
    assert back.edition.scores.get(**score).value == first.scores.get(**score).value
    again = index_editions.import_edition(csv_of("2023"), "2023", by=by)
    assert (again.is_new, again.edition) == (False, back.edition)


def test_both_editions_of_one_workbook_can_be_taken_in() -> None:
    by = chair()
    for year in ("2021", "2023"):
        assert index_editions.import_edition(whole_workbook(), year, by=by).is_new
    assert IndexEdition.objects.values("sha256").distinct().count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PANEL_CHAIR])
def test_only_a_chair_may(role: Role) -> None:
    with pytest.raises(NotAllowed):
        index_editions.import_edition(csv_of("2023"), "2023", by=made_user("x@example.org", role))
    assert not IndexEdition.objects.exists()


def test_an_unknown_edition_and_what_is_no_sheet_are_refused() -> None:
    by = chair()
    with pytest.raises(NotPossible, match=r"Known are: 2021, 2023\."):
        index_editions.import_edition(csv_of("2023"), "1999", by=by)
    with pytest.raises(NotPossible):
        index_editions.import_edition(b"PK\x03\x04", "2023", by=by)


def test_what_was_looked_at_is_taken_in_as_it_was_read() -> None:
    by = chair()
    upload = index_editions.keep_upload(csv_of("2023"), "2023", by=by)
    assert not IndexEdition.objects.exists()
    taken = index_editions.take_upload(upload, by=by)
    assert not EditionUpload.objects.exists()
    direct = index_editions.import_edition(csv_of("2023"), "2023", by=by)
    assert direct.edition == taken.edition
    assert taken.edition.scores.count() == 36 * len(COUNTRIES)
    with pytest.raises(NotPossible, match="meanwhile"):
        index_editions.take_upload(upload, by=by)


def test_a_broken_file_is_not_kept_and_old_ones_are_forgotten() -> None:
    by = chair()
    with pytest.raises(index_editions.RejectedFile):
        index_editions.keep_upload(broken(), "2023", by=by)
    assert not EditionUpload.objects.exists()
    old = index_editions.keep_upload(csv_of("2021"), "2021", by=by)
    EditionUpload.objects.update(at=timezone.now() - index_editions.KEPT - timedelta(minutes=1))
    new = index_editions.keep_upload(csv_of("2023"), "2023", by=by)
    assert list(EditionUpload.objects.all()) == [new] != [old]


def test_what_was_looked_at_can_be_dropped() -> None:
    by = chair()
    upload = index_editions.keep_upload(csv_of("2023"), "2023", by=by)
    with pytest.raises(NotAllowed):
        index_editions.drop_upload(upload, by=made_user("o@example.org", Role.AUDITOR))
    index_editions.drop_upload(upload, by=by)
    assert not EditionUpload.objects.exists()
    with pytest.raises(NotPossible, match="meanwhile"):
        index_editions.drop_upload(upload, by=by)
    assert list(Decision.objects.order_by("pk").values_list("verb", flat=True)) == [
        *("look_at_edition", "drop_edition")
    ]


def test_two_who_take_in_the_first_of_a_year_at_once_make_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def taken(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("index_edition_version")

    monkeypatch.setattr(IndexEdition, "save", taken)
    with pytest.raises(NotPossible, match="Try again"):
        index_editions.import_edition(csv_of("2023"), "2023", by=chair())
