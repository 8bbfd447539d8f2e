"""Parts of a source are hidden by one person, wherever it is cited, and shown again by two."""

import pytest

from casefile.compiled import load_first
from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
    UserFactory,
    adjudicator,
    coder,
)
from seconded import show_source
from vigil.casefile.models import Case, Origin, ProtectedSource, Report, Stage
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.casefile.reports.verbs.protecting import (
    ask_to_show_source,
    protect_source,
    subject_of,
)
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import ConfirmationLapsed, confirm
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
ADDRESS = "https://news.example/quelonio-zurbano"


def cited(case: Case, url: str = ADDRESS, **more: object) -> Report:
    """Return a report that a case cites."""
    report: Report = ReportFactory(url=url, canonical_url=url, **more)
    MembershipFactory(case=case, account=AccountFactory(report=report))
    return report


def hidden(report: Report) -> str:
    return Report.objects.get(pk=report.pk).protected


def test_a_coder_hides_a_source_in_every_case_that_cites_its_address() -> None:
    case, other = CaseFactory(), CaseFactory()
    report, again, apart = cited(case), cited(other), cited(other, "https://news.example/else")
    by = coder()
    protect_source(case, report, "address", by=by, why="it spells a name")
    assert [hidden(one) for one in (report, again, apart)] == ["address", "address", ""]
    decision = Decision.objects.get(verb="protect_source")
    assert (decision.actor, decision.target_key) == (by, case.public_id)
    assert decision.before == {"protected": ""}
    assert decision.after == {"protected": "address", "report": report.pk}
    protect_source(case, report, "both", by=by)
    assert hidden(again) == "both"


def test_a_report_that_comes_later_is_hidden_like_others_of_its_address() -> None:
    case = CaseFactory()
    protect_source(case, cited(case), "both", by=coder())
    assert hidden(cited(CaseFactory())) == "both"
    assert hidden(cited(CaseFactory(), "https://news.example/else")) == ""
    assert hidden(ReportFactory(url="", canonical_url="")) == ""


def test_showing_a_part_again_takes_two_adjudicators() -> None:
    case, one, two = CaseFactory(), adjudicator(), adjudicator()
    report = cited(case)
    protect_source(case, report, "both", by=coder())
    with pytest.raises(NeedsSecondPerson):
        protect_source(case, report, "title", by=one)
    with pytest.raises(NotAllowed):
        protect_source(case, report, "", by=coder())
    with pytest.raises(NotAllowed):
        ask_to_show_source(case, report, "", by=coder(), why="it names nobody")
    asked = ask_to_show_source(case, report, "title", by=one, why="the address names nobody")
    assert hidden(report) == "both"
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=one)
    confirm(asked, by=two)
    assert hidden(report) == "title"
    assert ProtectedSource.objects.get(report=report).parts == "title"


def test_what_changed_since_it_was_asked_for_is_not_confirmed() -> None:
    case, one, two = CaseFactory(), adjudicator(), adjudicator()
    report = cited(case)
    protect_source(case, report, "address", by=coder())
    asked = ask_to_show_source(case, report, "", by=one, why="it names nobody")
    protect_source(case, report, "both", by=coder())
    with pytest.raises(ConfirmationLapsed):
        confirm(asked, by=two)
    assert hidden(report) == "both"


@pytest.mark.parametrize("parts", ["all of it", "addres", "", "title"])
def test_what_changes_nothing_or_is_unknown_is_refused(parts: str) -> None:
    case = CaseFactory()
    report = cited(case)
    if parts == "title":
        protect_source(case, report, "title", by=coder())
    with pytest.raises(NotPossible):
        protect_source(case, report, parts, by=coder())


def test_a_source_of_another_case_or_of_a_proposal_is_refused() -> None:
    report = cited(CaseFactory())
    with pytest.raises(NotPossible, match="not in this case"):
        protect_source(CaseFactory(), report, "both", by=coder())
    proposal = CaseFactory(stage=Stage.CANDIDATE, public_id=None)
    with pytest.raises(NotPossible, match="Accept the case first"):
        protect_source(proposal, cited(proposal), "both", by=coder())


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.CODER, Role.ADJUDICATOR})])
def test_nobody_else_hides_a_source(role: Role | None) -> None:
    case = CaseFactory()
    with pytest.raises(NotAllowed):
        protect_source(case, cited(case), "both", by=UserFactory(roles=[role] if role else []))


def test_the_case_is_the_subject_of_showing_again() -> None:
    case = CaseFactory()
    assert subject_of(case) == ("case", case.public_id)


# The open case file


def test_marks_of_the_file_reach_cases_loaded_before_but_overrule_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = load_first(2)
    case = Case.objects.get(public_id="V-0001")
    assert case.origin == Origin.COMPILED
    first, second = (source["url"] for source in lines[0]["sources"][:2])
    shown = Report.objects.get(url=second)
    protect_source(case, shown, "both", by=coder())
    show_source(case, shown, "", by=adjudicator())
    for source in lines[0]["sources"][:2]:
        source["protected"] = "address"
    monkeypatch.setattr(open_case_file, "shipped_cases", lambda: lines)
    assert open_case_file.load() == 0
    assert hidden(Report.objects.get(url=first)) == "address"
    assert hidden(shown) == ""
