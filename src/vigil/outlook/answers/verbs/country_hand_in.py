"""Hand in one country of a round. Once all are handed in, so is the round."""

from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.verbs.answering import mark_handed_in, require_round, submit
from vigil.outlook.models import CountryHandIn, Question, Round, Seat
from vigil.outlook.panels.preconditions import SEAT, own_seat, questions_for
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def hand_in_country(
    seat: Seat, place: str, *, by: User, number: int | None = None
) -> CountryHandIn:
    """Hand in the complete and the passed answers of one country. It can be repeated.

    With the last country of an expert, the round is handed in. `number` is the number of the round
    that the expert means. Raises NotAllowed, NotPossible (no round is open to them, or by now it is
    another one; they are asked nothing about this country; they are late, and hand in all at once).
    """
    take_part()
    seat = own_seat(seat, Seat.State.SEATED, by=by)
    row = require_round(seat)
    if number not in (None, row.number):
        raise NotPossible(_("This round is closed."))
    if row.state == Round.State.CLOSED:
        # Its results are computed anew for a late expert, once.
        raise NotPossible(_("This round is closed for the others. Hand in all countries at once."))
    asked = questions_for(seat)
    cells = [one for one in asked if one.term_id is not None and one.place == place]
    if not cells:
        raise NotPossible(_("You are not asked about this country."))
    unanswered = mark_handed_in(seat, row, cells)
    seat.group_reasons.filter(round=row, place=place).update(handed=F("version"))
    made, _new = CountryHandIn.objects.update_or_create(
        seat=seat,
        round=row,
        place=place,
        defaults={"unanswered": unanswered, "at": timezone.now()},
    )
    record("hand_in_country", SEAT, seat.uid, by=by, after={"round": row.number})
    _submit_if_last(seat, row, asked, by)
    return made


def _submit_if_last(seat: Seat, row: Round, asked: list[Question], by: User) -> None:
    done = dict(seat.country_hand_ins.filter(round=row).values_list("place", "unanswered"))
    countries = {one.place for one in asked if one.term_id is not None}
    if all(one.term_id is not None for one in asked) and countries <= set(done):
        submit(seat, row, sum(done[one] for one in countries), by=by)


LOG: Final = LogWords(
    verbs={
        "hand_in_country": pgettext_lazy("decision", "hand in a country of a round"),
    },
)
