import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.disclosure.withheld_words import WithheldWords, identifying_words

NAME = "Evaristo Montalvo Quiroga"


@pytest.mark.parametrize(
    "text",
    [
        "Evaristo Montalvo Quiroga was arrested.",
        "the accused, Montalvo, denied it",
        "EVARISTO MONTALVO",
        "evaristo montalvo quiroga",
        "Según Evaristo, fue un error",
        "montalvo's car",
        "#EvaristoMontalvo",
        "#CapturanAMontalvo",
        "#justiciaparaevaristomontalvo",
    ],
)
def test_no_part_of_a_withheld_name_passes(text: str) -> None:
    assert not WithheldWords([NAME]).allows(text)
    assert WithheldWords([NAME]).let_through(text) == ""


def test_accents_and_scripts_do_not_slip_through() -> None:
    assert not WithheldWords(["José Peña Núñez"]).allows("JOSE PENA NUNEZ")
    assert not WithheldWords(["Сергей Иванов"]).allows("Иванов was named")
    assert not WithheldWords(["سمير حداد"]).allows("قال سمير حداد")
    assert not WithheldWords(["سمير حداد"]).allows("اتهام لسمير")
    assert not WithheldWords(["عثمان حداد"]).allows("مقتل عثمان")
    assert not WithheldWords(["张伟"]).allows("记者被杀 张伟被捕")
    assert WithheldWords(["张伟"], shown=["张伟明"]).allows("记者张伟明被杀")
    assert not WithheldWords(["Егор Ёлкин"]).allows("#ЕгорЁлкин")


@pytest.mark.parametrize(
    "text", ["задержали Сергея Иванова", "суд над Кузьминой", "О Наталье", "Наталья", "Иванову"]
)
def test_no_case_of_a_name_in_cyrillic_passes(text: str) -> None:
    names = ["Сергей Иванов", "Наталья Кузьмина"]
    assert not WithheldWords(names).allows(text)
    assert WithheldWords(names).allows("Погиб журналист Пётр Орлов")
    shown = WithheldWords(names, shown=["Анна Кузьмина", "Олег Иванов"])
    assert shown.allows("Убиты Анна Кузьмина и Олег Иванов; прощание с Анной Кузьминой")
    assert not shown.allows("Наталью Кузьмину")


def test_other_texts_pass() -> None:
    assert WithheldWords([NAME]).allows("A court sentenced two men in 2012.")


def test_a_namesake_does_not_erase_the_dead() -> None:
    withheld = WithheldWords(["Juan García"], shown=["Ana García Ruiz"])
    assert withheld.allows("Ana García Ruiz was a judge.")
    assert not withheld.allows("Juan was arrested.")
    assert not withheld.allows("Juan García")


def test_a_name_made_of_words_of_two_victims_is_still_withheld() -> None:
    withheld = WithheldWords(["José Pérez"], shown=["José Ruiz", "Ana Pérez"])
    assert withheld.allows("José Ruiz and Ana Pérez were killed.")
    assert not withheld.allows("José Pérez was arrested.")


def test_one_name_for_two_people_stays_shown() -> None:
    assert WithheldWords(["Juan García"], shown=["Juan García"]).allows(
        "Juan García was a teacher."
    )


def test_a_group_named_after_the_place_does_not_erase_the_place() -> None:
    withheld = WithheldWords(["Cártel de Puerto Ejemplo"], places=["Puerto Ejemplo"])
    assert withheld.allows("A reporter was killed in Puerto Ejemplo. #PuertoEjemplo #puertoejemplo")
    assert not withheld.allows("the Cártel de Puerto Ejemplo")


def test_a_description_is_withheld_as_it_stands_only() -> None:
    withheld = WithheldWords(["Two men on a motorcycle"])
    assert not withheld.allows("shot by two men on a motorcycle")
    assert withheld.allows("Two women saw a motorcycle.")


def test_a_lower_case_name_is_withheld_whole() -> None:
    assert not WithheldWords(["evaristo montalvo"]).allows("said Evaristo Montalvo")


def test_an_address_that_spells_a_name() -> None:
    withheld = WithheldWords([NAME])
    assert withheld.spells_name("https://news.example/2019/evaristo-montalvo-quiroga-detenido")
    assert withheld.spells_name("https://news.example/EvaristoMontalvoQuiroga")
    assert withheld.spells_name("https://news.example/2019/capturan-a-evaristo-montalvo")
    assert not withheld.spells_name("https://news.example/2019/detenido-por-asesinato")
    assert not withheld.spells_name("https://news.example/2019/montalvo")
    beside = WithheldWords([NAME], shown=["Evaristo Montalvo Paz"])
    assert not beside.spells_name("https://news.example/2019/evaristo-montalvo-asesinado")
    assert not WithheldWords(["Two men on a motorcycle"]).spells_name("https://a.example/two-men")


def test_finer_places_are_withheld_unless_shown() -> None:
    withheld = WithheldWords([], places=["Puerto Ejemplo"], finer=["Colonia Jacaranda"])
    assert not withheld.allows("in the Colonia Jacaranda quarter")
    assert withheld.allows("in Puerto Ejemplo")


def test_particles_and_short_words_tell_nothing() -> None:
    assert identifying_words("Juan de la O") == ["juan"]


WORDS = st.lists(st.sampled_from(["Zacarias", "Belmonte", "Orduña", "Iztli"]), min_size=1)


@given(name=WORDS, before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_withheld_name_never_passes_whatever_stands_around_it(
    name: list[str], before: str, after: str
) -> None:
    text = f"{before} {' '.join(name)} {after}"
    assert not WithheldWords([" ".join(name)]).allows(text)
