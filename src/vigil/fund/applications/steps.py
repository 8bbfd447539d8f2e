"""The steps of a form on the screen: where somebody is, and what each part is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vigil.fund.calls.conditions import Step
from vigil.fund.calls.form_definition import LocalizedText, in_language


@dataclass(frozen=True)
class StepInWords:
    """One step in the list of steps."""

    key: str
    label: LocalizedText
    is_here: bool


@dataclass(frozen=True)
class PartInWords:
    """The heading of a part, and the words below it."""

    label: LocalizedText
    help: LocalizedText | None


def number_of_step(steps: Sequence[Step], key: str) -> int:
    """Return the place of a step; the first where it is not shown any more."""
    return next((number for number, step in enumerate(steps) if step.key == key), 0)


def steps_in_words(steps: Sequence[Step], here: int, language: str) -> list[StepInWords]:
    """Return the steps with their names; none for a form of one step."""
    if len(steps) < 2:
        return []
    return [
        StepInWords(step.key, _label(step, language), number == here)
        for number, step in enumerate(steps)
    ]


def part_in_words(step: Step, language: str) -> PartInWords | None:
    """Return the heading of a step; None for what stands before the first part."""
    if step.part is None:
        return None
    texts = step.part.get("help")
    return PartInWords(_label(step, language), in_language(texts, language) if texts else None)


def _label(step: Step, language: str) -> LocalizedText:
    if step.part is None:
        return LocalizedText(_("Beginning"), language)
    return in_language(step.part["label"], language)
