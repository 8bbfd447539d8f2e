"""Texts of a coding that become public name nobody but the people of the case."""

from typing import Any

import pytest

from casefile.coding.test_verbs import an_open_case, coded_by, values
from factories import adjudicator, coder
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.models import Case

pytestmark = pytest.mark.django_db


def linked(basis: str, **case: Any) -> dict[str, Any]:
    return values(organised_crime_link="credibly_alleged", organised_crime_basis=basis, **case)


@pytest.fixture
def case(db: None) -> Case:
    return an_open_case()


@pytest.mark.parametrize(
    ("basis", "names"),
    [
        ("The police say that Ramiro Inventado paid for it.", "Ramiro"),
        ("“Fue Ramiro, alias El Nadie, dijo el fiscal.”", "Ramiro"),
        ("The prosecutor says that two men were paid to kill Amalia Ríos.", ""),
        ("The court of San Ramiro found that the Mara 18 paid for it.", ""),
    ],
)
def test_a_basis_that_names_a_stranger_is_not_handed_in(case: Case, basis: str, names: str) -> None:
    by = coder()
    draft = draft_coding(case, by=by)
    evidence = "Ramiro Inventado was seen, says the report."  # stays on the desk
    given = linked(basis, specific_target="yes", specific_target_evidence=evidence)
    if not names:
        assert submit_coding(draft, given, by=by).submitted_at
        return
    with pytest.raises(InvalidCoding) as caught:
        submit_coding(draft, given, by=by)
    [problem] = caught.value.problems
    assert problem.field == "organised_crime_basis"
    assert names in str(problem.reason)


def test_nor_is_it_adjudicated(case: Case) -> None:
    coded_by(case, (coder(), values()), (coder(), values()))
    case.refresh_from_db()
    with pytest.raises(InvalidCoding, match="Ramiro"):
        adjudicate(
            case, linked("It was Ramiro."), {"organised_crime_link": "said"}, by=adjudicator()
        )
