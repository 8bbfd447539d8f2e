"""The interface speaks all its languages: nothing untranslated, nothing lost, in step."""

import gettext
import io
import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from vigil.site.languages.catalogues import (
    LANGUAGES,
    compiled,
    extract,
    folder,
    keys,
    of_python,
    of_template,
    read,
    translations_of,
    untranslated,
)

PLURALS = {
    "es": "n != 1",
    "fr": "n > 1",
    "pt": "n != 1",
    "ar": "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 "
    "? 4 : 5",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
TAG = re.compile(r"</?[a-z][^>]*>")
WORDED = {"ar": {0, 1, 2}}
"""Plural forms in which the number itself is a word: none, one, a pair."""
NUMBERS = {
    *("n", "number", "missing", "total", "killed", "cases", "low", "high", "year"),
    *("place", "length", "score", "shown", "names_total", "all", "pages", "page"),
    *("more", "limit", "years", "new", "people"),
}
"""Placeholders that hold figures: they need no isolates."""
BREAKS_IN_FRENCH = re.compile(" [:;?!»]|« ")
"""Plain spaces where French has no-break spaces: a line may break there."""
NOT_OUR_WORDS = {
    "es": re.compile(r"\b(adjudic|fusion)|\breportes?\b|\b(tú|tus?)\b|codificadores", re.I),
    "fr": re.compile(r"\b(adjug|adjudic)|\bcodeurs?\b|manuel de codage", re.I),
    "pt": re.compile(r"\b(adjudic|fundi)|codificadores", re.I),
}
"""What one might write and the glossary has another word for (docs/build/translations.md)."""
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


def catalogue(*messages: str, language: str = "es") -> Catalog:
    """Read a catalogue from its lines."""
    return read_po(io.BytesIO("\n\n".join(messages).encode()), locale=language)


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Return what all sources say: gathering it takes longer than comparing."""
    return extract()


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def faults(message: Message, language: str) -> list[str]:
    """Say what is wrong with the placeholders and tags of a translation."""
    wanted = [set(PLACEHOLDER.findall(text)) for text in ids(message)]
    found = []
    for form, text in enumerate(translations_of(message)):
        if not text:
            continue  # another test refuses it
        of = min(form, len(wanted) - 1) if language != "ar" else len(wanted) - 1
        here, needed = set(PLACEHOLDER.findall(text)), wanted[of]
        if len(wanted) > 1 and form in WORDED.get(language, ()):
            needed = {part for part in wanted[0] & wanted[1] if part[0] not in NUMBERS}
        if not needed <= here <= set.union(*wanted):
            found.append(f"placeholders {here} for {needed}: {text}")
        if wanted[-1]:
            values = {name: 1 for name, _kind in set.union(*wanted)}
            try:
                text % values
            except (TypeError, ValueError, KeyError) as error:
                found.append(f"{error}: {text}")
        if Counter(TAG.findall(text)) != Counter(TAG.findall(ids(message)[-1])):
            found.append(f"tags: {text}")
        if language == "ar":
            left = ISOLATED.sub("", TAG.sub("", text))
            bare = {name for name, kind in PLACEHOLDER.findall(left) if kind != "d"} - NUMBERS
            if bare:
                found.append(f"no isolates around {bare}: {text}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    assert [ids(message)[0] for message in untranslated(read(language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_sources_say_and_no_more(
    language: str, extracted: Catalog
) -> None:
    held, used = keys(read(language)), keys(extracted)
    assert held == used, "run: vigil manage catalogues, then translate what is empty"
    assert not read(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_come_through(language: str) -> None:
    found = [
        fault for message in read(language) if message.id for fault in faults(message, language)
    ]
    assert found == []


def test_french_signs_keep_to_their_words() -> None:
    texts = [text for message in read("fr") if message.id for text in translations_of(message)]
    assert [text for text in texts if BREAKS_IN_FRENCH.search(text)] == []


@pytest.mark.parametrize("language", sorted(NOT_OUR_WORDS))
def test_the_words_are_those_of_the_glossary(language: str) -> None:
    others = NOT_OUR_WORDS[language]
    texts = [text for message in read(language) if message.id for text in translations_of(message)]
    assert [text for text in texts if others.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_in_step(language: str) -> None:
    kept = gettext.GNUTranslations(io.BytesIO((folder(language) / "django.mo").read_bytes()))
    fresh = gettext.GNUTranslations(io.BytesIO(compiled(read(language))))
    stale = kept._catalog.items() ^ fresh._catalog.items()  # type: ignore[attr-defined]
    assert {key for key, _ in stale if key} == set(), "run: vigil manage catalogues --compile"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    held = read(language)
    assert held.plural_expr.strip("() ") == PLURALS[language].strip("() ")
    forms = {
        len(translations_of(message)) for message in held if message.id and len(ids(message)) > 1
    }
    assert forms == {held.num_plurals}


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ('msgid "as %(id)s"\nmsgstr "como"', "es"),
        ('msgid "as %(id)s"\nmsgstr "como %(ID)s"', "es"),
        ('msgid "as %(id)s"\nmsgstr "como %(id)"', "es"),
        ('#, python-format\nmsgid "as %(id)s"\nmsgstr "100 % como %(id)s"', "es"),
        ('msgid "<b>as</b>"\nmsgstr "<b>como<b>"', "es"),
        ('msgid "%(n)d a"\nmsgid_plural "%(n)d as"\nmsgstr[0] "uno"\nmsgstr[1] "%(n)d"', "es"),
        ('msgid "as %(id)s"\nmsgstr "رقم %(id)s"', "ar"),
    ],
)
def test_a_broken_translation_is_found(message: str, language: str) -> None:
    (only,) = (m for m in catalogue(message, language=language) if m.id)
    assert faults(only, language)


def test_a_missing_or_unsure_translation_is_found() -> None:
    held = catalogue(
        'msgid "a"\nmsgstr ""',
        '#, fuzzy\nmsgid "b"\nmsgstr "b"',
        'msgid "c"\nmsgid_plural "cs"\nmsgstr[0] "c"\nmsgstr[1] ""',
        'msgid "d"\nmsgstr "d"',
    )
    assert [ids(message)[0] for message in untranslated(held)] == ["a", "b", "c"]


def test_texts_are_read_from_python_and_templates() -> None:
    python = b'from x import y as _\n_("one")\nngettext("a", "b", n)\npgettext_lazy("c", "d")\n'
    assert list(of_python(python)) == [("one", None), (("a", "b"), None), ("d", "c")]
    template = (
        '{% translate "it\'s" %}{{ x|default:_("none (yet)") }}<p>{% translate "a" context "c" %}'
        "{% blocktranslate with v=x trimmed %}\n  a\n  {{ v }} of 5%\n{% endblocktranslate %}"
        "{% blocktranslate count n=3 %}{{ n }} a{% plural %}{{ n }} bs{% endblocktranslate %}"
    )
    assert set(of_template(template)) == {
        ("it's", None),
        ("none (yet)", None),
        ("a", "c"),
        ("a %(v)s of 5%%", None),
        (("%(n)s a", "%(n)s bs"), None),
    }
