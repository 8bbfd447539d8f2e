"""All models of the fund; each is defined in the package of its subject."""

from vigil.fund.applications.models import Application, ApplicationFile, Determination, Outcome
from vigil.fund.calls.models import Call
from vigil.fund.emergencies.models import EmergencyRequest, EmergencyWord
from vigil.fund.grants.models import Accompaniment, Amendment, BudgetLine, Connection, Grant
from vigil.fund.nominations.models import Check, Nomination
from vigil.fund.parties.models.level_request import LevelRequest
from vigil.fund.parties.models.party import NAMED, Conflict, Party, Trace
from vigil.fund.payments.models import Approval, Donor, Entry, Payment, Share, Tranche
from vigil.fund.releases.models import FundRelease
from vigil.fund.reporting.models import Report, Result
from vigil.fund.reviews.models import Remark, Review
from vigil.fund.safety.models import Incident, Prompt, SafetyPlan

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
