"""Answers to applicants: in their language, without our name, released by a person after two."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from each import each
from fund import factories
from vigil.fund.applications.verbs import determining
from vigil.fund.decision_letters import texts, verbs
from vigil.fund.models import Application, DecisionText, Determination, Outcome, Party
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def read(row: Determination) -> str:
    return determining.open_determination(row, by=factories.officer(), why="to see").message


def proposed(row: Application, words: str = "") -> Determination:
    return verbs.propose(row, "decline", "Too far.", words, by=factories.officer(), exception="now")


@each("outcome", Outcome.values)
def test_our_own_texts_hold_every_merge_word_and_no_name(outcome: str) -> None:
    row = factories.application(language="es", number=Application.objects.count() + 1)
    said = texts.message_for(row, outcome)
    assert "Pequeñas ayudas" in said
    assert row.code in said
    assert "{" not in said
    for language in ("en", "es", "fr", "pt", "ar"):
        assert texts.check_text(texts.default_text(outcome, language), "text")


def test_an_applicant_reads_the_text_in_their_language_with_personal_words() -> None:
    by = factories.officer()
    verbs.save_texts("es", {"decline": "No esta vez: {call}, {code}. {day}"}, by=by)
    es = proposed(factories.application(language="es-MX"), "Gracias por la radio.")
    en = proposed(factories.application(language="en"))
    assert read(es).startswith("No esta vez: Pequeñas ayudas, A-00001.")
    assert read(es).endswith("\n\nGracias por la radio.")
    assert "No esta vez" not in read(en)
    assert verbs.save_texts("es", {"decline": ""}, by=by) == 1
    assert not DecisionText.objects.exists()


def test_texts_with_a_wrong_word_or_our_name_are_refused_with_what_to_do() -> None:
    by = factories.officer()
    for wrong, said in (
        ("{amount}", "amount"),
        ("Vigil greets you", "Vigil"),
        ("x" * 6001, "6000"),
    ):
        with pytest.raises(Unfit, match=said):
            verbs.save_texts("en", {"award": wrong}, by=by)
    with pytest.raises(NotAllowed):
        verbs.save_texts("en", {"award": "Yes."}, by=factories.reviewer())


def test_what_is_read_changes_until_a_second_officer_agrees() -> None:
    row = proposed(factories.application())
    verbs.change_message(row, "Another text.", by=factories.officer())
    assert read(row) == "Another text."
    with pytest.raises(NotPossible):
        verbs.change_message(row, "  ", by=factories.officer())
    determining.agree(row, by=factories.officer())
    with pytest.raises(NotPossible):
        verbs.change_message(row, "A third.", by=factories.officer())
    assert read(row) == "Another text."


def test_many_are_proposed_or_none() -> None:
    made = factories.call(places=1)
    rows = [factories.application(call=made) for _n in range(2)]
    elsewhere = factories.application()
    for wrong in ({rows[0]: "decline", elsewhere: "decline"}, {rows[0]: "decline", rows[1]: "no"}):
        with pytest.raises(NotPossible):
            verbs.propose_many(made, wrong, "x", {}, by=factories.officer(), exception="now")
    assert not Determination.objects.exists()


def test_answers_wait_are_agreed_released_together_and_who_must_be_told_is_listed() -> None:
    made = factories.call(slug="radios")
    mail = factories.party(contact_by=Party.Contact.EMAIL, contact="a@example.org")
    phone = factories.party(contact_by=Party.Contact.PHONE, contact="+52 55 1234 5678")
    rows = [proposed(factories.application(call=made, of=one)) for one in (mail, phone)]
    second = signed_in(factories.officer())
    at = "/desk/fund/calls/radios/answers/"
    page = second.get(at).content.decode()
    assert page.count("waits for a second officer") == 2
    uids = [row.uid for row in rows]
    refused = second.post(at, {"act": "release", "decisions": uids})
    assert refused.status_code == 409
    assert second.post(at, {"act": "preview", "decision": uids[0]}).status_code == 409
    second.post(at, {"act": "reason", "why": "to check the answers"})
    shown = second.post(at, {"act": "preview", "decision": uids[0]}).content.decode()
    assert "Pequeñas ayudas" in shown
    for row in rows:
        determining.agree(row, by=factories.officer())
    assert second.post(at, {"act": "release", "decisions": uids}).status_code == 302
    assert Determination.objects.filter(told_at__isnull=False).count() == 2
    letter = Letter.objects.get(about_key=mail.uid)
    assert letter.state != Letter.State.WAITING
    assert "radio" not in letter.body.casefold()
    page = second.get(at).content.decode()
    assert "by telephone" in page
    assert rows[0].application.code not in page
    assert rows[1].application.code in page


def test_texts_are_changed_on_the_screen_and_what_was_typed_stays() -> None:
    desk = signed_in(factories.officer())
    at = "/desk/fund/decision-texts/"
    assert "waiting list" in desk.get(at).content.decode()
    refused = desk.post(at, {"act": "texts", "language": "fr", "award": "Vigil dit oui"})
    assert refused.status_code == 409
    assert "Vigil dit oui" in refused.content.decode()
    desk.post(at, {"act": "texts", "language": "fr", "award": "Oui : {call}."})
    assert texts.text_in_force("award", "fr") == "Oui : {call}."
