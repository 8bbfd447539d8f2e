"""How many are at the door, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.programme.check_in.queries import DoorCounts


def count_words(counts: DoorCounts) -> str:
    """Return in words how many are here, of how many, and how many places there are."""
    said = [
        _("%(here)d of %(registered)d checked in")
        % {"here": counts.checked_in, "registered": counts.registered}
    ]
    if n := counts.walk_ins:
        said.append(ngettext("%(n)d walk-in", "%(n)d walk-ins", n) % {"n": n})
    if counts.places is not None:
        places = ngettext("%(n)d place", "%(n)d places", counts.places)
        said.append(places % {"n": counts.places})
    return " · ".join(said)
