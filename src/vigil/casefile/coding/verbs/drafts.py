"""Begin the coding of a case, and save an unfinished form. Then it is submitted (`submitting`)."""

from django.utils.translation import gettext as _

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.accepted_values import UNDECIDED
from vigil.casefile.coding.blind import codes_blind
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.queries import coding_version
from vigil.casefile.coding.verbs.adjudicating import require_not_adjudicated
from vigil.casefile.models import AcceptedValue, Case, Coding, Stage
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

EMPTY: Values = {"case": {}, "victims": []}
"""The values of a form in which nobody has written yet."""


@verb
def draft_coding(case: Case, *, by: User, prefilled: bool | None = None) -> Coding:
    """Return the user's coding of the case; begin one if there is none.

    It starts from the values that the machine read, or empty (`blind.codes_blind`), never from
    those of another coder: the two codings must be independent. `prefilled` says which of the two
    the coder was shown, if they were shown a form already. Raises NotAllowed, NotPossible (not
    accepted; adjudicated already).
    """
    case = locked(case)
    require(by, "casefile.code_case", case)
    version = codebook.current().version
    coding = Coding.objects.filter(case=case, coder=by, codebook_version=version).first()
    if coding is not None:
        return coding
    if case.stage not in (Stage.OPEN, Stage.CODED):
        raise NotPossible(_("Accept the case before you code it."))
    require_not_adjudicated(case, version)
    shown = (not codes_blind(case, by)) if prefilled is None else prefilled
    values = starting_values(case) if shown else EMPTY
    return Coding.objects.create(
        case=case,
        coder=by,
        codebook_version=version,
        values=values,
        prefilled=shown and any([values["case"], *values["victims"]]),
    )


def starting_values(case: Case) -> Values:
    """Return the computed values of a case in the shape of a coding."""
    rows = [row for row in case.accepted.select_related("victim") if _can_start(row)]
    event = {row.field: row.value for row in rows if row.victim is None}
    victims = [
        {row.field: row.value for row in rows if row.victim_id == victim.pk}
        for victim in case.victims.all()
    ]
    return {"case": event, "victims": victims}


def _can_start(row: AcceptedValue) -> bool:
    """Say whether a coder could have chosen this value. For a tie of reports it may not exist."""
    try:
        codebook.current().check(row.field, row.value)
    except codebook.InvalidValue:
        return False
    return row.value != UNDECIDED or UNDECIDED in codebook.current().fields[row.field].values


@verb
def save_draft(coding: Coding, values: Values, note: str = "", *, by: User) -> Coding:
    """Save an unfinished form without checking it. Raises NotAllowed, NotPossible."""
    coding = own_draft(coding, by)
    coding.values, coding.note = values, note
    coding.save(update_fields=["values", "note"])
    return coding


@verb
def keep_draft(
    case: Case,
    values: Values,
    note: str,
    *,
    by: User,
    version: str = "",
    prefilled: bool | None = None,
) -> Coding:
    """Save an unfinished form as the user's coding; begin one if there is none (`draft_coding`).

    With a `version` (`queries.coding_version`), only if the accounts and the draft have not changed
    since the form was opened. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    mine = case.codings.filter(coder=by, codebook_version=codebook.current().version).first()
    if version and version != coding_version(case, mine):
        raise NotPossible(
            _(
                "The reports in this case, or your own draft in another window, changed since you "
                "opened this form. Nothing you typed is lost: look again, then send once more."
            )
        )
    return save_draft(draft_coding(case, by=by, prefilled=prefilled), values, note, by=by)


def own_draft(coding: Coding, by: User) -> Coding:
    """Return a coding, locked. Raises NotPossible unless it is a draft of this user."""
    coding = Coding.objects.select_for_update().get(pk=coding.pk)
    require(by, "casefile.code_case", coding.case)
    if coding.coder_id != by.pk:
        raise NotPossible(_("This is somebody else's coding."))
    if coding.submitted_at is not None:
        raise NotPossible(_("This coding was handed in already."))
    return coding
