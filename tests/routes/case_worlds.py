"""Every state in which a case can be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from desk.coding.test_views import COMPLETE
from desk.conftest import make_account, make_candidate
from factories import ClaimFactory, ListedKillingFactory, MembershipFactory, publish_anew
from routes.worlds import NOTHING, World, made_user, maker, worlds
from seconded import give_consent
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.linking.verbs.judging import judge
from vigil.casefile.models import (
    Account,
    Adjudication,
    Basis,
    Case,
    CaseMatch,
    Coding,
    Judgement,
    MembershipBasis,
    Origin,
    Stage,
    Visibility,
)
from vigil.casefile.people.verbs import subject_of
from vigil.casefile.reports.verbs.citing import READ_HERE
from vigil.reading import codebook
from vigil.trust.models import Confirmation, Decision, Role, User

TOMAS = "Tomás Example Prueba"
CASE_ID, OTHER_ID, KEEPER_ID = "V-7001", "V-7002", "V-7003"


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
STAGES = frozenset(CASES) - {"none"}
STANDING = STAGES - {"merged"}
NOT_REJECTED = STANDING - {"rejected"}
IN_HAND = NOT_REJECTED - {"candidate"}
SHOWN = frozenset({"published", "compiled", "contested", "split"})
"""States in which the public sees a case under its own number."""
PUBLIC = SHOWN | {"merged"}
"""States in which the case file has a case as public, so that coders do not regroup it."""


def case_in(state: str) -> World:
    """Make a case in a state: two reports in it, one suggested, another case beside it."""
    kept, by = CASES[state], maker()
    case = _numbered(
        make_candidate(make_account(), make_account(), stage=Stage.OPEN),
        None if kept.stage == Stage.CANDIDATE else CASE_ID,
    )
    beside = make_account("Eva Muestra")
    other = make_candidate(beside, make_account("Eva Muestra"), stage=Stage.OPEN)
    parts: dict[str, Any] = {"by": by, "other": _numbered(other, OTHER_ID)}
    parts["undoable"] = _undoable(state, case, beside, by)
    suggested = make_account()
    MembershipFactory(case=case, account=suggested, basis=MembershipBasis.MACHINE, suggested=True)
    inside = list(Account.objects.filter(membership__case=case, membership__suggested=False))
    parts |= {"suggested": suggested, "inside": inside}
    parts["judgement"] = judge(inside[0], inside[1], Judgement.Verdict.SAME, by=by)
    parts["listed"], told = ListedKillingFactory(), ListedKillingFactory()
    parts["match"] = CaseMatch.objects.create(case=case, listed=told, verdict="same", by=by)
    _code(case, kept, by)
    parts["read_here"] = ClaimFactory(
        account=inside[0], reader=READ_HERE, read_on=timezone.localdate(), coder=by
    )
    Case.objects.filter(pk=case.pk).update(
        stage=kept.stage,
        visibility=kept.visibility,
        origin=kept.origin,
        contested=kept.contested,
    )
    case = Case.objects.get(pk=case.pk)
    parts["person"] = person = case.victims.get(name=TOMAS)
    agreed = {"given_by": "self", "given_how": "paper"}
    parts["consent"] = give_consent(subject_of(person), "name", by=by, **agreed)
    if state == "merged":
        _merge(case, by)
    publish_anew(case)
    names = {
        "pk": str(case.pk),
        "public_id": CASE_ID,
        "other": str(parts["other"].pk),
        "report": str(inside[0].report_id),
        "form": "bib",
        "number": "1",
        "key": "by-method",
    }
    if state == "none":
        names |= {"pk": str(NOTHING), "public_id": "V-9999", "key": "no-such-figure"}
    return World("case", state, names, {**parts, "case": case}, facts_of(case))


def facts_of(case: Case) -> Callable[[], dict[str, Any]]:
    """Return what reads how a case stands now; of one that is gone, nothing."""

    def facts() -> dict[str, Any]:
        now = Case.objects.filter(pk=case.pk).first()
        names = ("stage", "visibility", "contested")
        stands = {name: getattr(now, name, None) for name in names}
        return {
            **stands,
            "superseded": bool(now and now.superseded_by_id),
            "waits": Confirmation.objects.exists(),
        }

    return facts


def _numbered(case: Case, public_id: str | None) -> Case:
    Case.objects.filter(pk=case.pk).update(public_id=public_id)
    return Case.objects.get(pk=case.pk)


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
        decision = record_on_case("verify", case, by=seconder)
        write_values(case, COMPLETE, basis=Basis.ADJUDICATED, decision=decision)
    elif kept.origin in (Origin.COMPILED, Origin.IMPORTED):
        basis = Basis.COMPILED if kept.origin == Origin.COMPILED else Basis.IMPORTED
        verb = "load_open_case_file" if kept.origin == Origin.COMPILED else "import_sheet"
        write_values(case, COMPLETE, basis=basis, decision=record_on_case(verb, case, by=by))
    if kept.pending:
        Adjudication.objects.create(**of)


def _merge(case: Case, by: User) -> None:
    """Merge the case into a public one, which names more people then: it is published anew."""
    keeper = _numbered(make_candidate(make_account("Olga Ejemplo"), stage=Stage.OPEN), KEEPER_ID)
    Case.objects.filter(pk=keeper.pk).update(stage=Stage.VERIFIED, visibility=Visibility.PUBLISHED)
    merge_cases(Case.objects.get(pk=keeper.pk), case, by=by, why="one attack")
    Case.objects.filter(pk=keeper.pk).update(visibility=Visibility.PUBLISHED)
    publish_anew(keeper)
    case.refresh_from_db()


WORLDS = {"case": worlds(case_in, *CASES)}
