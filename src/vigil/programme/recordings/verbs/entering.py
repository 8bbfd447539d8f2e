"""Enter from whom a recording came by mail or by hand: how, when, and with which consent.

Whoever sent it is a contributor of the session. They read on their own page that the hosts entered
it, and can take back there what they agreed to.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import IO, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.verbs.consenting import (
    ASKED,
    RECORDING,
    agree,
    consents_in_force,
    subject_of,
)
from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.verbs.entering import Agreement, require_received
from vigil.programme.models import Contribution, Recording
from vigil.programme.recordings.verbs.common import (
    MANAGE,
    locked,
    record_decision,
    require_not_removed,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of, require_paper
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred, take_in


def enter_received(
    recording: Recording,
    contributor: Contribution,
    *,
    received_how: str,
    received_on: date,
    uses: Collection[str] = (),
    agreement: Agreement | None = None,
    document: IO[bytes] | None = None,
    by: User,
) -> Recording:
    """Enter from which contributor a recording came; what was entered before is replaced.

    `uses` are what they agreed to with it, `agreement` how and when; without it they agreed before.
    `document` shows the agreement (a picture or PDF); of one on paper there must be one. Not to be
    called inside a transaction. Raises NotAllowed, FileRefused, NotPossible (not a contributor of
    the session; they do not agree to be recorded; as `agree`).
    """
    require(by, MANAGE)
    require_not_removed(recording)
    require_received(received_how, received_on)
    if contributor.session_id != recording.session_id:
        raise NotPossible(_("Choose somebody who takes part in this session."))
    if agreement is not None:
        require_paper(agreement.given_how, "there" if document is not None else "")
    shown = None
    if agreement is not None and document is not None:
        # Under their name: a withdrawal of it finds the document.
        shown = take_in(document, CONTRIBUTION, contributor.uid, by=by, what=contributor.name[:200])
    try:
        if agreement is not None:
            evidence = shown.uid if shown else ""
            return _enter(
                recording,
                contributor,
                (received_how, received_on),
                (uses, agreement, evidence),
                by=by,
            )
        return _enter(recording, contributor, (received_how, received_on), None, by=by)
    except Exception:
        if shown is not None:
            with suppress(NotPossible):
                shred(shown, by=None, why="what it belongs to was not entered")
        raise


@verb
def _enter(
    recording: Recording,
    contributor: Contribution,
    received: tuple[str, date],
    agreed: tuple[Collection[str], Agreement, str] | None,
    *,
    by: User,
) -> Recording:
    recording = locked(recording)
    part = Contribution.objects.select_for_update().get(pk=contributor.pk)
    if agreed is not None:
        _agree(part, *agreed, by=by)
    if RECORDING not in consents_in_force([part])[part.uid]:
        raise NotPossible(
            _(
                "They do not agree to be recorded yet. Enter here what they agreed to, or under "
                "“What they agreed to”."
            )
        )
    recording.received_from, recording.entered_by = part, by
    recording.received_how, recording.received_on = received
    recording.entered_at = timezone.now()
    recording.save(
        update_fields=["received_from", "entered_by", "received_how", "received_on", "entered_at"]
    )
    after = {"contribution": part.uid, "received": recording.received_how}
    record_decision("enter_recording", recording, by, after=after)
    return recording


def _agree(
    part: Contribution, uses: Collection[str], agreement: Agreement, evidence: str, *, by: User
) -> None:
    there = consents_in_force([part])[part.uid]
    if uses and all(use in there for use in uses):
        raise NotPossible(_("They agreed to all of this before. Leave the agreement empty."))
    agree(
        part,
        [use for use in uses if use in ASKED],
        given_by=agreement.given_by,
        given_how=agreement.given_how,
        given_on=agreement.given_on,
        evidence=evidence,
        by=by,
    )


def document_of(recording: Recording) -> Upload | None:
    """Return the document that shows what its contributor agreed to; None: there is none."""
    part = recording.received_from
    if part is None:
        return None
    shown = [one.evidence for one in consents_of(subject_of(part)) if one.evidence]
    return Upload.objects.filter(uid__in=shown, state=Upload.State.KEPT).first()


LOG: Final = LogWords(
    verbs={
        "enter_recording": pgettext_lazy("decision", "enter from whom a recording came"),
    },
    reasons={
        "what it belongs to was not entered": pgettext_lazy(
            "decision", "what it belongs to was not entered"
        ),
    },
)
