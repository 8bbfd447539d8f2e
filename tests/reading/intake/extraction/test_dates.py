"""Dates read from words: each form in each language, there and back."""

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.reading.intake.extraction.date_readers import SOON
from vigil.reading.intake.extraction.dates import dateline_day, find_dates
from vigil.reading.intake.gazetteer import fold

ANCHOR = date(2024, 5, 8)  # a Wednesday
WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    (files("vigil.reading.intake.extraction") / "data" / "dates.toml").read_text(encoding="utf-8")
)
LANGUAGES = ("en", "es", "pt", "fr", "it", "ru", "ar")


def dates(text: str, anchor: date | None = ANCHOR) -> list[tuple[str, str, str]]:
    """Value, precision and the words of each date of a text."""
    return [
        (d.value, d.precision, text[d.start : d.end])
        for d in find_dates(fold(text), 0, len(text), anchor)
    ]


DAYS = [
    ("killed today at noon", "2024-05-08", "today"),
    ("KILLED EARLY THIS MORNING", "2024-05-08", "THIS MORNING"),
    ("KILLED LAST NIGHT", "2024-05-07", "LAST NIGHT"),
    ("the day before yesterday", "2024-05-06", "the day before yesterday"),
    ("two days ago", "2024-05-06", "two days ago"),
    ("on Monday", "2024-05-06", "Monday"),
    ("last Wednesday", "2024-05-01", "last Wednesday"),
    ("on Monday of last week", "2024-04-29", "Monday of last week"),
    ("on the night of 5 May", "2024-05-05", "5 May"),
    ("ON 9 JAN 90 BY GUNMEN", "1990-01-09", "9 JAN 90"),
    ("ON 9 JANUARY", "2024-01-09", "9 JANUARY"),
    ("on Thursday, March 14, 2024", "2024-03-14", "Thursday, March 14, 2024"),
    ("the 2nd of this month", "2024-05-02", "2nd of this month"),
    ("on 2019-03-04", "2019-03-04", "2019-03-04"),
    ("on 12/31/2018", "2018-12-31", "12/31/2018"),
    ("la madrugada del martes", "2024-05-07", "martes"),
    ("a las 3 de la mañana de ayer", "2024-05-07", "ayer"),
    ("la mañana de este día", "2024-05-08", "mañana de este día"),
    ("el pasado 3 de marzo", "2024-03-03", "3 de marzo"),
    ("este lunes 6 de mayo", "2024-05-06", "lunes 6 de mayo"),
    ("el 2 del presente mes", "2024-05-02", "2 del presente mes"),
    ("el 12 del mes pasado", "2024-04-12", "12 del mes pasado"),
    ("hace tres días", "2024-05-05", "hace tres días"),
    ("el quince de abril", "2024-04-15", "quince de abril"),
    ("el sábado 4", "2024-05-04", "sábado 4"),
    ("el lunes 3 hombres", "2024-05-06", "lunes"),
    ("em Santo Domingo no domingo", "2024-05-05", "domingo"),
    ("nesta terça-feira (7)", "2024-05-07", "terça-feira (7)"),
    ("na segunda-feira (6/5)", "2024-05-06", "segunda-feira (6/5)"),
    ("na 2ª feira", "2024-05-06", "2ª feira"),
    ("em 7/3", "2024-03-07", "em 7/3"),
    ("no último dia 2", "2024-05-02", "último dia 2"),
    ("ontem à noite", "2024-05-07", "ontem à noite"),
    ("há três dias", "2024-05-05", "há três dias"),
    ("no dia 1º de maio", "2024-05-01", "1º de maio"),
    ("lundi dernier", "2024-05-06", "lundi dernier"),
    ("hier soir", "2024-05-07", "hier soir"),
    ("avant-hier", "2024-05-06", "avant-hier"),
    ("il y a deux jours", "2024-05-06", "il y a deux jours"),
    ("le 1er mai", "2024-05-01", "1er mai"),
    ("lunedì scorso", "2024-05-06", "lunedì scorso"),
    ("l'altro ieri", "2024-05-06", "l'altro ieri"),
    ("il 3 maggio scorso", "2024-05-03", "3 maggio scorso"),
    ("в прошлую среду", "2024-05-01", "прошлую среду"),
    ("позавчера", "2024-05-06", "позавчера"),
    ("5-го мая", "2024-05-05", "5-го мая"),
    ("три дня назад", "2024-05-05", "три дня назад"),
    ("أمس", "2024-05-07", "أمس"),
    ("أول أمس", "2024-05-06", "أول أمس"),
    ("يوم الأحد الماضي", "2024-05-05", "الأحد الماضي"),
    ("قبل يومين", "2024-05-06", "قبل يومين"),
    ("في ٣ نيسان ٢٠٢٤", "2024-04-03", "٣ نيسان ٢٠٢٤"),
    ("5 كانون الأول 2019", "2019-12-05", "5 كانون الأول 2019"),
]


@pytest.mark.parametrize(("text", "value", "words"), DAYS)
def test_days(text: str, value: str, words: str) -> None:
    assert dates(text) == [(value, "day", words)]


LONGER = [
    ("in March 1990", "1990-03", "month"),
    ("in early March", "2024-03", "month"),
    ("in March 12 people were killed", "2024-03", "month"),
    ("last month", "2024-04", "month"),
    ("two months ago", "2024-03", "month"),
    ("last year", "2023", "year"),
    ("in 2015", "2015", "year"),
    ("last week", "2024-04-29/2024-05-05", "range"),
    ("three weeks ago", "2024-04-15/2024-04-21", "range"),
    ("from March 3 to 5", "2024-03-03/2024-03-05", "range"),
    ("between 30 April and 2 May", "2024-04-30/2024-05-02", "range"),
    ("entre el 3 y el 5 de abril", "2024-04-03/2024-04-05", "range"),
    ("la semana pasada", "2024-04-29/2024-05-05", "range"),
    ("el mes pasado", "2024-04", "month"),
    ("em março de 2018", "2018-03", "month"),
    ("nos dias 3 e 4 de abril", "2024-04-03/2024-04-04", "range"),
    ("dans la nuit de lundi à mardi", "2024-05-06/2024-05-07", "range"),
    ("en août 2018", "2018-08", "month"),
    ("nella notte tra lunedì e martedì", "2024-05-06/2024-05-07", "range"),
    ("nel marzo del 1993", "1993-03", "month"),
    ("в ночь на вторник", "2024-05-06/2024-05-07", "range"),
    ("на прошлой неделе", "2024-04-29/2024-05-05", "range"),
    ("в октябре 1998 года", "1998-10", "month"),
    ("الشهر الماضي", "2024-04", "month"),
]


@pytest.mark.parametrize(("text", "value", "precision"), LONGER)
def test_months_years_and_spans(text: str, value: str, precision: str) -> None:
    assert [d[:2] for d in dates(text)] == [(value, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "next Monday",
        "el próximo viernes",
        "lundi prochain",
        "в следующий вторник",
        "Santo Domingo",
        "it may happen",
        "12 out of 15",
        "2 set pieces",
        "na segunda vez",
        "desde hace tres años",
        "a 45-year-old man",
        "de 45 años de edad",
    ],
)
def test_no_dates(text: str) -> None:
    assert dates(text) == []


def test_relative_words_need_a_day_to_count_from() -> None:
    assert dates("ayer, el lunes, hace tres días, el 3 de marzo", None) == []
    assert dates("el 3 de marzo de 2020", None) == [("2020-03-03", "day", "3 de marzo de 2020")]


def test_a_dateline() -> None:
    found = dateline_day(fold("SAN SALVADOR, 9 JAN 90 (DPA) -- [TEXT] LAST NIGHT"))
    assert found == (date(1990, 1, 9), 14, 22)


# -- there and back --------------------------------------------------------------------------

JOINED = {
    "en": ["{d} {month} {y}", "{month} {d}, {y}", "{weekday}, {month} {d}, {y}"],
    "es": ["{d} de {month} de {y}", "{weekday} {d} de {month} del {y}", "{d} de {month}, {y}"],
    "pt": ["{d} de {month} de {y}", "{weekday}, {d} de {month} de {y}"],
    "fr": ["{d} {month} {y}", "{weekday} {d} {month} {y}"],
    "it": ["{d} {month} {y}", "{weekday} {d} {month} {y}"],
    "ru": ["{d} {month} {y} года", "{d} {month} {y}"],
    "ar": ["{d} {month} {y}", "{weekday} {d} {month} {y}"],
}
YEARLESS = {
    "en": ["{d} {month}", "{month} {d}"],
    "es": ["{d} de {month}"],
    "pt": ["{d} de {month}"],
    "fr": ["{d} {month}"],
    "it": ["{d} {month}"],
    "ru": ["{d} {month}"],
    "ar": ["{d} {month}"],
}
NAMED_DAYS = {
    "en": ("today", "yesterday", "the day before yesterday"),
    "es": ("hoy", "ayer", "anteayer"),
    "pt": ("hoje", "ontem", "anteontem"),
    "fr": ("aujourd'hui", "hier", "avant-hier"),
    "it": ("oggi", "ieri", "l'altro ieri"),
    "ru": ("сегодня", "вчера", "позавчера"),
    "ar": ("اليوم", "أمس", "أول أمس"),
}
AGO = {
    "en": "{n} days ago",
    "es": "hace {n} días",
    "pt": "há {n} dias",
    "fr": "il y a {n} jours",
    "it": "{n} giorni fa",
    "ru": "{n} дней назад",
    "ar": "قبل {n} أيام",
}
AROUND = st.sampled_from([("", ""), ("x. ", " x"), ("(", ")"), ("12 xx, ", ", xx 45.")])
ANCHORS = st.dates(date(1985, 1, 1), date(2035, 12, 31))
LANGUAGE = st.sampled_from(LANGUAGES)


def in_words(template: str, language: str, day: date, data: st.DataObject) -> str:
    """The day as a template of the language writes it."""
    words = WORDS[language]
    months = words["months"][day.month - 1].split()
    return template.format(
        d=day.day,
        y=day.year,
        month=months[0] if language == "ru" else data.draw(st.sampled_from(months)),
        weekday=data.draw(st.sampled_from(words["weekdays"][day.weekday()].split())),
    )


def check(text: str, around: tuple[str, str], anchor: date | None, day: date) -> None:
    found = dates(around[0] + text + around[1], anchor)
    assert found == [(day.isoformat(), "day", text)]


@settings(max_examples=300, deadline=None)
@given(
    language=LANGUAGE,
    day=st.dates(date(1930, 1, 1), date(2060, 12, 31)),
    around=AROUND,
    data=st.data(),
)
def test_a_full_date_says_its_day(
    language: str, day: date, around: tuple[str, str], data: st.DataObject
) -> None:
    template = data.draw(st.sampled_from(JOINED[language]))
    check(in_words(template, language, day, data), around, None, day)


@settings(max_examples=200, deadline=None)
@given(
    language=LANGUAGE,
    anchor=ANCHORS,
    back=st.integers(-SOON, 364 - SOON),
    around=AROUND,
    data=st.data(),
)
def test_a_date_without_a_year_lies_within_the_last(
    language: str, anchor: date, back: int, around: tuple[str, str], data: st.DataObject
) -> None:
    day = anchor - timedelta(days=back)
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    template = data.draw(st.sampled_from(YEARLESS[language]))
    check(in_words(template, language, day, data), around, anchor, day)


@settings(max_examples=200, deadline=None)
@given(language=LANGUAGE, anchor=ANCHORS, back=st.integers(0, 6), around=AROUND, data=st.data())
def test_a_weekday_is_the_last_of_its_name(
    language: str, anchor: date, back: int, around: tuple[str, str], data: st.DataObject
) -> None:
    day = anchor - timedelta(days=back)
    check(in_words("{weekday}", language, day, data), around, anchor, day)


@settings(max_examples=200, deadline=None)
@given(language=LANGUAGE, anchor=ANCHORS, back=st.integers(0, 2), around=AROUND)
def test_named_days(language: str, anchor: date, back: int, around: tuple[str, str]) -> None:
    check(NAMED_DAYS[language][back], around, anchor, anchor - timedelta(days=back))


@settings(max_examples=200, deadline=None)
@given(language=LANGUAGE, anchor=ANCHORS, back=st.integers(3, 10), around=AROUND, data=st.data())
def test_days_ago(
    language: str, anchor: date, back: int, around: tuple[str, str], data: st.DataObject
) -> None:
    words = WORDS[language]["numbers"].split("|")[back - 1].split()
    count = data.draw(st.sampled_from([str(back), *words]))
    check(AGO[language].format(n=count), around, anchor, anchor - timedelta(days=back))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80), anchor=ANCHORS)
def test_any_text_is_read_without_overlaps(text: str, anchor: date) -> None:
    found = find_dates(fold(text), 0, len(text), anchor)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
