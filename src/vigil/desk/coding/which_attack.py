"""Say which attack of a report a case is, also to whoever codes it blind.

A report may tell of several attacks. Whoever codes blind sees the sentence in which the report
tells of this one, and no value that the machine read: the pointer says what to code, not how.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.casefile.models import Account, Case, CaseAccount, Stage
from vigil.desk.cases.forms import describe
from vigil.desk.matches.panel import PossibleMatchRow
from vigil.reading.intake.extraction.sentences import sentences

MOST_PASSAGES = 4
LONGEST = 180
"""Characters of a passage that are shown; the report has the rest."""


@dataclass(frozen=True)
class Passage:
    """A sentence of a report that tells of the attack. Offsets are code points of the part."""

    report: int
    part: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class WhichAttack:
    """What tells the attack of a case from others in its reports."""

    line: str
    """The case in one line; empty for whoever codes it blind."""
    passages: Sequence[Passage]
    sharing: Sequence[Case]
    """Other cases that come from a report of this one, without those that are perhaps the same."""


def which_attack(
    case: Case, accounts: Sequence[Account], perhaps: Sequence[PossibleMatchRow], *, blind: bool
) -> WhichAttack:
    """Return what tells the attack of a case from others in its reports.

    The page shows by themselves the cases that are `perhaps` the same.
    """
    alike = [row.possible.other for row in perhaps]
    placed = [account for account in accounts if not account.membership.suggested]
    return WhichAttack(
        line="" if blind else describe(case),
        passages=_passages(placed)[:MOST_PASSAGES],
        sharing=[other for other in _sharing(case, placed) if other not in alike],
    )


def _passages(accounts: Sequence[Account]) -> list[Passage]:
    """Return one sentence of each report, those first that are in a text."""
    found: dict[int, Passage] = {}
    for account in sorted(accounts, key=lambda each: each.part != "text"):
        if account.report_id not in found and (passage := _passage(account)):
            found[account.report_id] = passage
    return list(found.values())


def _passage(account: Account) -> Passage | None:
    """Return the sentence with the words from which the machine knew that somebody was attacked."""
    if account.superseded or account.start >= account.end:
        return None
    if account.part == "text":
        text, cut = account.report.text, sentences("text", account.report.text, account.report.text)
    elif account.part == "title":
        title = account.report.title
        text, cut = title, sentences("title", title, title)
    else:
        return None
    within = next((one for one in cut if one.start <= account.start < one.end), None)
    if within is None:
        return None
    words = " ".join(text[within.start : within.end].split())
    return Passage(account.report_id, account.part, within.start, within.end, _begun(words))


def _begun(words: str) -> str:
    """Return the beginning of a sentence, to a whole word where it has any."""
    if len(words) <= LONGEST:
        return words
    begun = words[: LONGEST - 1]
    return f"{begun.rpartition(' ')[0] or begun}…"


def _sharing(case: Case, accounts: Sequence[Account]) -> list[Case]:
    reports = {account.report_id for account in accounts}
    held = CaseAccount.objects.filter(
        account__report__in=reports, account__superseded=False, suggested=False
    )
    others = Case.objects.filter(pk__in=held.values("case"), superseded_by=None)
    return list(others.exclude(pk=case.pk).exclude(stage=Stage.REJECTED).order_by("pk"))
