"""Invite experts to a panel; take, change and leave a seat; recuse experts from questions.

Only the chair and the holder know whose seat it is. Letters to an expert state that something is
waiting, but not what it is. `experts.queries` finds experts by their expertise.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.people.verbs.conflicts import (
    close_conflicted_cells,
    require_no_conflict,
)
from vigil.outlook.experts import letters as expert_letters
from vigil.outlook.models import (
    AnswerVersion,
    Extension,
    GroupReasonVersion,
    Panel,
    Question,
    Round,
    Seat,
)
from vigil.outlook.panels.deadlines import checked_zone, instant_of_wall_time
from vigil.outlook.panels.preconditions import (
    ANSWER,
    REMARK,
    RUN,
    SEAT,
    WORDS,
    clean_text,
    destroy_sealed,
    locked_panel,
    locked_round,
    locked_seat,
    one_sealed,
    own_seat,
    require_running,
    seal_json,
)
from vigil.outlook.results.verbs.quoting import unquote
from vigil.outlook.results.verbs.requesting import REMOVED, want_results_anew
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.outbox.verbs.letters import forget_letters
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, shred_many

INTEREST: Final = "interest"
HANDLE_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Letters of handles: no vowels, so that none is a word, and none that looks like a digit."""
EXPERTISE: Final = ("markets", "regions", "responses")
State = Seat.State
DRAFT, OPEN = Panel.State.DRAFT, Panel.State.OPEN


@transaction.atomic
def invite(
    panel: Panel, user: User, *, by: User, expertise: Mapping[str, Sequence[str]] | None = None
) -> Seat:
    """Invite an expert and write to them. Inviting them twice makes one seat.

    `expertise` is why they were invited, by the names of EXPERTISE. Raises NotAllowed, NotPossible
    (not an expert; they lead the panel; it is over; they declined, withdrew or were refused).
    """
    panel = require_running(panel, DRAFT, OPEN, by=by)
    if Role.PANEL_EXPERT not in roles_of(user):
        raise NotPossible(_("An administrator has to give them the role of a panel expert first."))
    if user.pk == panel.chair_id or panel.co_chairs.filter(pk=user.pk).exists():
        raise NotPossible(_("Who leads a panel does not answer on it."))
    if panel.second_readers.filter(user=user).exists():
        raise NotPossible(_("A second reader of a panel does not answer on it."))
    seat = panel.seats.filter(user=user).first()
    if seat is not None:
        if seat.state not in (State.INVITED, State.SEATED):
            raise NotPossible(_("They were invited already, and are not on the panel any more."))
        return seat
    known = {name: list((expertise or {}).get(name, ())) for name in EXPERTISE}
    seat = Seat.objects.create(
        panel=panel, user=user, handle=new_handle(panel), expertise=known, language=panel.language
    )
    record("invite_expert", SEAT, seat.uid, by=by)
    close_conflicted_cells(panel, user)
    expert_letters.write_invitation(seat)
    return seat


@transaction.atomic
def accept(seat: Seat, *, by: User, interest: str = "", **choices: Any) -> Seat:
    """Take a seat. `interest` is what might sway them, for the chair alone; empty if there is none.

    `choices` are those of `choose`. Raises NotAllowed (the seat is another's), NotPossible (they
    are not invited, or not any more; the panel is over), Unfit.
    """
    require(by, "outlook.sit", seat)
    _require_running(locked_panel(seat.panel))
    seat = own_seat(seat, State.INVITED, by=by)
    seat.state, seat.answered_at = State.SEATED, timezone.now()
    _choose(seat, choices)
    _keep_interest(seat, interest, by)
    seat.save()
    record("accept_seat", SEAT, seat.uid, by=by, after={"state": seat.state})
    return seat


@transaction.atomic
def choose(seat: Seat, *, by: User, **choices: Any) -> Seat:
    """Change one or more of an expert's choices for this panel.

    They are: `shown_to_experts` (show their name to the others, where the panel allows it),
    `quotable`, `weights_agreed`, `language`, `zone`.

    Consent to weights cannot change once the panel is closed, because the seeds are known then.
    Consent to quotes can end at any time, and published quotes are deleted at once. It cannot begin
    once the panel is final: a new quote would then reveal whose it is. Raises NotAllowed,
    NotPossible, Unfit.
    """
    require(by, "outlook.sit", seat)
    panel = locked_panel(seat.panel)
    seat = own_seat(seat, State.SEATED, by=by)
    agreed = choices.get("weights_agreed", seat.weights_agreed)
    if agreed != seat.weights_agreed and panel.state not in (DRAFT, OPEN):
        raise NotPossible(_("Whether you are weighted is said before the panel is closed."))
    begins = choices.get("quotable") and not seat.quotable
    if begins and panel.state == Panel.State.FINAL:
        raise NotPossible(_("Whether you are quoted is said before the panel is final."))
    _choose(seat, choices)
    seat.save()
    if not seat.quotable:
        unquote(seat)
    record("choose_on_seat", SEAT, seat.uid, by=by, after={"fields": sorted(choices)})
    return seat


@transaction.atomic
def state_interest(seat: Seat, text: str, *, by: User) -> Seat:
    """State a new interest, or replace the one that was stated; an empty text removes it.

    Raises NotAllowed, NotPossible (they are not on the panel; the text is too long).
    """
    seat = own_seat(seat, State.SEATED, by=by)
    _keep_interest(seat, text, by)
    seat.save(update_fields=["has_interest"])
    record("state_interest", SEAT, seat.uid, by=by, after={"interest": seat.has_interest})
    return seat


def read_interest(seat: Seat, *, by: User, why: str) -> str:
    """Return the interest that an expert stated, for the chair. The log records that it was opened.

    Raises NotAllowed, NotPossible (no reason was given; the key is not on this machine).
    """
    require(by, RUN, seat.panel)
    sealed = one_sealed(SEAT, seat.uid, INTEREST)
    return open_sealed(sealed, by=by, why=why) if sealed is not None else ""


@transaction.atomic
def decline(seat: Seat, *, by: User) -> Seat:
    """Decline an invitation. Raises NotAllowed, NotPossible (it was answered already)."""
    return leave("decline_seat", own_seat(seat, State.INVITED, by=by), State.DECLINED, by)


@transaction.atomic
def withdraw(seat: Seat, *, by: User, remove: bool = False) -> Seat:
    """Leave a panel. What was handed in stays pooled, unless the expert asks to have it removed.

    Their reasons are not quoted any more, and their name is not shown beside their handle. What
    they saved in the open round and did not hand in is not pooled. Raises NotAllowed, NotPossible
    (they are not on the panel; it is final, and answers cannot be removed any more).
    """
    require(by, "outlook.sit", seat)
    locked_panel(seat.panel)
    seat = leave("withdraw_seat", own_seat(seat, State.SEATED, by=by), State.WITHDRAWN, by)
    return remove_answers(seat, by=by) if remove else seat


@transaction.atomic
def remove_answers(seat: Seat, *, by: User) -> Seat:
    """Destroy the answers and remarks of an expert who withdrew, and pool again without them.

    Not once the panel is final: its numbers are published then, and reveal nobody's answer. Doing
    it twice is no error. Raises NotAllowed, NotPossible.
    """
    require(by, "outlook.sit", seat)
    panel = locked_panel(seat.panel)
    rounds = [locked_round(one) for one in panel.rounds.filter(state=Round.State.CLOSED)]
    seat = own_seat(seat, State.WITHDRAWN, by=by)
    if seat.removed:
        return seat
    if panel.state == Panel.State.FINAL:
        raise NotPossible(_("The panel is final: its numbers stand. They tell nobody’s answer."))
    handed_in = set(seat.answers.exclude(handed=0).values_list("round", flat=True))
    versions = AnswerVersion.objects.filter(answer__seat=seat)
    grouped = GroupReasonVersion.objects.filter(group__seat=seat)
    keys = [*versions.values_list("uid", flat=True), *grouped.values_list("uid", flat=True)]
    shred_many(ANSWER, WORDS, keys, why="the expert had it removed")
    for remark in seat.remarks.all():
        destroy_sealed(REMARK, remark.uid, why="the expert had it removed")
    seat.remarks.filter(taken_back_at=None).update(taken_back_at=timezone.now())
    seat.answers.all().delete()
    seat.group_reasons.all().delete()
    seat.country_hand_ins.all().delete()
    seat.removed = True
    seat.save(update_fields=["removed"])
    record("remove_answers", SEAT, seat.uid, by=by)
    for row in rounds:
        if row.pk in handed_in:
            want_results_anew(row, REMOVED)
    return seat


@transaction.atomic
def refuse(seat: Seat, *, by: User, why: str) -> Seat:
    """Refuse a seat because of an interest, before any answer of the expert is pooled.

    Raises NotAllowed, NotPossible (no reason was given; they handed a round in: recuse them
    instead).
    """
    require_running(seat.panel, DRAFT, OPEN, by=by)
    seat = locked_seat(seat, State.INVITED, State.SEATED)
    if not why.strip():
        raise Unfit(_("Say why."), "why")
    if seat.submissions.exists():
        raise NotPossible(
            _("They have handed in already. Take them out of the questions that it is about.")
        )
    seal_json(SEAT, seat.uid, "refused", clean_text(why), by=by)
    return leave("refuse_seat", seat, State.REFUSED, by)


@transaction.atomic
def recuse(seat: Seat, question: Question, *, by: User) -> Seat:
    """Keep an expert out of one question. The expert or the chair can do it.

    In rounds that are not closed, their answer to it does not count any more. Closed rounds stay as
    they were pooled: pooled again without the expert, they would show the chair what the expert
    answered. Raises NotAllowed, NotPossible (they are not on the panel; it is not its question).
    """
    seat = _seat_for_recusing(seat, question, by)
    seat.recused.add(question)
    open_ones = seat.answers.filter(question=question, round__state=Round.State.OPEN)
    open_ones.update(handed=0)
    record("recuse_expert", SEAT, seat.uid, by=by, after={"question": question.uid})
    return seat


@transaction.atomic
def unrecuse(seat: Seat, question: Question, *, by: User) -> Seat:
    """Let an expert answer a question again from which they were recused. Only the chair can do it.

    Raises NotAllowed, NotPossible (a conflict of interest touches the question).
    """
    require(by, RUN, seat.panel)
    seat = _seat_for_recusing(seat, question, by)
    require_no_conflict(seat, question)
    seat.recused.remove(question)
    record("unrecuse_expert", SEAT, seat.uid, by=by, after={"question": question.uid})
    return seat


@transaction.atomic
def extend(seat: Seat, round: Round, until: datetime, *, by: User) -> Extension:
    """Give one expert more time in a round, even if it is closed. `until`: wall time of the panel.

    Until they hand in or the time is over, they do not see what others answered there. Raises
    NotAllowed, NotPossible (they may have seen the answers; they handed in, or their time is over),
    Unfit (it is not later than the deadline and now).
    """
    panel = require_running(round.panel, OPEN, by=by)
    row = locked_round(round)
    seat = locked_seat(seat, State.SEATED)
    if seat.panel_id != panel.pk or row.state == Round.State.PLANNED:
        raise NotPossible(_("This round is not open yet."))
    if row.state == Round.State.CLOSED and not seat.extensions.filter(round=row).exists():
        raise NotPossible(_("It is closed: they may have seen what the others answered."))
    over = seat.extensions.filter(round=row, until__lte=timezone.now()).exists()
    if seat.submissions.filter(round=row).exists() or (over and row.state == Round.State.CLOSED):
        raise NotPossible(_("They handed in already, or their time was over."))
    at = instant_of_wall_time(until, panel.zone, "until")
    if at <= max(row.closes_at, timezone.now()):
        raise Unfit(_("More time ends later than the deadline, and not in the past."), "until")
    found, _new = Extension.objects.update_or_create(seat=seat, round=row, defaults={"until": at})
    seat.reminders.filter(round=row).update(superseded=True)  # they stated the earlier time
    after = {"round": row.number, "until": at.isoformat()}
    record("extend_seat", SEAT, seat.uid, by=by, after=after)
    return found


def new_handle(panel: Panel) -> str:
    """Return a random handle that nobody has, or had, on this panel."""
    taken = set(panel.seats.values_list("handle", flat=True))
    while True:
        letters = "".join(secrets.choice(HANDLE_LETTERS) for _n in range(2))
        handle = f"{letters}{secrets.randbelow(8) + 2}"
        if handle not in taken:
            return handle


def _require_running(panel: Panel) -> None:
    if panel.state not in (DRAFT, OPEN):
        raise NotPossible(_("This panel is over."))


def _choose(seat: Seat, choices: Mapping[str, Any]) -> None:
    flags = {"shown_to_experts", "quotable", "weights_agreed"}
    if odd := sorted(set(choices) - flags - {"language", "zone"}):
        raise ValueError(f"nothing that an expert chooses: {odd}")
    for name in flags & set(choices):
        setattr(seat, name, bool(choices[name]))
    if seat.panel.names == Panel.Names.ANONYMOUS:
        seat.shown_to_experts = False
    if "zone" in choices:  # empty: use the zone of the panel again
        zone = choices["zone"]
        seat.zone = checked_zone(zone) if zone else ""
    if language := choices.get("language"):
        seat.language = str(language)[:12]


def _keep_interest(seat: Seat, text: str, by: User) -> None:
    text = clean_text(text)
    seat.has_interest = bool(text)
    if text:
        seal(SEAT, seat.uid, INTEREST, text, by=by)
    elif one_sealed(SEAT, seat.uid, INTEREST) is not None:
        destroy_sealed(SEAT, seat.uid, why="the expert took it back")


def leave(verb: str, seat: Seat, state: str, by: User) -> Seat:
    """End a seat that is locked: consents end with it, and its letters go no more."""
    before, seat.state, seat.left_at = seat.state, state, timezone.now()
    # Consent ends with the seat: an expert who has left cannot end it.
    seat.quotable = seat.shown_to_experts = False
    seat.save(update_fields=["state", "left_at", "quotable", "shown_to_experts"])
    unquote(seat)
    forget_letters(SEAT, seat.uid, why="the seat was left")
    record(verb, SEAT, seat.uid, by=by, before={"state": before}, after={"state": state})
    return seat


def _seat_for_recusing(seat: Seat, question: Question, by: User) -> Seat:
    if not by.has_perm("outlook.sit", seat) and not by.has_perm(RUN, seat.panel):
        raise NotAllowed(_("This is for the expert and the chair."))
    seat = locked_seat(seat, State.INVITED, State.SEATED)
    if question.panel_id != seat.panel_id:
        raise NotPossible(_("This is no question of the panel."))
    if seat.panel.state not in (DRAFT, OPEN):
        raise NotPossible(_("This panel is over."))
    return seat


LOG: Final = LogWords(
    verbs={
        "accept_seat": pgettext_lazy("decision", "take a seat on a panel"),
        "choose_on_seat": pgettext_lazy("decision", "change one’s choices on a panel"),
        "decline_seat": pgettext_lazy("decision", "decline a seat on a panel"),
        "extend_seat": pgettext_lazy("decision", "give an expert more time"),
        "invite_expert": pgettext_lazy("decision", "invite an expert"),
        "recuse_expert": pgettext_lazy("decision", "keep an expert out of a question"),
        "refuse_seat": pgettext_lazy("decision", "refuse somebody a seat"),
        "remove_answers": pgettext_lazy("decision", "remove the answers of an expert who withdrew"),
        "state_interest": pgettext_lazy("decision", "state an interest"),
        "unrecuse_expert": pgettext_lazy("decision", "ask an expert a question again"),
        "withdraw_seat": pgettext_lazy("decision", "withdraw from a panel"),
    },
    kinds={
        "panel_seat": pgettext_lazy("decision", "seat on a panel"),
    },
    parts={
        "question": pgettext_lazy("decision", "question"),
    },
    reasons={
        "the expert had it removed": pgettext_lazy("decision", "the expert had it removed"),
        "the expert took it back": pgettext_lazy("decision", "the expert took it back"),
        "the seat was left": pgettext_lazy("decision", "the seat was left"),
    },
)
