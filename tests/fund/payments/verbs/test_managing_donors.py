"""Donors are added and called by officers alone, by an identifier that registers know."""

import pytest

from factories import UserFactory, VictimFactory
from fund.factories import officer
from vigil.fund.models import Donor
from vigil.fund.payments.verbs.managing_donors import add_donor, edit_donor
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db


def test_a_donor_is_added_and_called_otherwise() -> None:
    by = officer()
    one = add_donor("  Government  of Norway ", "NO-BRC-971277882", by=by)
    assert (one.name, one.slug) == ("Government of Norway", "government-of-norway")
    two = add_donor("Government of Norway", "NO-BRC-1", by=by)
    assert two.slug != one.slug
    edit_donor(two, "Government of Sweden", "SE-ON-2021003906", by=by)
    two.refresh_from_db()
    assert (two.name, two.reference) == ("Government of Sweden", "SE-ON-2021003906")
    assert [d.verb for d in Decision.objects.filter(target_kind="donor").order_by("pk")] == [
        *("add_donor", "add_donor", "edit_donor"),
    ]


@pytest.mark.parametrize(
    ("name", "reference", "field"),
    [
        ("", "NO-BRC-1", "name"),
        ("x" * 201, "NO-BRC-1", "name"),
        ("Norway", "", "reference"),
        ("Norway", "971277882", "reference"),
        ("Norway", "<script>-1", "reference"),
        ("Norway", "no-brc-7", "reference"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(name: str, reference: str, field: str) -> None:
    by = officer()
    add_donor("There already", "NO-BRC-7", by=by)
    with pytest.raises(Unfit) as refused:
        add_donor(name, reference, by=by)
    assert refused.value.field == field
    assert Donor.objects.count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FUND_OFFICER])
def test_nobody_else_adds_one(role: Role) -> None:
    with pytest.raises(NotAllowed):
        add_donor("Norway", "NO-BRC-7", by=UserFactory(roles=[role]))


def test_a_donor_bears_no_name_that_the_record_does_not_show() -> None:
    VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    by = officer()
    norway = add_donor("Government of Norway", "NO-BRC-971277882", by=by)
    for said in (
        ("Friends of Berta Lozano Ibarra", "NO-BRC-1"),
        ("Friends", "NO-Berta-Lozano-Ibarra"),
    ):
        with pytest.raises(NotPossible, match="does not show"):
            add_donor(*said, by=by)
        with pytest.raises(NotPossible, match="does not show"):
            edit_donor(norway, *said, by=by)
