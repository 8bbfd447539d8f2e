"""Give the cases of a colleague who leaves to somebody else, or back to the queue."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.models import Case, CaseTriage, Coding, Purpose
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.people.role_grants import require_reason
from vigil.trust.rooms.log_words import LogWords

CLOSE: Final = "trust.close_account"
WHY: Final = "the account is closed"


@dataclass(frozen=True)
class HandedOver:
    """How many cases somebody else looks after now, and how many are nobody's."""

    given: int
    freed: int


def assigned_cases(user: User) -> QuerySet[Case]:
    """Return the cases that somebody looks after, the newest first."""
    return Case.objects.filter(triage__assigned_to=user, superseded_by=None).order_by("-pk")


def unsubmitted_codings(user: User) -> QuerySet[Coding]:
    """Return the codings for the record that somebody began and has not submitted."""
    rows = Coding.objects.filter(coder=user, submitted_at=None, purpose=Purpose.RECORD)
    return rows.select_related("case").order_by("-pk")


@verb
def hand_over_work(user: User, to: User | None, *, by: User, why: str) -> HandedOver:
    """Give all cases of a colleague to somebody else; those that they may not code to nobody.

    Drafts of codings stay whose they are: whoever takes a case codes it themself. Raises
    NotAllowed, NotPossible (no reason; no case; the same person).
    """
    require(by, CLOSE)
    require_reason(why)
    if to is not None and to.pk == user.pk:
        raise NotPossible(_("Choose somebody else."))
    rows = list(CaseTriage.objects.filter(assigned_to=user).order_by("case"))
    if not rows:
        raise NotPossible(_("This person looks after no case."))
    given = sum(_pass(row, to, by, why) for row in rows)
    return HandedOver(given, len(rows) - given)


@verb
def free_cases(user: User, by: User) -> None:
    """Give the cases of an account that is closed back to the queue."""
    for row in CaseTriage.objects.filter(assigned_to=user).order_by("case"):
        _pass(row, None, by, WHY)


def _pass(row: CaseTriage, to: User | None, by: User, why: str) -> bool:
    """Give one case to somebody who may code it; return whether they may."""
    case = locked(row.case)
    taker = to if to is not None and to.has_perm("casefile.code_case", case) else None
    before = {"assigned_to": str(row.assigned_to), "assigned_key": row.assigned_to_id}
    row.assigned_to = taker
    row.save(update_fields=["assigned_to"])
    after = {"assigned_to": str(taker) if taker else ""}
    record_on_case("pass_on", case, by=by, before=before, after=after, why=why)
    return taker is not None


LOG: Final = LogWords(
    verbs={"pass_on": pgettext_lazy("decision", "hand over the work of a colleague")},
    reasons={WHY: pgettext_lazy("decision", "the account is closed")},
)
