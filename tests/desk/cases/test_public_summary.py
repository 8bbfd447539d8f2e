"""What becomes public, in words, before somebody publishes."""

import pytest

from desk.conftest import make_account, make_candidate, signed_in
from factories import adjudicator
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Stage

pytestmark = pytest.mark.django_db
HOME = {"name": "Barrio Inventado", "country": "COL", "precision": "neighbourhood"}


def test_names_day_place_and_sources_are_summed_up_and_one_button_publishes() -> None:
    case = make_candidate(make_account(), stage=Stage.VERIFIED, public_id="V-7130")
    event = {
        "event": "killing",
        "date_of_attack": {"value": "2024-10", "precision": "month"},
        "place": HOME,
        "place_type": "home",
        "organised_crime_link": "suspected",
        "organised_crime_basis": "The police suspect a group.",
    }
    people = [
        {"names": ["Tomás Example Prueba"], "age": {"low": 46, "high": 46}, "outcome": "killed"},
        {"names": ["Alba Example Prueba"], "age": {"low": 9, "high": 9}, "outcome": "injured"},
    ]
    with case_changes():
        decision = record_on_case("verify", case, by=adjudicator())
        values = {"case": event, "victims": people}
        write_values(case, values, basis=Basis.ADJUDICATED, decision=decision, reasons={})
    page = signed_in(adjudicator()).get(f"/desk/cases/{case.pk}/").content.decode()
    shown = page[page.index("becomes-public") :]
    shown = shown[: shown.index("</dl>")]
    assert "Tomás Example Prueba" in shown
    assert "Alba" not in shown
    assert "1 person without a name" in shown
    assert "Barrio Inventado" not in shown
    assert "shown less exactly than it is known" in shown
    assert "The police suspect a group." in shown
    assert "1 source" in shown
    assert page.count("Publish now") == 1
