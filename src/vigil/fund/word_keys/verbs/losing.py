"""A lost key: one officer asks for a new one, another grants it, and the party hears of it.

No officer sees the key that counts. The party makes it itself, behind a link that a sealed letter
holds, or after it typed the key of a paper slip, which opens nothing else.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.models import KeyLoss, Party, WordKey
from vigil.fund.parties import letters, locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.fund.parties.verbs.own_page_links import require_screened
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.word_keys import passes
from vigil.fund.word_keys.hashing import digest_of_key
from vigil.fund.word_keys.typed_keys import NewKey, new_key
from vigil.fund.word_keys.verbs.making import end_open_losses, forget_keys
from vigil.fund.word_keys.word_lists import LANGUAGES
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "key_loss"
HOW: Final = "how"
SLIP_LASTS: Final = timedelta(days=14)
State, Way = KeyLoss.State, KeyLoss.Way


@transaction.atomic
def ask_for_new_key(party: Party, how: str, *, by: User) -> KeyLoss:
    """Ask a second officer for a new key of a party that lost its own.

    `how` says how the officer knows that it is them; it is sealed. The old key goes on opening the
    page until the request is granted. Raises NotAllowed; Unfit if `how` is missing; NotPossible if
    it was asked already, or the party may not be contacted yet or was removed.
    """
    require(by, rules.WORK, party)
    party = locking.locked(party)
    require_screened(party)
    if not how.strip():
        raise Unfit(_("State how you know that it is them."), "how")
    before = open_loss(party)
    if before is not None and before.state == State.ASKED:
        raise NotPossible(_("A new key was asked for already."))
    end_open_losses(party, State.ENDED)  # a link or slip that never led to a new key
    row = KeyLoss.objects.create(party=party, asked_by=by)
    sealing.write(party, KIND, row.uid, HOW, how, by=by)
    record("ask_for_new_key", KIND, row.uid, by=by, after={"state": row.state})
    return row


def open_how(loss: KeyLoss, *, by: User, why: str) -> str:
    """Open how the first officer knew that it is them. Raises NotAllowed, NotPossible."""
    require(by, rules.WORK, loss)
    return sealing.read(loss.party, KIND, loss.uid, HOW, by=by, why=why)


def grant_new_key(loss: KeyLoss, way: str, *, by: User) -> NewKey | None:
    """Grant a new key: the old one ends at once, and the party can make another.

    By letter, a sealed letter with a link waits for release, and None is returned. On paper, the
    key of a slip is returned, to be shown once: it leads to the page on which the party makes its
    own, and ends with that or after 14 days. Paper is refused where a letter can be sent. Raises
    NotAllowed; NeedsSecondPerson; NotPossible if it was answered meanwhile.
    """
    require(by, rules.WORK, loss)
    if way not in Way.values:
        raise Unfit(_("Choose how they get a new key."), "way")
    # Slow: before any lock.
    slip = _new_slip(loss.party) if way == Way.PAPER else None
    digest = digest_of_key(slip.text) if slip else ""
    with transaction.atomic():
        row, party = _locked(loss, by)
        forget_keys(party)
        row.state, row.way = State.GRANTED, way
        row.answered_by, row.answered_at = by, timezone.now()
        row.save(update_fields=["state", "way", "answered_by", "answered_at"])
        record("grant_new_key", KIND, row.uid, by=by, after={"state": row.state, "way": way})
        if slip is None:
            _write_link(party, by)
            return None
        if party.contact_by == Party.Contact.EMAIL:
            raise NotPossible(
                _(
                    "They use email: choose the sealed letter. If they lost their mailbox too, "
                    "change first how they may be reached."
                )
            )
        WordKey.objects.create(
            party=party,
            form=slip.form,
            language=slip.language,
            digest=digest,
            once=True,
            expires_at=timezone.now() + SLIP_LASTS,
        )
        # Whoever saw the slip could have opened the page: they do not approve an account from it.
        record(approval_terms.SLIP_DECISION, PARTY, party.uid, by=by)
        return slip


@transaction.atomic
def refuse_new_key(loss: KeyLoss, *, by: User) -> KeyLoss:
    """Refuse a new key; the old one stays. Raises NotAllowed; NotPossible if it was answered."""
    require(by, rules.WORK, loss)
    party = locking.locked(loss.party)
    row = party.key_losses.select_for_update().get(pk=loss.pk)
    if row.state != State.ASKED:
        raise NotPossible(_("This was answered already, or taken back."))
    _refuse(row, by)
    return row


@transaction.atomic
def object_to_new_key(party: Party) -> bool:
    """Stop a new key that the party, on its own page, says it did not ask for.

    What was granted meanwhile ends: the link, and the slip. Returns whether there was one.
    """
    party = locking.locked(party)
    row = open_loss(party)
    if row is None:
        return False
    party.word_keys.filter(once=True).delete()
    party.passes.filter(only_new_key=True).delete()
    _refuse(row, None)
    return True


def open_loss(party: Party) -> KeyLoss | None:
    """Return the request for a new key that is open or granted, or None."""
    rows = party.key_losses.filter(state__in=(State.ASKED, State.GRANTED))
    return rows.select_related("asked_by", "answered_by").first()


def _locked(loss: KeyLoss, by: User) -> tuple[KeyLoss, Party]:
    party = locking.locked(loss.party)
    row = party.key_losses.select_for_update(of=("self",)).get(pk=loss.pk)
    if row.state != State.ASKED:
        raise NotPossible(_("This was answered already, or taken back."))
    require_two_people(row.asked_by, by)
    return row, party


def _refuse(row: KeyLoss, by: User | None) -> None:
    row.state, row.answered_by, row.answered_at = State.REFUSED, by, timezone.now()
    row.save(update_fields=["state", "answered_by", "answered_at"])
    record("refuse_new_key", KIND, row.uid, by=by, after={"state": row.state})


def _new_slip(party: Party) -> NewKey:
    language = party.language.partition("-")[0]
    if language in LANGUAGES:
        return new_key(WordKey.Form.WORDS, language)
    return new_key(WordKey.Form.DIGITS)


def _write_link(party: Party, by: User) -> None:
    token = passes.new_pass(party, only_new_key=True)
    if letters.write_link_to_new_key(party, token, by=by) is None:
        raise NotPossible(_("They have no email address here: choose the paper slip."))


LOG: Final = LogWords(
    verbs={
        "ask_for_new_key": pgettext_lazy("decision", "ask for a new key for somebody"),
        "grant_new_key": pgettext_lazy("decision", "grant somebody a new key"),
        "refuse_new_key": pgettext_lazy("decision", "refuse somebody a new key"),
        approval_terms.SLIP_DECISION: pgettext_lazy("decision", "hand over the key of a slip"),
    },
    kinds={
        "key_loss": pgettext_lazy("decision", "lost key"),
    },
)
