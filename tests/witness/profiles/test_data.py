"""The profiles that ship say what the record says, in two languages, and name no perpetrator."""

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from each import each
from vigil import casefile
from vigil.reading.codebook import edtf
from vigil.witness.profiles.file_format import (
    LANGUAGES,
    Passage,
    ProfileText,
    ShippedProfile,
    shipped_profiles,
)
from vigil.witness.stories import markup

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("VIGIL_SHARED", ROOT.parent / "shared"))
RECORD = Path(str(casefile.__file__)).parent / "open_case_file" / "cases.jsonl"

Case = dict[str, Any]


def cases_in(path: Path) -> dict[str, Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {case["id"]: case for case in map(json.loads, lines)}


CASES = cases_in(RECORD)
PROFILES = shipped_profiles()

each_profile = each("profile", PROFILES, lambda profile: profile.handle)
each_language = each("language", LANGUAGES)


def case_of(profile: ShippedProfile) -> Case:
    return CASES[profile.case]


def passages(text: ProfileText) -> list[Passage]:
    return [*text.paragraphs, *([text.justice] if text.justice else [])]


def everything(text: ProfileText) -> str:
    return " ".join([text.title, text.summary, *(passage.text for passage in passages(text))])


def at(case: Case, path: str) -> Any:
    """Follow a path such as `victims.0.age`. Raises KeyError, IndexError where it leads nowhere."""
    value: Any = case
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def strings(value: Any) -> Iterator[str]:
    """Yield everything written in a value of the record but for coordinates and addresses."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("lat", "lon", "url"):
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif value is not None:
        yield str(value)


def stood_on(case: Case, passage: Passage) -> str:
    return " | ".join(text for path in passage.stands_on for text in strings(at(case, path)))


# What they are of


def test_there_are_ten_in_the_order_of_the_dates() -> None:
    assert [profile.handle for profile in PROFILES] == [f"S-{n:04d}" for n in range(1, 11)]
    assert [profile.number for profile in PROFILES] == list(range(1, 11))
    days = [edtf.bounds(case_of(profile)["date"]["value"])[0] for profile in PROFILES]
    assert days == sorted(days)


def test_they_are_of_different_countries_and_callings() -> None:
    cases = [case_of(profile) for profile in PROFILES]
    assert len({case["id"] for case in cases}) == len(cases)
    assert len({case["place"]["country"] for case in cases}) == len(cases)
    assert len({case["victims"][0]["occupation"] for case in cases}) == len(cases)


@each_profile
def test_the_case_has_no_flag_and_all_its_people_are_told_of(profile: ShippedProfile) -> None:
    case = case_of(profile)
    assert case["sensitivity"] == []
    assert not case["judicial"]["proceedings_open"]
    assert {victim["outcome"] for victim in case["victims"]} == {"killed"}
    assert list(profile.victims) == [victim["name"] for victim in case["victims"]]


@each_profile
@each_language
def test_the_dead_are_named_before_anything_else(profile: ShippedProfile, language: str) -> None:
    text = profile.texts[language]
    assert text.paragraphs[0].text.startswith(profile.victims[0])
    for name in profile.victims:
        assert name in text.body


# What they say


@each_profile
@each_language
def test_a_profile_has_150_to_300_words(profile: ShippedProfile, language: str) -> None:
    text = profile.texts[language]
    assert len(text.body.split()) >= 150
    assert len(everything(text).split()) <= 300


@each_profile
@each_language
def test_a_profile_is_plain_text_that_quotes_nobody(profile: ShippedProfile, language: str) -> None:
    text = profile.texts[language]
    blocks = markup.parse_blocks(text.body)
    told = [{"kind": markup.PARAGRAPH, "text": passage.text} for passage in text.paragraphs]
    assert blocks == told
    assert not set('"“”«»„[]<>*|') & set(everything(text))
    assert len(text.title) <= 200
    assert len(text.summary) <= 300
    for sentence in [text.summary, *(passage.text for passage in passages(text))]:
        assert sentence.endswith(".")


DRAMA = {
    "en": "brutal|brutally|horrific|tragic|tragically|cold-blooded|riddled|hail|mercilessly|hero|"
    "heroic|fearless|legendary|notorious|infamous|shocking|bloody|blood|gunned|hitman|assassin",
    "es": "brutal|brutalmente|horrible|trágico|trágica|sangre|acribillado|acribillada|acribillaron|"
    "despiadado|héroe|valiente|legendario|tristemente|atroz|sicario|sicarios|ejecutado|"
    "ejecutada|rematado",
}


@each_profile
@each_language
def test_no_word_of_drama(profile: ShippedProfile, language: str) -> None:
    told = everything(profile.texts[language])
    assert re.findall(rf"\b(?:{DRAMA[language]})\b", told, re.I) == []


@each_profile
def test_justice_is_told_as_far_as_the_record_has_it(profile: ShippedProfile) -> None:
    case = case_of(profile)
    assert profile.as_of == case["judicial"]["as_of"]
    for text in profile.texts.values():
        assert (text.justice is not None) is bool(case["judicial"]["text"])
        if text.justice:
            assert str(profile.as_of) in text.justice.text.split(":")[0]


# What they stand on


@each_profile
def test_every_passage_stands_on_something_in_the_record(profile: ShippedProfile) -> None:
    case = case_of(profile)
    for passage in passages(profile.texts["en"]):
        for path in passage.stands_on:
            assert at(case, path) not in (None, "", [], {}), path


@each_profile
def test_the_sources_are_those_of_the_case(profile: ShippedProfile) -> None:
    known = {source["url"]: source for source in case_of(profile)["sources"]}
    assert len({source.url for source in profile.sources}) == len(profile.sources) >= 3
    for source in profile.sources:
        there = known[source.url]
        assert (source.outlet, source.date) == (there["publisher"], there["date"])
        described = source.title.startswith("[") and source.title.endswith("]")
        assert described or source.title == there["title"]


@each_profile
def test_a_source_that_a_passage_stands_on_is_listed(profile: ShippedProfile) -> None:
    listed = {source.url for source in profile.sources}
    for passage in passages(profile.texts["en"]):
        for path in passage.stands_on:
            if path.startswith("sources."):
                assert at(case_of(profile), path)["url"] in listed


@each_profile
def test_no_source_is_listed_whose_address_the_case_protects(profile: ShippedProfile) -> None:
    listed = {source.url for source in profile.sources}
    protected = [
        source["url"]
        for source in case_of(profile)["sources"]
        if source.get("protected") in ("address", "both")
    ]
    assert listed.intersection(protected) == set()


LINKS = {
    "established_in_court": {
        "en": "organised crime was established in court",
        "es": "crimen organizado quedó establecida ante los tribunales",
    },
    "credibly_alleged": {
        "en": "organised crime is credibly alleged",
        "es": "crimen organizado se alega con fundamento",
    },
    "suspected": {
        "en": "organised crime is suspected",
        "es": "crimen organizado es una sospecha",
    },
}


@each_profile
@each_language
def test_the_link_is_as_strong_as_in_the_record(profile: ShippedProfile, language: str) -> None:
    body, link = profile.texts[language].body, case_of(profile)["organised_crime_link"]
    stated = [value for value, words in LINKS.items() if words[language] in body]
    assert stated == [link["value"]]


NUMBERS = {
    word: number
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "zéro un deux trois quatre cinq",
    )
    for number, word in enumerate(words.split())
    if number > 1 and word != "once"  # words for one are articles too, and one is an adverb
}


def numbers(text: str) -> set[int]:
    words = re.findall(r"\d+|[^\W\d_]+", text.lower())
    return {int(w) if w.isdecimal() else NUMBERS[w] for w in words if w.isdecimal() or w in NUMBERS}


@each_profile
@each_language
def test_numbers_are_those_of_what_it_stands_on(profile: ShippedProfile, language: str) -> None:
    text, case = profile.texts[language], case_of(profile)
    for passage in passages(text):
        own = numbers(passage.text) - ({profile.as_of} if passage is text.justice else set())
        assert sorted(own - numbers(stood_on(case, passage))) == [], passage.text
    inside = numbers(" ".join(passage.text for passage in passages(text)))
    assert numbers(f"{text.title} {text.summary}") <= inside


MONTHS = {
    month: number
    for months in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, month in enumerate(months.split(), start=1)
}
_DATE = re.compile(
    rf"(?:\b(\d{{1,2}})\s+(?:de\s+)?)?\b({'|'.join(MONTHS)})\b(?:\s+(?:de\s+)?(\d{{4}})\b)?", re.I
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")

Day = tuple[int | None, int, int | None]
"""Year, month, day of the month: as far as said."""


def dates(text: str) -> set[Day]:
    told = {
        (int(y) if y else None, MONTHS[m.lower()], int(d) if d else None)
        for d, m, y in _DATE.findall(text)
        if m != "may"  # the verb
    }
    return told | {(int(y), int(m), int(d) if d else None) for y, m, d in _ISO.findall(text)}


def is_borne_out(told: Day, known: Day) -> bool:
    """Say whether the record's date is the one told, and at least as precise to the day."""
    year, month, day = told
    same_year = year is None or known[0] is None or known[0] == year
    return same_year and known[1] == month and (day is None or known[2] == day)


@each_profile
@each_language
def test_dates_are_those_of_what_it_stands_on(profile: ShippedProfile, language: str) -> None:
    case = case_of(profile)
    for passage in passages(profile.texts[language]):
        known = dates(stood_on(case, passage))
        wrong = [d for d in dates(passage.text) if not any(is_borne_out(d, k) for k in known)]
        assert wrong == [], passage.text


@each_profile
def test_both_languages_give_the_same_numbers_and_dates(profile: ShippedProfile) -> None:
    both = zip(*(passages(profile.texts[language]) for language in LANGUAGES), strict=True)
    for english, spanish in both:
        assert dates(english.text) == dates(spanish.text)
        # A word may stand for a figure, or "both" for two; a figure is a figure in each.
        figures = [set(re.findall(r"\d+", passage.text)) for passage in (english, spanish)]
        assert figures[0] == figures[1]


def test_the_measures_of_numbers_and_dates_see_what_is_wrong() -> None:
    assert numbers("Siete de 19, two in 1997") == {7, 19, 2, 1997}
    assert dates("el 3 de mayo de 2001, in June 2002, 4 July; it may rain") == {
        (2001, 5, 3),
        (2002, 6, None),
        (None, 7, 4),
    }
    assert not is_borne_out((2001, 5, 3), (2001, 5, None))
    assert not is_borne_out((2001, 5, 3), (2002, 5, 3))
    assert is_borne_out((2001, 5, 3), (None, 5, 3))


# Whom they name

OPENERS = {
    "en": "A After According As Before Both For He Her His In It Laboratories Like Members Most "
    "Not Of On One People Poachers Police She Some Soon The Then They Those Three Together Two "
    "Verdicts When Who",
    "es": "A Abogado Agente Al Algunas Algunos Alzaba Alzó Ambos Antes Aquí Como Cuando Cuentan "
    "Cuidaba Denunciaba Denunció Después Director Dos Durante Él El Ella En Era Estaba Fabricaba "
    "Fue Fueron Fundó Gracias Hablan Hubo Investigaba Juez Junto La Las Le Lo Los Miembros Murió "
    "No Organizaciones Otras Patrullaba Poco Por Protegió Quienes Quién Según Situación Sitúan Su "
    "También Tampoco Tenía Trabajaba Un Una",
}
"""Words with which sentences begin. A capital says nothing of them."""

OF_THE_LANGUAGE = {
    "en": "January February March April May June July August September October November December "
    "Brazil Canada Costa Rica France Japan Mexico Mozambique Netherlands South Africa "
    "Dutch",
    "es": "Brasil Canadá Costa Rica Francia Japón México Mozambique Países Bajos Sudáfrica "
    "Marsella Montreal Quebec Sicilia Ámsterdam Río Janeiro Día Madres Tribunal Casación Supremo",
}
"""Capitals of the language itself: months and countries, and place names as they are in Spanish."""


def capitalised(text: str) -> set[str]:
    return set(re.findall(r"\b[A-ZÀ-ÖØ-Þ][^\W\d_]*", text))


@each_profile
@each_language
def test_nobody_is_named_but_whom_the_record_names(profile: ShippedProfile, language: str) -> None:
    case, text = case_of(profile), profile.texts[language]
    expected = set(f"{OPENERS[language]} {OF_THE_LANGUAGE[language]}".split())
    for passage in passages(text):
        known = capitalised(stood_on(case, passage)) | capitalised(" ".join(profile.victims))
        assert sorted(capitalised(passage.text) - known - expected) == [], passage.text
    inside = capitalised(" ".join([*profile.victims, stood_on(case, text.paragraphs[0])]))
    titled = capitalised(f"{text.title} {text.summary}")
    others = capitalised(" ".join(strings(case["summary"])))
    assert sorted(titled - inside - others - expected - {"Mayor"}) == []


# Against what the record was compiled from, where that is at hand.


@cache
def compiled_from() -> dict[str, Case]:
    path = SHARED / "data" / "cases" / "cases.jsonl"
    if not path.is_file():
        pytest.skip(f"the compilation is not here: {path} (VIGIL_SHARED)")
    return cases_in(path)


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", folded(text)))


def compiled_texts(case: Case) -> list[str]:
    return [
        *case["summary_facts"],
        case["organised_crime_link"]["basis"],
        case["judicial_status"]["text"],
        case["notes"],
        *case["disagreements"],
        *(source["title"] for source in case["sources"]),
    ]


def names_kept_back(case_id: str) -> set[str]:
    """Return last words of what reads like personal names, which the record itself never says."""
    text = " | ".join(compiled_texts(compiled_from()[case_id]))
    pairs = re.findall(r"\b[A-ZÀ-Ž][\w'’]+(?: [A-ZÀ-Ž][\w'’]+)+", text)
    return {folded(pair.split()[-1]) for pair in pairs} - words(" ".join(strings(CASES[case_id])))


@pytest.mark.shared
@each_profile
def test_no_name_that_the_record_keeps_back_is_said(profile: ShippedProfile) -> None:
    hidden = names_kept_back(profile.case)
    told = [everything(text) for text in profile.texts.values()]
    listed = [f"{source.title} {source.outlet} {source.url}" for source in profile.sources]
    assert words(" ".join([*told, *listed])) & hidden == set()


@pytest.mark.shared
def test_there_are_names_kept_back_to_look_for() -> None:
    looked_for = [names_kept_back(profile.case) for profile in PROFILES]
    assert sum(bool(names) for names in looked_for) >= 5


@pytest.mark.shared
@each_profile
def test_the_words_are_our_own(profile: ShippedProfile) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        every = re.findall(r"\w+", folded(text))
        return {tuple(every[start : start + 7]) for start in range(len(every) - 6)}

    theirs = set().union(*(runs(text) for text in compiled_texts(compiled_from()[profile.case])))
    for text in profile.texts.values():
        assert runs(everything(text)) & theirs == set()
