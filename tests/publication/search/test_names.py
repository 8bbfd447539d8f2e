"""Cases found by names, places and words, ranked; and nobody confirmed who is not named."""

import pytest
from django.test import Client

from factories import AcceptedValueFactory, CaseFactory, VictimFactory, adjudicator
from publication.planted import SECRET, plant
from publication.searching import found_by, keys_found
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.models import PublicTextWord, PublicWord
from vigil.publication.record.projection import rebuild
from vigil.publication.search import names
from vigil.publication.search.tokens import folded_words

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
        ("Berta Cáceres", "كاسيريس"),
        ("Berta Cáceres", "بيرتا كاسيريس"),
        ("Berta Cáceres", "Касерес"),
        ("Giovanni Falcone", "فالكوني"),
        ("Giovanni Falcone", "ФАЛЬКОНЕ"),
        ("Giovanni Falcone", "ファルコーネ"),
        ("Giovanni Falcone", "Falcome"),
        ("Giovanni Falcone", "Giovani Flacone"),
        ("Anna Politkovskaya", "Politkovksaja"),
        ("سمير حداد", "Samir Haddad"),
        ("Zoran Đinđić", "Djindjich"),
        ("Zoran Đinđić", "Джинджич"),
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


@pytest.mark.parametrize("asked", ["Riso", "Amalai", "Quintroe X", "Quartero"])
def test_short_words_and_words_with_more_errors_find_nobody(asked: str) -> None:
    named("V-7000", "Amalia Ríos Quintero")
    assert found(asked) == ({"V-7000"} if asked == "Amalai" else set())


def test_a_typing_error_counts_only_where_nothing_else_is_found() -> None:
    named("V-7000", "Maria Sol")
    named("V-7001", "Marta Sol")
    assert found("Maria") == {"V-7000"}
    assert found("Marja") == {"V-7000", "V-7001"}


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


def compiled(public_id: str, name: str, summary: str, **of_person: str) -> Case:
    case = CaseFactory(public_id=public_id, compiled={"summary": [summary]}, country="ITA")
    person = VictimFactory(case=case, name=name, **of_person)
    AcceptedValueFactory(case=case, field="method", value="firearm", basis="compiled")
    for field, value in {"outcome": "killed", **of_person}.items():
        AcceptedValueFactory(case=case, victim=person, field=field, value=value, basis="compiled")
    return case


def test_words_of_texts_and_of_codings_find_a_case() -> None:
    case = compiled(
        "V-7000",
        "Amalia Ríos",
        "She wrote about the mafia.",
        occupation="Editor of a weekly",
        target_category="journalist",
    )
    VictimFactory(
        case=CaseFactory(public_id="V-7001"), name="Bruna Calasso", target_category="business"
    )
    for asked in ("mafia", "мафия", "weekly", "editor mafia", "journalist", "periodista", "صحفية"):
        assert found(asked) == {"V-7000"}, asked
    for asked in ("Italia mafia", "Ríos mafia", "Италия журналист Ríos", "shot journalist"):
        assert found(asked) == {"V-7000"}, asked
    withdraw_case(case, by=adjudicator(), why="The family asks.")
    assert not PublicTextWord.objects.filter(public=case.pk).exists()
    assert found("mafia") == set()


def test_the_best_match_comes_first_and_says_why(client: Client) -> None:
    compiled("V-7004", "Bruna Calasso", "The road to Marsala was closed.")
    named("V-7003", "Bruna Calasso", place_name="Marsala", admin1="")
    named("V-7002", "Ugo Marsalla", place_name="Villa Muestra")
    named("V-7001", "Ugo Marsalanti", place_name="Villa Muestra")
    named("V-7000", "Ugo Marsala", place_name="Villa Muestra")
    ids = dict(Case.objects.values_list("pk", "public_id"))
    order = [ids[pk] for pk in found_by("Marsala")]
    assert order == ["V-7000", "V-7001", "V-7002", "V-7003", "V-7004"]
    page = client.get("/cases/?q=Marsala").content.decode()
    why = [
        [*map(str.strip, one.split("</p>")[:1])] for one in page.split('<p class="small why">')[1:]
    ]
    assert why == [
        ["Found by a spelling of the name: Ugo Marsalla"],
        ["Found by the place: Marsala"],
        ["Found by a word of its texts: Marsala"],
    ]
    newest = client.get("/cases/?q=Marsala&sort=newest").content.decode()
    assert newest.index("V-7004") < newest.index("V-7000")
    assert page.index("V-7000") < page.index("V-7004")


def test_a_program_pages_through_the_best_matches_although_one_is_withdrawn(client: Client) -> None:
    for number in range(6):
        name = "Ugo Marsala" if number % 2 else "Ugo Marsalanti"
        named(f"V-700{number}", name)
    whole = [one["id"] for one in client.get("/api/v1/cases?q=marsala").json()["results"]]
    first = client.get("/api/v1/cases?q=marsala&limit=2").json()
    gone = Case.objects.get(public_id=first["results"][-1]["id"])
    withdraw_case(gone, by=adjudicator(), why="The family asks.")
    rest = client.get(first["next"]).json()
    assert [one["id"] for one in first["results"]] == whole[:2]
    assert [one["id"] for one in rest["results"]] == whole[2:4]
    wrong = client.get("/api/v1/cases?q=marsala&after=2019-03-07.7000")
    assert wrong.status_code == 400


def test_no_text_is_searched_that_the_policy_withholds() -> None:
    plant(public_id="V-7000")
    assert found("reporter") == {"V-7000"}
    held = set(PublicTextWord.objects.values_list("word", flat=True))
    assert held.isdisjoint(word for text in SECRET for word in folded_words(text))
    assert held.isdisjoint(folded_words("accused shot driver pupil paid convicted"))


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
