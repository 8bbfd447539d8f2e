"""What the fund keeps."""

from vigil.fund.applications.models import (
    Application,
    ApplicationFile,
    Determination,
    Outcome,
    Remark,
    Review,
)
from vigil.fund.calls.models import Call
from vigil.fund.emergencies.models import Check, EmergencyRequest, EmergencyWord, Nomination, Prompt
from vigil.fund.grants.models import (
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
from vigil.fund.parties.models.level_request import LevelRequest
from vigil.fund.parties.models.party import NAMED, Conflict, Party, Trace
from vigil.fund.releases.models import FundRelease
from vigil.fund.reporting.models import (
    Accompaniment,
    Connection,
    Incident,
    Report,
    Result,
    SafetyPlan,
)

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
