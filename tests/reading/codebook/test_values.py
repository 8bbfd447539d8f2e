"""What the shipped codebook says: the contract's values, whole, worded with care."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from each import each
from vigil.reading import codebook, records
from vigil.reading.codebook import LANGUAGES, Field, Value
from vigil.reading.codebook.document import document

BOOK = codebook.current()
FIELDS = {**BOOK.fields, **BOOK.parts}
EVERY_FIELD = each("field", FIELDS.values(), lambda field: field.id)


def every_value() -> Iterator[Value]:
    for field in FIELDS.values():
        yield from field.values.values()
    yield from BOOK.relations.values()


@pytest.mark.parametrize(
    ("field", "literal"),
    [
        ("event", records.Event),
        ("outcome", records.Outcome),
        ("method", records.Method),
        ("date_precision", records.DatePrecision),
        ("place_precision", records.PlacePrecision),
        ("gender", records.Gender),
        ("target_category", records.TargetCategory),
        ("perpetrator_kind", records.PerpetratorKind),
        ("perpetrator_status", records.PerpetratorStatus),
    ],
)
def test_keys_are_those_of_the_records(field: str, literal: object) -> None:
    assert tuple(FIELDS[field].values) == get_args(literal)


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        (
            "organised_crime_link",
            "established_in_court credibly_alleged suspected none_reported unclear",
        ),
        ("impunity", "complete partial full_justice proceedings_open no_information"),
        ("specific_target", "yes no unclear"),
        ("contract_or_reward", "yes no unclear"),
        (
            "why_targeted",
            "stand_taken duty conflict_between_groups conflict_within_group refusal_to_pay "
            "witness other unclear",
        ),
        ("served", "silence control revenge gain unclear"),
        ("role", "target mistaken_for_target caught_in_crossfire killed_beside_target"),
    ],
)
def test_keys_are_those_of_the_design(field: str, keys: str) -> None:
    assert list(FIELDS[field].values) == keys.split()


def test_relations_are_those_of_the_design() -> None:
    assert list(BOOK.relations) == ["earlier_attempt", "killed_for_case", "same_chain"]


def test_every_field_has_its_level() -> None:
    case = "event date_of_attack date_of_death place place_type method weapons motive why_targeted"
    case += " served organised_crime_link organised_crime_basis contract_signs price_paid"
    case += " judicial_outcome judicial_court judicial_year judicial_as_of impunity impunity_as_of"
    case += " specific_target specific_target_evidence contract_or_reward"
    case += " contract_or_reward_evidence inclusion_doubt number_killed"
    person = "group_size names age gender occupation target_category outcome role"
    assert {f.id for f in BOOK.at("case")} == set(case.split())
    assert {f.id for f in BOOK.at("victim")} == set(person.split())
    assert {f.id for f in BOOK.at("desk")} == {"perpetrators"}


def test_nothing_of_perpetrators_is_public() -> None:
    hidden = {f.id for f in FIELDS.values() if not f.public}
    assert {"perpetrators", "perpetrator_kind", "perpetrator_status"} <= hidden


@EVERY_FIELD
def test_labels_are_there_and_tell_values_apart(field: Field) -> None:
    for lang in LANGUAGES:
        assert field.labels[lang].strip()
        labels = [value.label(lang) for value in field.values.values()]
        assert all(label.strip() for label in labels)
        assert len(set(labels)) == len(labels)


@EVERY_FIELD
def test_definitions_are_sentences(field: Field) -> None:
    for text in [field.definition, *field.notes, *(v.definition for v in field.values.values())]:
        assert re.fullmatch(r"[A-Z\"].*[.\"]", text, re.DOTALL), text


def test_every_value_has_a_definition_and_an_example() -> None:
    definitions = [value.definition for value in every_value()]
    assert len(definitions) > 100
    for value in every_value():
        assert len(value.definition.split()) >= 3, value.key
        assert len(value.example.split()) >= 3, value.key


@EVERY_FIELD
def test_every_choice_says_what_to_do_when_nothing_is_known(field: Field) -> None:
    ways_out = {"unknown", "unclear", "no_information", "as_reported", "target"}
    # An attack is always one of these three; what is not reported decides nothing about it.
    if field.type == "choice" and field.id != "event":
        assert ways_out & set(field.values)


@EVERY_FIELD
def test_mappings_are_stated_and_their_codes_exist(field: Field) -> None:
    """Codes of ICCS 1.0 that this codebook may name; a slip of a digit is caught here."""
    known = {"0101", "0102", "02011", "02022", "02051"}
    for mapped in [field.mappings, *(v.mappings for v in field.values.values())]:
        assert mapped["iccs"].strip()
        assert mapped["sdg_16_10_1"].strip()
        assert set(re.findall(r"\b\d{4,6}\b", mapped["iccs"])) <= known


def test_killing_and_attempt_have_the_codes_of_iccs() -> None:
    event = FIELDS["event"].values
    assert event["killing"].mappings["iccs"].startswith("0101 ")
    assert event["attempt"].mappings["iccs"].startswith("0102 ")


@pytest.mark.parametrize(
    ("category", "status"),
    [
        ("journalist", "victim status: journalist"),
        ("trade_unionist", "victim status: trade unionist"),
        ("human_rights_defender", "victim status: human rights defender"),
        ("environmental_defender", "victim status: human rights defender"),
        ("bystander", "no equivalent"),
    ],
)
def test_protected_groups_of_the_indicator(category: str, status: str) -> None:
    value = FIELDS["target_category"].values[category]
    assert value.mappings["sdg_16_10_1"].startswith(status)


# Nouns that would make a finding on the person who was attacked. The adjective is looked for
# only where it qualifies a person: "criminal group" speaks of those behind the attack.
BRANDS = re.compile(
    r"\b(criminals|criminal(?! (group|role)\b)|criminels?|gangsters?|gang members?|mobsters?"
    r"|mafios[oi]"
    r"|narcos?|drug dealers?|traffickers?|smugglers?|thugs?|felons?|bandits?|outlaws?"
    r"|delincuentes?|criminales|criminais|criminos[oa]s?|malfaiteurs?|truands?|bandidos?|traficantes?"
    r"|مجرم|مجرمين|مجرمون)\b",
    re.IGNORECASE,
)


def _about_persons() -> Iterator[tuple[str, str]]:
    """Every word of the codebook that speaks of the person attacked, in all languages."""
    for field in BOOK.at("victim"):
        yield field.id, field.definition
        yield from ((field.id, label) for label in field.labels.values())
        yield from ((field.id, note) for note in field.notes)
    for name in ("target_category", "role", "outcome", "why_targeted", "served", "motive"):
        for value in FIELDS[name].values.values():
            where = f"{name}.{value.key}"
            yield where, value.definition
            yield where, value.example
            yield from ((where, label) for label in value.labels.values())


def test_no_word_calls_a_person_who_was_attacked_a_criminal() -> None:
    # The rule itself must name what it forbids: this sentence, and no other, may.
    rule = "No category says that a person was a criminal."
    motive_label = FIELDS["motive"].values["organised_crime"].labels
    found = [
        (where, match.group(), text)
        for where, text in _about_persons()
        if text not in motive_label.values()
        for match in BRANDS.finditer(text.replace(rule, ""))
    ]
    assert found == []


@pytest.mark.parametrize("text", ["He was a criminal.", "a known gangster", "un delincuente"])
def test_the_guard_would_notice(text: str) -> None:
    assert BRANDS.search(text)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "reports allege"),
        ("es", "algunas fuentes alegan"),
        ("fr", "des sources allèguent"),
        ("pt", "algumas fontes alegam"),
        ("ar", "تقارير تزعم"),
    ],
)
def test_a_reported_link_is_said_to_be_reported(lang: str, says: str) -> None:
    value = FIELDS["target_category"].values["reported_criminal_link"]
    assert value.label(lang).startswith(says)
    assert value.definition.startswith("Reports say")
    assert "no finding on the person" in value.definition


def test_the_headline_count_is_the_designs() -> None:
    headline = BOOK.inclusion.headline
    assert headline.stage == "verified"
    assert headline.where == {
        "specific_target": ("yes",),
        "organised_crime_link": ("established_in_court", "credibly_alleged"),
    }
    assert set(headline.units) == {"cases", "people_killed", "people_targeted"}


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("date_of_attack", "most_precise_date"),
        ("place", "most_precise_place"),
        ("method", "most_reported"),
        ("names", "all_of"),
        ("weapons", "all_of"),
        ("age", "age_range"),
        ("motive", "coders_only"),
    ],
)
def test_rules_of_computed_values(field: str, rule: str) -> None:
    assert FIELDS[field].computed_rule == rule
    assert BOOK.rules[rule].definition


def test_labels_fall_back() -> None:
    blade = FIELDS["method"].values["blade"]
    assert blade.label("pt-BR") == blade.label("pt") == "arma branca"
    assert blade.label("zz") == blade.label() == "blade"
    assert BOOK.fields["method"].label("es-MX") == "Método"


def test_the_page_names_every_field_value_and_rule() -> None:
    page = document(BOOK)
    for field in FIELDS.values():
        assert f'<a id="{field.id}">' in page
        for value in field.values.values():
            assert f"| `{value.key}` | {value.label()} |" in page
    assert all(f"(`{rule}`)" in page for rule in BOOK.rules)


def test_the_pages_own_links_lead_somewhere() -> None:
    page = document(BOOK)
    anchors = set(re.findall(r'<a id="([^"]+)">', page))
    for heading in re.findall(r"^##+ (.+)$", page, re.MULTILINE):
        anchors.add(heading.lower().replace(",", "").replace(" ", "-"))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
