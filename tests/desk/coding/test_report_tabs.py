"""The reports beside the form: each for itself, and copies only of the same text."""

import pytest
from django.test import Client

from desk.conftest import make_candidate
from factories import AccountFactory, ReportFactory
from vigil.casefile.cases.verbs.opening import open_case
from vigil.trust.models import User

pytestmark = pytest.mark.django_db

STORY = (
    "Tomás Example Prueba was shot dead in Villa Inventada on 8 October 2024 by two men on a "
    "motorcycle, the police of the town said. He had asked for protection twice. His neighbours "
    "heard six shots and saw nobody. The council met in the night and called for three days of "
    "mourning. No group has claimed the attack, and nobody was arrested, a spokesman said. "
)


def test_reports_of_unknown_outlets_stand_each_for_itself_and_a_copy_shows_what_it_adds(
    at_desk: Client, coder: User
) -> None:
    texts = (STORY, "A radio says that four men came.", STORY.replace("six shots", "ten shots"))
    reports = [ReportFactory(text=text, outlet=None) for text in texts]
    accounts = [AccountFactory(report=report) for report in reports]
    case = open_case(make_candidate(*accounts), by=coder)
    html = at_desk.get(f"/desk/cases/{case.pk}/coding/").content.decode()
    assert 'data-tab="2"' in html
    assert 'data-tab="3"' not in html
    assert "1 copy of this report" in html
    before_fold = html[: html.index("1 copy of this report")]
    assert ">His neighbours heard ten shots and saw nobody.</q>" in before_fold
    assert before_fold.count("His neighbours heard six shots") == 1
