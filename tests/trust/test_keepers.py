"""Every model of every room: somebody answers for it, or says why nobody has to."""

from collections.abc import Sequence

import pytest
from django.apps import apps

from vigil.trust import keepers
from vigil.trust.keepers import Act, Holding
from vigil.trust.models import User, Withdrawal

ALL = sorted(model._meta.label for model in apps.get_models())
"""Of every installed app: what a library keeps of people is kept too."""


@pytest.mark.parametrize("label", ALL)
def test_a_model_has_one_who_answers_for_it_or_a_reason(label: str) -> None:
    answers = keepers.answers_for(label)
    assert len(answers) == 1, (
        f"{label} has {answers or 'nobody'}: add it to its room's keeper (`models`), to "
        "`keepers.derived` if it repeats another room's rows in the same transaction, or to "
        "`keepers.without_personal_data` with the reason."
    )


def test_nobody_answers_for_a_model_that_is_gone() -> None:
    assert keepers.stated_models() <= set(ALL)


def test_a_model_of_a_room_that_did_not_register_would_be_found() -> None:
    assert keepers.answers_for("stories.Story") == []


def test_every_room_with_tables_has_registered_something() -> None:
    rooms = {label.partition(".")[0] for label in ALL}
    answered = {label.partition(".")[0] for label in keepers.stated_models()}
    assert rooms == answered
    assert {"trust", "casefile"} <= {keeper.room for keeper in keepers.registered()}


class Other:
    """A keeper of another kind for a room that has one."""

    room = "trust"
    models: frozenset[str] = frozenset()

    def find(self, names: Sequence[str]) -> list[Holding]:
        return []

    def withdraw(self, holding: Holding, act: Act) -> str:
        return ""

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        return []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        return []


def test_a_room_is_not_answered_for_by_two() -> None:
    with pytest.raises(ValueError, match="keeper already"):
        keepers.register(Other())
