"""The interface speaks all its languages: nothing untranslated, nothing lost, in step."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

LANGUAGES = ["es", "fr", "pt", "ar"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{\s*\w+\s*\}\}")


def folder(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"


def messages(language: str) -> list[tuple[str, list[str]]]:
    with (folder(language) / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = []
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string
            found.append((key, [said] if isinstance(said, str) else list(said)))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    for key, said in messages(language):
        for text in said:
            assert text, key
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(key)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_messages(language: str) -> None:
    assert {key for key, _ in messages(language)} == {key for key, _ in messages("es")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_in_step(language: str) -> None:
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        key
        for key, said in messages(language)
        if compiled._catalog.get(key, compiled._catalog.get((key, 0))) != said[0]  # type: ignore[attr-defined]
    ]
    assert not stale, "run: msgfmt -o django.mo django.po"


PUBLIC = ("site/templates", "publication/templates")
SINGLE = re.compile(r"""\{%\s*translate\s+(["'])(.*?)\1\s*(?:as \w+\s*)?%\}""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_of_a_public_template_are_missing_from_the_catalogue(language: str) -> None:
    known = {key for key, _ in messages(language)}
    source = Path(settings.ROOT) / "src" / "vigil"
    used = {
        found[1]
        for room in PUBLIC
        for path in (source / room).rglob("*.html")
        for found in SINGLE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 60
    assert used <= known, used - known
