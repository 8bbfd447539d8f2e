"""The picker offers what the public sees, by words, and inserts it under a readable key."""

import pytest
from django.http import QueryDict

from outlook import factories_consultations as consultations
from outlook import factories_editions as editions
from outlook import factories_panels as panels
from outlook.factories_report import added, begun, chair
from vigil.outlook.models import Panel, Question, Standing
from vigil.outlook.reports.bibliography.verbs import add_work
from vigil.outlook.reports.picker.keys import suggested_key
from vigil.outlook.reports.picker.offers import Offer, found_in
from vigil.outlook.reports.picker.record import case_filter, filter_ref
from vigil.outlook.reports.picker.works import work_offers
from vigil.outlook.reports.verbs.inserting import insert_source, insert_work
from vigil.outlook.reports.views.picker import FINDERS
from vigil.trust.access.errors import NotPossible
from witness.people_factories import killed

pytestmark = pytest.mark.django_db
WORK = {"author": "Ana Reyes", "year": "2024", "title": "On ports", "numbers": "experts = 500"}


def offered(text: str, group: str = "") -> list[Offer]:
    return [one for found in found_in(FINDERS, text, group) for one in found.offers]


def test_a_result_of_a_panel_is_found_once_it_is_final() -> None:
    panel, _round, _seats = panels.played((Question.Kind.SCORE,), 6, "final")
    asked = panel.questions.get()
    words = "cocaine colombia"
    assert offered(words, "panels") == []
    panels.finalise(panel, by=panel.chair)
    [one] = offered(words, "panels")
    assert one.ref == asked.uid
    assert (one.number, bool(one.shown)) == ("median", True)
    Panel.objects.filter(pk=panel.pk).update(withheld=[1])
    assert offered(words, "panels") == []


def test_a_score_is_found_by_country_and_term() -> None:
    editions.an_edition("2023")
    found = offered("colombia cocaine", "index")
    assert [(one.ref, one.number) for one in found] == [("COL:cocaine", "in-2023")]
    assert offered("nowhere cocaine", "index") == []


def test_only_published_words_of_consultations_are_found() -> None:
    consultations.settled()
    assert offered("", "statements") == []
    row = consultations.published()
    rows = offered("", "statements")
    assert len(rows) == row.statements.count()
    by = chair()
    consultations.response(by, Standing.DRAFT)
    assert offered("scanners") == []
    consultations.response(by, Standing.PUBLISHED)
    assert [one.kind for one in offered("scanners")] == ["response"]


def test_cases_are_offered_by_id_and_counted_by_a_filter() -> None:
    victim = killed("Ana Somebody", country="COL")
    [one] = offered("somebody", "case")
    assert one.ref == victim.case.public_id
    assert "Somebody" not in one.label + one.says
    query = QueryDict("way=cases&use=1&country=COL&q=ignored")
    assert case_filter(query).is_valid()
    assert "country=COL" in filter_ref(query)


def test_a_part_of_a_source_is_inserted_without_a_typed_key() -> None:
    by = chair()
    editions.an_edition("2023")
    block = added(begun(by), by)
    made = insert_source(block, "index", "COL:cocaine", "number:in-2023", by=by, at_end=True)
    assert made.token == "{number:colombia-cocaine.in-2023}"
    again = insert_source(block, "index", "COL:cocaine", "figure:map-2023", by=by)
    assert again.basis == made.basis
    note = insert_source(block, "literature", "10.1000/182", "note", by=by, about=WORK)
    assert note.token == "{note:reyes-2024}"
    block.refresh_from_db()
    assert block.text == made.token
    assert made.basis.shown["label"] == "Colombia, cocaine trade"
    for what in ("number:in-1999", "note", "term", "dance"):
        with pytest.raises(NotPossible, match="no such part"):
            insert_source(block, "index", "COL:cocaine", what, by=by)


def test_keys_are_short_words_and_differ() -> None:
    assert suggested_key("cases", "country=COL&year_from=2019", {}, ()) == "cases-colombia-2019"
    assert suggested_key("literature", "", {"author": "王", "year": "2024"}, ()) == "wang-2024"
    taken = {"release-3", "release-3-2"}
    assert suggested_key("release", "3", {}, taken) == "release-3-3"


def test_a_work_of_the_bibliography_is_found_and_its_note_inserted_once() -> None:
    by = chair()
    report = begun(by)
    item = {"type": "book", "title": "On ports", "author": [{"family": "Réyes", "given": "Ana"}]}
    work = add_work(report, item, by=by)
    find = {"works": work_offers(report)}
    [group] = found_in(find, "reyes ports")
    assert [(one.kind, one.ref) for one in group.offers] == [("work", work.uid)]
    assert list(found_in(find, "elsewhere")) == []
    block = added(report, by)
    made = insert_work(block, work.uid, by=by, pages="p. 3", at_end=True)
    again = insert_work(block, work.uid, by=by, pages="p. 3")
    other = insert_work(block, work.uid, by=by, pages="p. 9")
    assert (again.token, other.token) == (made.token, "{note:" + f"{other.basis.key}}}")
    assert made.basis.pk == again.basis.pk != other.basis.pk
    block.refresh_from_db()
    assert block.text == made.token
    work.report.library.all().delete()
    with pytest.raises(NotPossible):
        insert_work(block, work.uid, by=by)
