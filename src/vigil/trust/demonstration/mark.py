"""The mark of a demonstration: a file in its data folder, and what everything it sends out says.

The settings read it, so nothing here asks the database. The database carries a mark of its own: the
first decision of its log (`verbs`), which no verb and no statement removes.
"""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

FILE: Final = "DEMONSTRATION.txt"
"""The file that marks a data folder."""
PLAIN: Final = "Demonstration: everything here is invented."
"""What files say whose readers are programs, in English."""
SENTENCE: Final = _("Demonstration: everything here is invented.")
"""What pages and files for people say, in their language."""
TEXT: Final = f"""\
{PLAIN}

People, pictures, reports and numbers in this folder were made up by the authors of Vigil, and
nothing of it happened. Countries are real because the map needs them; towns are not.

This folder belongs to `vigil demo`. It never becomes a real installation: `vigil up` refuses it.
Delete the whole folder when you no longer need it.
"""


def is_demonstration() -> bool:
    """Return whether this installation is a demonstration."""
    return bool(settings.VIGIL_DEMONSTRATION)


def is_marked(folder: Path) -> bool:
    """Return whether a data folder is that of a demonstration."""
    return (folder / FILE).exists()


def mark_line() -> str:
    """Return the line that a file has to carry here; "" in a real installation."""
    return PLAIN if is_demonstration() else ""
