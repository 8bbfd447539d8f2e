"""Lists that others publish: taken in, taken in again, and what of them cannot be read."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from factories import adjudicator, coder
from vigil.casefile.lists.presets import shipped_mapping
from vigil.casefile.lists.verbs import ListDescription, ListImportResult, import_list
from vigil.casefile.models import KnownList, ListedKilling, ListedName
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db

ROWS = [
    "id,name,date,city,country,age",
    "1,Ana Ríos Quintero,2019-03-07,Puerto Ejemplo,Mexico,41",
    "2,,2019-03,Villa Prueba,MEX,",
    "3,Luis Tinoco,,,Colombia,30s",
]
ABOUT = ListDescription(
    "Partner", "Somebody Else", "https://partner.example", "CC0", date(2024, 1, 31)
)


@pytest.fixture
def by() -> User:
    return adjudicator()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "list.csv", ROWS)


def written(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def take(path: Path, by: User, about: ListDescription = ABOUT) -> ListImportResult:
    return import_list(path, about, shipped_mapping("generic"), by=by)


def row(key: str) -> ListedKilling:
    return ListedKilling.objects.get(key=key)


def test_a_list_is_taken_in(path: Path, by: User) -> None:
    taken = take(path, by)
    assert taken.counts() == {"new": 3, "changed": 0, "unchanged": 0, "gone": 0, "broken": 0}
    known = KnownList.objects.get()
    assert (known.name, known.licence, known.as_of, known.n_rows) == (
        *("Partner", "CC0"),
        *(date(2024, 1, 31), 3),
    )
    ana, unnamed, luis = row("1"), row("2"), row("3")
    assert (ana.names, ana.country, ana.first) == (["Ana Ríos Quintero"], "MEX", date(2019, 3, 7))
    assert (unnamed.first, unnamed.last) == (date(2019, 3, 1), date(2019, 3, 31))
    assert (luis.first, luis.age_low, luis.age_high) == (None, 30, 39)
    assert ana.sounds.exists()
    decision = Decision.objects.get(verb="import_list")
    assert (decision.actor, decision.target_key, decision.after["new"]) == (by, "Partner", 3)


def test_the_same_file_again_changes_nothing(path: Path, by: User) -> None:
    take(path, by)
    sounds = ListedName.objects.count()
    assert take(path, by).counts()["unchanged"] == 3
    assert ListedKilling.objects.count() == 3
    assert ListedName.objects.count() == sounds
    assert not Decision.objects.filter(verb="change_listed").exists()


def test_a_newer_file_updates_by_the_lists_own_id_and_says_what_changed(
    path: Path, by: User
) -> None:
    take(path, by)
    again = [
        ROWS[0],
        ROWS[1].replace("41", "42").replace("Quintero", "Q."),
        ROWS[3],
        "4,Eva Ríos,,,,",
    ]
    taken = take(written(path, again), by)
    assert taken.counts() == {"new": 1, "changed": 1, "unchanged": 1, "gone": 1, "broken": 0}
    assert (row("1").age_low, row("2").gone) == (42, True)
    assert KnownList.objects.get().n_rows == 3
    said = Decision.objects.get(verb="change_listed").after["rows"]
    assert said == [
        "1: names: Ana Ríos Quintero → Ana Ríos Q., age_low: 41 → 42, age_high: 41 → 42"
    ]
    assert not ListedName.objects.filter(listed=row("1"), key__contains="kntr").exists()
    back = take(written(path, ROWS), by)
    assert back.counts()["changed"] == 2
    assert not row("2").gone


def test_rows_with_errors_are_named_and_the_rest_goes_on(path: Path, by: User) -> None:
    bad = [
        *ROWS,
        ",Nadie,2019-01-01,,,",
        "1,Otra,2019-01-01,,,",
        "5,Eva Ríos,2019-02-30,,Freedonia,",
    ]
    taken = take(written(path, bad), by)
    assert (taken.new, taken.broken) == (4, 2)
    assert [(t.line, t.field, t.kept) for t in taken.troubles] == [
        (5, "id", False),
        (6, "id", False),
        (7, "date", True),
        (7, "country", True),
    ]
    assert (row("5").first, row("5").country) == (None, "")
    assert row("1").names == ["Ana Ríos Quintero"]


def test_a_list_without_ids_is_known_by_what_its_rows_say(tmp_path: Path, by: User) -> None:
    rows = ["name,date", "Ana Ríos,2019-03-07", "Luis Tinoco,2019-03-08"]
    take(written(tmp_path / "a.csv", rows), by)
    turned = [rows[0], rows[2], rows[1]]
    assert take(written(tmp_path / "a.csv", turned), by).counts()["unchanged"] == 2


def test_what_nobody_tells_again_stays_as_it_was(path: Path, by: User) -> None:
    take(path, by)
    take(path, by, ListDescription("partner", licence="CC BY 4.0"))
    known = KnownList.objects.get()
    assert (known.name, known.publisher, known.licence) == ("Partner", "Somebody Else", "CC BY 4.0")


def test_a_file_that_was_cut_off_makes_no_row_go(path: Path, tmp_path: Path, by: User) -> None:
    take(path, by)
    whole = gzip.compress(path.read_bytes())
    (tmp_path / "cut.csv.gz").write_bytes(whole[:-9])
    with pytest.raises(NotPossible, match="cannot be read"):
        take(tmp_path / "cut.csv.gz", by)
    assert not ListedKilling.objects.filter(gone=True).exists()


def test_who_may_not_and_what_is_no_list(path: Path, tmp_path: Path, by: User) -> None:
    with pytest.raises(NotAllowed):
        take(path, coder())
    with pytest.raises(NotPossible, match="name of at most 60"):
        take(path, by, ListDescription(" "))
    with pytest.raises(NotPossible, match="No column of names"):
        take(written(tmp_path / "b.csv", ["x,y", "1,2"]), by)
    with pytest.raises(NotPossible, match="no column 'date_start'"):
        import_list(path, ABOUT, shipped_mapping("ucdp"), by=by)
    assert not KnownList.objects.exists()
