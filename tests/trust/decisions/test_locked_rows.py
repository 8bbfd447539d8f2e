"""Rows that somebody else removed."""

import pytest

from factories import UserFactory
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held

pytestmark = pytest.mark.django_db


def test_a_row_is_read_as_it_stands_and_one_that_is_gone_is_said_to_be() -> None:
    user = UserFactory(display_name="Ana")
    type(user).objects.filter(pk=user.pk).update(display_name="Eva")
    assert held(user).display_name == "Eva"
    type(user).objects.filter(pk=user.pk).delete()
    with pytest.raises(NotPossible, match="removed this meanwhile"):
        held(user)
