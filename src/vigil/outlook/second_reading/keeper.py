"""Find people named in requests for reasons, and hide these requests from the experts."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.outlook.models import ReasonRequest
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import that_say

QUESTION: Final = "panel_question"
REQUEST: Final = "reason_request"


class SecondReadingKeeper:
    """Finds names in the requests of second readers."""

    room = "second_reading"
    label = gettext_lazy("Requests for reasons")
    models = frozenset({"outlook.ReasonRequest"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the requests that contain one of these names."""
        rows = that_say(ReasonRequest.objects.order_by("pk"), ("text",), names)
        return [
            Holding(
                kind=REQUEST,
                key=row.uid,
                label=row.text[:80],
                what=_("A request for reasons says the name: it would be hidden from the experts."),
                ticked=not row.withheld,
            )
            for row in rows
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a request from the experts."""
        row = ReasonRequest.objects.select_for_update(no_key=True).get(uid=holding.key)
        if act.withdrawal.pk not in row.withheld:
            row.withheld = [*row.withheld, act.withdrawal.pk]
            row.save(update_fields=["withheld"])
            record("withhold_reason_request", QUESTION, row.question.uid, by=act.by)
        return _("a request for reasons hidden from the experts")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again the requests that no other withdrawal hides."""
        done = []
        for row in ReasonRequest.objects.exclude(withheld=[]).select_related("question"):
            if withdrawal.pk in row.withheld:
                row.withheld = [one for one in row.withheld if one != withdrawal.pk]
                row.save(update_fields=["withheld"])
                record("show_reason_request_again", QUESTION, row.question.uid, by=by)
                done.append(_("a request for reasons shown again"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return a sentence if experts could still read one of these names in a request."""
        rows = that_say(ReasonRequest.objects.filter(withheld=[]), ("text",), names)
        return [_("A request for reasons still says the name.")] if rows.exists() else []


LOG: Final = LogWords(
    verbs={
        "show_reason_request_again": pgettext_lazy("decision", "show a request for reasons again"),
        "withhold_reason_request": pgettext_lazy("decision", "hide a request for reasons"),
    },
)
