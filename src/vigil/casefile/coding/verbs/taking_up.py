"""Take up a case again that people decided on: propose changes, or set a proposal aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.compiled_texts import require_fit_texts, texts_of
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.changes import (
    WHOLE,
    AcceptedNow,
    Change,
    accepted_now,
    changes_between,
    stored,
    uids_for,
)
from vigil.casefile.coding.checks import InvalidCoding, Values, check
from vigil.casefile.coding.public_texts import names_in_public_texts
from vigil.casefile.coding.queries import can_be_taken_up
from vigil.casefile.coding.verbs.adjudicating import require_no_changes_of_others
from vigil.casefile.disclosure.names_in_notes import require_no_withheld_name
from vigil.casefile.disclosure.policy import web_address
from vigil.casefile.house_rules.verbs import ask_second_coding
from vigil.casefile.models import Adjudication, Case, Stage
from vigil.reading import codebook
from vigil.reading.codebook import Problem
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

TAKE_UP: Final = "casefile.adjudicate"
SET_ASIDE: Final = "casefile.verify"
LONGEST_REASON: Final = 600
"""Most characters of a reason: the public reads it beside the change."""


@dataclass(frozen=True)
class Why:
    """Why something is changed, and by which source: a report of the case, or an address."""

    reason: str = ""
    report: int | None = None
    url: str = ""

    @property
    def source(self) -> dict[str, Any]:
        """The source as an adjudication stores it."""
        if self.report is not None:
            return {"report": self.report}
        return {"url": self.url} if self.url else {}


class Unexplained(NotPossible):
    """Changes without a reason or a source; `keys` names them (`Change.key`)."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(_("Give each change a reason and a source."))
        self.keys = list(keys)


@verb
def propose_changes(
    case: Case, values: Values, people: Sequence[str], why: Mapping[str, Why], *, by: User
) -> Adjudication:
    """Propose changes to the accepted values of a case. A second person verifies them.

    `values` is the whole record as it is to be, `people` the uid of each of its persons, and
    anything else for somebody new. `why` has the reason of each change by its key, a person under
    what `people` calls them; "" has the common one. It replaces what `by` proposed before. Raises
    NotAllowed, NotPossible (nothing differs; nobody decided on the case yet; what somebody else
    proposed waits), Unexplained, InvalidCoding, Unfit (a reason or text with a withheld name).
    """
    case = locked(case)
    require(by, TAKE_UP, case)
    if not can_be_taken_up(case):
        raise NotPossible(_("Two people code and adjudicate a case before it is taken up again."))
    require_no_changes_of_others(case, by)
    now, texts = accepted_now(case), values.get("texts") or {}
    uids = uids_for(now, people)
    changes = changes_between(now, values, uids)
    held = texts_of(case)
    if not changes and all(held.get(name) == said for name, said in texts.items()):
        raise NotPossible(_("Nothing differs from what is accepted."))
    if problems := _new_problems(case, now, values, uids):
        raise InvalidCoding(problems)
    require_fit_texts(case, texts)
    told = dict(zip(uids, people, strict=True))
    changes = _explained(case, changes, why, told)
    common = why.get("", Why()).reason.strip()
    if texts and not common:
        raise Unexplained([""])
    require_no_withheld_name(case, common, "note")
    case.adjudications.filter(verified_at=None, replaced_at=None).update(replaced_at=timezone.now())
    proposed = Adjudication.objects.create(
        case=case,
        by=by,
        codebook_version=codebook.current().version,
        values=values,
        reasons={**_by_place(changes, uids, values), **dict.fromkeys(texts, common)},
        taken_up=True,
        people=uids,
        changes=stored(changes),
    )
    record_on_case("take_up", case, by=by, after={"adjudication": proposed.pk})
    return proposed


def _explained(
    case: Case, changes: Sequence[Change], why: Mapping[str, Why], told: Mapping[str, str]
) -> list[Change]:
    """Return the changes with their reasons and sources."""
    common, found, lacking = why.get("", Why()), [], []
    for change in changes:
        key = replace(change, person=told.get(change.person, change.person)).key
        own = why.get(key, Why())
        source = own.source or common.source
        reason = own.reason.strip() or common.reason.strip()
        if not reason or not _is_source(case, source):
            lacking.append(key)
        found.append(replace(change, reason=reason, source=source))
    if lacking:
        raise Unexplained(lacking)
    for reason in dict.fromkeys(change.reason for change in found):
        if len(reason) > LONGEST_REASON:
            raise NotPossible(_("A reason has at most %(n)d characters.") % {"n": LONGEST_REASON})
        require_no_withheld_name(case, reason, "note")
    return found


def _is_source(case: Case, source: Mapping[str, Any]) -> bool:
    if "report" in source:
        inside = case.memberships.filter(suggested=False)
        return inside.filter(account__report=source["report"]).exists()
    return bool(web_address(str(source.get("url") or "")))


def problems_of_changes(case: Case, values: Values, people: Sequence[str]) -> list[Problem]:
    """Return what the codebook would object to in changes that nobody has proposed yet."""
    now = accepted_now(case)
    return _new_problems(case, now, values, uids_for(now, people))


def _new_problems(
    case: Case, now: AcceptedNow, values: Values, uids: Sequence[str]
) -> list[Problem]:
    """Return what the codebook objects to in a proposal, and not in what is accepted already.

    A case of another codebook, or compiled from little, may lack what is required today.
    """
    version = codebook.current().version
    held = {"case": now.event, "victims": list(now.people.values())}
    before = {
        (list(now.people)[p.person] if p.person is not None else "", p.field, str(p.reason))
        for p in check(held, version)
    }
    changed = {(one.person, one.field) for one in changes_between(now, values, uids)}
    naming = names_in_public_texts(case, values, codebook.load(version))

    def at(problem: Problem) -> tuple[str, str]:
        return uids[problem.person] if problem.person is not None else "", problem.field

    before |= {(*at(one), str(one.reason)) for one in naming if at(one) not in changed}
    return [
        problem
        for problem in (*check(values, version), *naming)
        if at(problem) in changed or (*at(problem), str(problem.reason)) not in before
    ]


def _by_place(changes: Iterable[Change], uids: Sequence[str], values: Values) -> dict[str, str]:
    """Return the reasons by the names that other adjudications use: "method", "0/age"."""
    found: dict[str, str] = {}
    for change in changes:
        if not change.person:
            found[change.field] = change.reason
        elif change.person in uids:
            place = uids.index(change.person)
            fields = values["victims"][place] if change.field == WHOLE else [change.field]
            found |= {f"{place}/{field}": change.reason for field in fields}
    return found


@verb
def set_aside(adjudication: Adjudication, *, by: User, why: str) -> Case:
    """Set aside what waits for a second person. What is accepted stays as it is.

    If that is the only coding of a case, the case is open for a second one.

    Raises NotAllowed, NotPossible (no reason; verified or replaced already), Unfit.
    """
    case = locked(adjudication.case)
    adjudication = Adjudication.objects.select_for_update().get(pk=adjudication.pk)
    require(by, SET_ASIDE, case)
    if adjudication.verified_at or adjudication.replaced_at:
        raise NotPossible(_("This adjudication was verified or replaced already."))
    if not why.strip():
        raise NotPossible(_("Say why this is set aside."))
    require_no_withheld_name(case, why, "why")
    adjudication.replaced_at = timezone.now()
    adjudication.save(update_fields=["replaced_at"])
    record_on_case("set_aside", case, by=by, after={"adjudication": adjudication.pk}, why=why)
    if adjudication.single and case.stage == Stage.CODED:
        ask_second_coding(case, by=by)
    return case


LOG: Final = LogWords(
    verbs={
        "set_aside": pgettext_lazy("decision", "set a proposal aside"),
        "take_up": pgettext_lazy("decision", "take up again"),
    },
)
