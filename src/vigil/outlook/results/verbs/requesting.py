"""Request the results of closed rounds.

Verbs request results in their own transaction, and `computing` does the work in the background.
Until then a round has no results: earlier ones are deleted when new ones are requested.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Panel, Question, Round, RoundFeedback
from vigil.outlook.panels.preconditions import ROUND, open_many_json
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import shred_many

LATE: Final = "late"
REMOVED: Final = "removed"
ARGUMENTS: Final = "arguments"


def last_closed(panel: Panel) -> Round | None:
    """Return the round whose numbers count: the last one that was closed."""
    return panel.rounds.filter(state=Round.State.CLOSED).order_by("number").last()


def want_results(row: Round) -> None:
    """Request the results of a round, in the transaction that closes it. The row must be locked."""
    row.wanted_run = max(row.run, row.wanted_run) + 1
    row.save(update_fields=["wanted_run", "notes"])


def want_results_anew(row: Round, why: Literal["late", "removed"]) -> None:
    """Request results again after a late hand-in, or after an expert's answers were removed.

    The earlier numbers are deleted: beside the new ones they would reveal one expert's answer.
    """
    row.notes = [*row.notes, {"run": max(row.run, row.wanted_run) + 1, "why": why}]
    want_results(row)
    RoundFeedback.objects.filter(round=row).delete()
    row.pooled.all().delete()
    if why == REMOVED:  # after a late answer they are sealed again with it
        questions = list(row.panel.questions.select_related("term"))
        keys = [arguments_key(row, question) for question in questions]
        keys += group_keys(row, questions).values()
        shred_many(ROUND, ARGUMENTS, keys, why="the expert had it removed")
    record("pool_anew", ROUND, row.uid, by=None, after={"round": row.number})


def require_results(row: Round) -> None:
    """Raise NotPossible while the results of a round are being prepared."""
    if row.being_prepared:
        raise being_prepared(row)


def being_prepared(row: Round) -> NotPossible:
    """Return the error for an act that needs results which are still being prepared."""
    said = _("The results of round %(n)d are being prepared. Try again in a few seconds.")
    return NotPossible(said % {"n": row.number})


def group_arguments_key(row: Round, place: str, listed: str) -> str:
    """Return the key of the vault for the arguments on a group of cells in a round."""
    return f"{row.uid}/{place}/{listed or 'all'}"


def groups_of(question: Question) -> list[tuple[str, str]]:
    """Return the groups of cells to which a question belongs, as country and list; none if it is
    no cell.
    """
    if question.term is None:
        return []
    return [(question.place, question.term.list), (question.place, "")]


def group_keys(row: Round, questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """Return the keys of the vault for the arguments on all groups of these questions."""
    groups = {group for one in questions for group in groups_of(one)}
    return {group: group_arguments_key(row, *group) for group in sorted(groups)}


def arguments_of(row: Round, question: Question) -> list[dict[str, str]]:
    """Return the arguments on a question in a closed round, opened: handle, reasons, sources.

    The calling query must check who may read them.
    """
    return arguments_by_question(row, [question])[question.pk]


def arguments_by_question(
    row: Round, questions: Sequence[Question]
) -> dict[int, list[dict[str, str]]]:
    """Return the arguments on some questions, as `arguments_of`, by question key.

    Those on a group of cells come after those on the cell, with its list as `group` ("all" for the
    country). However many are opened, the log records one decision, on the round.
    """
    own = {one.pk: arguments_key(row, one) for one in questions}
    grouped = group_keys(row, questions)
    found = open_many_json(
        ROUND,
        [*own.values(), *grouped.values()],
        ARGUMENTS,
        about=(ROUND, row.uid),
        why="showing the arguments of a round",
    )
    return {
        one.pk: [
            *found.get(own[one.pk], []),
            *(said for group in groups_of(one) for said in found.get(grouped[group], [])),
        ]
        for one in questions
    }


def arguments_key(row: Round, question: Question) -> str:
    """Return the key of the vault for the arguments on a question in a round."""
    return f"{row.uid}/{question.uid}"


LOG: Final = LogWords(
    verbs={
        "pool_anew": pgettext_lazy("decision", "pool a round anew"),
    },
    reasons={
        "showing the arguments of a round": pgettext_lazy(
            "decision", "showing the arguments of a round"
        ),
    },
)
