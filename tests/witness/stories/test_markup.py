"""The marks in which stories are written."""

from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from vigil.witness.stories import markup

LINES = st.text(st.sampled_from("ab >#-\n\r\t—<&"), max_size=80)


def test_paragraphs_headings_and_quotes() -> None:
    text = "One\nline.\n\n## Ahead\n\n> They said\n> so.\n> -- a neighbour\n\nAfter."
    assert markup.parse_blocks(text) == [
        {"kind": "paragraph", "text": "One line."},
        {"kind": "heading", "text": "Ahead"},
        {"kind": "quote", "text": "They said so.", "by": "a neighbour"},
        {"kind": "paragraph", "text": "After."},
    ]


def test_a_quote_within_a_paragraph_is_a_quote_still() -> None:
    found = markup.parse_blocks("She left.\n> Wait, said he.\nAnd went.")
    assert [block["kind"] for block in found] == ["paragraph", "quote", "paragraph"]
    assert markup.has_quotes(found)
    assert not markup.has_quotes(markup.without_quotes(found))


def test_a_quote_without_a_speaker_has_none() -> None:
    assert markup.parse_blocks("> Alone") == [{"kind": "quote", "text": "Alone", "by": ""}]


def texts(blocks: Iterable[markup.Block]) -> Iterator[str]:
    for block in blocks:
        yield from filter(None, (block["text"], block.get("by")))


@given(LINES)
def test_no_word_is_lost_and_none_comes_in(text: str) -> None:
    said = "".join("".join(part.split()) for part in texts(markup.parse_blocks(text)))
    assert set(said) <= set(text)
    assert said.count("a") == text.count("a")
    assert said.count("<") == text.count("<")


@given(LINES)
def test_reading_never_makes_a_quote_of_what_is_none(text: str) -> None:
    quoted = any(line.strip().startswith(">") for line in text.replace("\r", "\n").split("\n"))
    assert markup.has_quotes(markup.parse_blocks(text)) == quoted
