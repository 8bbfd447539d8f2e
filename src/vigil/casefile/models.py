"""What is known, who said so, who decided."""

from vigil.casefile.cases.models.case import (
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
from vigil.casefile.cases.models.counters import AdmittedBatch, Counter
from vigil.casefile.coding.models import Adjudication, Coding, Judgement
from vigil.casefile.coverage.models import Monitoring
from vigil.casefile.lists.models import CaseMatch, KnownList, ListedKilling, ListedName
from vigil.casefile.releases.models import Release
from vigil.casefile.reports.models import TESTIMONY, Account, Claim, Outlet, Report
from vigil.casefile.sheets.models import SheetImport, SheetMapping, SheetRow
from vigil.casefile.withdrawal.models import WithdrawnName

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
