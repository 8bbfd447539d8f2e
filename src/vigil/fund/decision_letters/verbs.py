"""Propose decisions with letters, add personal words, and release those that two agreed on."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import MANAGE_CALLS, RELEASE
from vigil.fund.applications.verbs import determining
from vigil.fund.decision_letters import texts
from vigil.fund.models import Application, Call, DecisionText, Determination, Outcome
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "application"


@transaction.atomic
def save_texts(language: str, written: Mapping[str, str], *, by: User) -> int:
    """Save what applicants read, by outcome, in one language; return how many changed.

    An empty text, or our own, brings ours back. Raises NotAllowed; Unfit, which names the outcome,
    if a merge word is unknown, or the text names the organisation.
    """
    require(by, MANAGE_CALLS)
    language, changed = texts.known_language(language), 0
    for outcome, text in written.items():
        text = texts.check_text(text.replace("\r\n", "\n"), outcome)
        if text == texts.text_in_force(outcome, language):
            continue
        rows = DecisionText.objects.filter(outcome=outcome, language=language)
        if text in ("", texts.default_text(outcome, language)):
            changed += bool(rows.delete()[0])
        else:
            DecisionText.objects.update_or_create(
                outcome=outcome,
                language=language,
                defaults={"text": text, "by": by, "at": timezone.now()},
            )
            changed += 1
    if changed:
        record("save_decision_texts", "call", language, by=by, after={"values": changed})
    return changed


@transaction.atomic
def propose(
    application: Application,
    outcome: str,
    reasons: str,
    words: str,
    *,
    by: User,
    exception: str = "",
) -> Determination:
    """Propose a decision; the applicant reads the text of the outcome and these personal words.

    Raises as `determining.determine`.
    """
    if outcome not in Outcome.values:
        raise Unfit(_("Choose an outcome."), "outcome")
    message = texts.message_for(application, outcome, words)
    return determining.determine(application, outcome, reasons, message, by=by, exception=exception)


def propose_many(
    call: Call,
    outcomes: Mapping[Application, str],
    reasons: str,
    words: Mapping[str, str],
    *,
    by: User,
    exception: str = "",
) -> list[Determination]:
    """Propose decisions on several applications of a call at once: all or none.

    `words` maps an outcome to what is added to its text for everybody. Raises as
    `determining.determine_many`.
    """

    def message_for(application: Application, outcome: str) -> str:
        if outcome not in Outcome.values:
            raise NotPossible(_("Choose an outcome."))
        return texts.message_for(application, outcome, words.get(outcome, ""))

    return determining.determine_many(
        call, outcomes, message_for, reasons, by=by, exception=exception
    )


@transaction.atomic
def change_message(determination: Determination, message: str, *, by: User) -> Determination:
    """Change what one applicant reads, before a second officer agrees.

    Raises NotAllowed; NotPossible if it is empty, a second officer agreed, a newer decision exists,
    or the applicant was told.
    """
    require(by, rules.WORK, determination)
    row = Determination.objects.select_for_update(of=("self",)).get(pk=determination.pk)
    party = locking.locked(row.application.party)
    if determining.newest_determination(row.application) != row:
        raise NotPossible(_("There is a newer decision. Change that one."))
    if determining.is_released(row):
        raise NotPossible(_("The applicant was notified already."))
    if row.agreed_by_id is not None:
        raise NotPossible(_("A second officer agreed to this text. Decide again to change it."))
    if not message.strip():
        raise Unfit(_("Write what the applicant reads."), "message")
    sealing.write(party, "determination", row.uid, "message", message, by=by)
    record(determining.CHANGE_MESSAGE, KIND, row.application.uid, by=by)
    return row


@transaction.atomic
def release_many(rows: Sequence[Determination], *, by: User) -> list[Determination]:
    """Release decisions to their applicants: all or none.

    Raises NotAllowed; NotPossible if none is chosen, or one cannot be released: the error names it.
    """
    require(by, RELEASE)
    if not rows:
        raise NotPossible(_("Choose at least one decision."))
    released = []
    for row in sorted(rows, key=lambda one: one.application_id):
        try:
            released.append(determining.release_determination(row, by=by))
        except NotPossible as error:
            raise NotPossible(f"{row.application.code}: {error}") from None
    return released


LOG: Final = LogWords(
    verbs={
        determining.CHANGE_MESSAGE: pgettext_lazy("decision", "change what an applicant reads"),
        "save_decision_texts": pgettext_lazy("decision", "save texts of decisions"),
    },
)
