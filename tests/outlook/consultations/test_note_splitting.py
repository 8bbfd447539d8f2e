"""Notes fall into statements, and no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.consultations.note_splitting import paragraphs, split


@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ("One.\n\nTwo\nlines.", ["One.", "Two lines."]),
        ("- first\n- second\n  goes on\n3) third", ["first", "second goes on", "third"]),
        ("Heading\n\n• first\n\n• second", ["Heading", "first", "second"]),
        ("One.\r\n \r\nTwo.", ["One.", "Two."]),
        ("In 2019 - so they say - it fell.", ["In 2019 - so they say - it fell."]),
        ("\n \n", []),
    ],
)
def test_a_paragraph_is_a_statement(notes: str, found: list[str]) -> None:
    assert split(notes) == found


@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ("It fell. Then it rose! Why?", ["It fell.", "Then it rose!", "Why?"]),
        ("Dr. Abe said 3.5 tons. No more.", ["Dr. Abe said 3.5 tons.", "No more."]),
        ("J. P. said so. She did not.", ["J. P. said so.", "She did not."]),
        ("“It fell.” He left.", ["“It fell.”", "He left."]),
        ("ارتفع السعر. لماذا؟ لا نعرف.", ["ارتفع السعر.", "لماذا؟", "لا نعرف."]),
        ("港は静かだ。誰も見ない。", ["港は静かだ。", "誰も見ない。"]),
    ],
)
def test_a_sentence_is_a_statement(notes: str, found: list[str]) -> None:
    assert split(notes, "sentences") == found


@given(st.text(alphabet="ab.?! \n«»12", max_size=200))
def test_no_word_is_lost(notes: str) -> None:
    whole = "".join(" ".join(paragraphs(notes)).split())
    assert "".join("".join(split(notes, "sentences")).split()) == whole
    assert all(text == text.strip() and text for text in split(notes, "sentences"))
