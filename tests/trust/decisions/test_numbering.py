"""Numbers are given once, and a counter never goes back."""

import pytest

from fund.factories import party as a_party
from vigil.casefile.models import Counter
from vigil.fund.models import Party
from vigil.trust.decisions.numbering import next_number, take_numbers

pytestmark = pytest.mark.django_db


def test_a_table_goes_on_after_its_highest_number() -> None:
    assert next_number(Party) == 1
    party = a_party()
    assert (party.number, next_number(Party)) == (1, 2)


def test_a_counter_begins_at_its_first_number_and_goes_on() -> None:
    assert list(take_numbers(Counter, "letters", first=1000, count=3)) == [1000, 1001, 1002]
    assert list(take_numbers(Counter, "letters", first=1000)) == [1003]
    assert list(take_numbers(Counter, "others")) == [1]
