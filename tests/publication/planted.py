"""A published case with everything in it that must never leave the desk."""

from typing import Any

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    ListedKillingFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    UserFactory,
    VictimFactory,
    published_together,
)
from vigil.casefile.models import Case, CaseMatch

KILLED = "Amalia Ríos Quintero"
PERPETRATOR = "Evaristo Montalvo Quiroga"
MINOR = "Tadeo Belmonte Ríos"
SURVIVOR = "Casilda Orduña Vela"
WITNESS = "Belisario Tinoco"
QUARTER = "Colonia Jacaranda"

SECRET = ("Montalvo", "Quiroga", "Evaristo", "Tadeo", "Belmonte", "Casilda", "Orduña", "Tinoco")
"""Words of which none may appear on any public page."""

TEXT = (
    "Amalia Ríos Quintero, 41, was shot dead in Puerto Ejemplo on Thursday. "
    "Evaristo Montalvo Quiroga was arrested for it. Her nephew Tadeo Belmonte Ríos, 12, died "
    "beside her at the house in Colonia Jacaranda. The driver, Casilda Orduña Vela, survived, "
    "said Belisario Tinoco."
)


@published_together()
def plant(**values: Any) -> Case:
    """Make the case. Every field that can hold a text holds one that names somebody."""
    case = CaseFactory(
        title=f"{KILLED}, {SURVIVOR}",
        search_text="casilda orduna vela tadeo belmonte rios",
        n_killed=2,
        compiled={
            "summary": ["She was a reporter.", f"{PERPETRATOR} was accused of it."],
            "disagreements": [f"{SURVIVOR} says it was one shot.", "Her age is 41 or 42."],
        },
        **values,
    )
    VictimFactory(case=case, name=KILLED, also=["Amália Rios"], occupation="Reporter")
    VictimFactory(case=case, name=MINOR, age_low=12, age_high=12, occupation="Pupil of 6B")
    VictimFactory(case=case, name=SURVIVOR, outcome="injured", occupation="Driver of the editor")
    accept(case, "method", "firearm")
    accept(case, "place_type", "home")
    accept(case, "place", {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"})
    accept(case, "organised_crime_link", "credibly_alleged")
    accept(case, "organised_crime_basis", f"Prosecutors say {PERPETRATOR} paid for it.")
    accept(case, "judicial_outcome", f"{PERPETRATOR} was convicted at first instance.")
    accept(case, "judicial_as_of", {"value": "2021-05", "precision": "month"})
    accept(case, "impunity", "partial")
    report = ReportFactory(
        text=TEXT,
        title=f"{PERPETRATOR} held over killing",
        url="https://news.example/evaristo-montalvo-quiroga-held",
        outlet=OutletFactory(name="The Ejemplo Herald"),
    )
    account = AccountFactory(
        report=report,
        record={
            "perpetrators": [{"name": PERPETRATOR, "kind": "person", "status": "accused"}],
            "victims": [{"name": KILLED}, {"name": MINOR}, {"name": SURVIVOR}],
        },
    )
    MembershipFactory(case=case, account=account)
    claim(account, "method", "firearm", "shot dead")
    claim(account, "date_of_attack", {"value": "2019-03-07", "precision": "day"}, "Thursday")
    claim(account, "perpetrators", [{"name": PERPETRATOR}], PERPETRATOR)
    claim(account, "names", [MINOR], MINOR, person=1)
    claim(account, "names", [SURVIVOR], SURVIVOR, person=2)
    claim(account, "place", {"name": QUARTER, "precision": "neighbourhood"}, QUARTER)
    listed = ListedKillingFactory(names=[SURVIVOR], key=f"{WITNESS} 7", place=QUARTER)
    CaseMatch.objects.create(case=case, listed=listed, verdict="same", by=UserFactory())
    return case


def accept(case: Case, field: str, value: Any, **more: Any) -> None:
    """Accept a value of a case."""
    AcceptedValueFactory(case=case, field=field, value=value, **more)


def claim(account: Any, field: str, value: Any, says: str, person: int | None = None) -> None:
    """Make a claim with its words."""
    ClaimFactory(account=account, field=field, value=value, says=says, person=person)
