"""Who may edit, publish and withdraw a campaign."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import grants_of, has_role, roles_of
from vigil.trust.models import Role
from vigil.witness.models import Campaign


@predicate(name="reaches_the_campaign")
def reaches_the_campaign(user: object, campaign: object = None) -> bool:
    """Return whether an editor's grant covers every country and the language of a campaign.

    Without a campaign, return whether the user is an editor at all.
    """
    if Role.EDITOR not in roles_of(user):
        return False
    if not isinstance(campaign, Campaign):
        return True
    return any(
        not grant.countries and (not grant.languages or campaign.language in grant.languages)
        for grant in grants_of(user, Role.EDITOR)
    )


PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # A campaign belongs to no single case: whoever edits stories in its language edits it.
    "witness.edit_campaign": reaches_the_campaign,
    "witness.publish_campaign": reaches_the_campaign,
    # Taking something away does not wait for the right colleague.
    "witness.withdraw_campaign": has_role(Role.EDITOR, Role.ADJUDICATOR),
}
"""Permission -> who holds it."""
