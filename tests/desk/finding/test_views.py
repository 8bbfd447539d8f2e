"""The search page: what is found, marked and linked, and what is kept from whom."""

import pytest
from django.test import Client

from desk.conftest import make_account, make_candidate, signed_in
from factories import ReportFactory, UserFactory
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.models import TESTIMONY, Case, Stage
from vigil.casefile.reliability.verbs import mark_gold
from vigil.casefile.searching.words import phrases_of
from vigil.casefile.triage.verbs import write_note
from vigil.desk.finding.marking import marked_sentence
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db


def test_words_are_marked_and_lead_to_report_case_and_queue(
    at_desk: Client, candidate: Case, coder: User
) -> None:
    report = candidate.memberships.get().account.report
    write_note(candidate, "Ask the prosecutor of Arenal", by=coder)
    word = report.text.split()[0]
    page = at_desk.get("/desk/search/", {"q": f"{word.upper()} {report.url}"})
    html = page.content.decode()
    assert [found.report for found in page.context["results"].reports] == [report]
    assert f"<mark>{word}</mark>" in html.replace("\n", "").replace(" >", ">").replace("    ", "")
    assert f'href="/desk/cases/{candidate.pk}/#r-{report.pk}"' in html
    assert candidate in [row.case for row in at_desk.get("/desk/", {"q": word}).context["rows"]]
    notes = at_desk.get("/desk/search/", {"q": "prosecutor arenal"}).context["results"].notes
    assert [found.case for found in notes] == [candidate]
    name = candidate.title.split()[0]
    assert at_desk.get("/desk/search/", {"q": name}).context["results"].cases == [candidate]


def test_what_one_may_not_read_is_not_found(at_desk: Client, coder: User) -> None:
    ReportFactory(title="Secreto", text="secreto", report_kind=TESTIMONY)
    assert at_desk.get("/desk/search/", {"q": "secreto"}).context["results"].nothing
    case = make_candidate(make_account("Olga Nadie"), stage=Stage.OPEN, public_id="V-7001")
    gold = make_candidate(make_account("Olga Nadie"), stage=Stage.OPEN, public_id="V-7002")
    write_note(gold, "Olga was named in court", by=coder)
    others = UserFactory(roles=[Role.CODER])
    draft_coding(case, by=others)
    Case.objects.filter(pk=gold.pk).update(stage=Stage.VERIFIED)
    mark_gold(gold, by=UserFactory(roles=[Role.ADJUDICATOR]), why="undisputed")
    # Neither the names of a case that one codes blind, nor the notes of one is measured by.
    found = at_desk.get("/desk/search/", {"q": "olga"}).context["results"]
    assert not found.cases
    assert not found.notes
    assert {hidden for one in found.reports for _case, hidden in one.cases} == {True}
    auditor = signed_in(UserFactory(roles=[Role.AUDITOR]))
    seen = auditor.get("/desk/search/", {"q": "olga"}).context["results"]
    assert (len(seen.cases), len(seen.notes)) == (2, 1)
    stranger = signed_in(UserFactory(roles=[Role.EDITOR]))
    assert stranger.get("/desk/search/", {"q": "secreto"}).status_code == 403


def test_the_sentence_with_most_words_is_shown() -> None:
    text = "A man died. The mayor of Arenal was shot near Arenal. Nobody saw it. " + "x " * 400
    shown = marked_sentence(text, phrases_of("arenal mayor"))
    assert "".join(piece.text for piece in shown).startswith("… The mayor of Arenal was shot")
    assert [piece.text for piece in shown if piece.marked] == ["mayor", "Arenal", "Arenal"]
    assert "".join(piece.text for piece in marked_sentence("", [])) == ""
