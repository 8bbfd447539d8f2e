from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.publication.cases.quotes import QuotePart, quote

SHOWN = WithheldWords(["Evaristo Montalvo"], shown=["Amalia Ríos"], places=["Puerto Ejemplo"])


def spans(text: str, *said: str) -> list[tuple[int, int]]:
    return [(text.index(s), text.index(s) + len(s)) for s in said]


def written(pieces: list[QuotePart]) -> str:
    return "".join(piece.text for piece in pieces)


def marked(pieces: list[QuotePart]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


def test_the_words_that_say_a_value_are_marked_in_their_sentence() -> None:
    text = "The reporter Amalia Ríos was shot dead in Puerto Ejemplo on Thursday night."
    pieces = quote(text, spans(text, "shot dead", "Puerto Ejemplo"), SHOWN)
    assert marked(pieces) == ["shot dead", "Puerto Ejemplo"]
    assert "was shot dead in Puerto Ejemplo on Thursday night." in written(pieces)


def test_a_withheld_name_leaves_only_the_words_themselves() -> None:
    text = "Amalia Ríos was shot dead by Evaristo Montalvo in Puerto Ejemplo."
    pieces = quote(text, spans(text, "shot dead", "Puerto Ejemplo"), SHOWN)
    assert "Montalvo" not in written(pieces)
    assert "Evaristo" not in written(pieces)
    assert marked(pieces) == ["shot dead", "Puerto Ejemplo"]


def test_a_name_we_do_not_know_is_not_let_through() -> None:
    text = "According to Prosecutor Belisario Tinoco, she was shot dead that night."
    pieces = quote(text, spans(text, "shot dead"), SHOWN)
    assert "Tinoco" not in written(pieces)
    assert marked(pieces) == ["shot dead"]


def test_the_first_word_of_a_sentence_may_be_capitalised() -> None:
    text = "She was shot dead. Nobody was arrested."
    pieces = quote(text, spans(text, "shot dead", "arrested"), SHOWN)
    assert written(pieces) == text


def test_a_quote_ends_with_its_sentence() -> None:
    text = "She was shot dead on the road. The harbour was closed for a day. Nobody came."
    said = written(quote(text, spans(text, "shot dead"), SHOWN))
    assert said == "She was shot dead on the road. …"


def test_text_in_capitals_is_not_quoted_as_it_runs() -> None:
    text = "AMALIA RÍOS WAS SHOT DEAD BY BELISARIO TINOCO."
    assert "TINOCO" not in written(quote(text, spans(text, "SHOT DEAD"), SHOWN))


def test_a_script_without_capitals_is_not_quoted_as_it_runs() -> None:
    text = "قُتلت الصحفية بالرصاص على يد سمير حداد"
    assert "سمير" not in written(quote(text, spans(text, "بالرصاص"), SHOWN))


def test_nothing_to_say_is_no_quote() -> None:
    assert quote("Some text.", [], SHOWN) == []
    assert quote("", [(0, 4)], SHOWN) == []
    assert quote("Some text.", [(3, 999)], SHOWN) == []


@given(
    text=st.text(alphabet="abc AB.\n", max_size=300),
    cuts=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6),
)
def test_a_quote_is_short_and_is_made_of_the_text(text: str, cuts: list[tuple[int, int]]) -> None:
    pieces = quote(text, cuts, SHOWN)
    said = [piece.text for piece in pieces if piece.text.strip(" …")]
    assert sum(len(part.split()) for part in said) <= 25 + 2 * len(said)
    assert all(part in text for part in said)
    assert len("".join(said).split()) <= 25


def test_a_latin_word_does_not_let_names_through_that_have_no_capitals() -> None:
    text = "قتل الصحفي سمير حداد كما كتب facebook اليوم"
    pieces = quote(text, spans(text, "قتل"), SHOWN)
    assert marked(pieces) == ["قتل"]
    assert "سمير" not in written(pieces)


def test_a_name_that_begins_a_sentence_is_not_let_through() -> None:
    first = "Benedikta was shot too. Berta was shot dead in Puerto Ejemplo."
    pieces = quote(first, spans(first, "shot dead"), SHOWN)
    assert "Berta" not in written(pieces)
    again = "Tinoco was shot dead. Later that day they buried Tinoco."
    assert "Tinoco" not in written(quote(again, spans(again, "shot dead"), SHOWN))
    other = "Gunmen came. Yesterday she was shot dead in Puerto Ejemplo."
    assert "Yesterday she was shot dead" in written(quote(other, spans(other, "shot dead"), SHOWN))
