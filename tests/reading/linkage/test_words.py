import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from vigil.reading.linkage.words import (
    FIELDS,
    SIGNATURE_BYTES,
    TERMS,
    UNIT,
    WORDS,
    Statistics,
    copied,
    copy_blocks,
    copy_signature,
    cosines,
    counted,
    weigh,
)

counted([["word"]])  # loads scikit-learn, before the first test is timed

DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdefghijklmnop")), max_size=8)


def matrix(documents: list[list[str]]) -> csr_matrix:
    offsets, words, counts = counted(documents)
    return csr_matrix((counts, words, offsets), shape=(len(documents), WORDS))


def statistics(documents: list[list[str]]) -> Statistics:
    return Statistics.of(len(documents), dict.fromkeys(FIELDS, counted(documents)[1]))


def signature(text: str) -> np.ndarray:
    return np.frombuffer(copy_signature(text.split()), dtype=np.uint32)


@given(DOCUMENTS, DOCUMENTS)
def test_statistics_of_parts_are_those_of_the_whole(
    one: list[list[str]], two: list[list[str]]
) -> None:
    whole = statistics(one + two)
    parts = Statistics.together([statistics(one), statistics(two)])
    assert parts.accounts == whole.accounts
    for field in FIELDS:
        assert parts.words[field].tolist() == whole.words[field].tolist()
        assert parts.frequency[field].tolist() == whole.frequency[field].tolist()


@given(DOCUMENTS.filter(bool))
def test_an_account_is_its_own_likest(documents: list[list[str]]) -> None:
    weights = weigh(matrix(documents), "text", statistics(documents))
    rows = np.arange(len(documents))
    for words, likeness in zip(documents, cosines(weights, rows, rows), strict=True):
        assert abs(likeness - bool(words)) < 0.01


def test_a_rare_word_is_heavier_and_a_word_of_most_weighs_nothing() -> None:
    documents = [["the", f"n{number % 10}", f"own{number}"] for number in range(60)]
    weights = weigh(matrix(documents), "text", statistics(documents))
    first = {int(w): int(weights[0, w]) for w in counted([documents[0]])[1]}
    the, tenth, own = (first[int(counted([[word]])[1][0])] for word in documents[0])
    assert the == 0 < tenth < own <= UNIT


def test_only_the_heaviest_words_are_kept() -> None:
    documents = [[f"w{number}" for number in range(3 * TERMS)], ["w0", "w1"]]
    weights = weigh(matrix(documents), "text", statistics(documents))
    assert np.diff(weights.indptr).tolist() == [TERMS, 2]


def test_a_copy_with_a_cut_is_known_and_a_short_text_is_not() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    cut = " ".join(f"word{number}" for number in range(180))
    other = " ".join(f"else{number}" for number in range(200))
    signatures = np.stack([signature(t) for t in (text, cut, other, "too short", "too short")])
    found = copied(signatures, np.array([0, 0, 3]), np.array([1, 2, 4]))
    assert found[0] > 0.7
    assert found[1:].tolist() == [0, 0]
    assert set(copy_blocks(copy_signature(text.split()))) & set(
        copy_blocks(copy_signature(cut.split()))
    )
    assert copy_blocks(bytes(SIGNATURE_BYTES)) == []
