"""What the network keeps."""

from vigil.network.models.invitation import Invitation
from vigil.network.models.member import Biography, Link, Listing, Member, MemberKind, Status
from vigil.network.models.sheet import MemberSheet

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
