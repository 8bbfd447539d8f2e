"""Show on a form of codebook fields why a verb refused it."""

from collections.abc import Sequence
from typing import Protocol

from vigil.casefile.coding.checks import InvalidCoding
from vigil.desk.screens.act import ScreenState
from vigil.reading.codebook import Problem


class FieldsForm(Protocol):
    """A form of codebook fields: it knows where each problem belongs."""

    general: list[str]

    def show(self, problems: Sequence[Problem]) -> None:
        """Put each problem beside the field it is about."""


def show_refusal(form: FieldsForm, state: ScreenState) -> None:
    """Put what a verb said beside the fields it is about, or else at the top of the form."""
    if isinstance(state.refusal, InvalidCoding):
        form.show(state.refusal.problems)
    elif state.refusal is not None:
        form.general.append(str(state.refusal))
