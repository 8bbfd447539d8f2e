"""Who may do what in the fund. A permission that is not listed is refused to everybody."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Count, F, Q
from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.fund.models import Application, Conflict, Party, Review
from vigil.network.models import Member, Status
from vigil.trust.access.rules import has_role, roles_of
from vigil.trust.models import Role, User
from vigil.trust.rooms.subjects import SubjectKind

OFFICER: Final = has_role(Role.FUND_OFFICER)
SEALED_KINDS: Final = (
    "party",
    "nomination",
    "check",
    "emergency",
    "emergency_word",
    "application",
    "application_file",
    "review",
    "remark",
    "determination",
    "grant",
    "tranche",
    "payment",
    "amendment",
    "report",
    "safety_plan",
    "incident",
    "accompaniment",
    "result",
    "agreement",
    "account_confirmation",
    "hold",
    "fund_message",
    "extension",
    "key_loss",
    "outcome",
    "outcome_reading",
    "payment_witness",
    "bank_statement",
    "statement_line",
)
"""Kinds of subjects whose words the fund keeps in the vault."""
OF_THE_BANK: Final = ("bank_statement", "statement_line")
"""Of them, what no single party is behind: reviewers open none of it."""


def party_of(item: object) -> Party | None:
    """Return the party that a record of the fund is about."""
    if isinstance(item, Party):
        return item
    found = getattr(item, "party", None)
    if found is None:
        for step in ("application", "grant", "tranche", "nomination", "request", "outcome"):
            if (onward := getattr(item, step, None)) is not None:
                return party_of(onward)
    return found if isinstance(found, Party) else None


def has_no_conflict(user: User, party: Party) -> bool:
    """Say whether somebody may work with a party at all.

    They may not if a conflict of interest is recorded for them. Where officers chose who may know
    of the party, only those people may.
    """
    if Conflict.objects.filter(party=party, user=user).exists():
        return False
    return not party.known_to.exists() or party.known_to.filter(pk=user.pk).exists()


def may_know_of(user: User, party: Party) -> bool:
    """Say whether somebody may know who a party is: no conflict, and not a blind reviewer of it."""
    closed = blind_calls(user)
    blind = bool(closed) and party.applications.filter(call__in=closed).exists()
    return not blind and has_no_conflict(user, party)


def blind_calls(user: User) -> list[int]:
    """Return the keys of calls whose applicants this user must not be able to identify.

    These are calls that hide the applicant, in which the user reviews and not all reviews are in.
    Nearly always there are none.
    """
    mine = Review.objects.filter(
        reviewer=user, state__in=Review.HELD, application__call__blind=True
    )
    calls = set(mine.values_list("application__call", flat=True))
    if not calls:
        return []
    read = Application.objects.filter(call__in=calls, state=Application.State.REVIEW).order_by()
    handed_in = Count("reviews", filter=Q(reviews__state=Review.State.SUBMITTED))
    lacking = read.annotate(handed_in=handed_in).filter(handed_in__lt=F("call__reviewers"))
    own = mine.filter(state=Review.State.ASSIGNED, application__in=read)
    return sorted(
        {*lacking.values_list("call", flat=True), *own.values_list("application__call", flat=True)}
    )


@predicate(name="may_know_of_the_party")
def may_know_of_the_party(user: object, item: object = None) -> bool:
    """Say whether the user may know the party behind this item; true without an item."""
    party = party_of(item)
    return item is None or (
        isinstance(user, User) and party is not None and may_know_of(user, party)
    )


@predicate(name="reviews_the_application")
def reviews_the_application(user: object, item: object = None) -> bool:
    """Say whether an application is assigned to this user, who has not declined it."""
    if item is None:
        return Role.REVIEWER in roles_of(user)
    application = item.application if isinstance(item, Review) else item
    if not isinstance(application, Application) or not isinstance(user, User):
        return False
    if Role.REVIEWER not in roles_of(user):
        return False
    mine = application.reviews.filter(reviewer=user, state__in=Review.HELD)
    return mine.exists() and has_no_conflict(user, application.party)


@predicate(name="is_an_active_member")
def is_an_active_member(user: object, item: object = None) -> bool:
    """Say whether the user is the account of an active member of the network."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return Member.objects.filter(user=user, status=Status.ACTIVE).exists()


@predicate(name="protects_a_party")
def protects_a_party(user: object, subject: object = None) -> bool:
    """Say whether an officer may set the protection level of this party."""
    uid = getattr(subject, "about_key", "") or getattr(subject, "key", "")
    party = Party.objects.filter(uid=uid).first()
    return party is not None and WORKS_WITH_PARTY.test(user, party)


WORKS_WITH_PARTY: Final[Predicate] = OFFICER & may_know_of_the_party


WORK: Final = "fund.work"
REVIEW: Final = "fund.review"
NOMINATE: Final = "fund.nominate"
MANAGE_CALLS: Final = "fund.manage_calls"
MANAGE_DONORS: Final = "fund.manage_donors"
MANAGE_FINANCE: Final = "fund.manage_finance"
RELEASE: Final = "fund.release"
AUDIT: Final = "fund.audit"
PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # All work of officers: parties, nominations, applications and grants.
    WORK: WORKS_WITH_PARTY,
    # Read an application to review it; without the applicant if the call is blind.
    REVIEW: reviews_the_application,
    NOMINATE: OFFICER | is_an_active_member,
    MANAGE_CALLS: OFFICER,
    MANAGE_DONORS: OFFICER,
    # Donors' budgets, bank statements and what they are matched with. Auditors read them.
    MANAGE_FINANCE: OFFICER,
    RELEASE: OFFICER,
    # Read states, days, amounts and who decided: no name and no text.
    AUDIT: has_role(Role.AUDITOR) | OFFICER,
}
"""Permission -> who holds it."""
SUBJECTS: Final = (
    # Of the reminders of reviewers, who are no party.
    SubjectKind(kind="review_set", released_by=OFFICER),
    *(
        SubjectKind(
            kind=kind,
            opened_by=[Role.FUND_OFFICER]
            if kind in OF_THE_BANK
            else [Role.FUND_OFFICER, Role.REVIEWER],
            protected_by=protects_a_party if kind == "party" else None,
            released_by=protects_a_party if kind == "party" else None,
        )
        for kind in SEALED_KINDS
    ),
)
