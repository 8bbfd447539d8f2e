"""The keeper of the case file: find what it holds of a person, and withdraw it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.cases.verbs.publishing import publish_lifted
from vigil.casefile.cases.verbs.withdrawing import was_public_before_a_change, withdraw_wherever
from vigil.casefile.models import (
    Case,
    CaseNote,
    ListedKilling,
    Release,
    SheetImport,
    SheetRow,
    Victim,
    Visibility,
    WithdrawnName,
)
from vigil.casefile.people.name_matching import ALMOST, same_full_name, surely_same
from vigil.casefile.people.name_visibility import VICTIM
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.releases.files import CASES, folder_name
from vigil.casefile.withdrawal.search import (
    NamePhrases,
    cases_by_number,
    cases_that_mention,
    names_in,
    numbers_in,
    record_says,
    victims_like,
)
from vigil.casefile.withdrawal.verbs import lift_names, withdraw_name
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct

WHOLE, MENTION = "case", "mention"
"""Kinds of holdings beside `VICTIM`: a whole case; a name in the texts of a case."""


class CasefileKeeper:
    """Keeper of people in cases, and of other people whom their reports and texts name."""

    room = "casefile"
    label = gettext_lazy("Case file")
    models = frozenset(
        f"casefile.{model}"
        for model in (
            *("Report", "Account", "Claim", "Case", "CaseAccount", "Victim", "VictimName"),
            *("AcceptedValue", "Judgement", "Coding", "Adjudication", "CaseReview", "Release"),
            *("GoldCase", "CoderTraining"),
            *("WithdrawnName", "SheetMapping", "SheetImport", "SheetRow"),
            *("KnownList", "ListedKilling", "ListedName", "CaseMatch", "CaseNote"),
        )
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the people and texts with these names; for a case number, the whole case."""
        by_number = list(cases_by_number(numbers_in(names)).prefetch_related("victims__names"))
        found = [_whole_case(case) for case in by_number]
        found += [_person(v, ticked=False) for case in by_number for v in case.victims.all()]
        asked = names_in(names)
        victims = victims_like(asked)
        found += [_person(victim, ticked=_certainly_is(victim, asked)) for victim in victims]
        known = {victim.case_id for victim in victims if _certainly_is(victim, asked)}
        said = cases_that_mention(NamePhrases(_all_forms(asked, victims)))
        cases = Case.objects.in_bulk(set(said) - known)
        found += [_mention(cases[pk], said[pk]) for pk in sorted(cases)]
        return list({(h.kind, h.key): h for h in reversed(found)}.values())[::-1]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Withdraw a whole case, the name of a person in it, or a name in its texts."""
        if holding.kind == WHOLE:
            return _withdraw_whole(holding, act)
        if holding.kind == VICTIM:
            victim = Victim.objects.select_related("case").get(uid=holding.key)
            case = victim.case
        else:
            victim, case = None, Case.objects.get(pk=int(holding.key))
        withdraw_name(
            case,
            names_in(act.names),
            victim=victim,
            withdrawal=act.withdrawal,
            spared=_texts_left(act) - {case.pk},
            namesakes=_people_left(act),
        )
        where = {"case": case_reference(case)}
        if victim is None:
            return _("%(case)s: no text says the name any more") % where
        return _("%(case)s: the person is counted, and not named any more") % where

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Lift the withdrawal of names, and publish whole cases again."""
        why = withdrawal.lift_why
        done = [
            _("%(case)s: named again where the policy allows it") % {"case": name}
            for name in lift_names(withdrawal, by=by, why=why)
        ]
        for number in _withdrawn_cases(withdrawal):
            case = Case.objects.get(public_id=number)
            if case.superseded_by_id is None and case.visibility == Visibility.WITHDRAWN:
                done.append(_published_again(case, withdrawal, by, why))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return which cases and releases still contain the name, and what stays at the desk."""
        phrases = NamePhrases([*names_in(names), *_withdrawn_forms(names)])
        if not phrases:
            return []
        said = cases_that_mention(phrases)
        sentences = [*_cases_that_say(phrases, said), *_releases_that_say(phrases)]
        n = sum("report" in where for where in said.values())
        if n:
            sentences.append(
                ngettext(
                    "Kept at the desk as evidence: the reports of %(n)d case, with their archived "
                    "copies.",
                    "Kept at the desk as evidence: the reports of %(n)d cases, with their archived "
                    "copies.",
                    n,
                )
                % {"n": n}
            )
        if n := sum(record_says(row, phrases) for row in _rows_of_sheets()):
            sentences.append(
                ngettext(
                    "Kept at the desk: %(n)d row of a team's own sheet. Whoever is handed the "
                    "sheet has the name.",
                    "Kept at the desk: %(n)d rows of teams' own sheets. Whoever is handed a sheet "
                    "has the name.",
                    n,
                )
                % {"n": n}
            )
        if n := sum(record_says(names, phrases) for names in _names_in_lists()):
            sentences.append(
                ngettext(
                    "Kept at the desk: %(n)d row of a list that others publish.",
                    "Kept at the desk: %(n)d rows of lists that others publish.",
                    n,
                )
                % {"n": n}
            )
        texts = CaseNote.objects.values_list("text", flat=True).iterator()
        if n := sum(phrases.stand_in(text) for text in texts):
            sentences.append(
                ngettext(
                    "Kept at the desk: %(n)d note on a case.",
                    "Kept at the desk: %(n)d notes on cases.",
                    n,
                )
                % {"n": n}
            )
        return sentences


def _names_in_lists() -> Iterator[Any]:
    """Yield the names of each row of imported lists."""
    yield from ListedKilling.objects.exclude(names=[]).values_list("names", flat=True).iterator()


def _rows_of_sheets() -> Iterator[Any]:
    """Yield what is stored of each row of a sheet, including broken rows."""
    yield from SheetRow.objects.values_list("cells", "values").iterator()
    for broken in SheetImport.objects.exclude(broken=[]).values_list("broken", flat=True):
        yield from (row["cells"] for row in broken)


def _withdrawn_forms(terms: Sequence[str]) -> list[str]:
    """Return every form of the withdrawn names that match these names or case numbers."""
    names, numbers = names_in(terms), numbers_in(terms)
    rows = WithdrawnName.objects.filter(lifted_at=None).select_related("case")
    return [
        form
        for row in rows
        if surely_same(row.names, names) or (row.case and row.case.public_id in numbers)
        for form in row.names
    ]


def _whole_case(case: Case) -> Holding:
    public = case.visibility == Visibility.PUBLISHED or was_public_before_a_change(case)
    what = (
        _("Taken off the public record as a whole: its page says only that it was withdrawn.")
        if public
        else _("Not public as it is.")
    )
    return Holding(WHOLE, str(case.public_id), str(case), what, ticked=False)


def _person(victim: Victim, *, ticked: bool) -> Holding:
    case = victim.case
    label = f"{victim} · {case_reference(case)} · {case.date} {case.place_name}".strip()
    what = _("Counted, and not named any more: no page, list, file, quote or search says the name.")
    return Holding(VICTIM, str(victim.uid), label, what, ticked=ticked and not victim.withdrawn)


def _mention(case: Case, where: Iterable[str]) -> Holding:
    words = {"report": _("its reports"), "record": _("its summary"), "value": _("its values")}
    held = ", ".join(words[part] for part in sorted(where))
    label = _("%(case)s, named in %(where)s") % {"case": case, "where": held}
    what = _("No quote, title, address or sentence on this case says the name any more.")
    return Holding(MENTION, str(case.pk), label, what)


def _certainly_is(victim: Victim, names: Sequence[str]) -> bool:
    """Say whether a person certainly has one of the names. Others are offered, but not ticked."""
    forms = [entry.name for entry in victim.names.all()]
    return surely_same(forms, names) or same_full_name(forms, names, ALMOST)


def _all_forms(names: Sequence[str], victims: Iterable[Victim]) -> list[str]:
    """Return the names, and every form in the case file of people who certainly have them."""
    own = [entry.name for v in victims if _certainly_is(v, names) for entry in v.names.all()]
    return [*names, *own]


def _people_left(act: WithdrawalAct) -> set[str]:
    """Return the uids of people who stay named: somebody chose to leave them."""
    left = [holding.key for holding in act.left if holding.kind == VICTIM]
    people = Victim.objects.filter(uid__in=left, withdrawn=False)
    return {str(uid) for uid in people.values_list("uid", flat=True)}


def _texts_left(act: WithdrawalAct) -> set[int]:
    """Return the keys of cases whose texts keep the name: somebody chose to leave them."""
    left = [int(holding.key) for holding in act.left if holding.kind == MENTION]
    names = names_in(act.names)
    return {c.pk for c in Case.objects.filter(pk__in=left) if not surely_same(c.withheld, names)}


def _withdraw_whole(holding: Holding, act: WithdrawalAct) -> str:
    case = Case.objects.get(public_id=holding.key)
    if case.visibility != Visibility.PUBLISHED and not was_public_before_a_change(case):
        return _("%(case)s was not public") % {"case": holding.key}
    withdraw_wherever(case, by=act.by, why=act.withdrawal.why)
    return _("%(case)s: off the public record") % {"case": holding.key}


def _published_again(case: Case, withdrawal: Withdrawal, by: User, why: str) -> str:
    """Publish a case again that was withdrawn as a whole, or return why that is not possible."""
    others = Withdrawal.objects.filter(lifted_at=None).exclude(pk=withdrawal.pk)
    if any(case.public_id in _withdrawn_whole(other) for other in others):
        return _("%(case)s stays withdrawn: another withdrawal asks for it too") % {
            "case": case.public_id
        }
    try:
        publish_lifted(case, withdrawal, by=by, why=why)
    except NotPossible as error:
        return f"{case.public_id}: {error}"
    return _("%(case)s: public again") % {"case": case.public_id}


def _withdrawn_cases(withdrawal: Withdrawal) -> list[str]:
    """Return the numbers of cases that this withdrawal withdrew, without those withdrawn before."""
    assert withdrawal.decision is not None
    decisions = Decision.objects.filter(
        verb="withdraw",
        target_kind="case",
        target_key__in=_withdrawn_whole(withdrawal),
        at__gte=withdrawal.at,
        at__lte=withdrawal.decision.at,
    )
    return sorted(set(decisions.values_list("target_key", flat=True)))


def _withdrawn_whole(withdrawal: Withdrawal) -> list[str]:
    return [
        done["key"]
        for receipt in withdrawal.receipts
        if receipt["room"] == CasefileKeeper.room
        for done in receipt["done"]
        if done["kind"] == WHOLE
    ]


def _cases_that_say(phrases: NamePhrases, said: Iterable[int]) -> list[str]:
    """Return a sentence for each public case that still shows the name."""
    like = {victim.case_id for name in phrases.names for victim in victims_like([name])}
    public = with_all_rows(public_cases().filter(pk__in={*said, *like}).order_by("pk"))
    return [
        _("%(case)s still shows the name: it was left, or it is somebody else's there.")
        % {"case": case.public_id}
        for case in public
        if record_says(case_line(case, {}), phrases)
    ]


def _releases_that_say(phrases: NamePhrases) -> list[str]:
    """Return a sentence for each frozen release that contains the name, or may contain it."""
    sentences = []
    for release in Release.objects.order_by("number"):
        about = {"number": release.number, "day": release.frozen_at.date().isoformat()}
        path = Path(settings.DATA) / "releases" / folder_name(release.number) / CASES
        if not path.is_file():
            text = _("Release %(number)d (%(day)s) is not kept here: it may hold the name.")
            sentences.append(text % about)
        elif _stand_in_file(path, phrases):
            text = _(
                "Release %(number)d (%(day)s) holds the name. It was handed out and cannot be "
                "taken back; the next one leaves the name out."
            )
            sentences.append(text % about)
    return sentences


def _stand_in_file(path: Path, phrases: NamePhrases) -> bool:
    with path.open(encoding="utf-8") as lines:
        return any(phrases.stand_in(line) for line in lines)


WITHOUT_PERSONAL_DATA: Final = {
    "casefile.Outlet": "publishers, not people",
    "casefile.CorrectedOutlet": "which publisher the machine read, not people",
    "casefile.OutletCorrection": "which colleague corrected which publisher",
    "casefile.Counter": "the next number of a case or a release",
    "casefile.AdmittedBatch": "digests of batches that were taken in",
    "casefile.ProtectedSource": "which parts of a source are not shown, without the words",
    "casefile.CaseRelation": "which case hangs together with which",
    "casefile.CaseTriage": "which colleague looks after a case, and when it comes back",
    "casefile.CareSetting": "what the desk is to hide from a colleague, and when a break is due",
    "casefile.HouseRule": "which cases two people code, and which colleagues verify",
    "casefile.CodingRule": "how many people code a case, and why",
    "casefile.Mention": "which colleague is named in which note",
    "casefile.Presence": "which colleague had a case open, and when",
    "casefile.SavedView": "the filters of the queue that a colleague keeps",
    "casefile.CodebookVersion": "definitions of values, with invented examples",
    "casefile.CodebookProposal": "changes of definitions, with invented examples",
    "casefile.CodebookComment": "what colleagues say of a change of definitions",
    "casefile.CodebookMention": "which colleague is named in which comment on the codebook",
    "casefile.KeptAsCoded": "that the values of a case are right after a change of the codebook",
    "casefile.CaseDoubt": "which cases may be one, and how likely",
    "casefile.AgreementFigures": "how far coders agree, in figures",
    "casefile.LookAgain": "when to look at a case again, and that somebody in it has no name",
    "casefile.Monitoring": "which outlet was followed for which country, and when",
}
"""Model -> why nobody can be found in it."""
