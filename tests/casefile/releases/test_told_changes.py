"""What a changelog tells of changes by two people: no reasons, names only while they are shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casefile.coding.test_taking_up import WHY, person, proposed, record
from casefile.people.named_people import ANA, LUIS, settled, take
from factories import adjudicator, coder
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.taking_up import propose_changes
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, Visibility
from vigil.casefile.releases.case_lines import with_all_rows
from vigil.casefile.releases.changelog import changelog, compare
from vigil.casefile.releases.told_changes import told_changes

pytestmark = pytest.mark.django_db


def told(case: Case, **ago: int) -> list[str]:
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    return list(told_changes(whole, timezone.now() - timedelta(**(ago or {"days": 1}))))


def test_changes_since_the_last_release_are_told() -> None:
    case = settled(person(ANA), person(""), visibility=Visibility.PUBLISHED)
    with transaction.atomic():
        record_on_case("publish", case, by=None)
    as_of: dict[str, Any] = {"value": "2027-03", "precision": "month"}
    verify(proposed(case, impunity="partial", impunity_as_of=as_of, method="blade"), by=coder())
    day = timezone.now().date().isoformat()
    assert told(case) == [
        f"{day}: method: blade (added)",
        f"{day}: impunity: partial (added)",
    ]
    values, people = record(case)
    values["victims"][1]["names"] = [LUIS]
    verify(propose_changes(case, values, people, WHY, by=adjudicator()), by=coder())
    assert told(case)[2:] == [f"{day}: name added: {LUIS}"]
    take(case, LUIS)
    assert told(case)[2:] == []
    assert told(case, days=-1) == []


def test_the_changelog_has_them_below_their_case() -> None:
    changes = compare({"V-1": {"values.method": "a"}}, {"V-1": {"values.method": "b"}})
    lines = {"V-1": ["2027-03-03: method: firearm -> blade"]}
    text = changelog(changes, number=2, previous=1, led_to={}, told=lines)
    assert "- V-1: values.method\n  - 2027-03-03: method: firearm -> blade\n" in text
