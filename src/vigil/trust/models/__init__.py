"""What `trust` keeps: who people are, what they may do, what was decided, what was agreed."""

from vigil.trust.models.confirmation import Confirmation
from vigil.trust.models.consent import Consent
from vigil.trust.models.decision import Decision
from vigil.trust.models.key_mark import KeyMark
from vigil.trust.models.letter import Letter, LetterFile
from vigil.trust.models.own_key import OwnKey
from vigil.trust.models.protection import Level, Protection
from vigil.trust.models.request import Request, RequestCount
from vigil.trust.models.sealed import Sealed
from vigil.trust.models.session import Device, Lockdown, OpenSession
from vigil.trust.models.ticket import Budget, SpentTicket
from vigil.trust.models.upload import Upload
from vigil.trust.models.user import GUARDED_ROLES, OneTimeLink, Role, RoleGrant, User
from vigil.trust.models.withdrawal import Withdrawal

__all__ = [
    "GUARDED_ROLES",
    "Budget",
    "Confirmation",
    "Consent",
    "Decision",
    "Device",
    "KeyMark",
    "Letter",
    "LetterFile",
    "Level",
    "Lockdown",
    "OneTimeLink",
    "OpenSession",
    "OwnKey",
    "Protection",
    "Request",
    "RequestCount",
    "Role",
    "RoleGrant",
    "Sealed",
    "SpentTicket",
    "Upload",
    "User",
    "Withdrawal",
]
