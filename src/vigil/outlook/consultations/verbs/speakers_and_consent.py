"""Record who made a statement and what they consent to, and apply it to what the public sees.

The name of a speaker is never stored in the open: it is sealed, and a digest finds it by its exact
spelling. Words and names are shown only where the rule of the meeting allows it and the speaker
consented. When consent ends, they disappear at once.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.names_in_statements import stop_quoting_names
from vigil.outlook.consultations.speaker_digests import digest
from vigil.outlook.consultations.verbs.editing import (
    CHAIR,
    KIND,
    Rule,
    State,
    locked_of,
    require_own,
)
from vigil.outlook.models import Consultation, Statement
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import (
    ask_to_name,
    consents_of,
    give_confirmed,
    give_consent,
    holding,
    takes_two_to_name,
    withdraw_consent,
)
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, Consent, Sealed, User
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.own_keys import destroy_key, open_under, open_under_to_act, seal_under
from vigil.trust.vault.verbs.sealing import sealed_for, shred
from vigil.trust.withdrawals.write_lock import take_part

STATEMENT: Final = "statement"
QUOTES, NAME = "quotes", "name"
WHO: Final = ("speaker", "organisation")
LONGEST_NAME: Final = 200
SHOWN_BY: Final = {Rule.BY_NAME: "speaker", Rule.BY_ORGANISATION: "organisation"}
"""Rules under which readers may see who said a statement -> the field that they may see."""


@transaction.atomic
def say_speaker(statement: Statement, speaker: str, organisation: str, *, by: User) -> Statement:
    """Seal who said a statement, and remove its attribution. An empty value changes nothing.

    A different speaker has not consented yet, so the consent to be named ends. Statements of the
    meeting that name them against its rule are quoted no more. Raises NotAllowed,
    NotPossible (`by` is not its chair; withdrawn; too long; both empty), KeyDestroyed.
    """
    take_part()
    row = _own(statement, by)
    given = {"speaker": speaker.strip(), "organisation": organisation.strip()}
    if not any(given.values()):
        raise NotPossible(_("Say who said it, or for which organisation."))
    if any(len(text) > LONGEST_NAME for text in given.values()):
        raise NotPossible(_("A name is longer than %(n)d characters.") % {"n": LONGEST_NAME})
    before = {field: getattr(row, f"{field}_digest") for field in given}
    for field, text in given.items():
        if text:
            seal_under(row.subject, row.subject, field, text, by=by)
            setattr(row, f"{field}_digest", digest(field, text))
    if before != {field: getattr(row, f"{field}_digest") for field in given}:
        for consent in consents_of(row.subject).filter(use=NAME, withdrawn_at=None):
            withdraw_consent(consent, by=by)
    row.attribution = ""
    row.save(update_fields=["speaker_digest", "organisation_digest", "attribution"])
    record("say_speaker", STATEMENT, row.uid, by=by)
    if stop_quoting_names(row.consultation):
        tell(row.consultation.subject)
    tell(row.subject)
    return row


@transaction.atomic
def open_speaker(statement: Statement, *, by: User, why: str) -> dict[str, str]:
    """Return the `speaker` and `organisation` of a statement. The log records the opening.

    Raises NotAllowed, NotPossible (`by` is not its chair; no reason), KeyDestroyed.
    """
    require(by, CHAIR)
    require_own(statement.consultation, by)
    rows = sealed_for(STATEMENT, statement.uid)
    return {one.field: open_under(statement.subject, one, by=by, why=why) for one in rows}


@transaction.atomic
def agree(
    subject: Subject,
    use: str,
    given_how: str,
    *,
    by: User,
    given_on: date | None = None,
    until: date | None = None,
    why: str = "",
) -> Consent | Confirmation:
    """Record a speaker's consent to be quoted, or ask a second chair to confirm consent to a name.

    For a statement, `use` is either of them. For a consultation it is only the first: everybody who
    was there consented to be quoted. Raises NotAllowed, NotPossible (consent to names for a whole
    meeting), and as `give_consent` and `ask_to_name`.
    """
    take_part()
    require(by, CHAIR)
    if use not in (QUOTES, NAME) or (subject.kind == KIND and use != QUOTES):
        raise NotPossible(_("Whether somebody is named each of them says for their own words."))
    terms: dict[str, Any] = {
        "given_by": Consent.Relation.SELF,
        "given_how": given_how,
        "given_on": given_on,
        "until": until,
        "why": why,
    }
    if use == NAME:
        return ask_to_name(subject, by=by, **terms)
    return give_consent(subject, use, by=by, **terms)


def _state_of_name(confirmation: Confirmation) -> object:
    """Return the values of a statement that decide which name readers would see."""
    rows = Statement.objects.filter(uid=confirmation.subject_key)
    # The rule decides whether readers see the person or the organisation.
    return list(
        rows.values_list(
            "speaker_digest", "organisation_digest", "withdrawn_at", "consultation__rule"
        )
    )


def _link(confirmation: Confirmation) -> str:
    return reverse("desk_consultations:statement", args=[confirmation.subject_key])


NAMING: Final = takes_two_to_name(
    STATEMENT, give_confirmed, _state_of_name, _link, permission=CHAIR
)
"""Two chairs must agree before a statement shows its speaker."""


@transaction.atomic
def end_agreement(consent: Consent, *, by: User) -> None:
    """End a consent. The words or the name disappear from public pages at once.

    Raises NotAllowed, NotPossible (ended already; a consent of another room).
    """
    take_part()
    require(by, CHAIR)
    if consent.subject_kind not in (KIND, STATEMENT):
        raise NotPossible(_("This agreement is not of the outlook."))
    withdraw_consent(consent, by=by)


def quotable(statements: Iterable[Statement]) -> set[str]:
    """Return the uids of statements with a consent to quotes that is valid today.

    Under the Chatham House rule, a consent of the whole meeting counts too; under other rules, only
    the consent for the statement itself.
    """
    rows = list(statements)
    own = _agreed(STATEMENT, [row.uid for row in rows], QUOTES)
    meetings = {row.consultation.uid for row in rows}
    whole = _agreed(KIND, meetings, QUOTES)
    return {
        row.uid
        for row in rows
        if row.uid in own
        or (row.consultation.rule == Rule.CHATHAM_HOUSE and row.consultation.uid in whole)
    }


def nameable(statements: Iterable[Statement]) -> set[str]:
    """Return the uids of statements whose rule allows a name and whose consent is valid today."""
    rows = [row for row in statements if row.consultation.rule in SHOWN_BY]
    return _agreed(STATEMENT, [row.uid for row in rows], NAME)


@transaction.atomic
def attribute(statement: Statement, *, by: User) -> Statement:
    """Show readers who said a statement: the person or the organisation, as the rule allows.

    Raises NotAllowed, NotPossible (the rule does not allow it; no consent; no speaker is stored;
    withdrawn), KeyDestroyed.
    """
    take_part()
    row = _own(statement, by)
    field = SHOWN_BY.get(Rule(row.consultation.rule))
    if field is None:
        raise NotPossible(_("Under the rule of this consultation nobody is said to have said it."))
    if row.uid not in nameable([row]):
        raise NotPossible(_("They did not agree to be named, or do not any more."))
    sealed = next((one for one in sealed_for(STATEMENT, row.uid) if one.field == field), None)
    if sealed is None:
        raise NotPossible(_("It is not kept who said it."))
    row.attribution = open_under_to_act(row.subject, sealed, why="they agreed to be named")
    row.save(update_fields=["attribution"])
    record("attribute_statement", STATEMENT, row.uid, by=by)
    return row


@transaction.atomic
def stop_attributing(statement: Statement, *, by: User) -> Statement:
    """Stop showing who said a statement. Raises NotAllowed, NotPossible (it is not shown)."""
    row = _own(statement, by)
    if not row.attribution:
        raise NotPossible(_("It is not shown who said it."))
    row.attribution = ""
    row.save(update_fields=["attribution"])
    record("stop_attributing", STATEMENT, row.uid, by=by)
    tell(row.subject)
    return row


@transaction.atomic
def withdraw_statement(statement: Statement, why: str, *, by: User) -> Statement:
    """Withdraw a statement for good: destroy its words and its speaker, and keep its uid.

    This also destroys the notes of the consultation. Raises NotAllowed, NotPossible (withdrawn
    already; coding has not begun: use `drop_statement`; no reason).
    """
    take_part()
    require(by, CHAIR)
    row = locked_of(statement)
    if row.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn."))
    if row.consultation.state == State.DRAFT:
        raise NotPossible(_("Coding has not begun: take it out instead."))
    if not why.strip():
        raise NotPossible(_("Say why it is withdrawn."))
    take_words(row, by=by)
    record("withdraw_statement", STATEMENT, row.uid, by=by, why=why)
    return row


def take_words(row: Statement, *, by: User) -> None:
    """Empty a locked statement, and destroy its speaker and the notes of its consultation."""
    row.text = row.attribution = row.settled_why = ""
    row.may_be_quoted, row.withdrawn_at = False, timezone.now()
    row.save()
    forget_speaker(row, by=by)
    destroy_notes(row.consultation, by=by)
    tell(row.subject)


def forget_speaker(row: Statement, *, by: User) -> None:
    """Destroy every copy of who said a statement."""
    row.speaker_digest = row.organisation_digest = row.attribution = ""
    row.save(update_fields=["speaker_digest", "organisation_digest", "attribution"])
    _destroy(row.subject, by)


def destroy_notes(consultation: Consultation, *, by: User) -> None:
    """Destroy every copy of the notes of a consultation. Its statements stay."""
    _destroy(consultation.subject, by)


def follow(subject: Subject) -> None:
    """Remove quotes and names without valid consent. Call it in the transaction of the change."""
    if subject.kind == STATEMENT:
        rows = Statement.objects.filter(uid=subject.key)
    elif subject.kind == KIND:
        rows = Statement.objects.filter(consultation__uid=subject.key)
    else:
        return
    shown: QuerySet[Statement] = rows.filter(Q(may_be_quoted=True) | ~Q(attribution=""))
    found = list(shown.select_related("consultation"))
    quoted, named = quotable(found), nameable(found)
    for row in found:
        row.may_be_quoted = row.may_be_quoted and row.uid in quoted
        row.attribution = row.attribution if row.uid in named else ""
        row.save(update_fields=["may_be_quoted", "attribution"])


def tell(subject: Subject) -> None:
    """Notify the rooms that may quote it, so that they update in this transaction."""
    house.tell(SUBJECT_CHANGED, subject)


def said_by(names: Iterable[str]) -> QuerySet[Statement, Any]:
    """Return the statements whose sealed speaker or organisation has one of these names."""
    asked = [name for name in names if name.strip()]
    return Statement.objects.filter(
        Q(speaker_digest__in=[digest("speaker", name) for name in asked])
        | Q(organisation_digest__in=[digest("organisation", name) for name in asked])
    )


def _agreed(kind: str, keys: Iterable[str], use: str) -> set[str]:
    asked = sorted(keys)
    rows = holding(asked, kind, use) if asked else Consent.objects.none()
    # A consent for one country or one language does not cover a page that everybody can read.
    return set(rows.filter(territory="", language="").values_list("subject_key", flat=True))


def _destroy(subject: Subject, by: User) -> None:
    rows: list[Sealed] = list(sealed_for(*subject))
    if not rows:
        return
    for row in rows:
        shred(row, by=None, why="what was said is withdrawn")
    destroy_key(subject, by=by, why="what was said is withdrawn")


def _own(statement: Statement, by: User) -> Statement:
    require(by, CHAIR)
    row = locked_of(statement)
    require_own(row.consultation, by)
    if row.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn."))
    return row


LOG: Final = LogWords(
    verbs={
        "attribute_statement": pgettext_lazy("decision", "show who said a statement"),
        "say_speaker": pgettext_lazy("decision", "say who said a statement"),
        "stop_attributing": pgettext_lazy("decision", "show no more who said a statement"),
        "withdraw_statement": pgettext_lazy("decision", "withdraw a statement"),
    },
    reasons={
        "they agreed to be named": pgettext_lazy("decision", "they agreed to be named"),
        "what was said is withdrawn": pgettext_lazy("decision", "what was said is withdrawn"),
    },
)
