"""Cases with people, who are named, agree or are withdrawn."""

from copy import deepcopy
from typing import Any

from factories import (
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    adjudicator,
)
from seconded import agree_to_be_named
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Account, Basis, Case, Victim
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.trust.models import User, Withdrawal

ANA, EVA, LUIS = "Ana Ríos Quintero", "Eva Ríos Quintero", "Luis Tinoco Vela"


def person(name: str, outcome: str = "killed", age: int | None = 41, **more: Any) -> dict[str, Any]:
    aged = {"age": {"low": age, "high": age}} if age is not None else {}
    return {"names": [name], "outcome": outcome, **aged, **more}


def settled(*people: dict[str, Any], **columns: Any) -> Case:
    """Make a public case of these people, with values as somebody settled them."""
    case = CaseFactory(**columns)
    return rewritten(case, *people)


def rewritten(case: Case, *people: dict[str, Any], **event: Any) -> Case:
    values = {
        "case": {
            "event": "killing",
            "date_of_attack": {"value": "2019-03-07", "precision": "day"},
            "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
            "place_type": "street_road",
            **event,
        },
        "victims": [deepcopy(p) for p in people],
    }
    with case_changes():
        decision = record_on_case("verify", case, by=None)
        write_values(case, values, basis=Basis.ADJUDICATED, decision=decision)
    case.refresh_from_db()
    return case


def named(case: Case) -> list[str]:
    """Return who is named in what is handed out of a case."""
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    return [name for victim in case_line(whole, {})["victims"] for name in victim.get("names", [])]


def victim(case: Case, name: str) -> Victim:
    return case.victims.get(name=name)


def withdrawal(by: User | None = None) -> Withdrawal:
    return Withdrawal.objects.create(by=by or adjudicator(), why="asked")


def take(case: Case, name: str, *, spared: tuple[int, ...] = ()) -> Withdrawal:
    """Withdraw the name of a person in the case."""
    made = withdrawal()
    withdraw_name(case, [name], victim=victim(case, name), spared=spared, withdrawal=made)
    return made


def told_by(case: Case, *names: str, text: str = "", title: str = "") -> Account:
    """Put an account into a case that names these people."""
    says = text or "; ".join(names) or "Nobody is named."
    account = AccountFactory(report=ReportFactory(text=says, title=title or "A report"))
    MembershipFactory(case=case, account=account)
    for number, name in enumerate(names):
        ClaimFactory(account=account, field="names", person=number, value=[name], says=name)
        ClaimFactory(account=account, field="outcome", person=number, value="killed", says=name)
    return account


SURVIVOR = {"outcome": "injured"}


def agree(who: Victim, given_by: str = "self", **terms: Any) -> Any:
    by = terms.pop("by", None) or adjudicator()
    return agree_to_be_named(who, given_by=given_by, given_how="paper", by=by, **terms)
