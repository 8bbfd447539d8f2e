"""Begin the coding of a case, and save an unfinished form. Then it is submitted (`submitting`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.verbs.recomputing import computed_coding
from vigil.casefile.coding.accepted_values import UNDECIDED
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.queries import coding_version
from vigil.casefile.coding.verbs.adjudicating import require_not_adjudicated
from vigil.casefile.models import AcceptedValue, Case, Coding, Purpose, Stage
from vigil.casefile.reliability.queries import gold_of, purpose_of
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@verb
def draft_coding(case: Case, *, by: User) -> Coding:
    """Return the user's coding of the case; begin one if there is none.

    It starts from the values that the machine read, never from those of another coder: the two
    codings must be independent. A gold case starts in the same way, whatever is accepted of it.
    Raises NotAllowed, NotPossible (not accepted; adjudicated already; in training, and not gold).
    """
    case = locked(case)
    require(by, "casefile.code_case", case)
    version = codebook.current().version
    coding = Coding.objects.filter(case=case, coder=by, codebook_version=version).first()
    if coding is not None:
        return coding
    purpose = purpose_of(case, by)
    if purpose == Purpose.RECORD:
        if case.stage not in (Stage.OPEN, Stage.CODED):
            raise NotPossible(_("Accept the case before you code it."))
        require_not_adjudicated(case, version)
        values = starting_values(case)
    else:
        if gold_of(case) is None:
            raise NotPossible(_("You are in training: code the cases that are listed for you."))
        values = machine_values(case)
    return Coding.objects.create(
        case=case, coder=by, codebook_version=version, values=values, purpose=purpose
    )


def starting_values(case: Case) -> Values:
    """Return the computed values of a case in the shape of a coding."""
    rows = list(case.accepted.select_related("victim"))
    event = [row for row in rows if row.victim is None]
    victims = [[row for row in rows if row.victim_id == v.pk] for v in case.victims.all()]
    return _as_coding(event, victims)


def machine_values(case: Case) -> Values:
    """Return what the machine reads in the reports of a case, whatever people decided of it."""
    return _as_coding(*computed_coding(case))


def _as_coding(
    event: Sequence[AcceptedValue], victims: Sequence[Sequence[AcceptedValue]]
) -> Values:
    return {"case": _choosable(event), "victims": [_choosable(rows) for rows in victims]}


def _choosable(rows: Sequence[AcceptedValue]) -> Values:
    """Return the values that a coder could have chosen. For a tie of reports one may not exist."""
    book, kept = codebook.current(), {}
    for row in rows:
        try:
            book.check(row.field, row.value)
        except codebook.InvalidValue:
            continue
        if row.value != UNDECIDED or UNDECIDED in book.fields[row.field].values:
            kept[row.field] = row.value
    return kept


@verb
def save_draft(coding: Coding, values: Values, note: str = "", *, by: User) -> Coding:
    """Save an unfinished form without checking it. Raises NotAllowed, NotPossible."""
    coding = own_draft(coding, by)
    coding.values, coding.note = values, note
    coding.save(update_fields=["values", "note"])
    return coding


@verb
def keep_draft(case: Case, values: Values, note: str, *, by: User, version: str = "") -> Coding:
    """Save an unfinished form as the user's coding; begin one if there is none.

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
    return save_draft(draft_coding(case, by=by), values, note, by=by)


def own_draft(coding: Coding, by: User) -> Coding:
    """Return a coding, locked. Raises NotPossible unless it is a draft of this user."""
    coding = Coding.objects.select_for_update().get(pk=coding.pk)
    require(by, "casefile.code_case", coding.case)
    if coding.coder_id != by.pk:
        raise NotPossible(_("This is somebody else's coding."))
    if coding.submitted_at is not None:
        raise NotPossible(_("This coding was handed in already."))
    return coding
