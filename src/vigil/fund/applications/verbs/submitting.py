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
from vigil.fund.applications.verbs import storing_files
from vigil.fund.applications.verbs.saving_drafts import (
    KIND,
    DraftSavedElsewhere,
    State,
    clean_answers,
    look,
    seal_answers,
)
from vigil.fund.calls import verbs as calls
from vigil.fund.calls import versions
from vigil.fund.calls.conditions import hidden_answers, visible_fields, without_hidden
from vigil.fund.calls.form_definition import Field
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


class FormChanged(NotPossible):
    """The form of the call was changed since the draft was saved."""


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
    form = versions.form_of(application)
    keeping_digests.compute(
        keeping_digests.accounts_and_contacts_in(form, without_hidden(form, clean_answers(values)))
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
    call = calls.locked(application.call)  # its form cannot change meanwhile
    application = locked(application)
    if application.state in (State.SUBMITTED, State.REVIEW, State.DECIDED):
        return application
    if application.state != State.DRAFT:
        raise NotPossible(_("This was taken back: it cannot be sent any more."))
    if version is not None and version != application.version:
        raise DraftSavedElsewhere(_("This was saved in another window meanwhile. It was not sent."))
    _require_in_time(call, opened_at)
    now = versions.current_version(call)
    if now is not None and now.pk != application.form_version_id:
        raise FormChanged(
            _("The form was changed meanwhile. What you wrote is saved. Look at what is new.")
        )
    checked = look(application, values, whole=True, language=language)
    wanted = len(call.eligibility)
    if not all(confirmed) or len(confirmed) < wanted:
        checked.errors["eligibility"] = _(
            "Confirm every condition. If one is not true for you, this call cannot help you."
        )
    if theme and theme not in call.themes:
        checked.errors["theme"] = _("Choose a theme of the list.")
    if checked.errors:
        raise IncompleteApplication(
            _("It was saved, but not sent yet: look at what is marked."), checked.errors
        )
    application.state, application.submitted_at = State.SUBMITTED, timezone.now()
    application.minor, application.currency = checked.minor, checked.currency
    application.language, application.theme = language[:12], theme
    form = versions.form_of(application)
    kept = _drop_hidden(application, form, clean_answers(values))
    application.save()
    keeping_digests.keep_answers(application, form, kept)
    record("submit_application", KIND, application.uid, by=None)
    _confirm(application.party, token)
    return application


def _drop_hidden(
    application: Application, form: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Remove answers and files of questions that are not shown any more; return what is left.

    Their keys stay, so that the applicant is told.
    """
    shown = {field["key"] for field in visible_fields(form, values)}
    rows = list(application.files.filter(removed=False, whole=True).exclude(field__in=shown))
    kept = without_hidden(form, values)
    hidden = {field["key"] for field in hidden_answers(form, values)} | {one.field for one in rows}
    application.dropped = [field["key"] for field in form if field["key"] in hidden]
    if application.dropped:
        seal_answers(application, form, kept)
    for row in rows:
        storing_files.remove_file(row, why="the question is not asked any more")
    return kept


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
    reasons={
        "the question is not asked any more": pgettext_lazy(
            "decision", "the question is not asked any more"
        ),
    },
)
