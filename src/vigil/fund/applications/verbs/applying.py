"""What an applicant does: begin, write, send, take back. They have no account, but a link.

No verb here knows who asks: whoever has the link is the applicant. What was typed is kept as it
was typed, before anything is said against it.
"""

import base64
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.fund.access.doors import APPLICATION_FORM
from vigil.fund.applications.answer_checks import AnswerLimits, CheckedAnswers, check_answers
from vigil.fund.applications.verbs import storing_files
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.form_definition import applicant_name_key, split_identity_from_answers
from vigil.fund.models import Application, Call, Nomination, Party
from vigil.fund.parties import letters, locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.numbers import next_number
from vigil.fund.parties.verbs import keeping_digests, own_page_links, registering, sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter
from vigil.trust.outbox.verbs.letters import forget_letter
from vigil.trust.public_forms.doors import require_open
from vigil.trust.public_forms.tickets import Ticket, require_ready, spend
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "application"
ANSWERS, IDENTITY = "answers", "identity"
MAX_ANSWERS_LENGTH: Final = 200_000
"""Characters of all answers together, as they are kept."""
GRACE_AFTER_DEADLINE: Final = timedelta(hours=2)
"""So long after the deadline a form is taken in that was opened before it."""
DRAFT_REOPENED: Final = "the applicant came back to the draft"
State = Application.State


class IncompleteApplication(NotPossible):
    """It cannot be sent as it is; `errors` say why, by the keys of the form's fields."""

    def __init__(self, message: str, errors: Mapping[str, str]) -> None:
        super().__init__(message)
        self.errors = errors


class DraftSavedElsewhere(NotPossible):
    """The draft was saved elsewhere since this form was opened: nothing is written over it."""


@dataclass(frozen=True)
class StartedApplication:
    """An application that was begun, and the token of the link to it: kept nowhere."""

    application: Application
    token: str


def token_of(ticket: Ticket, what: str) -> str:
    """Return the token that a form with this ticket leads to: the same however often it is sent."""
    said = f"fund {what} {ticket.number}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def begin(
    call: Call, who: Mapping[str, Any], *, ticket: Ticket, language: str
) -> StartedApplication:
    """Begin an application to an open call: take in who applies, with the level they chose.

    `who` are values of `parties.take_in`; without a level they are hidden. The same form sent
    twice is one application. Raises NotPossible (the call is not open; what is wrong with `who`),
    DoorClosed, StaleTicket, TooSoon, Full.
    """
    token = token_of(ticket, call.slug)
    if (before := _begun(token, call)) is not None:
        return StartedApplication(before, token)
    _require_open(call)
    if call.access != Call.Access.OPEN:
        raise NotPossible(_("Only whom we invite applies here: by the link that they were given."))
    require_open(APPLICATION_FORM)
    require_ready(ticket)
    registering.compute_digests(who)
    try:
        return StartedApplication(_begin(call, who, ticket, token, language), token)
    except NotPossible:
        # The same form, sent twice at once: the other one was first.
        if (other := _begun(token, call)) is not None:
            return StartedApplication(other, token)
        raise


@transaction.atomic
def begin_own(party: Party, call: Call, *, language: str) -> Application:
    """Begin an application by a link that somebody has, or return the one that they have begun.

    Raises NotPossible (the call is not open; it is for whom we invite, and they are not),
    DoorClosed.
    """
    call = calls.locked(call)  # before the party: see `parties.locked`
    party = locking.locked(party)
    mine = party.applications.filter(call=call).exclude(state=State.WITHDRAWN).first()
    if mine is not None:
        return mine
    require_open(APPLICATION_FORM)
    _require_open(call)
    if call.access != Call.Access.OPEN and not invited_to(party).filter(pk=call.pk).exists():
        raise NotPossible(_("Only whom we invite applies here: by the link that they were given."))
    return _create(call, party, language)


def invited_to(party: Party) -> QuerySet[Call]:
    """Return the calls to which a party was invited, that are published."""
    asked = party.nominations.filter(state=Nomination.State.CONTACTED).exclude(call=None)
    return Call.objects.filter(pk__in=asked.values("call"), state=Call.State.PUBLISHED)


@transaction.atomic
def save_draft(
    application: Application,
    values: Mapping[str, Any],
    *,
    theme: str = "",
    confirmed: Iterable[int] = (),
    version: int | None = None,
) -> Application:
    """Keep what was typed, as it was typed, and which conditions are ticked, by their numbers.

    `version` is that of the draft when the form was opened; None writes over whatever stands.
    Raises Newer (saved elsewhere since, and otherwise), NotPossible (sent or taken back; too long).
    """
    application = locked(application)
    if application.state != State.DRAFT:
        raise NotPossible(_("This was sent, or taken back: it cannot be changed any more."))
    ticked = sorted({n for n in confirmed if 0 <= n < len(application.call.eligibility)})
    if version is not None and version != application.version:
        same_theme = theme == application.theme or theme not in application.call.themes
        if same_theme and ticked == application.confirmed and _says(application, values):
            return application  # the same form, sent twice
        raise DraftSavedElsewhere(
            _("It was saved in another window since you opened it here. Nothing was written over.")
        )
    form = application.call.form
    identity, answers = split_identity_from_answers(form, _clean(values))
    for field, part in ((ANSWERS, answers), (IDENTITY, identity)):
        text = json.dumps(part, ensure_ascii=False)
        sealing.write(
            application.party,
            KIND,
            application.uid,
            field,
            text,
            by=None,
            longest=MAX_ANSWERS_LENGTH,
        )
    name = str(identity.get(applicant_name_key(form), "")).strip()[: registering.LONGEST_NAME]
    if name:
        registering.say_own(application.party, name=name)
    application.changed_at = timezone.now()
    if theme in application.call.themes:
        application.theme = theme
    application.confirmed, application.version = ticked, application.version + 1
    application.save(update_fields=["changed_at", "theme", "confirmed", "version"])
    record("save_application", KIND, application.uid, by=None)
    return application


def look(
    application: Application, values: Mapping[str, Any], *, whole: bool, language: str
) -> CheckedAnswers:
    """Return what is wrong with answers; where they are to be sent `whole`, also what is missing.

    `language` is that of the form: amounts are read as it writes them.
    """
    call = application.call
    terms = AnswerLimits(
        call.form,
        call.currency,
        call.most_minor,
        calls.in_zone_of_call(call.opens_at, call).date(),
        language,
    )
    return check_answers(terms, _clean(values), whole=whole, files=files_by_field(application))


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
    """Send an application. The same sent twice is sent once.

    `confirmed` says of each condition of the call whether it was ticked, `opened_at` when the form
    was opened: who opened it before the deadline has `GRACE`. `token` is that of their link, which
    a letter repeats where they are reached by e-mail and nothing is said against it. `version` is
    that of the draft that was looked at. Raises Incomplete, Newer, NotPossible (taken back; too
    late).
    """
    keeping_digests.compute(
        keeping_digests.accounts_and_contacts_in(application.call.form, _clean(values))
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
    keeping_digests.keep_answers(application, application.call.form, _clean(values))
    record("submit_application", KIND, application.uid, by=None)
    _confirm(application.party, token)
    return application


@transaction.atomic
def take_back(application: Application) -> Application:
    """Take an application back: its words and files are destroyed, that there was one stays.

    What was decided and not told yet is never told: a refusal would tell that it was decided.
    Twice is no error. Raises NotPossible (they were told what was decided).
    """
    application = locked(application)
    if application.state == State.WITHDRAWN:
        return application
    decided = application.determinations.select_related("letter")
    if application.state == State.DECIDED and decided.exclude(told_at=None).exists():
        raise NotPossible(
            _("This was decided already. You can have everything about you removed instead.")
        )
    for field in (ANSWERS, IDENTITY):
        sealing.drop(KIND, application.uid, field, why="the applicant took it back")
    for row in application.files.filter(removed=False):
        storing_files.remove_file(row, why="the applicant took it back")
    application.traces.all().delete()
    for made in decided.exclude(letter=None):
        assert made.letter is not None
        forget_letter(made.letter, why="the applicant took it back")
    before, application.state, application.outcome = application.state, State.WITHDRAWN, ""
    application.minor, application.currency, application.theme = None, "", ""
    application.confirmed = []
    application.save()
    record(
        "take_application_back", KIND, application.uid, by=None,
        before={"state": before}, after={"state": application.state},
    )  # fmt: skip
    return application


def draft_of(application: Application) -> dict[str, Any]:
    """Return what was typed into a draft, for its applicant. That it was opened is kept.

    Raises NotPossible (it is no draft any more; the key is not on this machine).
    """
    if application.state != State.DRAFT:
        raise NotPossible(_("This was sent, or taken back: it cannot be changed any more."))
    return _kept(application)


def _says(application: Application, values: Mapping[str, Any]) -> bool:
    """Say whether just this was typed into a draft before. That it was opened is kept."""
    identity, answers = split_identity_from_answers(application.call.form, _clean(values))
    return _kept(application) == identity | answers


def _kept(application: Application) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in (ANSWERS, IDENTITY):
        text = sealing.read_to_act(
            application.party, KIND, application.uid, field, why=DRAFT_REOPENED
        )
        found |= json.loads(text) if text else {}
    return found


def files_by_field(application: Application) -> dict[str, int]:
    """Return how many files are kept for each field of the form."""
    found: dict[str, int] = {}
    for field in application.files.filter(removed=False, whole=True).values_list(
        "field", flat=True
    ):
        found[field] = found.get(field, 0) + 1
    return found


def in_time(call: Call, opened_at: datetime) -> bool:
    """Say whether a form that was opened then can be sent now."""
    now = timezone.now()
    if calls.is_open(call, now):
        return True
    closed = call.closes_at
    return (
        call.state == Call.State.PUBLISHED
        and closed is not None
        and call.opens_at <= opened_at < closed <= now < closed + GRACE_AFTER_DEADLINE
    )


def locked(application: Application) -> Application:
    """Return an application as it stands, locked, with a party that is kept.

    Raises NotPossible (the party was removed).
    """
    current = Application.objects.select_for_update().get(pk=application.pk)
    current.party = locking.locked(current.party)
    return current


def _begun(token: str, call: Call) -> Application | None:
    party = own_page_links.party_of_token(token)
    return party.applications.filter(call=call).first() if party is not None else None


@transaction.atomic
def _begin(
    call: Call, who: Mapping[str, Any], ticket: Ticket, token: str, language: str
) -> Application:
    spend(ticket)
    values = {"level": "hidden", "language": language, **who}
    party = registering.take_in(by=None, **values)
    own_page_links.new_link(party, by=None, token=token)
    return _create(call, party, language)


def _create(call: Call, party: Party, language: str) -> Application:
    call = calls.locked(call)
    calls.freeze_form_and_rubric(call)
    row = Application.objects.create(
        number=next_number(Application),
        call=call,
        party=party,
        language=language[:12],
        currency=call.currency,
    )
    record("begin_application", KIND, row.uid, by=None, after={"call": call.slug})
    return row


def _require_open(call: Call) -> None:
    if not calls.is_open(call):
        raise NotPossible(_("This call is not open: nothing can be begun now."))


def _require_in_time(call: Call, opened_at: datetime) -> None:
    if not in_time(call, opened_at):
        raise NotPossible(
            _(
                "This call is closed. What you wrote is saved, but it cannot be sent any more. "
                "Look whether another call is open."
            )
        )


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers without signs that no database takes."""
    return {
        key: value.replace("\0", "").strip()
        if isinstance(value, str)
        else [str(one).replace("\0", "") for one in value]
        for key, value in values.items()
    }


def _confirm(party: Party, token: str) -> Letter | None:
    """Send the link once more to who is reached by e-mail; whoever forbade anything gets none.

    What must never be sent is written in their own words, which no program understands.
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
        "begin_application": pgettext_lazy("decision", "begin an application"),
        "save_application": pgettext_lazy("decision", "keep the draft of an application"),
        "submit_application": pgettext_lazy("decision", "send an application"),
        "take_application_back": pgettext_lazy("decision", "take an application back"),
    },
    kinds={
        "application": pgettext_lazy("decision", "application"),
    },
    reasons={
        "the applicant removed it": pgettext_lazy("decision", "the applicant removed it"),
        "the applicant took it back": pgettext_lazy("decision", "the applicant took it back"),
    },
)
