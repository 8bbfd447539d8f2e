"""Correct who published a report, or all reports of a host, and undo it."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.disclosure.holds import hold_if_texts_say_more, withheld_today
from vigil.casefile.models import (
    TESTIMONY,
    Case,
    CorrectedOutlet,
    Outlet,
    OutletCorrection,
    Report,
    Stage,
)
from vigil.casefile.outlets.queries import host_of, reports_of_host, winning_corrections
from vigil.casefile.reports.models import keep_words_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

CORRECT: Final = "casefile.correct_outlet"
DETAILS: Final = ("country", "admin1", "language")
ROWS_AT_ONCE: Final = 500
IN_HAND: Final = (Stage.OPEN, Stage.CODED, Stage.VERIFIED)


@dataclass(frozen=True, kw_only=True)
class OutletAsKnown:
    """Who published a report, as somebody corrects it.

    `copied_from` is the name of the outlet whose words it prints, "" if they are its own.
    """

    name: str
    country: str = ""
    admin1: str = ""
    language: str = ""
    copied_from: str = ""

    @property
    def details(self) -> dict[str, str]:
        """Where the outlet is at home, and its language."""
        return {name: getattr(self, name) for name in DETAILS}


@verb
def correct_outlet(
    case: Case, report: Report, known: OutletAsKnown, *, whole_host: bool, by: User, why: str
) -> OutletCorrection:
    """Correct who published a report of a case; with `whole_host`, all reports of its host.

    The cases of all these reports are computed anew: reports of one outlet are one source. What the
    machine read is kept. Raises NotAllowed, NotPossible (not in this case; told in confidence;
    nothing changes; cases out of reach), Unfit (no name, no reason; it copies itself; no host).
    """
    case = locked(case)
    require(by, CORRECT, case)
    report = Report.objects.select_for_update().get(pk=report.pk)  # somebody may have corrected it
    host = host_of(report) if whole_host else ""
    _check(case, report, known, why)
    if whole_host and not host:
        raise Unfit(_("This report has no address, so it has no host. Correct it alone."), "scope")
    outlet = _outlet(known.name)
    copied_from = _outlet(known.copied_from) if known.copied_from.strip() else None
    before = _as_recorded(report.outlet, report.copied_from)
    details_before = _set_details(outlet, known.details)
    if not whole_host and not details_before and _same(report, outlet, copied_from):
        raise NotPossible(_("This is recorded already."))
    correction = OutletCorrection.objects.create(
        report=report,
        host=host,
        outlet=outlet,
        copied_from=copied_from,
        details_before=details_before,
        why=why.strip(),
        by=by,
    )
    affected = reports_of_host(host) if host else Report.objects.filter(pk=report.pk)
    after = _as_recorded(outlet, copied_from) | ({"host": host} if host else {})
    _settle_and_record("correct_outlet", case, affected, by=by, why=why, before=before, after=after)
    return correction


@verb
def undo_correction(
    case: Case, correction: OutletCorrection, *, by: User, why: str = ""
) -> OutletCorrection:
    """Undo a correction: its reports have the outlet of an earlier one, or what was read.

    Raises NotAllowed, NotPossible (undone already; cases out of reach).
    """
    case = locked(case)
    require(by, CORRECT, case)
    held = OutletCorrection.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if held.undone_at is not None:
        raise NotPossible(_("This is undone already."))
    held.undone_at, held.undone_by = timezone.now(), by
    held.save(update_fields=["undone_at", "undone_by"])
    outlet = held.outlet
    for name, value in held.details_before.items():
        setattr(outlet, name, value)
    if held.details_before:
        outlet.save(update_fields=list(held.details_before))
    affected = reports_of_host(held.host) if held.host else Report.objects.filter(pk=held.report_id)
    before = {
        **_as_recorded(outlet, held.copied_from),
        **({"host": held.host} if held.host else {}),
    }
    _settle_and_record("undo_outlet", case, affected, by=by, why=why, before=before, after={})
    return held


def apply_known_corrections(report: Report) -> None:
    """Give a new report the outlet that people corrected for its host, if they did."""
    host = host_of(report)
    if host and OutletCorrection.objects.filter(host=host, undone_at=None).exists():
        settle([report])
        report.refresh_from_db(fields=["outlet", "copied_from"])


def settle(reports: Iterable[Report]) -> None:
    """Give reports the outlet of the correction in force; without one, what was read."""
    some = list(reports)
    kept = CorrectedOutlet.objects.in_bulk([report.pk for report in some])
    winning = winning_corrections(some)
    for report in some:
        row, correction = kept.get(report.pk), winning.get(report.pk)
        if correction is None:
            if row is None:
                continue
            outlet, copied_from = row.original_id, None
            row.delete()
        else:
            original = row.original_id if row else report.outlet_id
            outlet, copied_from = correction.outlet_id, correction.copied_from_id
            CorrectedOutlet.objects.update_or_create(
                report=report, defaults={"original_id": original, "correction": correction}
            )
        Report.objects.filter(pk=report.pk).update(outlet=outlet, copied_from=copied_from)
    keep_words_of(Report.objects.filter(pk__in=[r.pk for r in some]).select_related("outlet"))


def _check(case: Case, report: Report, known: OutletAsKnown, why: str) -> None:
    if not case.memberships.filter(account__report=report).exists():
        raise NotPossible(_("This source is not in this case."))
    if report.report_kind == TESTIMONY or not (report.url or report.text or report.outlet_id):
        raise NotPossible(_("No outlet published this."))
    if not known.name.strip():
        raise Unfit(_("Type the name of the outlet."), "name")
    if known.name.strip() == known.copied_from.strip():
        raise Unfit(_("Name another outlet: this is the one that publishes it."), "copied_from")
    if not why.strip():
        raise Unfit(_("Say why."), "why")
    withheld = withheld_today(case)
    for field in ("name", "copied_from"):
        if not withheld.allows(getattr(known, field)):
            message = _("This names somebody whom the case does not name. Leave it out.")
            raise Unfit(message, field)


def _outlet(name: str) -> Outlet:
    return Outlet.objects.get_or_create(name=name.strip()[:200])[0]


def _set_details(outlet: Outlet, details: dict[str, str]) -> dict[str, str]:
    """Set where an outlet is at home and its language; return what was there, if it changed."""
    changed = {name: getattr(outlet, name) for name in DETAILS if details[name]}
    changed = {name: old for name, old in changed.items() if old != details[name]}
    for name in changed:
        setattr(outlet, name, details[name])
    if changed:
        outlet.save(update_fields=list(changed))
    return changed


def _same(report: Report, outlet: Outlet, copied_from: Outlet | None) -> bool:
    return report.outlet_id == outlet.pk and report.copied_from == copied_from


def _as_recorded(outlet: Outlet | None, copied_from: Outlet | None) -> dict[str, Any]:
    recorded: dict[str, Any] = {"outlet": outlet.name if outlet else ""}
    if outlet is not None:
        recorded |= {name: getattr(outlet, name) for name in DETAILS if getattr(outlet, name)}
    return recorded | ({"copied_from": copied_from.name} if copied_from else {})


def _settle_and_record(
    name: str,
    case: Case,
    reports: QuerySet[Report],
    *,
    by: User,
    why: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    keys = list(reports.order_by("pk").values_list("pk", flat=True))
    cases = _cases_of(keys)
    _require_all(by, cases)
    with ExitStack() as holds:
        for one in cases:
            if one.stage == Stage.VERIFIED:
                holds.enter_context(hold_if_texts_say_more(one, by=by))
        for at in range(0, len(keys), ROWS_AT_ONCE):
            settle(Report.objects.filter(pk__in=keys[at : at + ROWS_AT_ONCE]))
        for one in cases:
            refresh(one, by=by)
            if one.pk == case.pk or one.stage in IN_HAND:
                record_on_case(name, one, by=by, before=before, after=after, why=why)


def _cases_of(reports: Sequence[int]) -> list[Case]:
    """Lock the cases in force that hold one of the reports, in the order of their keys."""
    keys: set[int] = set()
    for at in range(0, len(reports), ROWS_AT_ONCE):
        some = reports[at : at + ROWS_AT_ONCE]
        found = Case.objects.filter(memberships__account__report__in=some, superseded_by=None)
        keys |= set(found.values_list("pk", flat=True))
    return list(Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _require_all(by: User, cases: Sequence[Case]) -> None:
    beyond = [case for case in cases if case.stage in IN_HAND and not by.has_perm(CORRECT, case)]
    if beyond:
        raise NotPossible(
            ngettext(
                "%(number)d case with reports of this host is not yours to change. "
                "Correct this report alone, or ask an adjudicator.",
                "%(number)d cases with reports of this host are not yours to change. "
                "Correct this report alone, or ask an adjudicator.",
                len(beyond),
            )
            % {"number": len(beyond)}
        )


LOG: Final = LogWords(
    verbs={
        "correct_outlet": pgettext_lazy("decision", "correct the outlet of a report"),
        "undo_outlet": pgettext_lazy("decision", "undo the correction of an outlet"),
    },
    parts={
        "copied_from": pgettext_lazy("decision", "prints the words of"),
        "host": pgettext_lazy("decision", "all reports of"),
    },
)
