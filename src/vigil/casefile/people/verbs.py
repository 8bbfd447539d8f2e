"""Record the agreements of people in cases, and protect them.

The user's role must reach the case. People in candidates have no agreements, because the machine
may regroup the reports of a candidate. People of a merged case are in the case that it leads to.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import exclusive_verb, verb
from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.cases.locks import locked, require_accepted, require_in_hand
from vigil.casefile.cases.verbs.documents import document_of
from vigil.casefile.models import Case, Victim
from vigil.casefile.people.name_visibility import AGREE_FOR_LIVING_MINORS, VICTIM, is_living_minor
from vigil.language.punctuation import beside
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent import verbs as consent_verbs
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, Consent, Level, Protection, User
from vigil.trust.protection.verbs import (
    LOOSEN,
    ask_to_loosen,
    describe_loosening,
    level_set,
    loosens,
    set_protection,
)
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.log_words import LogWords

NAME_PEOPLE: Final = "casefile.name_people"


def subject_of(victim: Victim) -> Subject:
    """Return the subject for a person in a case, in the tables of `trust`."""
    return Subject(VICTIM, str(victim.uid))


@verb
def ask_to_name(
    victim: Victim,
    *,
    given_by: str,
    given_how: str,
    by: User,
    given_on: date | None = None,
    until: date | None = None,
    evidence: str = "",
    why: str = "",
) -> Confirmation:
    """Ask a second person to confirm that a person in a case agreed to be named.

    For a minor, the family or a guardian agrees. Agreements of other people are recorded, but do
    not let the person be named. `evidence` is the uid of a document of the case. Raises NotAllowed,
    NotPossible (the case is a candidate, rejected or merged; a document of another case; a living
    minor without their guardian's agreement on a document; an agreement on paper that is not
    attached; what `trust.consent.verbs.ask_to_name` refuses).
    """
    case = locked(victim.case)
    require(by, NAME_PEOPLE, case)
    require_in_hand(case)
    if evidence and document_of(case, evidence) is None:
        raise NotPossible(_("This document is of another case."))
    if is_living_minor(victim):
        _require_guardian(given_by, evidence)
    consent_verbs.require_paper(given_how, evidence)
    return consent_verbs.ask_to_name(
        subject_of(victim),
        given_by=given_by,
        given_how=given_how,
        given_on=given_on,
        until=until,
        evidence=evidence,
        by=by,
        why=why,
    )


def _require_guardian(given_by: str, evidence: str) -> None:
    if given_by not in AGREE_FOR_LIVING_MINORS or not evidence:
        raise NotPossible(
            _(
                "Somebody under 18 who lives is named only if their guardian agreed and a document "
                "shows it. Attach the document to the case first."
            )
        )


@verb
def _name_confirmed(confirmation: Confirmation, by: User) -> None:
    victim = _victim_of(confirmation)
    case = locked(victim.case)
    require(by, NAME_PEOPLE, case)
    require_in_hand(case)
    consent_verbs.give_confirmed(confirmation, by)


@verb
def end_agreement(victim: Victim, consent: Consent, *, by: User, why: str = "") -> Consent:
    """Record that somebody withdrew their agreement. It ends at once.

    Raises NotAllowed, NotPossible (merged into another; it ended already; somebody else's).
    """
    require(by, "casefile.unname_people", locked(victim.case))
    if (consent.subject_kind, consent.subject_key) != subject_of(victim):
        raise NotPossible(_("This agreement concerns somebody else."))
    return consent_verbs.withdraw_consent(consent, by=by, why=why)


@exclusive_verb
def protect(victim: Victim, level: str, *, by: User, why: str = "") -> Protection:
    """Set the protection level of a person. They are named only if it is open, or not set.

    Raises NotAllowed, NotPossible (a candidate; merged into another; what `set_protection`
    refuses), NeedsSecondPerson (a level that shows more: see `ask_to_protect_less`).
    """
    case = locked(victim.case)
    require(by, "casefile.unname_people", case)
    if shows_more(victim, level):
        require(by, NAME_PEOPLE, case)  # as an adjudicator for this country and language
    require_accepted(case)
    return set_protection(subject_of(victim), level, by=by, why=why)


@verb
def ask_to_protect_less(
    victim: Victim, level: str, *, by: User, why: str, evidence: str = ""
) -> Confirmation:
    """Ask a second person to confirm a protection level that shows more of a person.

    Raises NotAllowed, NotPossible (a candidate; merged into another; a document of another case;
    what `ask_to_loosen` refuses).
    """
    case = locked(victim.case)
    require(by, NAME_PEOPLE, case)
    require_accepted(case)
    if evidence and document_of(case, evidence) is None:
        raise NotPossible(_("This document is of another case."))
    return ask_to_loosen(subject_of(victim), level, by=by, why=why, evidence=evidence)


def shows_more(victim: Victim, level: str) -> bool:
    """Say whether a protection level shows more of a person than the present one."""
    return level in Level.values and loosens(level, level_set(subject_of(victim)))


def _loosen_confirmed(confirmation: Confirmation, by: User) -> None:
    level = confirmation.arguments["level"]
    protect(_victim_of(confirmation), level, by=by, why=confirmation.why)


def case_of(confirmation: Confirmation) -> Case | None:
    """Return the case of the person in an act of two people; None if the person is gone."""
    victim = Victim.objects.filter(uid=confirmation.subject_key).select_related("case").first()
    return victim.case if victim else None


def _victim_of(confirmation: Confirmation) -> Victim:
    return Victim.objects.select_related("case").get(uid=confirmation.subject_key)


def _about(describe: Callable[[Confirmation], str]) -> Callable[[Confirmation], str]:
    """Add the person and the case to the sentence that describes an act."""

    def described(confirmation: Confirmation) -> str:
        victim = Victim.objects.filter(uid=confirmation.subject_key).select_related("case").first()
        who = f"{victim} ({case_reference(victim.case)})" if victim else _("Somebody who is gone")
        return beside(who, describe(confirmation))

    return described


def _facts_to_confirm(confirmation: Confirmation) -> object:
    """Return the facts on which the second person decides: the person, and what is in force."""
    victim = Victim.objects.filter(uid=confirmation.subject_key).select_related("case").first()
    if victim is None:
        return None
    return {
        "case": case_reference(victim.case),
        "names": sorted(entry.name for entry in victim.names.all()),
        "outcome": victim.outcome,
        "minor": victim.minor,
        "withdrawn": victim.withdrawn,
        "level": level_set(subject_of(victim)),
        "consents": consent_verbs.seen_of(confirmation),
        "document": bool(document_of(victim.case, confirmation.evidence)),
    }


ACTS_OF_TWO: Final = tuple(
    ActOfTwo(
        verb=verb_name,
        kind=VICTIM,
        permission=NAME_PEOPLE,
        carry_out=carry_out,
        describe=_about(describe),
        seen=_facts_to_confirm,
        about=case_of,
        alone=True,
    )
    for verb_name, carry_out, describe in (
        (consent_verbs.GIVE, _name_confirmed, consent_verbs.describe_naming),
        (LOOSEN, _loosen_confirmed, describe_loosening),
    )
)
"""Acts on a person in a case that take two people."""


LOG: Final = LogWords(
    kinds={
        "victim": pgettext_lazy("decision", "person in a case"),
    },
)
