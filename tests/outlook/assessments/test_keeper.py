"""Names in the words of an assessment are found, and its words withheld."""

import pytest

from factories import UserFactory
from outlook import factories_panels as panels
from vigil.outlook.assessments.keeper import AssessmentKeeper
from vigil.outlook.assessments.verbs import setting_up, sheets
from vigil.outlook.models import AssessedTerm, Assessment
from vigil.trust.models import Role, Withdrawal
from vigil.trust.rooms.keepers import WithdrawalAct

pytestmark = pytest.mark.django_db
NAME = "Amaru Quispe"


def test_a_name_is_found_in_a_translation_and_its_assessment_withheld_until_it_is_lifted() -> None:
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    director = panels.chair()
    made = setting_up.make_assessment("Markets", by=director)
    setting_up.make_assessment("Others", by=director)
    said = {"es": {"text": f"¿Quién mató a {NAME} en {{place}}?"}}
    AssessedTerm.objects.create(
        assessment=made, position=1, list="markets", code="cocaine", text="?", translations=said
    )
    sheets.keep_sheet(made, b"Country,Region\nChile,South\n", by=director)
    keeper = AssessmentKeeper()
    found = keeper.find([NAME])
    assert [(one.key, one.ticked) for one in found] == [(made.uid, True)]
    withdrawal = Withdrawal.objects.create(by=by)
    keeper.withdraw(found[0], WithdrawalAct([NAME], withdrawal, by, []))
    now = Assessment.objects.get(pk=made.pk)
    assert (now.withheld, now.sheets.count()) == ([withdrawal.pk], 0)
    assert len(keeper.lift(withdrawal, by)) == 1
    assert Assessment.objects.get(pk=made.pk).withheld == []
