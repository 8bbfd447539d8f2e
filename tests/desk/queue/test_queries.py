"""What waits for a person whose role is limited, is what the rules let them do."""

import pytest

from desk.conftest import make_candidate, signed_in
from factories import AccountFactory, CaseFactory, MembershipFactory, ReportFactory, UserFactory
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.models import Case, Stage, Visibility
from vigil.desk.queue.queries import waiting_for
from vigil.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("country", ["MEX", "COL", ""])
@pytest.mark.parametrize("language", ["en", "es-MX", ""])
@pytest.mark.parametrize("countries", [[], ["MEX"]])
@pytest.mark.parametrize("languages", [[], ["es"], ["en", "pt"]])
def test_the_list_and_the_rule_agree(
    country: str, language: str, countries: list[str], languages: list[str]
) -> None:
    by = UserFactory()
    RoleGrant.objects.create(user=by, role=Role.CODER, countries=countries, languages=languages)
    case = CaseFactory(stage=Stage.OPEN, visibility=Visibility.INTERNAL, country=country)
    report = ReportFactory(language=language)
    MembershipFactory(case=case, account=AccountFactory(report=report))
    rewrite_index_columns(case)
    Case.objects.update(country=country)
    case.refresh_from_db()
    allowed = by.has_perm("casefile.code_case", case)
    assert list(waiting_for(by).coding) == ([case] if allowed else [])
    expected_country = not countries or country in ("", *countries)
    expected_language = not languages or not language or language[:2] in languages
    assert allowed is (expected_country and expected_language)


def test_what_is_outside_a_persons_limits_is_read_and_not_offered() -> None:
    by = UserFactory()
    RoleGrant.objects.create(
        user=by, role=Role.ADJUDICATOR, countries=["MEX"], languages=["es", "fr"]
    )
    case = make_candidate()
    said = "Outside your limits (Mexico, Spanish, French)."
    client = signed_in(by)
    queue = client.get("/desk/").content.decode()
    assert said in queue
    assert "/accept/" not in queue
    assert 'name="case"' not in queue
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert said in page
    assert "/accept/" not in page
    refused = client.post(f"/desk/cases/{case.pk}/accept/", {})
    assert refused.status_code == 403
    assert said in refused.content.decode()
    by.grants.update(countries=["MEX", "COL"])
    assert said not in client.get("/desk/").content.decode()
    assert "/accept/" in client.get("/desk/").content.decode()


def test_a_merged_case_is_in_reach_of_whoever_reaches_its_reports_where_they_are() -> None:
    case, kept = CaseFactory(stage=Stage.OPEN), CaseFactory(stage=Stage.OPEN)
    report = ReportFactory(language="es")
    MembershipFactory(case=case, account=AccountFactory(report=report))
    by, other = UserFactory(roles=[Role.ADJUDICATOR]), UserFactory()
    RoleGrant.objects.create(user=other, role=Role.CODER, languages=["ar"])
    assert not other.has_perm("casefile.read_document", case)
    merge_cases(kept, case, by=by, why="one attack")
    case.refresh_from_db()
    assert not other.has_perm("casefile.read_document", case)
    assert by.has_perm("casefile.read_document", case)
