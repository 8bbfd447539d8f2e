"""Which cases a victim's name connects."""

from datetime import date, timedelta

import pytest

from casefile.people.named_people import ANA, LUIS
from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
)
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.queries import perhaps_the_same
from vigil.casefile.matches.shared_names import MOST_REPORTS, MOST_REPORTS_OF_A_WORD
from vigil.casefile.matches.verbs import keep_apart
from vigil.casefile.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.either]

DAY = date(2019, 3, 7)


def on(days: int, *names: str, text: str) -> Case:
    """Make a case so many days later, in which these people died, and that a text tells of."""
    when = DAY + timedelta(days)
    case = CaseFactory(date_earliest=when, date_latest=when)
    for name in names:
        VictimFactory(case=case, name=name)
    account = AccountFactory(report=ReportFactory(title="", text=text))
    MembershipFactory(case=case, account=account)
    return case


def found(case: Case) -> dict[Case, str]:
    return dict(KnownSigns(case).sharing_a_name)


def test_a_report_that_names_the_victim_of_another_case_connects_both() -> None:
    case = on(0, ANA, text="A woman died in the harbour.")
    other = on(9, text="ANA RIOS QUINTERO was shot, her sister said.")
    assert found(case) == {other: "name_in_text"}
    assert found(other) == {case: "name_in_text"}
    [hint] = perhaps_the_same(other)
    assert (hint.other, hint.shared_name) == (case, "name_in_text")
    keep_apart(case, other, by=adjudicator())
    assert found(case) == found(other) == {}


def test_long_after_only_a_full_name_of_both_victims_connects() -> None:
    case = on(0, ANA, text="A woman died in the harbour.")
    on(60, text=f"{ANA} had died two months before.")
    same = on(3000, "Ana Rios Quintero", text="The trial began.")
    assert found(case) == {same: "same_name"}


@pytest.mark.parametrize(
    ("name", "most"), [(LUIS, MOST_REPORTS), ("Tinoco", MOST_REPORTS_OF_A_WORD)]
)
def test_a_name_in_many_reports_connects_nothing(name: str, most: int) -> None:
    case = on(0, name, text="A man died.")
    others = [on(1, text=f"{name} died. {n}") for n in range(most)]
    assert set(found(case)) == set(others)
    assert found(others[0]) == {case: "name_in_text"}
    on(1, text=f"{name} died again.")
    assert found(case) == found(others[0]) == {}


def test_short_names_of_one_word_connect_nothing() -> None:
    case = on(0, "Ana", text="A woman died.")
    on(0, text="Ana saw it.")
    assert found(case) == {}
