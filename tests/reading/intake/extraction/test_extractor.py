"""Accounts read out of sentences written for these tests, in each language."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.reading.intake.extraction import findings
from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.findings import READ
from vigil.reading.records import Account, Report

EXTRACTOR = RuleExtractor.load()


def read(text: str, language: str = "en", **more: Any) -> list[Account]:
    return EXTRACTOR.extract(
        Report(id="r", text=text, language=language, published="2024-05-08", **more)
    )


def one(text: str, language: str = "en", **more: Any) -> Account:
    [account] = read(text, language, **more)
    return account


# 8 May 2024 is a Wednesday.
TOLD = [
    ("en", "Journalist Carlos Mendes, 45, was shot dead in Recife on Monday.", "Carlos Mendes"),
    ("en", "Gunmen killed the lawyer Ana Torres in Bogota on Monday night.", "Ana Torres"),
    ("en", "Police are investigating the murder of Peter Okoro in Lagos on Monday.", "Peter Okoro"),
    ("en", "The body of Juan Perez was found on Monday with gunshot wounds.", "Juan Perez"),
    ("es", "El periodista Luis Ortega fue asesinado a balazos el lunes en Tijuana.", "Luis Ortega"),
    ("es", "Sicarios mataron a la regidora Elena Ruiz el lunes en Celaya.", "Elena Ruiz"),
    ("es", "Condenan el asesinato de Pedro de la Cruz, ocurrido el lunes.", "Pedro de la Cruz"),
    ("es", "Hallan muerto a Mario Salas en Culiacán el lunes, con tres disparos.", "Mario Salas"),
    (
        "pt",
        "O vereador João da Silva foi morto a tiros na segunda-feira em Recife.",
        "João da Silva",
    ),
    ("pt", "Homens armados mataram a advogada Rita Souza na segunda-feira.", "Rita Souza"),
    ("pt", "O assassinato de Paulo Nunes, na segunda-feira, chocou a cidade.", "Paulo Nunes"),
    ("fr", "Le journaliste Pierre Dumas a été abattu lundi à Marseille.", "Pierre Dumas"),
    ("fr", "Des hommes armés ont tué Marie Laurent lundi soir à Marseille.", "Marie Laurent"),
    ("fr", "L'assassinat de Jean Moreau, lundi, a ému la ville.", "Jean Moreau"),
]


@pytest.mark.parametrize(("language", "text", "name"), TOLD)
def test_who_was_killed_and_when(language: str, text: str, name: str) -> None:
    account = one(text, language)
    assert account.event == "killing"
    assert [v.name for v in account.victims] == [name]
    assert account.victims[0].outcome == "killed"
    assert (account.date.value, account.date.precision) == ("2024-05-06", "day")


NOT_TOLD = [
    ("en", "The new law killed the project, said mayor Ana Torres."),
    ("en", "Peter Okoro was not killed, his family said."),
    ("en", "They threatened to kill the lawyer Ana Torres."),
    ("en", "The council met on Monday and approved the budget."),
    ("es", "Luis Ortega no fue asesinado, aclaró la familia."),
    ("es", "Amenazan con matar a la regidora Elena Ruiz."),
    ("es", "Aumentan los asesinatos de periodistas, dice un informe."),
    ("pt", "João da Silva não foi morto, disse a família."),
    ("pt", "Ameaçou de matar a advogada Rita Souza."),
    ("fr", "Pierre Dumas n'a pas été tué, selon sa famille."),
    ("fr", "Le conseil s'est réuni lundi pour voter le budget."),
]


@pytest.mark.parametrize(("language", "text"), NOT_TOLD)
def test_what_did_not_happen_is_no_account(language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "Carlos Mendes, 45, was shot dead on Monday.", 45),
        ("en", "The 45-year-old lawyer Ana Torres was killed on Monday.", 45),
        ("es", "Luis Ortega, de 45 años, fue asesinado a balazos.", 45),
        ("pt", "Rita Souza, de 45 anos, foi assassinada a tiros.", 45),
        ("fr", "Pierre Dumas, 45 ans, a été abattu lundi.", 45),
    ],
)
def test_age(language: str, text: str, age: int) -> None:
    assert one(text, language).victims[0].age == age


@pytest.mark.parametrize(
    ("language", "text", "occupation", "category", "gender"),
    [
        (
            "es",
            "La regidora Elena Ruiz fue asesinada.",
            "regidora",
            "politician_official",
            "female",
        ),
        ("es", "El taxista Luis Ortega fue asesinado.", "taxista", "transport_operator", "male"),
        ("pt", "A advogada Rita Souza foi assassinada.", "advogada", "judicial", "female"),
        ("fr", "La journaliste Marie Laurent a été tuée.", "journaliste", "journalist", "female"),
        ("en", "Priest Tom Walsh was murdered.", "Priest", "faith_leader", "male"),
        ("en", "Lawyer Ana Torres was murdered.", "Lawyer", "judicial", "unknown"),
    ],
)
def test_calling_and_gender(
    language: str, text: str, occupation: str, category: str, gender: str
) -> None:
    victim = one(text, language).victims[0]
    assert (victim.occupation, victim.target_category) == (occupation, category)
    assert victim.gender == gender


@pytest.mark.parametrize(
    ("language", "text", "method"),
    [
        ("en", "Ana Torres was stabbed to death with a knife.", "blade"),
        ("en", "Ana Torres was killed when a car bomb exploded.", "explosive"),
        ("es", "Luis Ortega fue asesinado a balazos.", "firearm"),
        ("es", "Luis Ortega fue asesinado a golpes.", "beating"),
        ("es", "Secuestraron y asesinaron a Luis Ortega.", "abduction"),
        ("pt", "Rita Souza foi morta a facadas.", "blade"),
        ("fr", "Pierre Dumas a été tué par balles.", "firearm"),
        ("en", "Ana Torres was murdered.", "unknown"),
    ],
)
def test_method(language: str, text: str, method: str) -> None:
    assert one(text, language).method == method


@pytest.mark.parametrize(
    ("words", "value", "precision"),
    [
        ("ayer", "2024-05-07", "day"),
        ("hoy", "2024-05-08", "day"),
        ("la madrugada del martes", "2024-05-07", "day"),
        ("el miércoles pasado", "2024-05-01", "day"),
        ("el 3 de abril de 2021", "2021-04-03", "day"),
        ("el 9 de diciembre", "2023-12-09", "day"),
        ("en marzo de 2019", "2019-03", "month"),
        ("en 2015", "2015", "year"),
    ],
)
def test_dates(words: str, value: str, precision: str) -> None:
    account = one(f"Luis Ortega fue asesinado {words}.", "es")
    assert (account.date.value, account.date.precision) == (value, precision)


def test_the_day_of_a_trial_is_not_that_of_the_attack() -> None:
    text = "Luis Ortega fue asesinado a tiros el 3 de abril. La audiencia se celebra el lunes."
    assert one(text, "es").date.value == "2024-04-03"


def test_no_day_is_made_up() -> None:
    account = one("Luis Ortega fue asesinado a balazos.", "es")
    assert (account.date.value, account.date.precision) == (None, "unknown")


def test_a_day_after_publication_is_not_that_of_the_attack() -> None:
    account = one("Luis Ortega fue asesinado a tiros. Habrá marcha el 9 de mayo de 2024.", "es")
    assert account.date.value is None


def test_a_dateline_gives_the_day() -> None:
    text = (
        "SAN SALVADOR, 9 JAN 90 (DPA) -- [TEXT] LAWYER HECTOR MONTES WAS MURDERED YESTERDAY IN "
        "SANTA ANA BY TWO UNIDENTIFIED GUNMEN, POLICE REPORTED."
    )
    [account] = EXTRACTOR.extract(Report(id="r", text=text))
    assert account.victims[0].name == "Hector Montes"
    assert account.date.value == "1990-01-08"
    assert account.place.name == "SANTA ANA"
    assert account.place.country == "SLV"
    assert "TWO UNIDENTIFIED GUNMEN" in [p.name for p in account.perpetrators]


def test_a_place_is_told_apart_by_the_report() -> None:
    text = "Morelia, Mich. El periodista Luis Ortega fue asesinado en Apatzingán, Michoacán."
    place = one(text, "es").place
    assert (place.name, place.admin1, place.country) == ("Apatzingán", "Michoacán", "MEX")
    assert place.lat == pytest.approx(19.09, abs=0.1)


def test_a_place_only_a_noun_knows_has_no_coordinates() -> None:
    text = "Luis Ortega fue asesinado en la comunidad de Zzyrtlapan."
    place = one(text, "es").place
    assert (place.name, place.precision) == ("Zzyrtlapan", "town")
    assert (place.lat, place.lon, place.country) == (None, None, None)


def test_victims_without_a_name() -> None:
    account = one("Dos hombres fueron asesinados a balazos ayer en Tijuana.", "es")
    [victim] = account.victims
    assert (victim.name, victim.gender) == (None, "unknown")
    assert any(e.field == "/victims/0" and e.text == "hombres" for e in account.evidence)


def test_several_victims_and_all_forms_of_a_name() -> None:
    text = (
        "Luis Ortega y Mario Salas fueron asesinados el lunes. "
        "Ortega era abogado. Luis Ortega Prieto tenía dos hijos."
    )
    victims = one(text, "es").victims
    assert {v.name for v in victims} == {"Luis Ortega Prieto", "Mario Salas"}
    first = next(v for v in victims if v.name == "Luis Ortega Prieto")
    assert set(first.names) == {"Luis Ortega", "Ortega", "Luis Ortega Prieto"}


def test_two_attacks_on_different_days_are_two_accounts() -> None:
    text = (
        "El abogado Luis Ortega fue asesinado el lunes en Tijuana. "
        "La regidora Elena Ruiz fue asesinada el martes en Culiacán."
    )
    first, second = read(text, "es")
    assert ([v.name for v in first.victims], first.date.value) == (["Luis Ortega"], "2024-05-06")
    assert ([v.name for v in second.victims], second.date.value) == (["Elena Ruiz"], "2024-05-07")
    assert (first.place.name, second.place.name) == ("Tijuana", "Culiacán")
    assert first.key != second.key
    assert (first.account, second.account) == (1, 2)


def test_two_victims_without_days_of_their_own_are_one_account() -> None:
    text = "Luis Ortega fue asesinado el lunes. También mataron a Elena Ruiz."
    assert len(one(text, "es").victims) == 2


def test_an_attempt_is_an_attempt() -> None:
    account = one("Intento de asesinato contra la regidora Elena Ruiz el lunes.", "es")
    assert account.event == "attempt"
    assert account.victims[0].outcome != "killed"


def test_a_suspect_is_no_victim() -> None:
    text = (
        "Ana Torres was shot dead on Monday. Police arrested Peter Okoro, 30, on Tuesday. "
        "The suspect, Peter Okoro, is in custody."
    )
    account = one(text)
    assert [v.name for v in account.victims] == ["Ana Torres"]
    assert ("Peter Okoro", "arrested") in [(p.name, p.status) for p in account.perpetrators]


def test_broken_quotation_marks_keep_offsets() -> None:
    text = (
        "\x93Era mi hermano\x94, dijo. Luis Ortega \x96de 45 años\x96 fue asesinado a balazos ayer."
    )
    account = one(text, "es")
    check_evidence(account, Report(id="r", text=text))
    assert account.victims[0].name == "Luis Ortega"


@pytest.mark.parametrize(
    "limit", [6_000, pytest.param(READ, marks=pytest.mark.tail("a tenth of the limit daily"))]
)
def test_an_endless_text_is_read_up_to_a_limit(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "READ", limit)
    text = "mataron a Luis Ortega en Lima el lunes " * 20_000
    account = read(text, "es")[0]
    assert [v.name for v in account.victims] == ["Luis Ortega"]
    assert all(e.end <= limit for e in account.evidence)


def test_another_extractor_can_take_its_place() -> None:
    class Silent:
        version = "silent-1"

        def extract(self, report: Report, score: float = 1.0) -> list[Account]:
            return []

    chosen: list[ReadsAccounts] = [EXTRACTOR, Silent()]
    assert [bool(c.version) for c in chosen] == [True, True]


# -- every value has its words ---------------------------------------------------------------

NAMES = st.sampled_from(["Luis Ortega", "Ana María Torres", "João da Silva", "Émile Dumas"])
SENTENCES = st.sampled_from(
    [
        "{a} fue asesinado a balazos {d} en Tijuana.",
        "El periodista {a}, de 45 años, fue asesinado en Culiacán, Sinaloa {d}.",
        "Sicarios mataron a {a} con una pistola.",
        "{a} was shot dead in Recife on Monday by two gunmen.",
        "Gunmen from the Zetas killed the lawyer {a} and {b} in Lagos.",
        "O vereador {a} foi morto a tiros na segunda-feira em São Paulo.",
        "L'assassinat de {a}, lundi soir à Marseille, a ému la ville.",
        "Dos mujeres murieron apuñaladas en Lima.",
        "The council met on Monday.",
        "\x93No sé\x94, dijo {b} 😀.",
    ]
)
JUNK = st.text(max_size=30)


def check_evidence(account: Account, report: Report) -> None:
    told = {e.field for e in account.evidence}
    for e in account.evidence:
        part = report.title if e.in_ == "title" else report.text
        assert part[e.start : e.end] == e.text
        assert e.text
    assert "/event" in told
    for n, victim in enumerate(account.victims):
        at = f"/victims/{n}"
        assert (f"{at}/name" if victim.name else at) in told
        for k in range(len(victim.names)):
            assert f"{at}/names/{k}" in told
        for field, empty in (
            ("age", None),
            ("gender", "unknown"),
            ("occupation", None),
            ("target_category", "unknown"),
            ("outcome", "unknown"),
        ):
            assert getattr(victim, field) == empty or f"{at}/{field}" in told
    assert account.date.value is None or "/date" in told
    assert account.place.name is None or "/place" in told
    assert account.method == "unknown" or "/method" in told
    assert all(f"/weapons/{n}" in told for n in range(len(account.weapons)))
    assert all(f"/perpetrators/{n}" in told for n in range(len(account.perpetrators)))
    assert re.fullmatch(r"r#(title|text):\d+-\d+", account.key)


@settings(max_examples=150, deadline=None)
@given(
    title=st.one_of(st.just(""), SENTENCES, JUNK),
    pieces=st.lists(st.one_of(SENTENCES, JUNK), max_size=6),
    a=NAMES,
    b=NAMES,
    day=st.sampled_from(["ayer", "el lunes", "el 3 de abril", ""]),
    language=st.sampled_from(["", "en", "es", "pt", "fr", "de"]),
    upper=st.booleans(),
)
def test_every_value_has_its_words(
    title: str, pieces: list[str], a: str, b: str, day: str, language: str, upper: bool
) -> None:
    def fill(piece: str) -> str:
        return piece.replace("{a}", a).replace("{b}", b).replace("{d}", day)

    text = "\n\n".join(fill(piece) for piece in pieces)
    text = text.upper() if upper else text
    report = Report(id="r", title=fill(title), text=text, language=language, published="2024-05-08")
    for account in EXTRACTOR.extract(report):
        check_evidence(account, report)
