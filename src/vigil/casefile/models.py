"""Every table of the case file. Each is defined in the `models` of its subject."""

from vigil.casefile.care.models import CareSetting
from vigil.casefile.cases.models import (
    OUT_OF_SCOPE,
    Case,
    CaseAccount,
    CaseRelation,
    Counter,
    MembershipBasis,
    Origin,
    Rejection,
    Stage,
    Visibility,
)
from vigil.casefile.codebook_changes.models import (
    CodebookComment,
    CodebookMention,
    CodebookProposal,
    CodebookVersion,
    KeptAsCoded,
)
from vigil.casefile.coding.models import AcceptedValue, Adjudication, Basis, Coding, Purpose
from vigil.casefile.coverage.models import Monitoring
from vigil.casefile.house_rules.models import CodingRule, HouseRule
from vigil.casefile.linking.models import CaseDoubt, Judgement
from vigil.casefile.lists.models import KnownList, ListedKilling, ListedName
from vigil.casefile.looking_again.models import LookAgain
from vigil.casefile.matches.models import CaseMatch
from vigil.casefile.outlets.models import CorrectedOutlet, OutletCorrection
from vigil.casefile.people.models import Victim, VictimName
from vigil.casefile.releases.models import Release
from vigil.casefile.reliability.models import AgreementFigures, CoderTraining, GoldCase
from vigil.casefile.reports.models import (
    TESTIMONY,
    Account,
    AdmittedBatch,
    Claim,
    Outlet,
    ProtectedSource,
    Report,
)
from vigil.casefile.sheets.models import SheetImport, SheetMapping, SheetRow
from vigil.casefile.triage.models import CaseNote, CaseTriage, Mention, Presence, SavedView
from vigil.casefile.verification.models import CaseReview, Finding
from vigil.casefile.withdrawal.models import WithdrawnName

__all__ = [
    "OUT_OF_SCOPE",
    "TESTIMONY",
    "AcceptedValue",
    "Account",
    "Adjudication",
    "AdmittedBatch",
    "AgreementFigures",
    "Basis",
    "CareSetting",
    "Case",
    "CaseAccount",
    "CaseDoubt",
    "CaseMatch",
    "CaseNote",
    "CaseRelation",
    "CaseReview",
    "CaseTriage",
    "Claim",
    "CodebookComment",
    "CodebookMention",
    "CodebookProposal",
    "CodebookVersion",
    "CoderTraining",
    "Coding",
    "CodingRule",
    "CorrectedOutlet",
    "Counter",
    "Finding",
    "GoldCase",
    "HouseRule",
    "Judgement",
    "KeptAsCoded",
    "KnownList",
    "ListedKilling",
    "ListedName",
    "LookAgain",
    "MembershipBasis",
    "Mention",
    "Monitoring",
    "Origin",
    "Outlet",
    "OutletCorrection",
    "Presence",
    "ProtectedSource",
    "Purpose",
    "Rejection",
    "Release",
    "Report",
    "SavedView",
    "SheetImport",
    "SheetMapping",
    "SheetRow",
    "Stage",
    "Victim",
    "VictimName",
    "Visibility",
    "WithdrawnName",
]
