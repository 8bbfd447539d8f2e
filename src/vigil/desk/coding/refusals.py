"""Show on a form of codebook fields why a verb refused it."""

from collections.abc import Sequence
from typing import Protocol

from vigil.casefile.coding.checks import InvalidCoding
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.act import ScreenState
from vigil.desk.screens.labels import reason
from vigil.reading.codebook import InvalidValue, Problem


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


def refusal(item: FieldInput) -> str:
    """Return why the codebook does not allow the value in the inputs; "" if it does, or is none."""
    if item.value is None:
        return ""
    try:
        item.book.check(item.field.id, item.value)
    except InvalidValue as error:
        return reason(error.reason)
    return ""
