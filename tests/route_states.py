"""Every state in which an address of ours can find what it names: made whole, for one table.

A world is one state: the thing that the address names, and what the acts on it need.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from desk.conftest import make_account, make_candidate
from desk.test_coding import COMPLETE
from factories import MembershipFactory, publish_anew
from vigil import codebook
from vigil.casefile.domain.cases import note
from vigil.casefile.domain.coding import write_values
from vigil.casefile.domain.judging import judge
from vigil.casefile.domain.membership import merge_cases, move_account, split_case
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Adjudication,
    Basis,
    Case,
    Coding,
    Judgement,
    MembershipBasis,
    Origin,
    Stage,
    Visibility,
)
from vigil.trust.domain.people import make_one_time_link, redeem_one_time_link
from vigil.trust.models import Decision, OneTimeLink, Role, RoleGrant, User

NOTHING = 999_999
"""A key that nothing has."""
CASE_ID, OTHER_ID, KEEPER_ID = "V-7001", "V-7002", "V-7003"


@dataclass
class World:
    """One thing in one state. `names` fills the parts of addresses."""

    kind: str
    state: str
    names: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Return a part by its name."""
        try:
            return self.__dict__["parts"][name]
        except KeyError:
            raise AttributeError(name) from None


def made_user(email: str, *roles: Role, active: bool = True, **limits: Any) -> User:
    """Make a person. They have no password: hashing one takes longer than asking a page."""
    user = User.objects.create(username=email, email=email, is_active=active)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, **limits)
    return user


# Cases


@dataclass(frozen=True)
class Kept:
    """How a case stands in the file."""

    stage: Stage
    visibility: Visibility = Visibility.INTERNAL
    origin: Origin = Origin.PERSON
    contested: bool = False
    codings: int = 0
    adjudicated: bool = False
    """An adjudication was verified."""
    pending: bool = False
    """An adjudication waits to be verified."""


PUBLISHED = {"visibility": Visibility.PUBLISHED, "codings": 2, "adjudicated": True}
CASES: dict[str, Kept] = {
    "candidate": Kept(Stage.CANDIDATE, origin=Origin.MACHINE),
    "open": Kept(Stage.OPEN, origin=Origin.MACHINE, codings=1),
    "coded": Kept(Stage.CODED, codings=2),
    "imported": Kept(Stage.CODED, origin=Origin.IMPORTED),
    "adjudicated": Kept(Stage.CODED, codings=2, pending=True),
    "internal": Kept(Stage.VERIFIED, codings=2, adjudicated=True),
    "published": Kept(Stage.VERIFIED, pending=True, **PUBLISHED),
    "compiled": Kept(Stage.VERIFIED, Visibility.PUBLISHED, Origin.COMPILED),
    "contested": Kept(Stage.VERIFIED, contested=True, **PUBLISHED),
    "withdrawn": Kept(
        Stage.VERIFIED, Visibility.WITHDRAWN, codings=2, adjudicated=True, pending=True
    ),
    "rejected": Kept(Stage.REJECTED, origin=Origin.MACHINE),
    "merged": Kept(Stage.VERIFIED, **PUBLISHED),
    "split": Kept(Stage.VERIFIED, **PUBLISHED),
    "none": Kept(Stage.OPEN),
}
SHOWN = frozenset({"published", "compiled", "contested", "split"})
"""States in which the public sees a case under its own number."""


def case_in(state: str) -> World:
    """Make a case in a state: two reports in it, one suggested, another case beside it."""
    kept = CASES[state]
    by = made_user("maker@example.org", Role.ADJUDICATOR)
    candidate = kept.stage == Stage.CANDIDATE
    case = make_candidate(make_account(), make_account(), stage=Stage.OPEN)
    Case.objects.filter(pk=case.pk).update(public_id=None if candidate else CASE_ID)
    case = Case.objects.get(pk=case.pk)
    beside = make_account("Eva Muestra")
    other = make_candidate(beside, make_account("Eva Muestra"), stage=Stage.OPEN)
    Case.objects.filter(pk=other.pk).update(public_id=OTHER_ID)
    parts: dict[str, Any] = {"by": by, "other": Case.objects.get(pk=other.pk)}
    parts["undoable"] = _undoable(state, case, beside, by)
    suggested = make_account()
    MembershipFactory(case=case, account=suggested, basis=MembershipBasis.MACHINE, suggested=True)
    inside = list(Account.objects.filter(membership__case=case, membership__suggested=False))
    parts |= {"suggested": suggested, "inside": inside}
    parts["judgement"] = judge(inside[0], inside[1], Judgement.Verdict.SAME, by=by)
    _code(case, kept, by)
    Case.objects.filter(pk=case.pk).update(
        stage=kept.stage,
        visibility=kept.visibility,
        origin=kept.origin,
        contested=kept.contested,
    )
    case = Case.objects.get(pk=case.pk)
    if state == "merged":
        keeper = make_candidate(make_account("Olga Ejemplo"), stage=Stage.OPEN)
        Case.objects.filter(pk=keeper.pk).update(
            public_id=KEEPER_ID, stage=Stage.VERIFIED, visibility=Visibility.PUBLISHED
        )
        merge_cases(Case.objects.get(pk=keeper.pk), case, by=by, why="one attack")
    publish_anew(case)
    names = {"pk": str(case.pk), "public_id": CASE_ID}
    if state == "none":
        names = {"pk": str(NOTHING), "public_id": "V-9999"}
    return World("case", state, names, {**parts, "case": case})


# Whatever else an address may name


def link_in(state: str) -> World:
    """Make a link to sign in once."""
    user = made_user("linked@example.org", Role.CODER, active=state != "of one who left")
    token = make_one_time_link(user)
    if state == "spent":
        redeem_one_time_link(token)
    elif state == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "none":
        token = "no-such-token"
    return World("link", state, {"token": token}, {"user": user})


def nothing() -> World:
    """Make an installation that holds nothing."""
    return World("", "")


# Parts


def _undoable(state: str, case: Case, beside: Account, by: User) -> Decision:
    """Split from the case, or move into it, so that this can be taken back."""
    if state in ("split", "candidate"):
        apart = make_account("Ivo Probe")
        MembershipFactory(case=case, account=apart)
        return split_case(case, [apart], by=by, why="two attacks")
    return move_account(beside, case, by=by, why="it tells of this one")


def _code(case: Case, kept: Kept, by: User) -> None:
    version, now = codebook.current().version, timezone.now()
    for number in range(kept.codings):
        coder = made_user(f"coded{number}@example.org", Role.CODER)
        Coding.objects.create(
            case=case, coder=coder, codebook_version=version, values=COMPLETE, submitted_at=now
        )
    of = {"case": case, "codebook_version": version, "values": COMPLETE, "by": by}
    if kept.adjudicated:
        seconder = made_user("second@example.org", Role.CODER)
        Adjudication.objects.create(**of, verified_by=seconder, verified_at=now)
        decision = note("verify", case, by=seconder)
        write_values(case, COMPLETE, basis=Basis.ADJUDICATED, decision=decision)
    elif kept.origin in (Origin.COMPILED, Origin.IMPORTED):
        basis = Basis.COMPILED if kept.origin == Origin.COMPILED else Basis.IMPORTED
        verb = "load_open_case_file" if kept.origin == Origin.COMPILED else "import_sheet"
        write_values(case, COMPLETE, basis=basis, decision=note(verb, case, by=by))
    if kept.pending:
        Adjudication.objects.create(**of)


LINKS = ("fresh", "spent", "expired", "of one who left", "none")
WORLDS: dict[str, dict[str, Callable[[], World]]] = {
    "": {"": nothing},
    "case": {state: partial(case_in, state) for state in CASES},
    "link": {state: partial(link_in, state) for state in LINKS},
}
"""For each kind of thing that an address names, how each of its states is made."""

STATES_OF: dict[str, Callable[[], Iterable[str]]] = {
    "Case.stage": lambda: Case.objects.values_list("stage", flat=True),
    "Case.visibility": lambda: Case.objects.values_list("visibility", flat=True),
    "Case.origin": lambda: Case.objects.values_list("origin", flat=True),
    "AcceptedValue.basis": lambda: AcceptedValue.objects.values_list("basis", flat=True),
}
"""Fields that say in which state a thing is, and how to read them: each value needs a world."""

NO_STATES: dict[str, str] = {
    "Consent.given_by": "who agreed: decided in disclosure, held by the table of disclosure",
    "Consent.given_how": "told, nothing hangs on it",
    "Protection.level": "who may be named: held by the table of disclosure",
    "Request.wants": "what is asked: told, nothing hangs on it",
    "RoleGrant.role": "the persons of this table",
    "Outlet.kind": "told, nothing hangs on it",
    "CaseAccount.basis": "whether the machine may regroup it",
    "CaseRelation.kind": "told, nothing hangs on it",
    "Judgement.verdict": "what the machine may propose",
    "Release.kind": "told, nothing hangs on it",
}
"""Fields with choices that are no states of what an address names, and why."""
