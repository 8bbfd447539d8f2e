"""What the fund keeps."""

from vigil.fund.models.application import (
    Application,
    ApplicationFile,
    Determination,
    Outcome,
    Remark,
    Review,
)
from vigil.fund.models.call import Call
from vigil.fund.models.grant import (
    Amendment,
    Approval,
    BudgetLine,
    Donor,
    Entry,
    Grant,
    Payment,
    Share,
    Tranche,
)
from vigil.fund.models.level import LevelRequest
from vigil.fund.models.party import NAMED, Conflict, Party, Trace
from vigil.fund.models.release import FundRelease
from vigil.fund.models.support import (
    Accompaniment,
    Connection,
    Incident,
    Report,
    Result,
    SafetyPlan,
)
from vigil.fund.models.ways_in import Check, EmergencyRequest, EmergencyWord, Nomination, Prompt

__all__ = [
    "NAMED",
    "Accompaniment",
    "Amendment",
    "Application",
    "ApplicationFile",
    "Approval",
    "BudgetLine",
    "Call",
    "Check",
    "Conflict",
    "Connection",
    "Determination",
    "Donor",
    "EmergencyRequest",
    "EmergencyWord",
    "Entry",
    "FundRelease",
    "Grant",
    "Incident",
    "LevelRequest",
    "Nomination",
    "Outcome",
    "Party",
    "Payment",
    "Prompt",
    "Remark",
    "Report",
    "Result",
    "Review",
    "SafetyPlan",
    "Share",
    "Trace",
    "Tranche",
]
