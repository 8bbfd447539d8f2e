"""Every model of every room: somebody answers for it, or says why nobody has to."""

from django.apps import apps

from each import each
from vigil.trust.rooms import house

ALL = sorted(model._meta.label for model in apps.get_models())
"""Of every installed app: what a library keeps of people is kept too."""


@each("label", ALL)
def test_a_model_has_one_who_answers_for_it_or_a_reason(label: str) -> None:
    answers = house.answers_for(label)
    assert len(answers) == 1, (
        f"{label} has {answers or 'nobody'}: add it to its room's keeper (`models`), to "
        "`Room.derived` if it repeats another room's rows in the same transaction, or to "
        "`Room.without_personal_data` with the reason."
    )


def test_nobody_answers_for_a_model_that_is_gone() -> None:
    assert house.stated_models() <= set(ALL)


def test_a_model_that_no_room_states_would_be_found() -> None:
    assert house.answers_for("stories.Story") == []


def test_every_room_with_tables_states_something() -> None:
    rooms = {label.partition(".")[0] for label in ALL}
    answered = {label.partition(".")[0] for label in house.stated_models()}
    assert rooms == answered
    assert {"trust", "casefile"} <= {keeper.room for keeper in house.keepers()}
