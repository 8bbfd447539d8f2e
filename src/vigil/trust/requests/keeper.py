"""What `trust` holds of people beside files and letters, and what withdrawing does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, Request, User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import sealed_for, shred
from vigil.trust.withdrawals.names_in_texts import says, that_say


class TrustKeeper:
    """Requests, which may name people. All else in this room is keyed, sealed, or a colleague's."""

    room = "trust"
    label = gettext_lazy("Requests, agreements, the log")
    models = frozenset(
        {
            "trust.User",
            "trust.RoleGrant",
            "trust.OneTimeLink",
            "trust.Invitation",
            "trust.OpenSession",
            "trust.Device",
            "trust.Decision",
            "trust.Consent",
            "trust.Confirmation",
            "trust.Protection",
            "trust.Sealed",
            "trust.Withdrawal",
            "trust.Request",
            # What libraries keep of colleagues: an account's address, sessions, second factors.
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "sessions.Session",
        }
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the requests that have one of these names. The public never sees them."""
        found = that_say(Request.objects.all(), ("text", "answer"), names)
        return [
            Holding(
                kind="request",
                key=str(request.pk),
                label=f"{request}: {request.text[:120]}",
                what=_("Only the desk reads it. Its text and contact would be removed for good."),
                ticked=False,
            )
            for request in found
        ]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Remove the text, answer and contact of a request. The row stays."""
        request = Request.objects.select_for_update().get(pk=int(holding.key))
        for sealed in sealed_for("request", holding.key):
            shred(sealed, by=None, why=f"{act.withdrawal}")
        request.text, request.answer, request.has_contact = _("removed"), "", False
        request.save(update_fields=["text", "answer", "has_contact"])
        record("erase_request", "request", holding.key, by=act.by, why=act.withdrawal.why)
        return _("text and contact of the request removed for good")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Say that what was removed from requests does not come back."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("what was removed from requests is gone for good")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count what stays at the desk: decisions, names of colleagues."""
        sentences = []
        if n := _decisions_that_say(names):
            sentences.append(
                ngettext(
                    "%(n)d decision holds the name, in its reason or in what it changed. "
                    "Decisions are never changed; only the desk reads them.",
                    "%(n)d decisions hold the name, in their reasons or in what they changed. "
                    "Decisions are never changed; only the desk reads them.",
                    n,
                )
                % {"n": n}
            )
        if that_say(User.objects.all(), ("display_name", "email"), names).exists():
            sentences.append(
                _("A colleague's account bears the name. An administrator changes it.")
            )
        return sentences


def _decisions_that_say(names: Sequence[str]) -> int:
    """Count the decisions that have a name in their reason, or in what they changed."""
    rows = Decision.objects.values_list("why", "before", "after").iterator()
    return sum(says(map(str, row), names) for row in rows)


WITHOUT_PERSONAL_DATA: Final = {
    "trust.RequestCount": "a count under a slow digest of one day, deleted the next",
    "trust.SpentTicket": "a digest of a random number, deleted after two days",
    "trust.SharedValue": "tries at passwords, under keyed digests, deleted after minutes",
    "trust.KeyMark": "a digest by which the keys are known again; nobody's",
    "trust.OwnKey": "which key is whose, by codes; and which was destroyed",
    "trust.Lockdown": "when nobody was let in, and which colleague began it",
    "trust.ResumableUpload": "a file that a colleague sends in pieces; handed on, or removed",
    "trust.Task": "what colleagues asked to have done, by keys; their reason goes when it is done",
    "trust.Duty": "when each piece of background work is due, and on which machine it is done",
    "trust.Collection": "when each listed source was last collected",
    "trust.Organisation": "what the organisation states of itself on every page",
    "trust.Budget": "how much everybody together sent in a span of time",
    "auth.Group": "not used: roles are granted one by one",
    "auth.Permission": "names of permissions",
    "contenttypes.ContentType": "names of models",
}
"""Model -> why nobody can be found in it."""


LOG: Final = LogWords(
    verbs={
        "erase_request": pgettext_lazy("decision", "erase a request"),
    },
)
