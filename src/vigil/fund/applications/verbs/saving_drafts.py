"""Save a draft of an application, read it again, and check its answers.

Applicants have no account. Whoever holds the link is the applicant, so these verbs take no user.
What was typed is saved before it is checked. The neighbours start, submit and withdraw an
application.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.applications.answer_checks import AnswerLimits, CheckedAnswers, check_answers
from vigil.fund.applications.locking import locked
from vigil.fund.calls import verbs as calls
from vigil.fund.calls import versions
from vigil.fund.calls.form_definition import (
    Field,
    applicant_name_key,
    split_identity_from_answers,
)
from vigil.fund.models import Application, FormVersion
from vigil.fund.parties.verbs import registering, sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "application"
ANSWERS, IDENTITY = "answers", "identity"
MAX_ANSWERS_LENGTH: Final = 200_000
"""Characters of all answers together, as they are kept."""
DRAFT_REOPENED: Final = "the applicant came back to the draft"
State = Application.State


class DraftSavedElsewhere(NotPossible):
    """The draft was saved in another window since this form was opened."""


@transaction.atomic
def save_draft(
    application: Application,
    values: Mapping[str, Any],
    *,
    theme: str = "",
    confirmed: Iterable[int] = (),
    version: int | None = None,
    form: FormVersion | None = None,
) -> Application:
    """Save what was typed, and which conditions of the call are ticked.

    `version` is the version of the draft when the form was opened; None overwrites any version.
    `form` is the version of the call's form that was filled in; None is the one of today.
    Raises DraftSavedElsewhere if the draft changed since; NotPossible if it was sent or withdrawn,
    or is too long.
    """
    application = locked(application)
    if application.state != State.DRAFT:
        raise NotPossible(_("This was sent, or taken back: it cannot be changed any more."))
    filled = form or versions.current_version(application.call)
    conditions = filled.eligibility if filled else application.call.eligibility
    ticked = sorted({n for n in confirmed if 0 <= n < len(conditions)})
    if version is not None and version != application.version:
        same_theme = theme == application.theme or theme not in application.call.themes
        same_form = filled is None or filled.pk == application.form_version_id
        same_ticks = same_theme and ticked == application.confirmed
        if same_form and same_ticks and _is_same(application, values):
            return application  # the same form, sent twice
        raise DraftSavedElsewhere(
            _("It was saved in another window since you opened it here. Nothing was written over.")
        )
    application.form_version = filled
    asked = versions.form_of(application)
    identity = seal_answers(application, asked, values)
    name = str(identity.get(applicant_name_key(asked), "")).strip()[: registering.LONGEST_NAME]
    if name:
        registering.say_own(application.party, name=name)
    application.changed_at = timezone.now()
    if theme in application.call.themes:
        application.theme = theme
    application.confirmed, application.version = ticked, application.version + 1
    application.save(update_fields=["changed_at", "theme", "confirmed", "version", "form_version"])
    record("save_application", KIND, application.uid, by=None)
    return application


def seal_answers(
    application: Application, form: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Replace the answers of an application in the vault; return those that reveal the applicant.

    The caller holds the lock. Raises NotPossible if they are too long.
    """
    identity, answers = split_identity_from_answers(form, clean_answers(values))
    for field, part in ((ANSWERS, answers), (IDENTITY, identity)):
        sealing.write(
            application.party,
            KIND,
            application.uid,
            field,
            json.dumps(part, ensure_ascii=False),
            by=None,
            longest=MAX_ANSWERS_LENGTH,
        )
    return identity


def look(
    application: Application, values: Mapping[str, Any], *, whole: bool, language: str
) -> CheckedAnswers:
    """Return what is wrong with the answers. With `whole`, also what is missing.

    `language` is the language of the form: amounts are read as that language writes them.
    """
    call = application.call
    terms = AnswerLimits(
        versions.form_of(application),
        call.currency,
        call.most_minor,
        calls.in_zone_of_call(call.opens_at, call).date(),
        language,
    )
    return check_answers(
        terms, clean_answers(values), whole=whole, files=files_by_field(application)
    )


def draft_of(application: Application) -> dict[str, Any]:
    """Return what was typed into a draft, for its applicant. The opening is recorded.

    Raises NotPossible if it is not a draft any more, or the key is not on this machine.
    """
    if application.state != State.DRAFT:
        raise NotPossible(_("This was sent, or taken back: it cannot be changed any more."))
    return _opened_answers(application)


def _is_same(application: Application, values: Mapping[str, Any]) -> bool:
    """Say whether exactly these values are saved already. The opening is recorded."""
    form = versions.form_of(application)
    identity, answers = split_identity_from_answers(form, clean_answers(values))
    return _opened_answers(application) == identity | answers


def _opened_answers(application: Application) -> dict[str, Any]:
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


def clean_answers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without NUL characters, which databases reject."""
    return {
        key: value.replace("\0", "").strip()
        if isinstance(value, str)
        else [str(one).replace("\0", "") for one in value]
        for key, value in values.items()
    }


LOG: Final = LogWords(
    verbs={
        "save_application": pgettext_lazy("decision", "keep the draft of an application"),
    },
    kinds={
        "application": pgettext_lazy("decision", "application"),
    },
    reasons={
        "the applicant removed it": pgettext_lazy("decision", "the applicant removed it"),
    },
)
