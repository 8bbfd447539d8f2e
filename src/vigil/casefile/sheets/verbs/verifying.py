"""Verify imported cases as a second person, and publish them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.casefile.access.reach import CODERS, languages_of_cases, reach_of
from vigil.casefile.cases.changes import case_changes, note_changed_case
from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.cases.verbs.publishing import SHEET_VERBS, publish_case
from vigil.casefile.house_rules.queries import rules_in_force, why_not_verify
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    Origin,
    SheetImport,
    SheetMapping,
    SheetRow,
    Stage,
    Visibility,
)
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, Task, User
from vigil.trust.people.duplicate_accounts import seeming_one
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.verbs.tasks import enqueue

CASES_A_TRANSACTION = 200
MOST_AT_ONCE: Final = 50
"""So many cases are published while somebody waits: a second or two. More are a task."""


@dataclass
class BatchOutcome:
    """Which cases were done, and which were left out, with the reason."""

    done: list[Case] = field(default_factory=list)
    left_out: list[tuple[Case, str]] = field(default_factory=list)


def imported_cases(taken: SheetImport) -> list[Case]:
    """Return the cases of the sheet of an import that wait to be verified."""
    rows = SheetRow.objects.filter(sheet=taken.sheet).values_list("case_id")
    return list(Case.objects.filter(pk__in=rows, stage=Stage.CODED).order_by("pk"))


def verify_imported(cases: SheetImport | Iterable[Case], *, by: User, why: str) -> BatchOutcome:
    """Verify imported cases as a second person, each with its own decision.

    Left out, with the reason, are cases with an open conflict, without a source, with a broken row,
    and cases that were not imported, are not coded or are out of reach. Raises NotAllowed;
    NotPossible without a reason; NeedsSecondPerson if the user imported all of them, or seems to be
    the same person as the importer.
    """
    require(by, "casefile.verify")
    if not why.strip():
        raise NotPossible(_("Say what you checked."))
    wanted = imported_cases(cases) if isinstance(cases, SheetImport) else list(cases)
    outcome = BatchOutcome()
    own = 0
    for some in batched(wanted, CASES_A_TRANSACTION):
        with case_changes():
            pks = [case.pk for case in some]
            now = list(Case.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
            reasons = _reasons(now, by)
            good = [case for case in now if case.pk not in reasons]
            outcome.left_out += [(case, reasons[case.pk]) for case in now if case.pk in reasons]
            own += sum(
                reason in (_imported_yourself(), _imported_by_a_similar_account())
                for reason in reasons.values()
            )
            _verify(good, by, why)
            outcome.done += good
    if own and own == len(wanted):
        raise NeedsSecondPerson(
            _(
                "You, or somebody with your browser or mailbox, took these cases in: somebody else "
                "has to verify them."
            )
        )
    return outcome


def publish_imported(cases: Iterable[Case], *, by: User, why: str = "") -> BatchOutcome:
    """Publish verified cases, each as `publish_case` does. Raises NotAllowed.

    Cases that cannot be published are left out, with the reason.
    """
    require(by, "casefile.publish")
    outcome = BatchOutcome()
    for some in batched(cases, CASES_A_TRANSACTION):
        with case_changes():
            for case in some:
                try:
                    outcome.done.append(publish_case(case, by=by, why=why))
                except (NotAllowed, NotPossible) as error:
                    outcome.left_out.append((case, str(error)))
    return outcome


def publish_sheet(
    sheet: SheetMapping, cases: Sequence[Case], *, by: User, why: str = ""
) -> BatchOutcome | Task:
    """Publish verified cases of a sheet: few at once, many in the background.

    Returns the outcome, or the task that publishes them. Raises NotAllowed.
    """
    if len(cases) <= MOST_AT_ONCE:
        return publish_imported(cases, by=by, why=why)
    require(by, "casefile.publish")
    return enqueue(PUBLISHING, task_key(sheet), [case.pk for case in cases], by=by, why=why)


def task_key(sheet: SheetMapping) -> str:
    """Return the key of the tasks about a sheet."""
    return f"sheet {sheet.pk}"


def _publish_some(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Publish some cases as a part of a task. Those that changed since are left as they are."""
    wanted = Case.objects.filter(
        pk__in=keys, superseded_by=None, stage=Stage.VERIFIED, visibility=Visibility.INTERNAL
    )
    cases = wanted.order_by("pk").in_bulk()
    outcome = publish_imported(cases.values(), by=by, why=why)
    changed = [(key, _("it changed after you asked for this")) for key in keys if key not in cases]
    return [*changed, *((case.pk, reason) for case, reason in outcome.left_out)]


PUBLISHING: Final = TaskKind(
    code="publish_sheet",
    label=gettext_lazy("Publish cases of a sheet"),
    do=_publish_some,
    at_once=25,
)


def _imported_yourself() -> str:
    return _("you took it in yourself")


def _imported_by_a_similar_account() -> str:
    return _("it was taken in by an account that shares your browser or mailbox")


def _reasons(cases: Sequence[Case], by: User) -> dict[int, str]:
    """Return why a case cannot be verified, for those that cannot."""
    pks = [case.pk for case in cases]
    rows = list(SheetRow.objects.filter(case__in=pks).select_related("sheet"))
    conflicts = {row.case_id for row in rows if row.conflicts}
    broken = _with_broken_rows(rows)
    sourced = set(Case.objects.filter(pk__in=pks, n_reports__gt=0).values_list("pk", flat=True))
    imported = set(
        AcceptedValue.objects.filter(case__in=pks, basis=Basis.IMPORTED).values_list(
            "case_id", flat=True
        )
    )
    by_name = {case_reference(case): case.pk for case in cases}
    own = _imported_by(by, by_name)
    languages = languages_of_cases(pks)
    reaches = reach_of(by, *CODERS)
    rules = rules_in_force()
    reasons = {}
    for case in cases:
        obstacles = (
            (
                case.origin != Origin.IMPORTED or case.pk not in imported,
                _("it does not come from a sheet"),
            ),
            (case.superseded_by_id is not None, _("it was merged into another case")),
            (case.stage != Stage.CODED, _("it is not waiting to be verified")),
            (case.pk in own, own.get(case.pk, "")),
            (
                not reaches(case.country, languages.get(case.pk, frozenset())),
                _("it is out of the reach of your role"),
            ),
            (
                bool(rules and why_not_verify(case, by, rules)),
                _("by the rules of the house, other people verify it"),
            ),
            (case.pk in conflicts, _("a conflict is open in it")),
            (case.pk in broken, _("a row on it is broken")),
            (case.pk not in sourced, _("it has no source")),
        )
        if found := [reason for is_obstacle, reason in obstacles if is_obstacle]:
            reasons[case.pk] = found[0]
    return reasons


def _imported_by(by: User, cases: Mapping[str, int]) -> dict[int, str]:
    """Return the cases that the user imported, or seems to have imported, with the reason."""
    rows = Decision.objects.filter(
        target_kind="case", target_key__in=list(cases), verb__in=SHEET_VERBS, actor__isnull=False
    ).values_list("target_key", "actor")
    taken = [(key, actor) for key, actor in rows if actor is not None]
    same = seeming_one(by, {actor for _key, actor in taken})
    seeming = {
        cases[key]: _imported_by_a_similar_account() for key, actor in taken if actor in same
    }
    return seeming | {cases[key]: _imported_yourself() for key, actor in taken if actor == by.pk}


def _with_broken_rows(rows: Sequence[SheetRow]) -> set[int]:
    """Return the cases with a broken row in the newest file of the sheet."""
    broken: dict[int, set[str]] = {}
    for sheet in {row.sheet_id for row in rows}:
        newest = SheetImport.objects.filter(sheet=sheet, state=SheetImport.State.APPLIED).first()
        broken[sheet] = {row["case_key"] for row in newest.broken} if newest else set()
    return {row.case_id for row in rows if row.case_key in broken[row.sheet_id]}


def _verify(cases: Sequence[Case], by: User, why: str) -> None:
    for case in cases:
        note_changed_case(case.pk)
    Decision.objects.bulk_create(
        Decision(
            actor=by,
            verb="verify_imported",
            target_kind="case",
            target_key=case_reference(case),
            before={"stage": case.stage},
            after={"stage": Stage.VERIFIED},
            why=why,
        )
        for case in cases
    )
    for case in cases:
        case.stage = Stage.VERIFIED
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(stage=Stage.VERIFIED)


LOG: Final = LogWords(
    verbs={
        "verify_imported": pgettext_lazy("decision", "verify what a sheet brought in"),
    },
)
