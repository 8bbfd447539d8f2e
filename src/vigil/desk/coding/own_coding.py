"""One person's own coding of a case: whether they may code it, and the form they begin with."""

from dataclasses import dataclass

from vigil.casefile.coding.blind import codes_blind
from vigil.casefile.coding.queries import coding_of, is_adjudicated
from vigil.casefile.coding.verbs.drafts import EMPTY, starting_values
from vigil.casefile.models import Case, Coding, Purpose, Stage
from vigil.casefile.reliability.queries import gold_of, purpose_of
from vigil.desk.coding.forms import CodingForm
from vigil.reading import codebook
from vigil.trust.models import User

CODED_IN = (Stage.OPEN, Stage.CODED)


@dataclass(frozen=True)
class OwnCoding:
    """What a person's coding of a case is now.

    `blind` says that its coder sees nothing that the machine read. It matters while `open`.
    """

    coding: Coding | None
    open: bool
    """Whether the person may fill in the form, or go on with it."""
    blind: bool

    @property
    def sees_machine(self) -> bool:
        """Whether the person may see what the machine read of this case."""
        return not (self.open and self.blind)


def own_coding(case: Case, user: User) -> OwnCoding:
    """Return this person's coding under the current codebook, and whether they code blind."""
    mine = coding_of(case, user)
    if (purpose_of(case, user) if mine is None else mine.purpose) != Purpose.RECORD:
        handed_in = mine is not None and mine.submitted_at is not None
        may = not handed_in and gold_of(case) is not None
        return OwnCoding(mine, may and user.has_perm("casefile.code_case", case), may)
    may = (
        not (mine is not None and mine.submitted_at)
        and not case.superseded_by_id
        and case.stage in CODED_IN
        and user.has_perm("casefile.code_case", case)
        and not (mine is None and is_adjudicated(case, codebook.current().version))
        and not (mine is None and case.codings.filter(begun_by=user).exists())
    )
    return OwnCoding(mine, may, may and codes_blind(case, user))


def form_of(case: Case, own: OwnCoding) -> CodingForm:
    """Return the form as the person left it, or as it begins: prefilled, or empty if blind."""
    machine = EMPTY if own.blind else starting_values(case)
    mine = own.coding
    if mine is None:
        form = CodingForm.of(codebook.current(), machine)
    else:
        form = CodingForm.of(codebook.current(), mine.values, mine.note, mine.details)
        form.is_kept_in(mine.revision)
    form.prefilled = any([machine["case"], *machine["victims"]])
    form.mark_read(machine)
    return form
