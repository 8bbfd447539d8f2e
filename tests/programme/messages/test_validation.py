"""What the parts of a message may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.programme.messages.validation import checked_language, checked_link, checked_text
from vigil.trust.access.errors import NotPossible


@given(st.text(max_size=200))
def test_words_are_kept_without_controls_and_only_once(text: str) -> None:
    kept = checked_text(text)
    assert checked_text(kept) == kept
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in kept)


@given(st.text(max_size=60))
def test_an_address_is_of_the_web_or_refused(text: str) -> None:
    for link in (text, f"https://{text}", f"javascript:{text}", f"data:{text}", f"file:///{text}"):
        try:
            kept = checked_link(link)
        except NotPossible:
            continue
        assert kept.startswith(("http://", "https://"))
        assert checked_link(kept) == kept
        assert not set(kept) & set('"<> \n\t')


@pytest.mark.parametrize("tag", ["es", "ES", "pt-BR", "zh-Hant", "quc"])
def test_tags_of_languages(tag: str) -> None:
    assert checked_language(tag).startswith(tag[:2].lower())


@pytest.mark.parametrize("tag", ["", "e", "espanol", "es_ES", "es-", "<b>", "zh-Hant-Latn-x"])
def test_what_is_no_tag(tag: str) -> None:
    with pytest.raises(NotPossible):
        checked_language(tag)


@pytest.mark.parametrize("typed", ["vigil.example", "vigil.example/a?b=c", "www.vigil.example#d"])
def test_an_address_without_its_beginning_is_completed(typed: str) -> None:
    assert checked_link(typed).startswith("https://" + typed.split("/")[0].split("#")[0])
