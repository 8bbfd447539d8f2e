"""Give a case that is one's own to somebody else, without having to say why."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.cases.memberships import account_keys
from vigil.casefile.models import Case, CaseNote, CaseTriage, Coding, Mention, Purpose
from vigil.casefile.reliability.queries import training_of
from vigil.casefile.triage.verbs import ASSIGN, LONGEST_NOTE
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def hand_over(
    case: Case, to: User, *, by: User, note: str = "", with_draft: bool = False
) -> CaseTriage:
    """Give one's own case to somebody else, who finds the note among what calls them.

    The draft of a coding goes along only if the giver wishes. Then it is the other's: whoever began
    it is no second coder of this case any more. Raises NotAllowed, NotPossible (not one's own case;
    not somebody who may work on it; the other has a coding of it already; the note is too long).
    """
    case = locked(case)
    require(by, ASSIGN, case)
    row = CaseTriage.objects.get_or_create(case=case)[0]
    draft = own_draft_of(case, by)
    if row.assigned_to_id != by.pk and draft is None:
        raise NotPossible(
            _("This case is not yours: nobody gave it to you, and you have no draft.")
        )
    if to == by or not to.has_perm("casefile.code_case", case):
        raise NotPossible(_("%(who)s may not work on this case.") % {"who": to})
    if len(note) > LONGEST_NOTE:
        raise NotPossible(_("Write a note of at most %(n)d characters.") % {"n": LONGEST_NOTE})
    if with_draft:
        _pass(draft, to)
    before = {"assigned_to": str(row.assigned_to) if row.assigned_to else ""}
    row.assigned_to = to
    row.save()
    text = note.strip() or _("Please take this case.")
    first = next(iter(account_keys(case)), "")
    written = CaseNote.objects.create(case=case, account=first, by=by, text=text)
    Mention.objects.create(note=written, person=to)
    after = {"assigned_to": str(to), "with_draft": with_draft}
    record_on_case("hand_over", case, by=by, before=before, after=after)
    return row


def own_draft_of(case: Case, user: User) -> Coding | None:
    """Return the coding of a case that somebody began for the record and has not handed in."""
    drafts = case.codings.filter(coder=user, submitted_at=None, purpose=Purpose.RECORD)
    return drafts.order_by("-pk").first()


def _pass(draft: Coding | None, to: User) -> None:
    if draft is None:
        raise NotPossible(_("You have no draft of this case. Give it without one."))
    if training_of(to) is not None or draft.case.codings.filter(coder=to).exists():
        raise NotPossible(
            _("%(who)s cannot take your draft over. Give the case without it.") % {"who": to}
        )
    draft.begun_by = draft.begun_by or draft.coder
    draft.coder = to
    draft.save(update_fields=["coder", "begun_by"])


LOG: Final = LogWords(
    verbs={"hand_over": pgettext_lazy("decision", "hand over")},
    parts={"with_draft": pgettext_lazy("decision", "with the draft")},
)
