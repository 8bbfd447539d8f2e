"""Copies: only (nearly) the same text, and what such a text adds."""

from vigil.reading.linkage.copies import added_sentences, copied_reports

STORY = (
    "Two men on a motorcycle shot the lawyer Bruno Castanheira dead outside his office on Tuesday, "
    "police said. He had defended families evicted from the harbour. Neighbours heard six shots. "
    "The bar association called a day of mourning and asked for protection for his colleagues."
)
CLAIM = (
    "A caller told the radio that his group had killed the lawyer Bruno Castanheira. He was not "
    "fifty-one but forty-nine years old, his sister said, and had been followed since 3 March."
)


def test_the_same_words_are_a_copy_whatever_their_case_and_accents() -> None:
    assert copied_reports([STORY, STORY.upper().replace(",", "")]) == [0, 0]


def test_the_longer_text_leads() -> None:
    longer = f"{STORY} His funeral is tomorrow."
    assert copied_reports([STORY, CLAIM, longer]) == [2, 1, 2]


def test_another_text_on_the_same_attack_is_no_copy() -> None:
    assert copied_reports([STORY, CLAIM]) == [0, 1]
    assert copied_reports([STORY, f"{CLAIM} {STORY} {CLAIM[::-1]}"]) == [0, 1]


def test_a_short_excerpt_is_no_copy() -> None:
    assert copied_reports([STORY, STORY[: len(STORY) // 3]]) == [0, 1]


def test_texts_without_words_are_no_copies() -> None:
    assert copied_reports(["", "", "Two shot dead", "Two shot dead"]) == [0, 1, 2, 3]


def test_nothing_is_a_copy_of_a_copy() -> None:
    words = [f"word{n}" for n in range(200)]
    texts = [" ".join(words[first : first + 100]) for first in (0, 9, 18)]
    assert copied_reports(texts) == [0, 0, 2]


def test_a_sentence_that_says_another_number_or_denies_is_added() -> None:
    told = ["Neighbours heard two shots.", "He had not defended families.", "Police said."]
    assert added_sentences([*told, "NEIGHBOURS HEARD SIX SHOTS.", "—"], STORY) == told[:2]
