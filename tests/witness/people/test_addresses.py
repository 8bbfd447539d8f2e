"""The address of a person stays, whatever is corrected, and never leads to somebody else."""

from typing import Any

import pytest
from django.test import Client

from factories import VictimFactory, coder, publish_anew
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, Victim
from vigil.trust.models import Decision
from vigil.witness.models import FormerAddress, Life, Name
from witness.people_factories import AMALIA, killed, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]
PERSON: dict[str, Any] = {"outcome": "killed", "gender": "female", "role": "target"}


def corrected(case: Case, *names: str) -> None:
    """Write the people of a case anew, under these names."""
    decision = Decision.objects.create(verb="adjudicate", target_kind="case", target_key="x")
    people = [{**PERSON, "names": [name]} for name in names]
    values = {"case": {"event": "killing"}, "victims": people}
    with case_changes():
        write_values(case, values, basis=Basis.ADJUDICATED, decision=decision)


def merge(case: Case, into: Case | None) -> None:
    """Mark a case as merged into another, or not any more."""
    Case.objects.filter(pk=case.pk).update(superseded_by=into)
    publish_anew(*Case.objects.all())


def led(handle: str) -> str:
    """Return the name on the page to which an address leads; "" where there is none."""
    answer = Client().get(f"/people/{handle}/", follow=True)
    if answer.status_code == 404:
        return ""
    at = answer.redirect_chain[-1][0] if answer.redirect_chain else f"/people/{handle}/"
    return Name.objects.get(handle=at.strip("/").rpartition("/")[2]).name


@pytest.mark.parametrize("name", ["Amalia Rios Quintero", "Amelia Ríos Quinteros", "Rosa Vela"])
def test_a_corrected_name_keeps_the_address(name: str) -> None:
    victim = killed()
    handle = row_of(victim).handle
    corrected(victim.case, name)
    assert Name.objects.get().handle == handle
    assert led(handle) == name
    corrected(victim.case, AMALIA)
    assert led(handle) == AMALIA


def test_of_several_people_each_keeps_their_own() -> None:
    victim = killed("Bruno Vela Soto")
    other = VictimFactory(case=victim.case, name="Carla Orduña Paz")
    handles = [row_of(one).handle for one in (victim, other)]
    corrected(victim.case, "Carla Ordunia Pas", "Bruno Bela Sotto")
    assert [led(handle) for handle in handles] == ["Bruno Bela Sotto", "Carla Ordunia Pas"]


def test_where_nobody_can_tell_the_address_leads_nowhere() -> None:
    victim = killed("Bruno Vela Soto")
    other = VictimFactory(case=victim.case, name="Carla Orduña Paz")
    handles = [row_of(one).handle for one in (victim, other)]
    corrected(victim.case, "Xaver Zimt", "Yolanda Quast")
    assert [led(handle) for handle in handles] == ["", ""]


def test_who_is_hidden_passes_the_address_on_to_nobody() -> None:
    victim = killed()
    handle = row_of(victim).handle
    Victim.objects.filter(pk=victim.pk).update(withdrawn=True)
    VictimFactory(case=victim.case, name="Amalia Ríos Quintana")
    publish_anew(victim.case)
    assert led(handle) == ""
    assert not FormerAddress.objects.exists()


def test_a_merge_leads_on_and_taken_back_leads_back() -> None:
    kept, merged = killed(public_id="V-7001"), killed(public_id="V-7002")
    handles = [row_of(one).handle for one in (kept, merged)]
    merge(merged.case, into=kept.case)
    assert {led(handle) for handle in handles} == {AMALIA}
    for at in (f"/people/{handles[1]}/", f"/names/{handles[1]}/"):
        answer = Client().get(at)
        assert (answer.status_code, answer["Location"]) == (301, f"/people/{handles[0]}/")
    merge(merged.case, into=None)
    assert [row_of(one).handle for one in (kept, merged)] == handles
    assert {Client().get(f"/people/{handle}/").status_code for handle in handles} == {200}


def test_the_text_on_a_life_stays_with_the_person() -> None:
    victim = killed()
    life = Life.objects.create(
        person=victim.uid, case=victim.case, language="en", state="shown", written_by=coder()
    )
    corrected(victim.case, "Rosa Vela")
    life.refresh_from_db()
    assert life.person == Name.objects.get().uid
