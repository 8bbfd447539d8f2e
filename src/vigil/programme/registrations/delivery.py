"""Whether the letters of a registration leave: without them nobody gets the link that is theirs.

The link is never shown instead: whoever types the address of somebody else would get it, and the
answer would no longer be the same for every address.
"""

from django.utils.translation import gettext as _

from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.organisation.mail import has_server


def letters_leave() -> bool:
    """Return whether letters reach people; in a demonstration, whoever tries it reads them."""
    return is_demonstration() or has_server()


def why_no_link() -> str:
    """Return why nobody can register at present, for the public; empty if letters leave."""
    if letters_leave():
        return ""
    return _(
        "Nobody can register at the moment: your link would come by letter, and letters are not "
        "sent from here yet. Please come back later."
    )
