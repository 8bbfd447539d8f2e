"""Why a language model gave no answer, and why it cannot be asked at all."""

from typing import Literal

Trouble = Literal[
    "unavailable",
    "timeout",
    "refused",
    "redirect",
    "too_large",
    "not_json",
    "wrong_schema",
    "cut_off",
    "unfinished",
    "prompt_cut",
    "too_long",
    "over_budget",
    "given_up",
]
"""Kinds of failure, as they are counted in the summary of a run."""

TROUBLES: dict[Trouble, str] = {
    "unavailable": "the server could not be reached",
    "timeout": "the server did not answer in time",
    "refused": "the server refused the request",
    "redirect": "the server sent elsewhere, which is not followed",
    "too_large": "the answer was too large",
    "not_json": "the answer was no JSON",
    "wrong_schema": "the answer did not have the form that was asked for",
    "cut_off": "the answer was longer than allowed (finish_reason: length)",
    "unfinished": "the answer did not end as it should (finish_reason)",
    "prompt_cut": "the server read less than it was sent",
    "too_long": "nothing of the text fits into the context of the model",
    "over_budget": "the budget was spent",
    "given_up": "not asked any more, after failures in a row",
}
"""What each means, in words for the operator."""


class NoAnswerError(Exception):
    """The model gave no answer that can be used. `kind` says why, `reason` in words."""

    def __init__(self, kind: Trouble, reason: str = "") -> None:
        super().__init__(reason or TROUBLES[kind])
        self.kind: Trouble = kind
        self.reason = reason or TROUBLES[kind]


class ModelSettingsError(ValueError):
    """Settings with which no model can be asked; the text names the file, the key and why."""
