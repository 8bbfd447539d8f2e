"""Offer an agreement to a grantee, and record what they answer.

Only the grantee accepts: on their own page, or on paper or by voice with the document that an
officer keeps. Acceptance makes a draft grant active and commits its amount.
"""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.agreements import queries
from vigil.fund.agreements.terms import digest_of_plan
from vigil.fund.applications.verbs import storing_files
from vigil.fund.gates import queries as gates
from vigil.fund.grants.verbs import granting
from vigil.fund.models import Agreement, Grant
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs import tranches
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "agreement"
State, How = Agreement.State, Agreement.How
RECORDED: Final = (How.PAPER, How.VOICE)
"""How an officer may record that the grantee accepted."""


@transaction.atomic
def offer(grant: Grant, text: str, *, by: User, language: str = "") -> Agreement:
    """Offer an agreement about the present plan; an older one is replaced by it.

    `language` is that of the text; the party's own if not named. Raises NotAllowed; NotPossible
    with what is missing before, if the grant is over, or its party was removed; Unfit if the text
    is empty, or a draft has no days or purpose.
    """
    require(by, WORK, grant)
    grant = tranches.locked(grant)
    locking.locked(grant.party)
    if grant.state not in (Grant.State.DRAFT, Grant.State.ACTIVE):
        raise NotPossible(_("This grant is over: nothing can be agreed any more."))
    if not text.strip():
        raise Unfit(_("Write what is agreed."), "text")
    granting.require_complete(grant)
    if lacking := gates.before_agreement(grant):
        raise NotPossible(" ".join(lacking))
    held = grant.agreements.filter(state__in=(State.OFFERED, State.ACCEPTED))
    held.update(state=State.REPLACED)
    last = grant.agreements.aggregate(n=Max("version"))["n"] or 0
    row = Agreement.objects.create(
        grant=grant,
        version=last + 1,
        language=language or grant.party.language,
        terms=digest_of_plan(grant),
        offered_by=by,
    )
    sealing.write(grant.party, KIND, row.uid, "text", text, by=by)
    after = {"version": row.version}
    record("offer_agreement", KIND, row.uid, by=by, after=after)
    return row


@transaction.atomic
def accept(agreement: Agreement, *, by: User | None = None, on: date | None = None) -> Agreement:
    """Accept an agreement, as the grantee on their own page; a draft grant becomes active.

    `on` is the day from which it holds: today if not named. Raises NotPossible if `by` is an
    officer (they record it with the document), a newer version or an answer exists, the plan
    changed since it was offered, or who offered it also made a link to that page; Unfit if the day
    is still to come.
    """
    if by is not None:
        raise NotPossible(
            _(
                "Only the grantee accepts an agreement. If they accepted on paper or by voice, "
                "record it with the document."
            )
        )
    row = _answerable(agreement)
    if queries.was_offered_by_link_maker(row):
        raise NotPossible(_("This cannot be accepted here. The fund asks you another way."))
    return _accepted(row, How.OWN_PAGE, on, None)


@transaction.atomic
def decline(agreement: Agreement, *, by: User | None = None) -> Agreement:
    """Decline an agreement; `by` is the officer who records it, nobody on the grantee's page.

    Raises NotAllowed; NotPossible if a newer version or an answer exists.
    """
    if by is not None:
        require(by, WORK, agreement)
    row = _answerable(agreement)
    return _answered("decline_agreement", row, State.DECLINED, by)


def record_acceptance(
    agreement: Agreement, how: str, content: bytes, *, by: User, on: date | None = None
) -> Agreement:
    """Record that the grantee accepted on paper or by voice, and keep the document.

    `content` is the signed page, or the recording or its transcript. Takes seconds: do not call it
    inside a transaction. Raises NotAllowed; FileRefused; NotPossible as `accept`; Unfit without a
    known way or without a document.
    """
    require(by, WORK, agreement)
    if how not in RECORDED:
        raise Unfit(_("Choose how the grantee accepted: on paper or by voice."), "how")
    if not content:
        raise Unfit(_("Choose the document that shows that they accepted."), "file")
    with transaction.atomic():
        _require_present_plan(_answerable(agreement))
    file = storing_files.keep_file(agreement.grant.party, content, agreement=agreement)
    try:
        with transaction.atomic():
            return _accepted(_answerable(agreement), how, on, by)
    except NotPossible:
        storing_files.remove_file(file, why="the agreement was not accepted by it")
        raise


def _answerable(agreement: Agreement) -> Agreement:
    """Return the agreement, locked after its grant, if it still waits for an answer."""
    grant = tranches.locked(agreement.grant)
    locking.locked(grant.party)
    row = Agreement.objects.select_for_update().get(pk=agreement.pk)
    row.grant = grant
    if row.state == State.REPLACED or queries.agreement_for(grant) != row:
        raise NotPossible(_("There is a newer version of this agreement. Read that one."))
    if row.state != State.OFFERED:
        raise NotPossible(_("This agreement was answered already."))
    if grant.state not in (Grant.State.DRAFT, Grant.State.ACTIVE):
        raise NotPossible(_("This grant is over: nothing can be agreed any more."))
    return row


def _require_present_plan(row: Agreement) -> None:
    if not queries.is_of_present_plan(row):
        raise NotPossible(
            _("The amounts or days changed since this was written. A new version follows.")
        )


def _accepted(row: Agreement, how: str, on: date | None, by: User | None) -> Agreement:
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Unfit(_("It cannot have been agreed on a day that is yet to come."), "on")
    _require_present_plan(row)
    row.how = how
    row = _answered("accept_agreement", row, State.ACCEPTED, by)
    if row.grant.state == Grant.State.DRAFT:
        # Nobody of the fund acts on the grantee's page: who offered it committed the amount.
        granting.start(row.grant, on, by=by or row.offered_by)
    return row


def _answered(verb: str, row: Agreement, state: str, by: User | None) -> Agreement:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save(update_fields=["state", "how", "answered_at", "answered_by"])
    record(verb, KIND, row.uid, by=by, after={"version": row.version, "state": row.state})
    return row


LOG: Final = LogWords(
    verbs={
        "accept_agreement": pgettext_lazy("decision", "accept an agreement"),
        "decline_agreement": pgettext_lazy("decision", "decline an agreement"),
        "offer_agreement": pgettext_lazy("decision", "offer an agreement"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "agreement with a grantee"),
    },
    reasons={
        "the agreement was not accepted by it": pgettext_lazy(
            "decision", "the agreement was not accepted by it"
        ),
        "to show the agreement": pgettext_lazy("decision", "to show the agreement"),
    },
)
