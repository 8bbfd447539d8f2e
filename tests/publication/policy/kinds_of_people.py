"""The kinds of people of the disclosure table, and how each is put into its case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    VictimFactory,
    coder,
)
from publication.policy.made_up_names import Marker
from vigil.casefile.models import (
    Account,
    Adjudication,
    Basis,
    Case,
    Coding,
    Victim,
)
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.trust.models import User, Withdrawal

Put = Callable[["Planted", Marker], None]


@dataclass
class Planted:
    """The case of one kind of person while names are put into it."""

    case: Case
    control: str
    """The name of an adult who was killed, which is told: without it the table proves nothing."""
    account: Account
    by: User

    def accept(self, field: str, value: Any, victim: Victim | None = None) -> None:
        """Accept a value that people settled; of a case, instead of one that stands."""
        if victim is None:
            self.case.accepted.filter(field=field, victim=None).delete()
        AcceptedValueFactory(
            case=self.case, victim=victim, field=field, value=value, basis=Basis.ADJUDICATED
        )


def in_case(planted: Planted, report: Any, **account: Any) -> Account:
    """Put an account of a report into the case."""
    made = AccountFactory(report=report, **account)
    MembershipFactory(case=planted.case, account=made)
    return made


def sentence(who: Marker) -> str:
    """Return a sentence that names the person."""
    return f"It was said of {who.said} that nothing is known."


def victim(outcome: str, *, age: int = 34, told: int | None = None) -> Put:
    """Put a person into the case; `told` is an age that a report has, beside the accepted one."""

    def put(planted: Planted, who: Marker) -> None:
        name, *also = who.known
        person = VictimFactory(
            case=planted.case,
            name=name,
            also=also,
            outcome=outcome,
            age_low=age,
            age_high=age,
            minor=age < 18 or told is not None,
            occupation=f"Aide to {who.said}",
        )
        planted.accept("outcome", outcome, person)
        planted.accept("age", {"low": age, "high": age}, person)
        planted.accept("names", list(who.known), person)
        planted.accept("occupation", person.occupation, person)
        if told is not None:
            account = in_case(planted, ReportFactory(text="A report."))
            ClaimFactory(account=account, field="names", value=list(who.known), person=0)
            ClaimFactory(account=account, field="age", value={"low": told, "high": told}, person=0)

    return put


def read_as_victim(planted: Planted, who: Marker) -> None:
    """Let the machine have read the person among the victims of a report."""
    record = {"victims": [{"name": who.known[0], "names": list(who.known)}]}
    planted.account.record.setdefault("victims", []).extend(record["victims"])
    planted.account.save()


def claimed(planted: Planted, who: Marker) -> None:
    """Let a report's claims have the person's names."""
    number = planted.account.claims.filter(field="names").count() + 100
    ClaimFactory(account=planted.account, field="names", value=list(who.known), person=number)


def withdrawn(planted: Planted, who: Marker) -> None:
    """Let somebody have withdrawn the name of a person whom the sources only mention."""
    act = Withdrawal.objects.create(by=planted.by, why="a relative asked")
    withdraw_name(planted.case, list(who.known), victim=None, spared=[], withdrawal=act)


def suspect(status: str, where: str) -> Put:
    """Put a perpetrator into an account, a claim, a coding, an adjudication or a value."""

    def put(planted: Planted, who: Marker) -> None:
        entries = [{"name": name, "kind": "person", "status": status} for name in who.known]
        if where == "account":
            planted.account.record.setdefault("perpetrators", []).extend(entries)
            planted.account.save()
        elif where == "claim":
            ClaimFactory(account=planted.account, field="perpetrators", value=entries)
        elif where == "coding":
            values = {"case": {"perpetrators": entries}}
            Coding.objects.create(
                case=planted.case, coder=coder(), codebook_version="1", values=values
            )
        elif where == "adjudication":
            values = {"case": {"perpetrators": entries}}
            Adjudication.objects.create(
                case=planted.case, by=planted.by, codebook_version="1", values=values
            )
        else:
            row = planted.case.accepted.filter(field="perpetrators").first()
            planted.accept("perpetrators", [*(row.value if row else []), *entries])

    return put


@dataclass(frozen=True)
class Kind:
    """A kind of person. `event` and `killed` say of what case."""

    put: Put
    event: str = "killing"
    killed: bool = True
    """Whether somebody else was killed, whose name is told."""


KINDS: dict[str, Kind] = {
    "survivor": Kind(victim("injured")),
    "survivor of an attempt": Kind(victim("unhurt"), "attempt", killed=False),
    "person in a prevented attempt": Kind(victim("unhurt"), "prevented", killed=False),
    "missing person": Kind(victim("missing")),
    "person of unknown fate": Kind(victim("unknown")),
    "minor killed": Kind(victim("killed", age=12)),
    "minor by one report": Kind(victim("killed", age=19, told=17)),
    "minor who survived": Kind(victim("injured", age=9)),
    "witness": Kind(read_as_victim),
    "informant": Kind(claimed),
    "relative": Kind(withdrawn),
    "suspect as reported": Kind(suspect("as_reported", "account")),
    "accused": Kind(suspect("accused", "claim")),
    "arrested": Kind(suspect("arrested", "coding")),
    "tried": Kind(suspect("tried", "adjudication")),
    "acquitted": Kind(suspect("acquitted", "value")),
    "convicted, appeal open": Kind(suspect("convicted", "account")),
    "finally convicted": Kind(suspect("convicted", "claim")),
    "dead suspect": Kind(suspect("dead", "value")),
}
