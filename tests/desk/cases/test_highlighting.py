"""Marking words never changes a text, and never lets one become markup."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from processor import seconds_of_processor
from vigil.desk.cases.highlighting import Span, highlighted, with_gaps, without_gaps

TAG = re.compile(r"<[^>]*>")
texts = st.text(alphabet=st.sampled_from("ab <>&\"'\n𝒳é́ش"), max_size=60) | st.text(max_size=40)
spans = st.lists(
    st.builds(
        Span,
        start=st.integers(-5, 70),
        end=st.integers(-5, 70),
        label=st.text(max_size=8) | st.sampled_from(['"><script>', "Age"]),
        anchor=st.text(max_size=6) | st.sampled_from(["e-1-0", 'x" onclick="']),
    ),
    max_size=6,
)


class Seen(HTMLParser):
    """What a browser would see: tags with their attributes, and the text in marks."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.marked.append(data)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


@given(texts, spans)
def test_without_its_marks_the_html_is_the_escaped_text(text: str, some: list[Span]) -> None:
    assert TAG.sub("", highlighted(text, some)) == escape(text)


@given(texts, spans)
def test_only_marks_and_anchors_ever_appear(text: str, some: list[Span]) -> None:
    for tag, attributes in seen(highlighted(text, some)).tags:
        assert tag in ("mark", "span")
        assert set(attributes) <= {"id", "title", "data-of"}


@given(texts, spans)
def test_exactly_the_words_in_spans_are_marked(text: str, some: list[Span]) -> None:
    covered = {i for s in some if s.start >= 0 for i in range(s.start, min(s.end, len(text)))}
    html = highlighted(text, some)
    pieces = re.findall(r"<mark[^>]*>(?:<span[^>]*>)*(.*?)(?:</span>)*</mark>", html, re.DOTALL)
    assert "".join(pieces) == "".join(str(escape(text[i])) for i in sorted(covered))


def test_offsets_count_code_points_not_bytes() -> None:
    html = highlighted("𝒳 murió José", [Span(8, 12, "Names", "e-1-0")])
    assert html == '𝒳 murió <mark id="e-1-0" data-of="e-1-0" title="Names">José</mark>'


def test_overlapping_spans_are_cut_and_titled_by_all_they_say() -> None:
    html = highlighted("shot on Monday", [Span(0, 7, "Method", "a"), Span(5, 14, "Date", "b")])
    assert html == (
        '<mark id="a" data-of="a" title="Method">shot </mark>'
        '<mark id="b" data-of="a b" title="Method; Date">on</mark>'
        '<mark data-of="b" title="Date"> Monday</mark>'
    )


def test_two_spans_that_begin_together_keep_both_anchors() -> None:
    html = highlighted("lawyer", [Span(0, 6, "Occupation", "a"), Span(0, 6, "Role", "b")])
    assert html == (
        '<mark id="a" data-of="a b" title="Occupation; Role"><span id="b">lawyer</span></mark>'
    )


@given(texts, spans)
def test_taking_gaps_away_takes_only_white_space(text: str, some: list[Span]) -> None:
    html = without_gaps(highlighted(text, some))
    assert "".join(TAG.sub("", html).split()) == "".join(str(escape(text)).split())
    assert seen(html).tags == seen(highlighted(text, some)).tags


@given(texts, spans)
def test_gaps_as_elements_change_no_character(text: str, some: list[Span]) -> None:
    shown = TAG.sub("", with_gaps(highlighted(text, some)))
    assert shown == escape(text).replace("\r", "&#13;")


def test_many_empty_lines_are_shown_as_one() -> None:
    assert without_gaps(highlighted("One.\n \n\n  \n Two.\nThree.", [])) == "One.\n\nTwo.\nThree."


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\n ", " \n"])
def test_a_page_of_nothing_but_space_does_not_stop_the_desk(gap: str) -> None:
    with seconds_of_processor(20):
        shown = without_gaps(highlighted("One." + gap * (2_000_000 // len(gap)) + "Two.", []))
    assert "".join(shown.split()) == "One.Two."
