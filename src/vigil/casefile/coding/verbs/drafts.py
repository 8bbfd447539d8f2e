"""Begin the coding of a case, and save an unfinished form. Then it is submitted (`submitting`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.accepted_values import UNDECIDED
from vigil.casefile.coding.blind import codes_blind
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.details import Details, anchored_details, split_name
from vigil.casefile.coding.merging import PEOPLE, Draft, Window, merged
from vigil.casefile.coding.queries import coding_of, coding_version, texts_of_reports
from vigil.casefile.coding.verbs.adjudicating import require_not_adjudicated
from vigil.casefile.house_rules.verbs import keep_rule
from vigil.casefile.models import AcceptedValue, Case, Coding, Purpose, Stage
from vigil.casefile.reliability.queries import gold_of, purpose_of
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

IN_TRAINING: Final = gettext_lazy("You are in training: code the cases that are listed for you.")
EMPTY: Values = {"case": {}, "victims": []}
"""The values of a form in which nobody has written yet."""


@verb
def draft_coding(case: Case, *, by: User, prefilled: bool | None = None) -> Coding:
    """Return the user's coding of the case; begin one if there is none.

    It starts from the values that the machine read, or empty (`blind.codes_blind`), never from
    those of another coder: the two codings must be independent. `prefilled` says which of the two
    the coder was shown, if they were shown a form already. A gold case starts empty. Raises
    NotAllowed, NotPossible (not accepted; adjudicated already; in training, and not gold).
    """
    case = locked(case)
    require(by, "casefile.code_case", case)
    version = codebook.current().version
    coding = coding_of(case, by)
    if coding is not None:
        return coding
    purpose = purpose_of(case, by)
    if purpose == Purpose.RECORD:
        _require_not_decided(case, version)
        _require_not_handed_over(case, by)
        shown = (not codes_blind(case, by)) if prefilled is None else prefilled
    else:
        if gold_of(case) is None:
            raise NotPossible(IN_TRAINING)
        shown = False
    if purpose == Purpose.RECORD:
        keep_rule(case)
    values = starting_values(case) if shown else EMPTY
    return Coding.objects.create(
        case=case,
        coder=by,
        codebook_version=version,
        values=values,
        purpose=purpose,
        prefilled=shown and any([values["case"], *values["victims"]]),
    )


def _require_not_decided(case: Case, version: str) -> None:
    if case.stage not in (Stage.OPEN, Stage.CODED):
        raise NotPossible(_("Accept the case before you code it."))
    require_not_adjudicated(case, version)


def _require_not_handed_over(case: Case, by: User) -> None:
    passed = case.codings.filter(begun_by=by).select_related("coder").first()
    if passed is not None:
        raise NotPossible(
            _(
                "You gave your draft of this case to %(who)s: a coding of yours would not be "
                "independent."
            )
            % {"who": passed.coder}
        )


def starting_values(case: Case) -> Values:
    """Return the computed values of a case in the shape of a coding."""
    rows = [row for row in case.accepted.select_related("victim") if _can_start(row)]
    event = {row.field: row.value_in_force for row in rows if row.victim is None}
    victims = [
        {row.field: row.value_in_force for row in rows if row.victim_id == victim.pk}
        for victim in case.victims.all()
    ]
    return {"case": event, "victims": victims}


def _can_start(row: AcceptedValue) -> bool:
    """Say whether a coder could have chosen this value. For a tie of reports it may not exist."""
    book, value = codebook.current(), row.value_in_force
    try:
        book.check_to_code(row.field, value)
    except codebook.InvalidValue:
        return False
    return value != UNDECIDED or UNDECIDED in book.fields[row.field].values


@verb
def save_draft(
    coding: Coding, values: Values, note: str = "", details: Details | None = None, *, by: User
) -> Coding:
    """Save an unfinished form whole, without checking it. Raises NotAllowed, NotPossible."""
    coding = own_draft(coding, by)
    sent = Draft(values, details or {}, note)
    _save(coding, sent, dict.fromkeys({*draft_of(coding).names(), *sent.names()}, ""))
    return coding


@dataclass(frozen=True)
class KeptDraft:
    """A draft after a form, or a part of one, was saved into it."""

    coding: Coding
    conflicts: tuple[str, ...] = ()
    """Names of fields that were changed here and in another window. They were not saved."""
    elsewhere: tuple[str, ...] = ()
    """Names of fields that only another window changed."""


@verb
def keep_draft(
    case: Case,
    sent: Draft,
    window: Window,
    *,
    by: User,
    names: Sequence[str] | None = None,
    version: str = "",
    prefilled: bool | None = None,
) -> KeptDraft:
    """Save an unfinished form, or its fields `names`, into the user's draft (`draft_coding`).

    With a `version` (`queries.coding_version`), only if the accounts of the case have not changed
    since the form was opened. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    if version and version != coding_version(case):
        raise NotPossible(
            _(
                "The reports in this case changed since you opened this form. Nothing you typed is "
                "lost: look again, then send once more."
            )
        )
    coding = own_draft(draft_coding(case, by=by, prefilled=prefilled), by)
    held = draft_of(coding)
    sent = replace(sent, details=_anchored(sent.details, case))
    saved_in = {name: (int(at[0]), str(at[1])) for name, at in coding.saved_in.items()}
    asked = list(dict.fromkeys([*held_names(held, sent)])) if names is None else list(names)
    result = merged(held, saved_in, sent, asked, window)
    _save(coding, result.draft, dict.fromkeys(result.changed, window.key))
    return KeptDraft(coding, result.conflicts, result.elsewhere)


def draft_of(coding: Coding) -> Draft:
    """Return what a coding holds."""
    return Draft(coding.values, coding.details, coding.note)


def held_names(held: Draft, sent: Draft) -> list[str]:
    """Return the fields that a whole form sends: its own, and those of `held` that it empties.

    People beyond those of the form were added in another window, and stay.
    """
    beyond = len(sent.people)
    kept = [n for n in held.names() if (split_name(n)[0] or 0) < max(beyond, 1)]
    return [*sent.names(), *kept]


def _anchored(details: Details, case: Case) -> Details:
    quoted = any(given.get("quotes") or given.get("words") for given in details.values())
    return anchored_details(details, texts_of_reports(case)) if quoted else details


def _save(coding: Coding, draft: Draft, changed: Mapping[str, str]) -> None:
    """Write a draft, and note in which window each of the changed fields was saved."""
    coding.values, coding.details, coding.note = draft.values, draft.details, draft.note
    coding.saved_at = timezone.now()
    if changed:
        coding.revision += 1
        held = coding.saved_in
        if PEOPLE in changed:
            held = {name: at for name, at in held.items() if "/" not in name}
        coding.saved_in = held | {n: [coding.revision, key] for n, key in changed.items()}
    coding.save(update_fields=[*_SAVED])


_SAVED: Final = ("values", "details", "note", "revision", "saved_in", "saved_at")


def own_draft(coding: Coding, by: User) -> Coding:
    """Return a coding, locked. Raises NotPossible unless it is a draft of this user."""
    coding = Coding.objects.select_for_update().get(pk=coding.pk)
    require(by, "casefile.code_case", coding.case)
    if coding.coder_id != by.pk:
        raise NotPossible(_("This is somebody else's coding."))
    if coding.submitted_at is not None:
        raise NotPossible(_("This coding was handed in already."))
    return coding
