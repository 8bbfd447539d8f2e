"""What the network keeps."""

from vigil.network.invitations.models import Invitation
from vigil.network.members.models import Biography, Link, Listing, Member, MemberKind, Status
from vigil.network.sheets.models import MemberSheet

__all__ = [
    "Biography",
    "Invitation",
    "Link",
    "Listing",
    "Member",
    "MemberKind",
    "MemberSheet",
    "Status",
]
