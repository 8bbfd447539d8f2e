"""Say which statements may be quoted, once somebody has read what may be a name in them."""

from collections.abc import Collection, Iterable
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.names_in_statements import names_in_statements
from vigil.outlook.consultations.verbs.editing import CHAIR, KIND, Rule, locked
from vigil.outlook.consultations.verbs.speakers_and_consent import quotable, tell
from vigil.outlook.models import Consultation, Statement
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def clear_names(consultation: Consultation, uids: Collection[str], *, by: User) -> int:
    """Record that a chair read these statements, and that nobody is named who must not be.

    Return how many were not cleared before. Raises NotAllowed, NotPossible (`by` is not its chair;
    one names who spoke, or for whom, and the rule of the meeting keeps that back).
    """
    take_part()
    require(by, CHAIR)
    row = locked(consultation)
    _require_its_chair(row, by)
    rows = list(row.statements.filter(uid__in=list(uids), names_cleared=False, withdrawn_at=None))
    _require_nobody_kept_back(row, rows)
    row.statements.filter(pk__in=[one.pk for one in rows]).update(names_cleared=True)
    if rows:
        numbers = [one.number for one in rows]
        record("clear_names", KIND, row.uid, by=by, after={"statements": numbers})
    return len(rows)


@transaction.atomic
def set_quotable(consultation: Consultation, uids: Collection[str], *, by: User) -> int:
    """Let exactly these statements of a consultation be quoted; return how many changed.

    Raises NotAllowed, NotPossible (`by` is not its chair; not for use; nobody consented to a quote
    of one of them; one names somebody whom the public may not see, or may name somebody and was not
    cleared).
    """
    take_part()
    require(by, CHAIR)
    row = locked(consultation)
    _require_its_chair(row, by)
    if row.rule == Rule.NOT_FOR_USE and uids:
        raise NotPossible(_("What was said there is not for use."))
    asked = row.statements.filter(uid__in=list(uids), withdrawn_at=None)
    agreed = quotable(asked)
    if lacking := [str(one.number) for one in asked if one.uid not in agreed]:
        raise NotPossible(
            _("Nobody agreed to be quoted with these: %(numbers)s.")
            % {"numbers": ", ".join(lacking)}
        )
    require_no_hidden_names(*asked.values_list("text", flat=True))
    require_cleared_names(row, asked)
    on = asked.filter(may_be_quoted=False)
    off = row.statements.filter(may_be_quoted=True).exclude(pk__in=asked.values("pk"))
    changed = {"on": list(on.values_list("pk", flat=True))}
    changed["off"] = list(off.values_list("pk", flat=True))
    row.statements.filter(pk__in=changed["on"]).update(may_be_quoted=True)
    row.statements.filter(pk__in=changed["off"]).update(may_be_quoted=False)
    n = len(changed["on"]) + len(changed["off"])
    if n:
        record("set_quotable", KIND, row.uid, by=by, after={"statements": n})
        tell(row.subject)
    return n


def _require_its_chair(consultation: Consultation, by: User) -> None:
    """Raise NotPossible for other chairs: a refusal would tell them that somebody named spoke."""
    if consultation.chair_id != by.pk:
        raise NotPossible(
            _("Only the chair of this consultation says which statements are quoted.")
        )


def require_cleared_names(consultation: Consultation, rows: Iterable[Statement]) -> None:
    """Require that no statement may name somebody unread. Raises NotPossible with their numbers."""
    asked = list(rows)
    _require_nobody_kept_back(consultation, asked)
    found = names_in_statements(consultation, asked)
    if unread := [str(one.number) for one in asked if found[one.uid].stops]:
        raise NotPossible(
            _(
                "These statements may name somebody: %(numbers)s. Read them, and tick that nobody "
                "is named who must not be."
            )
            % {"numbers": ", ".join(unread)}
        )


def _require_nobody_kept_back(consultation: Consultation, rows: list[Statement]) -> None:
    found = names_in_statements(consultation, rows)
    if refused := [str(one.number) for one in rows if found[one.uid].refused]:
        raise NotPossible(
            # It does not tell why: other chairs do not know who spoke.
            _("Under the rule of the meeting these statements cannot be quoted: %(numbers)s.")
            % {"numbers": ", ".join(refused)}
        )


LOG: Final = LogWords(
    verbs={
        "clear_names": pgettext_lazy("decision", "read statements for names"),
        "set_quotable": pgettext_lazy("decision", "say which statements may be quoted"),
    },
)
