"""Hide the title or the address of a source that spells a protected name; show it again by two.

A source whose words the case itself withholds is hidden without any of this: see
`disclosure.policy`.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import exclusive_verb, note_changed_case, verb
from vigil.casefile.cases.decisions import case_reference, record_on_case
from vigil.casefile.cases.locks import locked, require_accepted
from vigil.casefile.models import Case, CaseAccount, ProtectedSource, Report
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, User
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords

PROTECT: Final = "casefile.protect_source"
SHOW: Final = "casefile.show_source"
SHOW_AGAIN: Final = "show_source"
"""The act of two people that shows a part of a source again."""
HIDDEN: Final = {"": frozenset[str](), "both": frozenset({"title", "address"})}


@exclusive_verb
def protect_source(
    case: Case, report: Report, parts: str, *, by: User, why: str = ""
) -> ProtectedSource:
    """Hide parts of a source of a case (`ProtectedSource.Parts`) wherever it is cited.

    One person may hide a part; two people show one again (`ask_to_show_source`). Raises
    NotAllowed, NotPossible (a candidate; no source of the case; hidden already),
    NeedsSecondPerson.
    """
    case = locked(case)
    require(by, PROTECT, case)
    require_accepted(case)
    before = _parts_now(case, report, parts)
    if shows_more(report, parts):
        require(by, SHOW, case)
        require_two(SHOW_AGAIN, subject_of(case))
    record_on_case(
        "protect_source",
        case,
        by=by,
        before={"protected": before},
        after={"protected": parts, "report": report.pk},
        why=why,
    )
    return set_protected(report, parts)


def hide_parts(case: Case, report: Report, parts: Iterable[str], *, by: User) -> None:
    """Hide more parts of a source, within a verb that holds the lock of the case."""
    require(by, PROTECT, case)
    before = _stored(report)
    wanted = _hidden(before) | frozenset(parts)
    after = next(name for name in ProtectedSource.Parts.values if _hidden(name) == wanted)
    if after == before:
        return
    record_on_case(
        "protect_source",
        case,
        by=by,
        before={"protected": before},
        after={"protected": after, "report": report.pk},
    )
    set_protected(report, after)


def hidden_parts(report: Report) -> frozenset[str]:
    """Return the parts of a source that the public does not see ("title", "address")."""
    return _hidden(_stored(report))


def set_protected(report: Report, parts: str) -> ProtectedSource:
    """Hide these parts of a report, and of every other report of the same address."""
    alike = Report.objects.filter(pk=report.pk)
    if report.canonical_url:
        alike = alike | Report.objects.filter(canonical_url=report.canonical_url)
    for one in alike:
        ProtectedSource.objects.update_or_create(report=one, defaults={"parts": parts})
    cases = CaseAccount.objects.filter(account__report__in=alike)
    for pk in set(cases.values_list("case", flat=True)):
        note_changed_case(pk)
    return ProtectedSource.objects.get(report=report)


@verb
def ask_to_show_source(
    case: Case, report: Report, parts: str, *, by: User, why: str
) -> Confirmation:
    """Ask a second person to confirm that only `parts` of a source stay hidden.

    Raises NotAllowed, NotPossible (as `protect_source`; no reason; asked for already).
    """
    case = locked(case)
    require(by, SHOW, case)
    require_accepted(case)
    _parts_now(case, report, parts)
    arguments = {"report": report.pk, "parts": parts}
    return ask(SHOW_AGAIN, subject_of(case), by=by, why=why, arguments=arguments)


def shows_more(report: Report, parts: str) -> bool:
    """Say whether the public would see a part of a source that is hidden now."""
    return not _hidden(_stored(report)) <= _hidden(parts)


def subject_of(case: Case) -> Subject:
    """Return the subject under which two people confirm that a source is shown again."""
    return Subject("case", case_reference(case))


def _parts_now(case: Case, report: Report, parts: str) -> str:
    """Return the hidden parts of a source of the case. Raises NotPossible if nothing changes."""
    if parts and parts not in ProtectedSource.Parts.values:
        raise NotPossible(_("Choose which parts of the source are hidden."))
    if not case.memberships.filter(account__report=report).exists():
        raise NotPossible(_("This source is not in this case."))
    before = _stored(report)
    if before == parts:
        raise NotPossible(_("These parts of the source are hidden already, and no others."))
    return before


def _stored(report: Report) -> str:
    found = ProtectedSource.objects.filter(report=report).first()
    return found.parts if found else ""


def _hidden(parts: str) -> frozenset[str]:
    return HIDDEN.get(parts, frozenset({parts}))


def _case_of(confirmation: Confirmation) -> Case | None:
    return Case.objects.filter(public_id=confirmation.subject_key).first()


def _report_of(confirmation: Confirmation) -> Report:
    return Report.objects.select_related("outlet").get(pk=confirmation.arguments["report"])


def _show_confirmed(confirmation: Confirmation, by: User) -> None:
    case = Case.objects.get(public_id=confirmation.subject_key)
    parts = confirmation.arguments["parts"]
    protect_source(case, _report_of(confirmation), parts, by=by, why=confirmation.why)


def _describe(confirmation: Confirmation) -> str:
    report, parts = _report_of(confirmation), confirmation.arguments["parts"]
    where = {"case": confirmation.subject_key, "source": report}
    if not parts:
        return _("%(case)s: show the title and the address of “%(source)s” in public.") % where
    label = str(ProtectedSource.Parts(parts).label)
    return _("%(case)s: hide no more of “%(source)s” than %(parts)s.") % {**where, "parts": label}


def _facts_to_confirm(confirmation: Confirmation) -> Any:
    case = _case_of(confirmation)
    if case is None:
        return None
    report = _report_of(confirmation)
    there = case.memberships.filter(account__report=report).exists()
    return [there, report.title, report.url, _stored(report)]


SHOWING_AGAIN: Final = ActOfTwo(
    verb=SHOW_AGAIN,
    kind="case",
    permission=SHOW,
    carry_out=_show_confirmed,
    describe=_describe,
    seen=_facts_to_confirm,
    about=_case_of,
    alone=True,
)


LOG: Final = LogWords(
    verbs={
        "protect_source": pgettext_lazy("decision", "change which parts of a source are hidden"),
        "show_source": pgettext_lazy("decision", "show a hidden part of a source"),
    },
    parts={
        "protected": pgettext_lazy("decision", "hidden parts of the source"),
        "report": pgettext_lazy("decision", "report"),
    },
    codes={"protected": dict(ProtectedSource.Parts.choices)},
)
