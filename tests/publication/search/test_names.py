"""Names found in any spelling, and nobody confirmed who is not named."""

import pytest

from factories import CaseFactory, VictimFactory, adjudicator
from publication.planted import SECRET, plant
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.models import PublicWord
from vigil.publication.record.columns import current
from vigil.publication.record.projection import rebuild
from vigil.publication.search import names
from publication.searching import keys_found

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def found(text: str) -> set[str]:
    pks = keys_found(text)
    return set(Case.objects.filter(pk__in=pks).values_list("public_id", flat=True))


def named(public_id: str, name: str, *also: str, **case: str) -> Case:
    made = CaseFactory(public_id=public_id, **case)
    VictimFactory(case=made, name=name, also=list(also))
    return made


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Amalia Ríos Quintero", "amalia rios"),
        ("Amalia Ríos Quintero", "QUINTERO, Amalia"),
        ("Amalia Ríos Quintero", "Kintero"),
        ("Amalia Ríos Quintero", "quin"),
        ("Mohamed Ibn Zayd", "Muhammad bin Zayd"),
        ("Анна Политковская", "Anna Politkovskaya"),
        ("Anna Politkovskaja", "Анна Политковская"),
        ("سمير حداد", "سمير حداد"),
        ("Đorđe Müller", "Dorde Mueller"),
        ("Daphne Caruana Galizia", "Dafne Galizia"),
        ("María José Gimenez", "Maria Jimenez"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, asked: str) -> None:
    named("V-7000", name)
    named("V-7001", "Bruna Calasso")
    assert found(asked) == {"V-7000"}


def test_every_spelling_of_a_name_finds_it() -> None:
    named("V-7000", "Anna Politkovskaya", "Анна Политковская", "Anne Politkovskaïa")
    for asked in ("Политковская", "Politkovskaïa", "Politkovskaya"):
        assert found(asked) == {"V-7000"}


def test_words_must_be_of_one_name() -> None:
    case = named("V-7000", "Amalia Ríos")
    VictimFactory(case=case, name="Bruna Calasso")
    assert found("Amalia Ríos") == {"V-7000"}
    assert found("Amalia Calasso") == set()


def test_a_place_stands_beside_a_name_or_alone() -> None:
    named("V-7000", "Amalia Ríos", place_name="Villa Muestra", admin1="Cauca")
    named("V-7001", "Amalia Ríos", place_name="Puerto Ejemplo", admin1="Guerrero")
    assert found("Amalia Cauca") == {"V-7000"}
    assert found("villa muestra") == {"V-7000"}
    assert found("Amalia") == {"V-7000", "V-7001"}


def test_a_number_finds_its_case() -> None:
    named("V-7000", "Amalia Ríos")
    assert found("v-7000") == {"V-7000"}
    assert found(" V-7000 ") == {"V-7000"}
    assert found("V-700") == set()


@pytest.mark.parametrize(
    "asked", ["", "  ", "!!!", "—", "%", "_", "'; DROP TABLE x; --", "a" * 500]
)
def test_what_names_nothing_finds_nothing(asked: str) -> None:
    named("V-7000", "Amalia Ríos")
    assert found(asked) == set()


def test_nobody_is_confirmed_who_is_not_named() -> None:
    plant(public_id="V-7000")
    assert found("Amalia") == {"V-7000"}
    assert not [word for word in SECRET if found(word)]


def test_a_withdrawn_case_is_found_by_no_word_of_it() -> None:
    case = named("V-7000", "Amalia Ríos")
    assert found("Amalia") == {"V-7000"}
    withdraw_case(case, by=adjudicator(), why="The family asks.")
    for asked in ("Amalia", "Amaliya", "V-7000", "Puerto Ejemplo"):
        assert found(asked) == set()


def test_new_words_are_known_at_once_to_searches_by_likeness() -> None:
    named("V-7000", "Bruna Calasso")
    assert found("Politkowskaja") == set()
    named("V-7001", "Anna Politkovskaya")
    assert found("Politkowskaja") == {"V-7001"}


def test_rebuilding_hears_words_anew_though_nothing_shown_has_changed() -> None:
    named("V-7000", "Mohamed Ibn Zayd")
    before = set(PublicWord.objects.values_list("word", "sound", "entry"))
    PublicWord.objects.update(sound="xyz")
    rebuild()
    assert set(PublicWord.objects.values_list("word", "sound", "entry")) == before
    assert PublicWord.objects.count() == len(before)


def test_what_is_kept_of_searches_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_HELD", 3)
    for number in range(4):
        named(f"V-700{number}", "Amalia Ríos")
    everybody = {f"V-700{number}" for number in range(4)}
    for asked in ("amalia", "rios", "amalia rios", "bruna", "amalia"):
        assert found(asked) == (set() if asked == "bruna" else everybody)
        assert len(names._cache.hits) <= 2
