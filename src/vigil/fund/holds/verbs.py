"""Set and end a quiet stop: one officer stops, two end it.

Only the log says that there is one, under a number of its own that leads to no party. Why is sealed
with the key of the party.
"""

from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.models import Hold, Party
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.language.punctuation import beside
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirming
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, User
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "hold"
LIFT: Final = "lift_hold"


@transaction.atomic
def hold(party: Party, sign: str, why: str, *, by: User) -> Hold:
    """Set a quiet stop on a party, at once.

    Raises NotAllowed; Unfit if the sign is unknown or the reason is missing; NotPossible if the
    party was removed, or a stop holds already.
    """
    require(by, rules.WORK, party)
    if sign not in Hold.Sign.values:
        raise Unfit(_("Choose what you noticed."), "sign")
    if not why.strip():
        raise Unfit(_("Write what you noticed. It is kept encrypted."), "why")
    party = locking.locked(party)
    try:
        with transaction.atomic():
            row = Hold.objects.create(party=party, sign=sign, by=by)
    except IntegrityError:
        raise NotPossible(_("A quiet stop is set for this party already.")) from None
    sealing.write(party, KIND, row.uid, "why", why, by=by)
    record("set_hold", KIND, row.uid, by=by)
    return row


@transaction.atomic
def ask_to_lift(hold: Hold, why: str, *, by: User) -> Confirmation:
    """Ask a second officer to confirm that a quiet stop ends. Until then it holds.

    Raises NotAllowed; Unfit if the reason is missing; NotPossible if it ended, or this was asked
    already.
    """
    require(by, rules.WORK, hold)
    if not why.strip():
        raise Unfit(_("Write why it can end. It is kept encrypted."), "why")
    party, row = _locked(hold)
    # The log and the list of what waits get this instead of the reason.
    about = Subject(KIND, row.uid)
    asked = confirming.ask(LIFT, about, by=by, why="the reason is sealed")
    sealing.write(party, KIND, row.uid, "lift", why, by=by)
    return asked


@transaction.atomic
def lift(hold: Hold, *, by: User) -> Hold:
    """End a quiet stop, once two officers agreed.

    Raises NotAllowed; NeedsSecondPerson; NotPossible if it ended already.
    """
    require(by, rules.WORK, hold)
    require_two(LIFT, Subject(KIND, hold.uid))
    _party, row = _locked(hold)
    row.lifted_at, row.lifted_by = timezone.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    record(LIFT, KIND, row.uid, by=by)
    return row


def open_reason(hold: Hold, field: str, *, by: User, why: str) -> str:
    """Open why a stop was set (`why`) or why it can end (`lift`); the opening is recorded.

    Raises NotAllowed; NotPossible if the reason for opening is missing.
    """
    require(by, rules.WORK, hold)
    return sealing.read(hold.party, KIND, hold.uid, field, by=by, why=why)


def waits_to_end(hold: Hold) -> Confirmation | None:
    """Return the request to end a stop that a second officer has not answered, or None."""
    return confirming.waiting_on(LIFT, Subject(KIND, hold.uid))


def _locked(hold: Hold) -> tuple[Party, Hold]:
    party = locking.locked(hold.party)
    row = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if row.lifted_at is not None:
        raise NotPossible(_("This quiet stop ended already."))
    row.party = party
    return party, row


def _of(confirmation: Confirmation) -> Hold | None:
    rows = Hold.objects.filter(uid=confirmation.subject_key).select_related("party")
    return rows.first()


def _describe(confirmation: Confirmation) -> str:
    row = _of(confirmation)
    who = str(row.party) if row else _("A party that is gone")
    return beside(who, _("end the quiet stop"))


def _seen(confirmation: Confirmation) -> object:
    row = _of(confirmation)
    return None if row is None or row.lifted_at else [row.uid, row.sign]


def _link(confirmation: Confirmation) -> str:
    row = _of(confirmation)
    return reverse("desk_fund:hold", args=[row.party.uid]) if row else ""


def _carry_out(confirmation: Confirmation, by: User) -> Hold:
    return lift(Hold.objects.get(uid=confirmation.subject_key), by=by)


LIFTING: Final = ActOfTwo(
    verb=LIFT,
    kind=KIND,
    permission=rules.WORK,
    carry_out=_carry_out,
    describe=_describe,
    seen=_seen,
    about=_of,
    link=_link,
)
# Everybody who reads the log reads these words, also who may not know of the party.
LOG: Final = LogWords(
    verbs={
        "lift_hold": pgettext_lazy("decision", "end a precaution"),
        "set_hold": pgettext_lazy("decision", "take a precaution"),
    },
    kinds={
        "hold": pgettext_lazy("decision", "precaution"),
    },
    reasons={
        "the reason is sealed": pgettext_lazy("decision", "the reason is sealed"),
    },
)
