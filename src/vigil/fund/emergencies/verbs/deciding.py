"""Decide on requests for emergency help: two different people, within 48 hours.

Two yes votes approve, two no votes refuse; if the first two differ, a third decides. Approval opens
a grant at once; paperwork follows. Releasing the answer (`release_answer`) is a separate act by any
officer.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.emergencies.queries import matching_votes
from vigil.fund.grants.verbs import granting
from vigil.fund.holds.queries import require_not_held
from vigil.fund.models import EmergencyRequest, EmergencyWord, Party
from vigil.fund.parties import letters, locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import registering, sealing
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.letters import release_letter
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "emergency"
VOTE_KIND: Final = "emergency_word"
DECIDE_WITHIN: Final = timedelta(hours=48)
VOTES_NEEDED: Final = 2
"""How many have to say the same."""
State = EmergencyRequest.State


@transaction.atomic
def request_help(
    party: Party | Mapping[str, Any],
    needs: Sequence[str],
    amount: str | int,
    currency: str,
    what: str,
    *,
    by: User | None = None,
    language: str = "en",
) -> EmergencyRequest:
    """Record a request for emergency help.

    `party` is a known party, or values for `registering.take_in`. `amount` is as typed in
    `language`, or in minor units; it may be empty. `by` is the officer who records it; None if the
    person asks directly. Raises NotAllowed; NotPossible if a need, the text, or a valid amount and
    currency is missing.
    """
    unknown = [need for need in needs if need not in EmergencyRequest.NEEDS]
    if not needs or unknown:
        raise NotPossible(_("Say which help is needed: at least one kind."))
    if not what.strip():
        raise NotPossible(_("Say what happened, and what would help."))
    code = money.known_currency(currency)
    minor = _minor_of(amount, code, language)
    if by is not None:
        require(by, rules.WORK, party if isinstance(party, Party) else None)
    whom = (
        locking.locked(party) if isinstance(party, Party) else registering.take_in(by=by, **party)
    )
    now = timezone.now()
    row = EmergencyRequest.objects.create(
        party=whom,
        needs=sorted(set(needs)),
        minor=minor,
        currency=code,
        by=by,
        received_at=now,
        decide_by=now + DECIDE_WITHIN,
    )
    sealing.write(whom, KIND, row.uid, "what", what, by=by)
    record("request_emergency", KIND, row.uid, by=by, after={"currency": code})
    return row


@transaction.atomic
def give_word(
    request: EmergencyRequest, yes: bool, why: str, *, by: User, seen: str = ""
) -> EmergencyRequest:
    """Vote yes or no on a request; two equal votes decide it.

    Approval opens a grant at once. `seen` is the digest from `open_terms`: with it a yes also
    approves the payment, unless the voter entered the account. Raises NotAllowed; NotPossible if it
    is decided, they voted already, the reason is missing, or what they saw has changed;
    NeedsSecondPerson if the first voter seems to be the same person.
    """
    require(by, rules.WORK, request)
    row = EmergencyRequest.objects.select_for_update().get(pk=request.pk)
    row.party = locking.locked(row.party)
    if row.state != State.WAITING:
        raise NotPossible(_("This was decided already."))
    if row.words.filter(by=by).exists():
        raise NotPossible(_("You have said your word. It takes another person now."))
    for word in row.words.select_related("by"):
        require_two_people(word.by, by)
    if not why.strip():
        raise NotPossible(_("Say why."))
    if yes:
        require_not_held(row.party)
    if yes and not row.minor:
        raise NotPossible(_("No amount is named yet. Set it first: a yes is a yes to an amount."))
    if seen:
        approval_terms.require_seen(
            approval_terms.terms_for_system(row, why="to check what is approved"), seen, by
        )
    approves = yes and not approval_terms.entered_account(row.party, by)
    word = EmergencyWord.objects.create(request=row, by=by, yes=yes, terms=seen if approves else "")
    sealing.write(row.party, VOTE_KIND, word.uid, "why", why, by=by)
    record("say_on_emergency", KIND, row.uid, by=by, after={"yes": yes})
    if len(matching_votes(row, yes)) >= VOTES_NEEDED:
        _decide(row, State.APPROVED if yes else State.REFUSED, by=by)
    return row


@transaction.atomic
def open_terms(request: EmergencyRequest, *, by: User) -> PaymentTerms:
    """Show payee, account and amount of the payment, and record who looked.

    Raises NotAllowed; NotPossible if it is decided, or the party was removed.
    """
    require(by, rules.WORK, request)
    row = EmergencyRequest.objects.select_for_update().get(pk=request.pk)
    row.party = locking.locked(row.party)
    if row.state != State.WAITING:
        raise NotPossible(_("This was decided already."))
    record("open_terms", KIND, row.uid, by=by)
    return approval_terms.open_terms(row, by=by, why="to decide on an emergency")


@transaction.atomic
def release_answer(request: EmergencyRequest, *, by: User) -> EmergencyRequest:
    """Let the person read the decision, and send the letter that announces news.

    A person without an email address must be notified by an officer: see `how_to_tell`. Raises
    NotAllowed; NotPossible if it is not decided, was released already, or the party was removed.
    """
    require(by, rules.WORK, request)
    row = EmergencyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    row.party = locking.locked(row.party)
    if not row.is_decided:
        raise NotPossible(_("This was not decided yet: there is no answer to tell."))
    if row.told_at is not None:
        raise NotPossible(_("They were told already."))
    # First, so that the letter that goes finds it told.
    row.told_at, row.told_by = timezone.now(), by
    row.save(update_fields=["told_at", "told_by"])
    if row.letter is not None and row.letter.state == Letter.State.WAITING:
        release_letter(row.letter, by=by)
    after = {"state": row.state, "late": row.told_late}
    record("release_emergency", KIND, row.uid, by=by, after=after)
    return row


def how_to_tell(request: EmergencyRequest) -> str:
    """Return a sentence that tells the officer how the person will learn the answer."""
    return letters.how_to_notify(request.party, request.letter)


@transaction.atomic
def set_amount(
    request: EmergencyRequest, amount: str, currency: str, *, by: User, language: str = "en"
) -> EmergencyRequest:
    """Set the amount before anybody has voted.

    Raises NotAllowed; NotPossible if the amount is invalid, the request is decided, or somebody
    voted.
    """
    require(by, rules.WORK, request)
    row = EmergencyRequest.objects.select_for_update().get(pk=request.pk)
    row.party = locking.locked(row.party)
    if row.state != State.WAITING or row.words.exists():
        raise NotPossible(_("Somebody has said a word on this amount already."))
    code = money.known_currency(currency)
    before = {"minor": row.minor, "currency": row.currency}
    row.minor, row.currency = money.read_amount(amount, code, language), code
    row.save(update_fields=["minor", "currency"])
    after = {"minor": row.minor, "currency": row.currency}
    record("set_emergency_amount", KIND, row.uid, by=by, before=before, after=after)
    return row


def open_what(request: EmergencyRequest, *, by: User, why: str) -> str:
    """Open the description of what happened, and record who did. Raises NotAllowed, NotPossible."""
    require(by, rules.WORK, request)
    return sealing.read(request.party, KIND, request.uid, "what", by=by, why=why)


def open_words(request: EmergencyRequest, *, by: User, why: str) -> list[tuple[EmergencyWord, str]]:
    """Open the reasons of the votes. Before the decision, only for those who voted.

    Raises NotAllowed; NotPossible if the reason is missing, or they have not voted.
    """
    require(by, rules.WORK, request)
    if request.state == State.WAITING and not request.words.filter(by=by).exists():
        raise NotPossible(_("Say your own word first: then you see the other’s."))
    return [
        (word, sealing.read(request.party, VOTE_KIND, word.uid, "why", by=by, why=why))
        for word in request.words.select_related("by")
    ]


def waiting_for(user: User) -> QuerySet[EmergencyRequest]:
    """Return the undecided requests that the user may know of, soonest deadline first."""
    rows = EmergencyRequest.objects.filter(state=State.WAITING, party__removed_at=None)
    return rows.filter(party__in=party_queries.visible_to(user).values("pk")).select_related(
        "party"
    )


def decided_without_answer(user: User) -> QuerySet[EmergencyRequest]:
    """Return decided requests whose answer was not released, soonest deadline first."""
    rows = EmergencyRequest.objects.exclude(state=State.WAITING).filter(told_at=None)
    rows = rows.filter(
        party__removed_at=None, party__in=party_queries.visible_to(user).values("pk")
    )
    return rows.select_related("party")


def _minor_of(amount: str | int, currency: str, language: str) -> int:
    if isinstance(amount, int):
        return amount
    return money.read_amount(amount, currency, language) if amount.strip() else 0


def _decide(request: EmergencyRequest, state: str, *, by: User) -> None:
    request.state, request.decided_at = state, timezone.now()
    request.letter = letters.write_news(request.party, by=by)
    request.save(update_fields=["state", "decided_at", "letter"])
    late = request.decided_at > request.decide_by
    after = {"state": state, "late": late}
    record("decide_emergency", KIND, request.uid, by=by, after=after)
    if state == State.APPROVED:
        granting.open_emergency_grant(request, by=by)


LOG: Final = LogWords(
    verbs={
        "decide_emergency": pgettext_lazy("decision", "decide on an emergency"),
        "release_emergency": pgettext_lazy("decision", "let know what was decided on an emergency"),
        "request_emergency": pgettext_lazy("decision", "ask for help at once"),
        "say_on_emergency": pgettext_lazy("decision", "say a word on an emergency"),
        "set_emergency_amount": pgettext_lazy("decision", "set the amount of an emergency"),
    },
    kinds={
        "emergency": pgettext_lazy("decision", "emergency request"),
        "emergency_word": pgettext_lazy("decision", "word on an emergency"),
    },
    reasons={
        "to decide on an emergency": pgettext_lazy("decision", "to decide on an emergency"),
    },
)
