"""Ask the experts of a cell for reasons. No verb changes a result: only a round does."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Panel, Question, ReasonRequest, Round
from vigil.outlook.panels.preconditions import QUESTION, clean_text, locked_panel
from vigil.outlook.results.verbs.requesting import last_closed, require_results
from vigil.outlook.second_reading.queries import SECOND_READ
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LONGEST: Final = 1000


@transaction.atomic
def ask_for_reasons(question: Question, wish: str, text: str, *, by: User) -> ReasonRequest:
    """Ask everybody who answered a cell to write a reason, or to check it, in the next round.

    Raises NotAllowed, Unfit naming the field, NotPossible (no next round can follow, it is open
    already, the results are being prepared, somebody asked already, or the text names somebody whom
    the public may not see).
    """
    take_part()
    require(by, SECOND_READ, question.panel)
    panel = locked_panel(question.panel)
    row = round_to_follow(panel)
    if question.panel_id != panel.pk or question.term_id is None:
        raise NotPossible(_("This is not a cell of the region."))
    if wish not in ReasonRequest.Wish.values:
        raise Unfit(_("Choose what you ask the experts to do."), "wish")
    text = clean_text(text, LONGEST)
    if not text:
        raise Unfit(_("Write what you want to know."), "text")
    require_no_hidden_names(text)
    if row.reason_requests.filter(question=question, withdrawn_at=None).exists():
        raise NotPossible(_("Somebody has asked about this cell already."))
    made = ReasonRequest.objects.create(
        question=question, round=row, wish=wish, text=text, asked_by=by
    )
    record("ask_for_reasons", QUESTION, question.uid, by=by, after={"round": row.number + 1})
    return made


@transaction.atomic
def withdraw_request(request: ReasonRequest, *, by: User) -> ReasonRequest:
    """Withdraw a request before the next round opens. Twice is no error.

    Raises NotAllowed, NotPossible (the next round is open: experts have read it).
    """
    panel = request.question.panel
    require(by, SECOND_READ, panel)
    panel = locked_panel(panel)
    row = ReasonRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if row.withdrawn_at is not None:
        return row
    later = panel.rounds.filter(number__gt=request.round.number)
    if later.exclude(state=Round.State.PLANNED).exists():
        raise NotPossible(_("The next round was opened: experts have read this request."))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record("withdraw_reason_request", QUESTION, request.question.uid, by=by)
    return row


def round_to_follow(panel: Panel) -> Round:
    """Return the closed round that a request would follow from. Raises NotPossible."""
    last = last_closed(panel)
    if panel.state != Panel.State.OPEN or last is None:
        raise NotPossible(_("You can ask for reasons between two rounds of an open panel."))
    require_results(last)
    if last.kind == Round.Kind.FINAL:
        raise NotPossible(_("The final round is closed. No other round follows it."))
    if panel.rounds.filter(number__gt=last.number).exclude(state=Round.State.PLANNED).exists():
        raise NotPossible(
            _("Round %(n)d is open already: some experts have answered without your request.")
            % {"n": last.number + 1}
        )
    return last


LOG: Final = LogWords(
    verbs={
        "ask_for_reasons": pgettext_lazy("decision", "ask the experts of a cell for reasons"),
        "withdraw_reason_request": pgettext_lazy("decision", "withdraw a request for reasons"),
    },
)
