"""The extractor that has learnt, from invented reports alone: what it reads in others."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_reports import Invented, invented, wires
from vigil.reading.intake.extraction.extractor import ReadsAccounts
from vigil.reading.intake.extraction.findings import READ
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.extraction.learned.model_files import Models, save_models
from vigil.reading.records import Account, Evidence, Report

UNSEEN = invented(5, 40)
KILLINGS = [i for i in UNSEEN if i.killing]
OTHERS = [i for i in UNSEEN if not i.killing]


def one(extractor: LearnedExtractor, told: Invented) -> Account:
    [account] = extractor.extract(told.report, 0.7)
    check_evidence(account, told.report)
    return account


def method_of(text: str) -> str:
    shot = re.search(r"\b(?:shot|balazos)\b", text)
    return "firearm" if shot else "blade" if "stabbed" in text else "unknown"


def test_reports_it_has_not_seen(extractor: LearnedExtractor) -> None:
    assert len(KILLINGS) > 20
    for told in KILLINGS:
        account = one(extractor, told)
        assert (account.report_id, account.account, account.score) == (told.report.id, 1, 0.7)
        assert account.event == "killing"
        [victim] = account.victims
        assert (victim.name, victim.age) == (told.cast.victim, told.cast.age)
        assert victim.outcome == "killed"
        assert account.date.value == told.cast.event_date
        assert account.place.name == told.cast.town
        assert account.method == method_of(told.report.text)
        assert account.weapons == told.label["weapons"]


def test_the_accused_are_perpetrators_and_never_victims(extractor: LearnedExtractor) -> None:
    found = 0
    for told in KILLINGS:
        account = one(extractor, told)
        names = [p.name for p in account.perpetrators]
        assert told.cast.suspect not in [v.name for v in account.victims]
        assert not {told.cast.victim, told.cast.witness} & set(names)
        found += told.cast.suspect in names
    assert found > 0.8 * len(KILLINGS)


def test_where_no_killing_is_told_there_is_none(extractor: LearnedExtractor) -> None:
    taught = [told for told in OTHERS if told.report.language == "en"]  # es has too few labels here
    assert len(taught) > 2
    for told in taught:
        accounts = extractor.extract(told.report, score=0.1)
        assert not any(a.event == "killing" for a in accounts)


def test_texts_in_capitals(extractor: LearnedExtractor) -> None:
    apart = 0
    for report, label in wires(6, 30):
        accounts = extractor.extract(report)
        for account in accounts:
            check_evidence(account, report)
        names = [v.name for a in accounts for v in a.victims]
        wanted = [t["HUM TGT: NAME"][0].strip('"') for t in label["templates"]]
        assert sorted(map(str, names)) == sorted(wanted)
        assert [a.account for a in accounts] == list(range(1, len(accounts) + 1))
        if len(wanted) == 2 and len(accounts) == 2:
            apart += 1
            assert names == wanted
        else:
            assert len(accounts) == min(1, len(wanted))
        if accounts:
            groups = {p.name for a in accounts for p in a.perpetrators if p.kind == "group"}
            assert groups == {t["PERP: ORGANIZATION ID"][0].strip('"') for t in label["templates"]}
    assert apart >= 7


def test_attacks_told_apart_have_keys_days_and_places_of_their_own(
    extractor: LearnedExtractor,
) -> None:
    texts = [r for r, label in wires(6, 30) if len(label["templates"]) == 2]
    pairs = [a for a in map(extractor.extract, texts) if len(a) == 2]
    assert pairs
    for one_, other in pairs:
        assert one_.key != other.key
        assert (one_.date.value or "") < (other.date.value or "")
        assert one_.place.name != other.place.name


def test_reading_again_gives_the_same(extractor: LearnedExtractor) -> None:
    for told in UNSEEN[:5]:
        assert extractor.extract(told.report) == extractor.extract(told.report)


def test_models_from_a_folder_read_alike(
    extractor: LearnedExtractor, models: Models, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("models")
    save_models(models, folder, "card")
    loaded = LearnedExtractor.load(folder)
    assert loaded.version == extractor.version == f"learned-{models.version}"
    for told in UNSEEN[:5]:
        assert loaded.extract(told.report) == extractor.extract(told.report)
    chosen: ReadsAccounts = loaded
    assert chosen.version


@pytest.mark.parametrize("text", ["", " ", "The council met on Monday.", "¿?", "\ufeff"])
def test_nothing_told_nothing_read(extractor: LearnedExtractor, text: str) -> None:
    assert extractor.extract(Report(id="r", text=text)) == []


# -- every value has its words ---------------------------------------------------------------


def check_evidence(account: Account, report: Report) -> None:
    told: dict[str, Evidence] = {e.field: e for e in account.evidence}
    assert len(told) == len(account.evidence)
    for e in account.evidence:
        part = report.title if e.in_ == "title" else report.text
        assert e.text
        assert part[e.start : e.end] == e.text
    for field, text in values(account):
        assert field in told, f"{field} has no words"
        if text is not None:
            assert " ".join(told[field].text.split()) == text
    assert re.fullmatch(rf"{re.escape(report.id)}#(title|text):\d+-\d+", account.key)


def values(account: Account) -> list[tuple[str, str | None]]:
    """Every value that was read, and the words it must have when it is one of the report's own."""
    own: list[tuple[str, str | None]] = [("/event", None)]
    for n, victim in enumerate(account.victims):
        at = f"/victims/{n}"
        own.append((f"{at}/name" if victim.name else at, None))
        own += [(f"{at}/names/{k}", name) for k, name in enumerate(victim.names)]
        own += [(f"{at}/age", str(victim.age))] * (victim.age is not None)
        own += [(f"{at}/gender", None)] * (victim.gender != "unknown")
        own += [(f"{at}/occupation", victim.occupation)] * (victim.occupation is not None)
        own += [(f"{at}/target_category", None)] * (victim.target_category != "unknown")
        own += [(f"{at}/outcome", None)] * (victim.outcome != "unknown")
        own += [(f"{at}/count", None)] * (victim.count is not None)
    own += [("/killed", None)] * (account.killed is not None)
    own += [("/injured", None)] * (account.injured is not None)
    own += [("/date", None)] * (account.date.value is not None)
    own += [("/place", None)] * (account.place.name is not None)
    own += [("/method", None)] * (account.method != "unknown")
    own += [(f"/weapons/{n}", text) for n, text in enumerate(account.weapons)]
    own += [(f"/perpetrators/{n}", p.name) for n, p in enumerate(account.perpetrators)]
    own += [(f"/contract_signs/{n}", s.text) for n, s in enumerate(account.contract_signs)]
    own += [(f"/judicial/{n}", j.text) for n, j in enumerate(account.judicial)]
    return own


PIECES = st.sampled_from(
    [
        *(i.report.text for i in invented(7, 8)),
        *(r.text for r, _ in wires(7, 5)),
        "Karen Salwick, 49, was shot dead on Monday in Tulsa",
        "El periodista Luis Ortega, de 45 años, fue asesinado a balazos en Culiacán, Sinaloa.",
        "O vereador João da Silva foi morto a tiros na segunda-feira em São Paulo.",
        "L'assassinat de Jean Moreau, lundi soir à Marseille, a ému la ville.",
        "Two hooded men on a motorcycle killed three peasants; a hitman was paid 5,000 dollars.",
        "Le pagaron 20 mil pesos por el crimen y dejaron un mensaje. Fue sentenciado a 40 años.",
        "Members of the Northern Front (NF) fired rifles. A man, 34, was murdered.",
        "Ana Torres was stabbed. In another attack, Salwick was shot dead in Lima on Friday.",
        "\x93No sé\x94, dijo \u202eluis\u202c 😀 e\u0301 ﬁ İstanbul ŉ \ud83d",
        "Двое мужчин убили журналиста в Москве. قتل مسلحون صحفيا",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    title=st.just("") | PIECES | st.text(max_size=20),
    pieces=st.lists(PIECES | st.text(max_size=30), max_size=5),
    joined=st.sampled_from([" ", "\n\n", "", " \t\n", "; "]),
    stops=st.booleans(),
    upper=st.booleans(),
    language=st.sampled_from(["", "en", "es", "pt", "fr", "it", "ru", "ar", "de"]),
    published=st.sampled_from(["2024-05-08", "", "1990", "2024-05-08T10:00:00Z", "yesterday"]),
)
def test_every_value_has_its_words(
    extractor: LearnedExtractor,
    title: str,
    pieces: list[str],
    joined: str,
    *,
    stops: bool,
    upper: bool,
    language: str,
    published: str,
) -> None:
    text = joined.join(pieces)
    text = text if stops else text.replace(".", "")
    text = text.upper() if upper else text
    report = Report(id="r", title=title, text=text, language=language, published=published)
    for account in extractor.extract(report):
        check_evidence(account, report)


def test_an_endless_text_is_read_up_to_a_limit(extractor: LearnedExtractor) -> None:
    text = (KILLINGS[0].report.text + " The council met. " * 50) * 80
    report = Report(id="r", text=text, language="en", published="2024-05-08")
    assert len(text) > READ
    for account in extractor.extract(report):
        check_evidence(account, report)
        assert all(e.end <= READ for e in account.evidence)
