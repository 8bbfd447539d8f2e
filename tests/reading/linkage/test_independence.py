"""Independent sources: outlets, agency copies, copies of copies."""

from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.linkage.independence import Published, sources

AGENCY = (
    "Two men on a motorcycle shot the lawyer Bruno Castanheira dead outside his office on Tuesday, "
    "police said. He had defended families evicted from the harbour. Neighbours heard six shots. "
    "The bar association called a day of mourning and asked for protection for his colleagues."
)
OWN = (
    "Bruno Castanheira left his office at seven. Minutes later he lay on the pavement, says a "
    "baker who knelt beside him; the men who fired had gone by then. For twelve years he had gone "
    "to court for those whom the harbour company wanted out of their houses, and lost only twice."
)


def test_one_outlet_counts_once() -> None:
    assert sources([Published("A", OWN), Published("A", AGENCY), Published("B", "")]) == [0, 0, 2]


def test_agency_copy_counts_once_even_when_cut_or_added_to() -> None:
    cut = AGENCY[: len(AGENCY) * 2 // 3]
    longer = f"Our correspondent. {AGENCY} {OWN}"
    assert sources([Published("A", AGENCY), Published("B", cut), Published("C", longer)]) == [0] * 3


def test_texts_written_apart_are_two_sources() -> None:
    assert sources([Published("A", AGENCY), Published("B", OWN)]) == [0, 1]


def test_unknown_outlets_together_are_one_source() -> None:
    assert sources([Published("", AGENCY), Published("", OWN)]) == [0, 0]


def test_an_unknown_outlet_adds_no_source_to_a_known_one() -> None:
    told = [Published("", OWN), Published("B", AGENCY), Published("A", "Short"), Published("", "x")]
    assert sources(told) == [0, 1, 0, 0]


def test_a_copy_without_an_outlet_is_of_the_source_that_it_copies() -> None:
    told = [Published("A", OWN), Published("B", AGENCY), Published("", AGENCY)]
    assert sources(told) == [0, 1, 1]


def test_short_texts_are_no_copies() -> None:
    short = "Lawyer shot dead"
    assert sources([Published("A", short), Published("B", short)]) == [0, 1]


def test_nothing_is_no_source() -> None:
    assert sources([]) == []


@given(st.permutations([("A", AGENCY), ("B", OWN), ("C", OWN + "."), ("", "x"), ("D", "y")]))
def test_the_order_does_not_matter(order: list[tuple[str, str]]) -> None:
    found = sources([Published(*one) for one in order])
    groups = {frozenset(order[i] for i in range(5) if found[i] == n) for n in found}
    copies = {("B", OWN), ("C", OWN + ".")}
    alone, beside = frozenset({("D", "y")}), frozenset({("A", AGENCY), ("", "x")})
    assert groups == {beside, frozenset(copies), alone}
