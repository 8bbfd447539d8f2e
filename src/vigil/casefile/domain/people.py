"""What people in cases agreed to, and how they are protected: within the reach of a role.

A candidate's persons are the machine's, which may group its reports anew: what was said of them
would then hold for nobody. Those of a merged case are found in the case that it leads to.
"""

from datetime import date

from django.utils.translation import gettext as _

from vigil.casefile.domain.cases import locked, require_accepted, require_in_hand
from vigil.casefile.domain.changing import verb, verb_alone
from vigil.casefile.domain.naming import VICTIM
from vigil.casefile.models import Victim
from vigil.trust.domain.consenting import give_consent, withdraw_consent
from vigil.trust.domain.decisions import require
from vigil.trust.domain.protecting import level_set, loosens, set_protection
from vigil.trust.domain.subjects import Subject
from vigil.trust.errors import NotPossible
from vigil.trust.models import Consent, Level, Protection, User


def subject_of(victim: Victim) -> Subject:
    """Return under what `trust` knows a person in a case."""
    return Subject(VICTIM, str(victim.uid))


@verb
def agree_to_be_named(
    victim: Victim,
    *,
    given_by: str,
    given_how: str,
    by: User,
    given_on: date | None = None,
    until: date | None = None,
    why: str = "",
) -> Consent:
    """Record an agreement to be named: the person's own, or their family's for a minor.

    Anybody's is kept as a fact; another's does not let them be named. Raises NotAllowed,
    NotPossible (a candidate, no case, merged into another; what `give_consent` refuses).
    """
    case = locked(victim.case)
    require(by, "casefile.name_people", case)
    require_in_hand(case)
    return give_consent(
        subject_of(victim),
        "name",
        given_by=given_by,
        given_how=given_how,
        given_on=given_on,
        until=until,
        by=by,
        why=why,
    )


@verb
def end_agreement(victim: Victim, consent: Consent, *, by: User, why: str = "") -> Consent:
    """Record that an agreement was taken back: it ends at once.

    Raises NotAllowed, NotPossible (merged into another; it ended already; somebody else's).
    """
    require(by, "casefile.unname_people", locked(victim.case))
    if (consent.subject_kind, consent.subject_key) != subject_of(victim):
        raise NotPossible(_("This agreement concerns somebody else."))
    return withdraw_consent(consent, by=by, why=why)


@verb_alone
def protect(victim: Victim, level: str, *, by: User, why: str = "") -> Protection:
    """Set how far a person may be seen: named only where the level is open, or nobody set one.

    Raises NotAllowed, NotPossible (a candidate; merged into another; what `set_protection`
    refuses).
    """
    case, subject = locked(victim.case), subject_of(victim)
    require(by, "casefile.unname_people", case)
    if level in Level.values and loosens(level, level_set(subject)):
        require(by, "casefile.name_people", case)  # an adjudicator of another country is none here
    require_accepted(case)
    return set_protection(subject, level, by=by, why=why)
