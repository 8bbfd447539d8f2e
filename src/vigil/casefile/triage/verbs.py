"""Give a case to somebody, put it off, and write notes on it."""

from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.memberships import account_keys
from vigil.casefile.models import Case, CaseNote, CaseTriage, Mention
from vigil.casefile.searching.index import keep_words
from vigil.casefile.triage.queries import mentioned, recorders
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

ASSIGN: Final = "casefile.assign_case"
NOTE: Final = "casefile.note_case"
LONGEST_NOTE: Final = 4000
MOST_DAYS: Final = 366
"""A case is put off for at most so many days: longer, and it is forgotten."""


@verb
def assign(case: Case, to: User | None, *, by: User) -> CaseTriage:
    """Give a case to somebody who records cases, or to nobody (None).

    Raises NotAllowed, NotPossible (the person may not work on this case; it is theirs already).
    """
    case = locked(case)
    require(by, ASSIGN, case)
    if to is not None and not to.has_perm("casefile.code_case", case):
        raise NotPossible(_("%(who)s may not work on this case.") % {"who": to})
    row = _row(case)
    if row.assigned_to == to:
        raise NotPossible(_("It is so already."))
    before: dict[str, str | int | None] = {
        "assigned_to": str(row.assigned_to) if row.assigned_to else "",
        "assigned_key": row.assigned_to_id,
    }
    row.assigned_to = to
    row.save()
    after = {"assigned_to": str(to) if to else ""}
    record_on_case("assign", case, by=by, before=before, after=after)
    return row


@verb
def put_off(case: Case, until: date | None, *, by: User, why: str = "") -> CaseTriage:
    """Take a candidate out of the queue until a day, or put it back now (None).

    Raises NotAllowed, NotPossible (a day that is past or more than a year away; nothing to change).
    """
    case = locked(case)
    require(by, ASSIGN, case)
    if until is not None and not 1 <= (until - timezone.localdate()).days <= MOST_DAYS:
        raise NotPossible(_("Choose a day from tomorrow to a year from now."))
    row = _row(case)
    if row.put_off_until == until:
        raise NotPossible(_("It is so already."))
    before = {"put_off_until": row.put_off_until.isoformat() if row.put_off_until else ""}
    row.put_off_until = until
    row.save()
    after = {"put_off_until": until.isoformat() if until else ""}
    record_on_case("put_off", case, by=by, before=before, after=after, why=why)
    return row


@verb
def write_note(case: Case, text: str, *, by: User) -> CaseNote:
    """Write a note on a case. Who is named with @ in it finds it among their mentions.

    Raises NotAllowed, NotPossible (empty; too long).
    """
    case = locked(case)
    require(by, NOTE, case)
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise NotPossible(_("Write a note of at most %(n)d characters.") % {"n": LONGEST_NOTE})
    first = next(iter(account_keys(case)), "")
    note = CaseNote.objects.create(case=case, account=first, by=by, text=text.strip())
    keep_words("note", [(note.pk, [note.text])])
    people = mentioned(note.text, recorders())
    Mention.objects.bulk_create(Mention(note=note, person=one) for one in people if one != by)
    record_on_case("note", case, by=by, after={"note": note.pk})
    return note


def _row(case: Case) -> CaseTriage:
    return CaseTriage.objects.get_or_create(case=case)[0]


LOG: Final = LogWords(
    verbs={
        "assign": pgettext_lazy("decision", "give to somebody"),
        "put_off": pgettext_lazy("decision", "put off"),
        "note": pgettext_lazy("decision", "write a note"),
    },
    parts={
        "assigned_to": pgettext_lazy("decision", "looked after by"),
        "assigned_key": pgettext_lazy("decision", "number of that colleague"),
        "put_off_until": pgettext_lazy("decision", "put off until"),
    },
)
