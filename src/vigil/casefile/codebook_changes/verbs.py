"""Propose a change of the codebook, comment on it, decide on it, and release a version."""

from collections.abc import Sequence
from typing import Final

import msgspec
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.locks import locked
from vigil.casefile.codebook_changes.queries import accepted_next, unseen_calls
from vigil.casefile.codebook_changes.versions import refresh, stored_files
from vigil.casefile.models import (
    AcceptedValue,
    Case,
    CodebookComment,
    CodebookMention,
    CodebookProposal,
    CodebookVersion,
    Coding,
    KeptAsCoded,
)
from vigil.casefile.triage.queries import mentioned, recorders
from vigil.reading import codebook
from vigil.reading.codebook import CodebookError
from vigil.reading.codebook.editing import Edit, next_version
from vigil.reading.codebook.loading import Files
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

PROPOSE: Final = "casefile.propose_codebook_change"
DECIDE: Final = "casefile.decide_codebook_change"
RELEASE: Final = "casefile.release_codebook"
KEEP: Final = "casefile.adjudicate"
LONGEST: Final = 2000
State = CodebookProposal.State


@verb
def propose_change(edit: Edit, reason: str, example: str, *, by: User) -> CodebookProposal:
    """Propose a change of the codebook in force, with a reason and an example.

    Raises NotAllowed, NotPossible (no reason or example; the codebook would not pass its checks).
    """
    require(by, PROPOSE)
    if not reason.strip() or not example.strip():
        raise NotPossible(_("Give a reason and an example."))
    _built([(edit, reason)])
    made = CodebookProposal.objects.create(
        edit=msgspec.to_builtins(edit),
        follows=codebook.current().version,
        reason=reason.strip(),
        example=example.strip(),
        by=by,
    )
    _record("propose_codebook_change", made, by=by)
    return made


@verb
def comment(proposal: CodebookProposal, text: str, *, by: User) -> CodebookComment:
    """Comment on a proposed change. Who is named with @ in it is told on their start page.

    Raises NotAllowed, NotPossible (empty; too long).
    """
    require(by, PROPOSE)
    if not text.strip() or len(text) > LONGEST:
        raise NotPossible(_("Write a comment of at most %(n)d characters.") % {"n": LONGEST})
    made = CodebookComment.objects.create(proposal=proposal, by=by, text=text.strip())
    called = [one for one in mentioned(made.text, recorders()) if one != by]
    CodebookMention.objects.bulk_create(CodebookMention(comment=made, person=p) for p in called)
    _note_read(proposal, by)
    _record("comment_codebook_change", proposal, by=by)
    return made


@verb
def read_comments(proposal: CodebookProposal, *, by: User) -> None:
    """Note that somebody has read the comments that call them. Raises NotAllowed."""
    require(by, PROPOSE)
    _note_read(proposal, by)


def _note_read(proposal: CodebookProposal, by: User) -> None:
    calls = unseen_calls(by).filter(comment__proposal=proposal)
    calls.update(seen_at=timezone.now())


@verb
def withdraw_change(proposal: CodebookProposal, *, by: User) -> CodebookProposal:
    """Withdraw one's own proposal while nobody decided on it. Raises NotAllowed, NotPossible."""
    require(by, PROPOSE)
    proposal = _locked(proposal, State.OPEN)
    if proposal.by_id != by.pk:
        raise NotAllowed(_("Only who proposed a change may withdraw it."))
    return _decided(proposal, State.WITHDRAWN, "withdraw_codebook_change", by)


@verb
def accept_change(proposal: CodebookProposal, *, by: User, why: str = "") -> CodebookProposal:
    """Accept a proposal of somebody else into the next version.

    Raises NotAllowed, NotPossible (decided already; it does not fit what is accepted),
    NeedsSecondPerson (the proposer, or seemingly the same person).
    """
    require(by, DECIDE)
    proposal = _locked(proposal, State.OPEN)
    if proposal.by_id == by.pk:
        raise NotPossible(_("A second person decides: you proposed this change yourself."))
    require_two_people(proposal.by, by)
    _built([*_edits(accepted_next()), (proposal.change, proposal.reason)])
    return _decided(proposal, State.ACCEPTED, "accept_codebook_change", by, why)


@verb
def decline_change(proposal: CodebookProposal, *, by: User, why: str) -> CodebookProposal:
    """Decline a proposal, or one that was accepted and is not released. Needs a reason.

    Raises NotAllowed, NotPossible.
    """
    require(by, DECIDE)
    proposal = _locked(proposal, State.OPEN, State.ACCEPTED)
    if not why.strip():
        raise NotPossible(_("Give the reason."))
    return _decided(proposal, State.DECLINED, "decline_codebook_change", by, why)


@verb
def release_codebook(summary: str, *, by: User) -> CodebookVersion:
    """Release the next version with every accepted change. It is in force at once.

    Codings that were handed in keep their version. A draft goes on under the new one. Raises
    NotAllowed, NotPossible (nothing accepted; no summary; another version is in force meanwhile).
    """
    require(by, RELEASE)
    changes = list(CodebookProposal.objects.select_for_update().filter(state=State.ACCEPTED))
    changes.sort(key=lambda one: (one.decided_at, one.pk))
    if not changes:
        raise NotPossible(_("No change is accepted yet."))
    if not summary.strip():
        raise NotPossible(_("Say in a sentence what is new in this version."))
    refresh()  # another process may have released one
    before = codebook.current().version
    number, files = _built(_edits(changes), summary.strip())
    made = CodebookVersion.objects.create(
        number=number, follows=before, files=files, summary=summary.strip(), released_by=by
    )
    for one in changes:
        one.state, one.version = State.RELEASED, made
    CodebookProposal.objects.bulk_update(changes, ["state", "version"])
    after = {"codebook": number, "codebook_changes": len(changes)}
    record("release_codebook", "codebook", number, by=by, before={"codebook": before}, after=after)
    refresh()
    _move_drafts(number)
    for change in (one.change for one in changes):
        if change.kind == "join":
            _read_again(change)
    return made


@verb
def keep_as_coded(proposal: CodebookProposal, case: Case, *, by: User, why: str) -> KeptAsCoded:
    """Note that the values of a case are right as they are, also after a change.

    Raises NotAllowed, NotPossible (no reason; not released; noted already).
    """
    case = locked(case)
    require(by, KEEP, case)
    if proposal.state != State.RELEASED or not proposal.change.recode:
        raise NotPossible(_("This change asks nobody to look at old codings."))
    if not why.strip():
        raise NotPossible(_("Give the reason."))
    if KeptAsCoded.objects.filter(proposal=proposal, case=case).exists():
        raise NotPossible(_("It is so already."))
    made = KeptAsCoded.objects.create(proposal=proposal, case=case, by=by, why=why.strip()[:300])
    _record("keep_as_coded", proposal, by=by, after={"case": str(case.public_id or case.pk)})
    return made


def next_number() -> str:
    """Return the number of the next version: that of the shipped one, and one more part."""
    parts = codebook.current().version.split(".")
    last = int(parts[2]) if len(parts) > 2 else 0
    return ".".join([*parts[:2], str(last + 1)])


def _built(edits: Sequence[tuple[Edit, str]], summary: str = "…") -> tuple[str, Files]:
    """Return number and files of the next version. Raises NotPossible if it fails its checks."""
    number, today = next_number(), timezone.localdate().isoformat()
    try:
        files, _book = next_version(
            stored_files(),
            codebook.current().version,
            edits,
            version=number,
            released=today,
            summary=summary,
        )
    except CodebookError as error:
        raise NotPossible(
            _("The codebook would not pass its checks: %(why)s.") % {"why": error}
        ) from error
    return number, files


def _edits(changes: Sequence[CodebookProposal]) -> list[tuple[Edit, str]]:
    return [(one.change, one.reason) for one in changes]


def _move_drafts(number: str) -> None:
    """Let drafts go on under the new version: what nobody handed in is nobody's coding yet."""
    there = Coding.objects.filter(
        case=OuterRef("case"), coder=OuterRef("coder"), codebook_version=number
    )
    Coding.objects.filter(~Exists(there), submitted_at=None).update(codebook_version=number)


def _read_again(change: Edit) -> None:
    """Write again the columns of cases with a value that was joined into another."""
    rows = AcceptedValue.objects.filter(field=change.field).values_list("case_id", "value")
    held = {
        pk
        for pk, value in rows
        if value == change.value or (isinstance(value, list) and change.value in value)
    }
    for case in Case.objects.filter(pk__in=held).order_by("pk"):
        rewrite_index_columns(case)


def _locked(proposal: CodebookProposal, *states: str) -> CodebookProposal:
    current = CodebookProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.state not in states:
        raise NotPossible(_("This proposal is decided already."))
    return current


def _decided(
    proposal: CodebookProposal, state: str, name: str, by: User, why: str = ""
) -> CodebookProposal:
    proposal.state, proposal.decided_by, proposal.decided_why = state, by, why.strip()
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_why", "decided_at"])
    _record(name, proposal, by=by, why=why.strip())
    return proposal


def _record(
    name: str,
    proposal: CodebookProposal,
    *,
    by: User,
    why: str = "",
    after: dict[str, str] | None = None,
) -> None:
    about = {"codebook_field": proposal.change.field, **(after or {})}
    record(name, "codebook_change", str(proposal.pk), by=by, after=about, why=why)


LOG: Final = LogWords(
    verbs={
        "propose_codebook_change": pgettext_lazy("decision", "propose a change of the codebook"),
        "comment_codebook_change": pgettext_lazy("decision", "comment on a change of the codebook"),
        "withdraw_codebook_change": pgettext_lazy("decision", "withdraw a change of the codebook"),
        "accept_codebook_change": pgettext_lazy("decision", "accept a change of the codebook"),
        "decline_codebook_change": pgettext_lazy("decision", "decline a change of the codebook"),
        "release_codebook": pgettext_lazy("decision", "release a version of the codebook"),
        "keep_as_coded": pgettext_lazy("decision", "keep a case as coded"),
    },
    kinds={
        "codebook": pgettext_lazy("decision", "codebook"),
        "codebook_change": pgettext_lazy("decision", "change of the codebook"),
    },
    parts={
        "codebook_changes": pgettext_lazy("decision", "number of changes"),
        "codebook_field": pgettext_lazy("decision", "field"),
    },
)
