"""Citing a case in its state, and saying later whether it still stands."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import CaseFactory, MembershipFactory, VictimFactory, adjudicator
from publication.planted import KILLED, QUARTER, SECRET, SURVIVOR, plant
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.cases.citations import citation_of
from vigil.publication.downloads.citation_files import write_citation
from vigil.publication.models import PublicCase, PublicVersion

pytestmark = pytest.mark.django_db

FORMS = ("bib", "ris", "json")


def row(public_id: str = "V-7000") -> PublicCase:
    return PublicCase.objects.get(public_id=public_id)


def page(client: Client, query: str = "", language: str = "") -> str:
    response = client.get(f"{language}/cases/V-7000/{query}", follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def case(db: None) -> Case:
    return VictimFactory(case=CaseFactory(public_id="V-7000")).case


def change(case: Case) -> str:
    """Change what is shown of a case; return the digest of the state before."""
    before = row(str(case.public_id)).digest
    set_contested(case, not case.contested, by=adjudicator(), why="The family disagrees.")
    case.refresh_from_db()
    return before


def test_the_page_offers_a_citation_with_the_state(client: Client, case: Case) -> None:
    body = page(client)
    assert f"Vigil: “{KILLED}, Puerto Ejemplo, Guerrero, Mexico, 7 March 2019”." in body
    assert f"http://testserver/cases/V-7000/?state={row().digest}" in body
    for form in FORMS:
        assert f'href="/cases/V-7000/cite.{form}"' in body


def test_bibtex(client: Client, case: Case, settings: Settings) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio & Co"
    assert "Observatorio &amp; Co: “" in page(client)
    text = client.get("/cases/V-7000/cite.bib").content.decode()
    assert text.startswith("@misc{vigil-V-7000,\n")
    assert r"  author = {{Observatorio \& Co}}," in text
    assert f"  title = {{{{{KILLED}, Puerto Ejemplo, Guerrero, Mexico, 7 March 2019}}}}," in text
    assert f"urldate = {{{timezone.localdate().isoformat()}}}" in text
    assert text.count("{") == text.count("}")


def test_ris(client: Client, case: Case, settings: Settings) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio & Co"
    text = client.get("/cases/V-7000/cite.ris").content.decode()
    lines = text.split("\r\n")
    assert lines[:2] == ["TY  - DATA", "AU  - Observatorio & Co"]
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert f"UR  - http://testserver/cases/V-7000/?state={row().digest}" in lines


def test_csl(client: Client, case: Case) -> None:
    [entry] = json.loads(client.get("/cases/V-7000/cite.json").content)
    today = timezone.localdate()
    assert entry["accessed"] == {"date-parts": [[today.year, today.month, today.day]]}
    assert entry["version"] == row().digest
    assert entry["number"] == "V-7000"


@pytest.mark.parametrize("form", FORMS)
def test_a_name_cannot_write_fields_of_its_own(form: str) -> None:
    name = 'Ana}, note = {x\r\nUR  - http://evil.example\r\n% \\input{/etc/passwd} "},{'
    VictimFactory(case=CaseFactory(public_id="V-7000"), name=name)
    text = write_citation(citation_of(row(), "http://testserver").work, form)
    if form == "json":
        assert len(json.loads(text)[0]) == 11
    elif form == "ris":
        assert [line[:2] for line in text.split("\r\n")].count("UR") == 1
    else:
        assert r"\textbackslash{}input\{" in text
        inner = re.sub(r"\\[{}]", "", text)
        assert inner.count("{") == inner.count("}")
        assert "\n  note = " in text
        assert text.count("note =") == 2  # the field, and the words in the title
        assert "Ana\\}, note" in text


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
@pytest.mark.parametrize("form", FORMS)
def test_who_is_not_named_is_not_named_in_a_citation(
    client: Client, language: str, form: str
) -> None:
    plant(public_id="V-7000")
    attempt = CaseFactory(public_id="V-7001", event="attempt", n_killed=0)
    VictimFactory(case=attempt, name=SURVIVOR, outcome="injured")
    for public_id in ("V-7000", "V-7001"):
        text = client.get(f"{language}/cases/{public_id}/cite.{form}").content.decode()
        assert not [word for word in (*SECRET, QUARTER) if word in text]
    text = client.get(f"/cases/V-7001/cite.{form}").content.decode()
    assert "A person who is not named (journalist)" in text


@pytest.mark.parametrize("address", ["V-7000/cite.pdf", "V-9999/cite.bib", "%00/cite.bib"])
def test_what_cannot_be_cited_is_not_there(client: Client, case: Case, address: str) -> None:
    assert client.get(f"/cases/{address}").status_code == 404


def test_a_withdrawn_case_has_no_citation(client: Client, case: Case) -> None:
    withdraw_case(case, by=adjudicator(), why="The family asks.")
    response = client.get("/cases/V-7000/cite.bib")
    assert response.status_code == 410
    assert KILLED not in response.content.decode()


def test_the_citation_of_a_merged_case_leads_to_the_one_it_was_merged_into(client: Client) -> None:
    kept = MembershipFactory(case=CaseFactory(public_id="V-7000")).case
    other = MembershipFactory(case=CaseFactory(public_id="V-7001")).case
    merge_cases(kept, other, by=adjudicator(), why="The same attack.")
    response = client.get("/cases/V-7001/cite.ris", follow=True)
    assert response.redirect_chain == [("/cases/V-7000/cite.ris", 301)]
    assert "AN  - V-7000" in response.content.decode()


def test_a_kept_citation_is_good_until_the_case_changes(client: Client, case: Case) -> None:
    etag = client.get("/cases/V-7000/cite.bib")["ETag"]
    kept = {"If-None-Match": etag}
    assert client.get("/cases/V-7000/cite.bib", headers=kept).status_code == 304
    change(case)
    assert client.get("/cases/V-7000/cite.bib", headers=kept).status_code == 200


# The state that was cited


def test_the_state_that_stands_is_said_to_stand(client: Client, case: Case) -> None:
    digest = row().digest
    assert "the case stands as it did then" in page(client, f"?state={digest}")
    change(case)
    change(case)
    assert "the case stands as it did then" in page(client, f"?state={digest}")


def test_a_state_that_has_changed_says_when_and_shows_nothing_of_it(
    client: Client, case: Case
) -> None:
    cited = row().digest
    change(case)
    changed = timezone.now() - timedelta(days=40)
    PublicVersion.objects.filter(digest=cited).update(since=changed - timedelta(days=1))
    first = PublicVersion.objects.exclude(digest=cited).order_by("since", "id").last()
    assert first is not None
    PublicVersion.objects.filter(pk=first.pk).update(since=changed)
    VictimFactory(case=case, name="Bruna Calasso")
    body = page(client, f"?state={cited}")
    assert "The case has changed since, first on" in body
    assert str(changed.year) in body
    assert changed.strftime("%B") in body


@pytest.mark.parametrize("digest", ["0123456789abcdef", "x", "%00", "<script>", "0" * 400])
def test_an_unknown_state_is_said_to_be_unknown(client: Client, case: Case, digest: str) -> None:
    body = page(client, f"?state={digest}")
    assert "is not one in which this case was shown" in body
    assert "<script>" not in body


def test_a_state_of_another_case_is_unknown(client: Client, case: Case) -> None:
    VictimFactory(case=CaseFactory(public_id="V-7001"))
    body = page(client, f"?state={row('V-7001').digest}")
    assert "is not one in which this case was shown" in body


def test_a_state_cited_before_a_merge_is_known_after_it(client: Client) -> None:
    kept = MembershipFactory(case=CaseFactory(public_id="V-7000")).case
    other = MembershipFactory(case=CaseFactory(public_id="V-7001")).case
    cited = row("V-7001").digest
    merge_cases(kept, other, by=adjudicator(), why="The same attack.")
    response = client.get(f"/cases/V-7001/?state={cited}", follow=True)
    assert response.redirect_chain[0][0] == f"/cases/V-7000/?merged=V-7001&state={cited}"
    assert "The case has changed since" in " ".join(response.content.decode().split())


def test_without_a_state_nothing_is_said_of_one(client: Client, case: Case) -> None:
    assert "was cited" not in page(client)
