"""Send an application once it is complete. `saving_drafts` keeps it until then."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.fund.applications.locking import locked
from vigil.fund.applications.verbs.saving_drafts import (
    KIND,
    DraftSavedElsewhere,
    State,
    clean_answers,
    look,
)
from vigil.fund.calls import verbs as calls
from vigil.fund.models import Application, Call, Party
from vigil.fund.parties import letters
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import keeping_digests, sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter
from vigil.trust.rooms.log_words import LogWords

GRACE_AFTER_DEADLINE: Final = timedelta(hours=2)
"""So long after the deadline a form is taken in that was opened before it."""


class IncompleteApplication(NotPossible):
    """The application cannot be sent yet; `errors` says why, by field key."""

    def __init__(self, message: str, errors: Mapping[str, str]) -> None:
        super().__init__(message)
        self.errors = errors


def submit(
    application: Application,
    values: Mapping[str, Any],
    *,
    confirmed: Sequence[bool],
    opened_at: datetime,
    language: str,
    token: str = "",
    theme: str = "",
    version: int | None = None,
) -> Application:
    """Send an application. Sending it again changes nothing.

    `confirmed` says for each condition of the call whether it is ticked. `opened_at` is when the
    form was opened: forms opened before the deadline have `GRACE_AFTER_DEADLINE`. `token` is the
    token of their link, which is repeated in a letter if they use email. Raises
    IncompleteApplication, DraftSavedElsewhere; NotPossible if it was withdrawn or is too late.
    """
    keeping_digests.compute(
        keeping_digests.accounts_and_contacts_in(application.call.form, clean_answers(values))
    )
    return _submit(
        application, values, confirmed, opened_at, language, token=token, theme=theme,
        version=version,
    )  # fmt: skip


@transaction.atomic
def _submit(
    application: Application,
    values: Mapping[str, Any],
    confirmed: Sequence[bool],
    opened_at: datetime,
    language: str,
    *,
    token: str,
    theme: str,
    version: int | None,
) -> Application:
    application = locked(application)
    if application.state in (State.SUBMITTED, State.REVIEW, State.DECIDED):
        return application
    if application.state != State.DRAFT:
        raise NotPossible(_("This was taken back: it cannot be sent any more."))
    if version is not None and version != application.version:
        raise DraftSavedElsewhere(_("This was saved in another window meanwhile. It was not sent."))
    _require_in_time(application.call, opened_at)
    checked = look(application, values, whole=True, language=language)
    wanted = len(application.call.eligibility)
    if not all(confirmed) or len(confirmed) < wanted:
        checked.errors["eligibility"] = _(
            "Confirm every condition. If one is not true for you, this call cannot help you."
        )
    if theme and theme not in application.call.themes:
        checked.errors["theme"] = _("Choose a theme of the list.")
    if checked.errors:
        raise IncompleteApplication(
            _("It was saved, but not sent yet: look at what is marked."), checked.errors
        )
    application.state, application.submitted_at = State.SUBMITTED, timezone.now()
    application.minor, application.currency = checked.minor, checked.currency
    application.language, application.theme = language[:12], theme
    application.save()
    keeping_digests.keep_answers(application, application.call.form, clean_answers(values))
    record("submit_application", KIND, application.uid, by=None)
    _confirm(application.party, token)
    return application


def in_time(call: Call, opened_at: datetime) -> bool:
    """Say whether a form that was opened then can still be sent."""
    now = timezone.now()
    if calls.is_open(call, now):
        return True
    closed = call.closes_at
    return (
        call.state == Call.State.PUBLISHED
        and closed is not None
        and call.opens_at <= opened_at < closed <= now < closed + GRACE_AFTER_DEADLINE
    )


def _require_in_time(call: Call, opened_at: datetime) -> None:
    if not in_time(call, opened_at):
        raise NotPossible(
            _(
                "This call is closed. What you wrote is saved, but it cannot be sent any more. "
                "Look whether another call is open."
            )
        )


def _confirm(party: Party, token: str) -> Letter | None:
    """Send the link again to a party that uses email, unless anything must never be sent to it.

    What must never be sent is free text, so the program cannot interpret it.
    """
    if not token or sealing.is_kept(PARTY, party.uid, "never_send"):
        return None
    known = dict(settings.LANGUAGES)
    with override(party.language if party.language in known else settings.LANGUAGE_CODE):
        lines = [
            _("There is a page for you. Only this link opens it:"),
            letters.own_page(party, token),
            _("Keep the link to yourself, or delete this message. On the page you can end it."),
        ]
    try:
        return letters.write_to_party(
            party, "\n\n".join(lines), by=None, decides=False, sealed=True
        )
    except NotPossible:
        return None  # an address that no letter reaches: what they sent is taken in all the same


LOG: Final = LogWords(
    verbs={
        "submit_application": pgettext_lazy("decision", "send an application"),
    },
)
