"""What is known, who said so, who decided."""

from vigil.casefile.models.case import (
    AcceptedValue,
    Basis,
    Case,
    CaseAccount,
    CaseDoubt,
    CaseRelation,
    MembershipBasis,
    Origin,
    Stage,
    Victim,
    VictimName,
    Visibility,
)
from vigil.casefile.models.coding import Adjudication, Coding, Judgement
from vigil.casefile.models.known_list import CaseMatch, KnownList, ListedKilling, ListedName
from vigil.casefile.models.monitoring import Monitoring
from vigil.casefile.models.numbers import AdmittedBatch, Counter
from vigil.casefile.models.release import Release
from vigil.casefile.models.report import TESTIMONY, Account, Claim, Outlet, Report
from vigil.casefile.models.sheet import SheetImport, SheetMapping, SheetRow
from vigil.casefile.models.withdrawn import WithdrawnName

__all__ = [
    "TESTIMONY",
    "AcceptedValue",
    "Account",
    "Adjudication",
    "AdmittedBatch",
    "Basis",
    "Case",
    "CaseAccount",
    "CaseDoubt",
    "CaseMatch",
    "CaseRelation",
    "Claim",
    "Coding",
    "Counter",
    "Judgement",
    "KnownList",
    "ListedKilling",
    "ListedName",
    "MembershipBasis",
    "Monitoring",
    "Origin",
    "Outlet",
    "Release",
    "Report",
    "SheetImport",
    "SheetMapping",
    "SheetRow",
    "Stage",
    "Victim",
    "VictimName",
    "Visibility",
    "WithdrawnName",
]
