"""What the desk screens of stories, campaigns and names do in the same way."""

from django.core.exceptions import NON_FIELD_ERRORS

from vigil.desk.screens.act import ScreenState


def take_problem(state: ScreenState) -> str:
    """Return what went wrong, to show at the top of a screen, and take it from the forms.

    A form keeps what was typed, and what is wrong with its fields.
    """
    taken: list[str] = []
    for form in state.forms.values():
        taken += map(str, form.errors.pop(NON_FIELD_ERRORS, ()))
    return state.problem or " ".join(taken)
