"""What stands in place of a face: letters that say the name and claim nothing, pictures whole."""

import pytest

from vigil.witness.works.faces import face_of, initials_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Elena Marković", "EM"),
        ("Pelé", "P"),
        ("Ana de la Ó", "AÓ"),
        ('"Chico" Mendes', "M"),
        ('Percival Mabasa ("Percy Lapid")', "PM"),
        ("John H. Wood Jr.", "JW"),
        ("أمل عبد الرحمن الصالح", "أمل"),
        ("عبد الرحمن الصالح", "عبد الرحمن"),
        ("习近平", "习近平"),
        ("", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize(
    ("names", "letters"),
    [
        ("Ján Kuciak, Martina Kušnírová", "JK · MK"),
        ("أمل الصالح، سلمى ناصر", "أمل · سلمى"),
        ("Ana Uno, Ben Dos, Cid Tres, Dea Cuatro", ""),
    ],
)
def test_a_few_people_are_told_apart_and_many_are_a_light(names: str, letters: str) -> None:
    assert face_of(names).letters == letters


@pytest.mark.parametrize(
    ("wide", "high", "fit"),
    [
        (900, 1200, "cover"),
        (800, 800, "cover"),
        (1600, 900, "whole"),
        (3000, 700, "whole"),
        (300, 900, "whole"),
        (40, 40, "whole"),
    ],
)
def test_only_what_loses_edges_alone_fills_its_box(wide: int, high: int, fit: str) -> None:
    assert face_of("Elena Marković", {"width": wide, "height": high}).fit == fit
