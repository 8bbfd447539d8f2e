"""Cards: what they say, in which direction, that no text can be markup, and that it fits."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vigil.charts.cards import Card, card_png, drawable_text
from vigil.charts.cards.drawing import COLUMN, EDGE, card_svg, lines_of
from vigil.charts.cards.sizes import CARD_HEIGHT as HEIGHT
from vigil.charts.cards.sizes import CARD_WIDTH as WIDTH
from vigil.charts.cards.typefaces import (
    OWN_FONTS,
    SANS,
    font_files,
    fonts_for,
    joined_forms,
    text_width,
)

SHORT = Card("A message to Kyoto 2021", "We are still here.", "Casilda Ríos", "11 March 2021")
ARABIC = "ما زلنا هنا. كتب أخي عن الميناء (في 2019) وقتلوه بسبب ذلك"


def inked(content: bytes, box: tuple[int, int, int, int]) -> bool:
    """Say whether anything but paper is within a box of the picture."""
    return len(Image.open(io.BytesIO(content)).convert("RGB").crop(box).getcolors() or [0, 0]) > 1


def test_a_card_may_lack_a_line() -> None:
    assert card_png(Card("", "We are still here.", "", "")).startswith(b"\x89PNG")


def test_a_card_is_a_picture_of_the_size_that_is_shared() -> None:
    content = card_png(SHORT)
    assert content.startswith(b"\x89PNG")
    assert Image.open(io.BytesIO(content)).size == (1200, 628)
    assert b"Casilda" not in content, "a picture tells no text but what it shows"


def test_a_line_without_words_is_left_empty() -> None:
    assert card_png(Card("Vigil", "Words", "", ""))[:4] == b"\x89PNG"


def test_two_cards_of_other_words_are_other_pictures() -> None:
    assert card_png(SHORT) == card_png(SHORT)
    assert card_png(SHORT) != card_png(Card(SHORT.above, "We are here.", SHORT.by, SHORT.below))


def test_words_from_right_to_left_stand_at_the_right() -> None:
    left, right = (0, 150, EDGE + 200, 450), (WIDTH - EDGE - 200, 150, WIDTH - 20, 450)
    english, arabic = card_png(SHORT), card_png(Card("x", "ما زلنا هنا", "y", "z"))
    assert inked(english, left)
    assert not inked(english, right)
    assert inked(arabic, right)
    assert not inked(arabic, (20, 150, EDGE + 200, 450))


def test_arabic_letters_are_joined() -> None:
    """Each letter apart would be wider: the faces' own shaping is used, and is reckoned with."""
    assert joined_forms("كتب") == "\ufedb\ufe98\ufe90"
    assert joined_forms("دار") == "\ufea9\ufe8d\ufead", "none of these joins what follows"
    assert text_width("كتب", 50) < sum(text_width(letter, 50) for letter in "كتب")


@pytest.mark.parametrize("words", [ARABIC, "Жил-был one", "Ελένη", "Ünïcödé ‘quoted’ – 3½"])
def test_what_the_faces_have_is_drawn_whole(words: str) -> None:
    assert drawable_text(words) == words


@pytest.mark.parametrize("words", ["日本からの言葉", "ok, but नमस्ते", "text 한국어"])
def test_a_text_of_which_letters_lack_is_not_drawn_at_all(words: str) -> None:
    assert drawable_text(words) == ""


def test_signs_without_a_face_and_controls_are_left_out() -> None:
    assert drawable_text("Here 🙂 a\u202eb\x00c\n\n we\u2067 are\ufeff") == "Here abc we are"
    assert drawable_text("می\u200cخواهم") == "می\u200cخواهم"


def test_no_text_is_markup() -> None:
    evil = '</text><image href="file:///etc/passwd"/><script>&amp;"'
    said = card_svg(Card(evil, evil, evil, evil))
    assert "<image" not in said
    assert "<script" not in said
    assert card_png(Card(evil, evil, evil, evil))


def test_a_long_text_is_cut_with_a_sign_and_stays_on_the_card() -> None:
    content = card_png(Card("above " * 90, "very long words " * 200, "name" * 90, "below" * 90))
    for box in ((WIDTH - 60, 0, WIDTH, HEIGHT), (20, 0, EDGE - 4, HEIGHT)):
        assert not inked(content, box)
    assert "…" in card_svg(Card("a", "very long words " * 200, "b", "c"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_drawable_once_and_fits_its_lines(text: str) -> None:
    kept = drawable_text(text)
    assert drawable_text(kept) == kept
    for line in lines_of(kept, 44, OWN_FONTS):
        assert text_width(line, 44) <= COLUMN
    assert "".join(lines_of(kept, 44, OWN_FONTS)).replace(" ", "") == kept.replace(" ", "")


def test_an_installation_adds_faces(tmp_path: Path) -> None:
    assert font_files(tmp_path / "none") == OWN_FONTS
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / "More-Regular.ttf").write_bytes(OWN_FONTS[0].read_bytes())
    (folder / "notes.txt").write_text("no font")
    assert font_files(tmp_path) == (*OWN_FONTS, folder / "More-Regular.ttf")


def test_a_line_is_measured_in_its_own_family() -> None:
    assert fonts_for(SANS, OWN_FONTS)[0].name == "NotoSans-Regular.ttf"
    assert text_width("mmm", 10, fonts_for(SANS, OWN_FONTS)) != text_width("mmm", 10)
