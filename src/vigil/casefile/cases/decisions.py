"""Record decisions on cases in the log."""

from typing import Any, Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import note_changed_case
from vigil.casefile.models import Case, Stage, Visibility
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


def case_reference(case: Case) -> str:
    """Return the public id of a case, or `case-<primary key>` if it has none.

    Decisions on the case are recorded under this key.
    """
    return case.public_id or f"case-{case.pk}"


def record_on_case(
    verb: str,
    case: Case,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
    undoes: Decision | None = None,
) -> Decision:
    """Record a decision on a case, and note that the case has changed."""
    note_changed_case(case.pk)
    return record(
        verb,
        "case",
        case_reference(case),
        by=by,
        before=before,
        after=after,
        why=why,
        undoes=undoes,
    )


def set_visibility(
    case: Case, visibility: Visibility, verb: str, *, by: User, why: str = ""
) -> None:
    """Change who can see a case, and record the decision."""
    before = {"visibility": case.visibility}
    case.visibility = visibility
    case.save(update_fields=["visibility", "updated_at"])
    record_on_case(verb, case, by=by, before=before, after={"visibility": visibility}, why=why)


LOG: Final = LogWords(
    kinds={
        "case": pgettext_lazy("decision", "case"),
    },
    parts={
        "visibility": pgettext_lazy("decision", "visibility"),
    },
    codes={
        "stage": dict(Stage.choices),
        "visibility": dict(Visibility.choices),
    },
)
