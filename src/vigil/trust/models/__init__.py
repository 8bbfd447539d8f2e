"""All models of this room: Django finds them here. Each is defined in its subject."""

from vigil.trust.confirmations.models import Confirmation
from vigil.trust.consent.models import Consent
from vigil.trust.decisions.models import Decision
from vigil.trust.invitations.models import Invitation
from vigil.trust.organisation.models import Organisation
from vigil.trust.outbox.models import Letter, LetterFile
from vigil.trust.people.models import GUARDED_ROLES, OneTimeLink, Role, RoleGrant, User
from vigil.trust.private_links.models import PrivateLink
from vigil.trust.protection.models import Level, Protection
from vigil.trust.public_forms.models import Budget, SpentTicket
from vigil.trust.requests.models import Request, RequestCount
from vigil.trust.resumable_uploads.models import ResumableUpload
from vigil.trust.sessions.models import Device, Lockdown, OpenSession, SharedValue
from vigil.trust.uploads.models import Upload
from vigil.trust.vault.models.key_mark import KeyMark
from vigil.trust.vault.models.own_key import OwnKey
from vigil.trust.vault.models.sealed import Sealed
from vigil.trust.withdrawals.models import Withdrawal
from vigil.trust.work.models import Collection, Duty, Task

__all__ = [
    "GUARDED_ROLES",
    "Budget",
    "Collection",
    "Confirmation",
    "Consent",
    "Decision",
    "Device",
    "Duty",
    "Invitation",
    "KeyMark",
    "Letter",
    "LetterFile",
    "Level",
    "Lockdown",
    "OneTimeLink",
    "OpenSession",
    "Organisation",
    "OwnKey",
    "PrivateLink",
    "Protection",
    "Request",
    "RequestCount",
    "ResumableUpload",
    "Role",
    "RoleGrant",
    "Sealed",
    "SharedValue",
    "SpentTicket",
    "Task",
    "Upload",
    "User",
    "Withdrawal",
]
