import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.linkage.names import (
    AGREE,
    DISAGREE,
    fold_name,
    is_full,
    name_keys,
    name_likeness,
)


def likeness(a: str, b: str) -> float:
    return name_likeness(fold_name(a), fold_name(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sergio González", "Серхио Гонсалес"),
        ("Mohammed Khaled", "Muhamad Khalid"),
        ("محمد خالد", "Mohammed Khaled"),
        ("Сергей Иванов", "Sergei Ivanov"),
        ("María de la Luz Herrera", "Maria Luz Herrera"),
        ("Ana Torres", "ANA TORRES MEDINA"),
        ("Joao Batista dos Santos", "João Batista Santos"),
        ("Ximena Rodriguez", "Jimena Rodríguez"),
        ("Stephen Philips", "Steven Phillips"),
        ("Kaitlyn Brooks", "Katelynn Brooks"),
        ("Torres, Ana", "Ana Torres"),
    ],
)
def test_spellings_of_one_name_agree(a: str, b: str) -> None:
    assert likeness(a, b) >= AGREE


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Juan García", "Juan Pacheco"),
        ("Ana Torres", "Rosa Medina"),
        ("Сергей Иванов", "Oleg Petrenko"),
        ("Michael Brown", "Eric Garner"),
    ],
)
def test_two_people_disagree_even_with_a_shared_first_name(a: str, b: str) -> None:
    assert likeness(a, b) < DISAGREE


def test_one_word_alone_is_never_enough() -> None:
    assert likeness("Juan", "Juan Pacheco Ruiz") < AGREE
    assert likeness("Juan", "Juan") < AGREE


def test_particles_and_titles_do_not_make_a_name_full() -> None:
    assert not is_full(fold_name("Don Pedro"))
    assert is_full(fold_name("Pedro Lima"))
    assert fold_name("") == ()


def test_spellings_share_a_block() -> None:
    one = name_keys([fold_name("Sergio González")])
    two = name_keys([fold_name("Sergio Gonsales Ruiz")])
    assert one & two


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_bounded_and_symmetric(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1
