"""All models of the fund; each is defined in the package of its subject."""

from vigil.fund.accounts.models import AccountConfirmation
from vigil.fund.achieved.models import OutcomeStatement, Reading
from vigil.fund.agreements.models import Agreement
from vigil.fund.applications.models import Application, ApplicationFile, Determination, Outcome
from vigil.fund.calls.models import Call, FormVersion
from vigil.fund.decision_letters.models import DecisionText
from vigil.fund.emergencies.models import EmergencyRequest, EmergencyWord
from vigil.fund.extensions.models import ExtensionRequest
from vigil.fund.finance.models import BankStatement, ColumnChoice, DonorBudget, StatementLine
from vigil.fund.gates.models import SwitchedGate
from vigil.fund.grants.models import Accompaniment, Amendment, BudgetLine, Connection, Grant
from vigil.fund.holds.models import Hold
from vigil.fund.messages.models import Message
from vigil.fund.nominations.models import Nomination
from vigil.fund.parties.models.level_request import LevelRequest
from vigil.fund.parties.models.party import NAMED, Conflict, Party, Trace
from vigil.fund.payments.models import Approval, Donor, Entry, Payment, Share, Tranche, Witness
from vigil.fund.releases.models import FundRelease
from vigil.fund.reporting.models import Report, Result
from vigil.fund.reviews.models import (
    PanelBudget,
    ReadingReason,
    Remark,
    Review,
    ReviewerLanguages,
)
from vigil.fund.safety.models import Incident, Prompt, SafetyPlan
from vigil.fund.screening.models import Check
from vigil.fund.word_keys.models import KeyLoss, PagePass, WordKey

__all__ = [
    "NAMED",
    "Accompaniment",
    "AccountConfirmation",
    "Agreement",
    "Amendment",
    "Application",
    "ApplicationFile",
    "Approval",
    "BankStatement",
    "BudgetLine",
    "Call",
    "Check",
    "ColumnChoice",
    "Conflict",
    "Connection",
    "DecisionText",
    "Determination",
    "Donor",
    "DonorBudget",
    "EmergencyRequest",
    "EmergencyWord",
    "Entry",
    "ExtensionRequest",
    "FormVersion",
    "FundRelease",
    "Grant",
    "Hold",
    "Incident",
    "KeyLoss",
    "LevelRequest",
    "Message",
    "Nomination",
    "Outcome",
    "OutcomeStatement",
    "PagePass",
    "PanelBudget",
    "Party",
    "Payment",
    "Prompt",
    "Reading",
    "ReadingReason",
    "Remark",
    "Report",
    "Result",
    "Review",
    "ReviewerLanguages",
    "SafetyPlan",
    "Share",
    "StatementLine",
    "SwitchedGate",
    "Trace",
    "Tranche",
    "Witness",
    "WordKey",
]
