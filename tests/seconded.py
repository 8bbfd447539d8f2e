"""Acts that take two people, as one of them: for tests of what comes after.

Each does what the verb of its name does for the second person, as if another had asked for it.
That one person alone cannot is told by the tests of `vigil.trust.confirmations.verbs` and of the
rooms.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from factories import adjudicator
from vigil.casefile.cases.verbs import publishing
from vigil.casefile.models import Case, ProtectedSource, Report, Victim
from vigil.casefile.people import verbs as people
from vigil.casefile.reports.verbs import protecting as sources
from vigil.casefile.withdrawal import verbs as cases_withdrawing
from vigil.trust.confirmations.second_person import carrying_out
from vigil.trust.consent import verbs as consenting
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, Consent, Protection, User, Withdrawal
from vigil.trust.protection import verbs as protecting
from vigil.trust.withdrawals import verbs as withdrawing


@contextmanager
def as_second(verb: str, subject: Subject, asked_by: User | None = None) -> Iterator[None]:
    """Carry out an act on a subject that somebody else asked for."""
    asked = Confirmation(
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        asked_by=asked_by or adjudicator(),
    )
    with carrying_out(asked):
        yield


def give_consent(subject: Subject, use: str, *, by: User, **terms: Any) -> Consent:
    """Record a consent that another person asked to record."""
    with as_second(consenting.GIVE, subject):
        return consenting.give_consent(subject, use, by=by, **terms)


def agree_to_be_named(victim: Victim, *, by: User, **terms: Any) -> Consent:
    """Record that a person in a case agreed to be named."""
    return give_consent(people.subject_of(victim), consenting.NAME, by=by, **terms)


def set_protection(subject: Subject, level: str, *, by: User, why: str = "") -> Protection:
    """Set a level that another person asked for."""
    with as_second(protecting.LOOSEN, subject):
        return protecting.set_protection(subject, level, by=by, why=why)


def protect(victim: Victim, level: str, *, by: User, why: str = "") -> Protection:
    """Set the level of a person in a case that another person asked for."""
    with as_second(protecting.LOOSEN, people.subject_of(victim)):
        return people.protect(victim, level, by=by, why=why)


def lift(withdrawal: Withdrawal, *, by: User, why: str) -> Withdrawal:
    """Lift a withdrawal that another person asked to lift."""
    with as_second(withdrawing.LIFT, withdrawing.subject_of(withdrawal)):
        return withdrawing.lift(withdrawal, by=by, why=why)


def lift_names(withdrawal: Withdrawal, *, by: User, why: str) -> list[str]:
    """Give back the names of a withdrawal that another person asked to lift."""
    with as_second(withdrawing.LIFT, withdrawing.subject_of(withdrawal)):
        return cases_withdrawing.lift_names(withdrawal, by=by, why=why)


def show_source(case: Case, report: Report, parts: str, *, by: User) -> ProtectedSource:
    """Show parts of a source that another person asked to show."""
    with as_second(sources.SHOW_AGAIN, sources.subject_of(case)):
        return sources.protect_source(case, report, parts, by=by)


def publish_again(case: Case, *, by: User, why: str = "looked at") -> Case:
    """Publish a withdrawn case that another person asked to publish again."""
    with as_second(publishing.PUBLISH_AGAIN, publishing.subject_of(case)):
        return publishing.publish_case(case, by=by, why=why)
