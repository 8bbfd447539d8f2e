"""Rows for tests, made whole: a case comes with its people, accounts and accepted values.

The factories write the columns that `refresh` would compute; where a test is about that
computation, call the verbs of `vigil.casefile` instead.
"""

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.casefile.lists.rows import name_keys_of
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Case,
    CaseAccount,
    CaseDoubt,
    Claim,
    KnownList,
    ListedKilling,
    ListedName,
    MembershipBasis,
    Origin,
    Outlet,
    Report,
    Stage,
    Victim,
    VictimName,
    Visibility,
)
from vigil.casefile.people.name_matching import fold
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.rooms import house


class UserFactory(DjangoModelFactory[User]):
    """A person who can sign in with the password `a long pass phrase`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.LazyAttribute(lambda o: o.email)
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    last_login = factory.LazyFunction(timezone.now)
    password = factory.django.Password("a long pass phrase")

    @factory.post_generation
    def roles(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Grant roles: `UserFactory(roles=[Role.CODER])`."""
        for role in extracted or ():
            RoleGrant.objects.create(user=self, role=role)


def with_grace(user: User) -> None:
    """Let somebody sign in by a page without a second factor, as they may once, again."""
    User.objects.filter(pk=user.pk).update(grace_used_at=None)


def coder(**values: Any) -> User:
    """Make a coder."""
    return UserFactory(roles=[Role.CODER], **values)


def adjudicator(**values: Any) -> User:
    """Make an adjudicator."""
    return UserFactory(roles=[Role.ADJUDICATOR], **values)


def behind(*roles: Role) -> None:
    """Let somebody hold each of these roles, so that the forms which they answer are open.

    They have no password: hashing one takes longer than asking a page.
    """
    for number, role in enumerate(roles):
        there = RoleGrant.objects.filter(role=role, user__is_active=True, countries=[])
        if there.count() <= roles[:number].count(role):
            name = f"behind.{role}.{number}@example.org"
            user = User.objects.create(username=name, email=name, last_login=timezone.now())
            RoleGrant.objects.create(user=user, role=role)


class FollowedFactory[T](DjangoModelFactory[T]):
    """Rows of which the public record must hear, as it hears of what verbs write."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> T:
        """Make a row; announce once what it brings along: its case, its account."""
        with published_together():
            return super()._generate(strategy, params)  # type: ignore[no-any-return, misc]

    @classmethod
    def _after_postgeneration(cls, instance: T, create: bool, results: Any = None) -> None:
        publish_anew(*cases_of(instance))


def cases_of(row: Any) -> list[Case]:
    """Return the cases that a row belongs to."""
    if isinstance(row, Case):
        return [row]
    if isinstance(row, Claim):
        row = row.account
    if isinstance(row, Account):
        return list(Case.objects.filter(memberships__account__report=row.report_id))
    return [row.case]


_held: list[set[int]] = []


def publish_anew(*cases: Case) -> None:
    """Announce that these cases changed, as a verb would, where they are or were public."""
    _announce({case.pk for case in cases if case.visibility != Visibility.INTERNAL})


@contextmanager
def published_together() -> Iterator[None]:
    """Announce what is made within once, at its end: a case with all its rows is one change."""
    _held.append(set())
    try:
        yield
    finally:
        shown = _held.pop()
    _announce(shown)


def _announce(shown: set[int]) -> None:
    if _held:
        _held[-1].update(shown)
    elif shown:
        with transaction.atomic():
            house.tell(CASES_CHANGED, frozenset(shown))


class OutletFactory(DjangoModelFactory[Outlet]):
    class Meta:
        model = Outlet

    name = factory.Sequence(lambda n: f"The Example Gazette {n}")
    country = "MEX"
    language = "en"


class ReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report

    key = factory.Sequence(lambda n: f"report-{n}")
    outlet = factory.SubFactory(OutletFactory)
    url = factory.LazyAttribute(lambda o: f"https://news.example/{o.key}")
    canonical_url = factory.SelfAttribute("url")
    title = factory.Sequence(lambda n: f"Report number {n}")
    text = "A reporter was shot dead on the road to the harbour on Thursday."
    published = "2019-03-08"
    language = "en"
    content_sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.key.encode()).hexdigest())


class AccountFactory(FollowedFactory[Account]):
    class Meta:
        model = Account

    report = factory.SubFactory(ReportFactory)
    key = factory.Sequence(lambda n: f"account-{n}")
    event = "killing"
    reader = "test"


class ClaimFactory(FollowedFactory[Claim]):
    """A claim; `says="words"` finds its span in the report's text."""

    class Meta:
        model = Claim

    class Params:
        says = ""

    account = factory.SubFactory(AccountFactory)
    field = "method"
    value: Any = "firearm"
    reader = "test"

    @factory.lazy_attribute
    def spans(self) -> list[dict[str, Any]]:
        """Find the words in the report."""
        if not self.says:
            return []
        start = self.account.report.text.index(self.says)
        return [{"in": "text", "start": start, "end": start + len(self.says), "text": self.says}]


class CaseFactory(FollowedFactory[Case]):
    """A published case of the public record, without people: add them by VictimFactory."""

    class Meta:
        model = Case

    public_id = factory.Sequence(lambda n: f"V-{20_000 + n}")  # beyond all that tests name
    stage = Stage.VERIFIED
    visibility = Visibility.PUBLISHED
    origin = Origin.PERSON
    event = "killing"
    date = "2019-03-07"
    date_precision = "day"
    date_earliest = datetime.date(2019, 3, 7)
    date_latest = datetime.date(2019, 3, 7)
    country = "MEX"
    admin1 = "Guerrero"
    place_name = "Puerto Ejemplo"
    place_precision = "town"
    method = "firearm"
    organised_crime_link = "credibly_alleged"
    specific_target = "yes"
    n_killed = 1


class CandidateFactory(CaseFactory):
    """A candidate: the machine's proposal, without an id."""

    public_id = None
    key = factory.Sequence(lambda n: f"candidate-{n}")
    stage = Stage.CANDIDATE
    visibility = Visibility.INTERNAL
    origin = Origin.MACHINE


class VictimFactory(FollowedFactory[Victim]):
    """A person killed; their name is written to VictimName too, with `also` spellings."""

    class Meta:
        model = Victim
        skip_postgeneration_save = True

    case = factory.SubFactory(CaseFactory)
    position = factory.LazyAttribute(lambda o: o.case.victims.count())
    name = "Amalia Ríos Quintero"
    outcome = "killed"
    role = "target"
    gender = "female"
    occupation = "Reporter"
    target_category = "journalist"
    age_low = 41
    age_high = 41

    @factory.post_generation
    def also(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write the spellings of the name."""
        for name in dict.fromkeys([self.name, *(extracted or [])]):
            if name:
                VictimName.objects.create(victim=self, name=name, folded=fold(name))


class AcceptedValueFactory(FollowedFactory[AcceptedValue]):
    class Meta:
        model = AcceptedValue

    case = factory.SubFactory(CaseFactory)
    field = "method"
    value: Any = "firearm"
    basis = "rule"
    support = factory.LazyFunction(lambda: {"reports": 2, "outlets": 2, "against": 0})


class MembershipFactory(FollowedFactory[CaseAccount]):
    """Puts an account into a case."""

    class Meta:
        model = CaseAccount

    account = factory.SubFactory(AccountFactory)
    case = factory.SubFactory(CaseFactory)
    basis = MembershipBasis.PERSON


class CaseDoubtFactory(DjangoModelFactory[CaseDoubt]):
    """Two cases that the linking left in doubt, given in any order."""

    class Meta:
        model = CaseDoubt

    case = factory.SubFactory(CaseFactory)
    other = factory.SubFactory(CaseFactory)
    probability = 0.3

    @classmethod
    def _create(cls, model_class: type[CaseDoubt], *args: Any, **kwargs: Any) -> CaseDoubt:
        ends = sorted((kwargs.pop("case"), kwargs.pop("other")), key=lambda case: case.pk)
        return super()._create(model_class, case=ends[0], other=ends[1], **kwargs)


class KnownListFactory(DjangoModelFactory[KnownList]):
    """A list that others publish."""

    class Meta:
        model = KnownList

    name = factory.Sequence(lambda n: f"List {n}")
    publisher = "Somebody Else"
    n_rows = 1000
    added_by = factory.SubFactory(UserFactory)


class ListedKillingFactory(DjangoModelFactory[ListedKilling]):
    """A row of a list: by default somebody whom no test knows."""

    class Meta:
        model = ListedKilling
        skip_postgeneration_save = True

    known_list = factory.SubFactory(KnownListFactory)
    key = factory.Sequence(lambda n: f"row-{n}")
    names = ["Zelma Quux Otherwise"]
    first = datetime.date(1993, 2, 1)
    last = factory.SelfAttribute("first")
    country = "ISL"

    @factory.post_generation
    def sounds(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Keep the sounds of the names, as importing does."""
        listed: Any = self
        for key in name_keys_of(listed.names):
            ListedName.objects.create(listed=listed, key=key)
