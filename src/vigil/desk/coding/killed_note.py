"""Say where the number killed and the people of a coding do not fit. It never blocks."""

from django.utils.translation import gettext as _

from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.killed import killed_mismatch
from vigil.language.counts import count_text


def killed_note(values: Values) -> str:
    """Return what does not fit, in words; "" where all fits or no number is stated."""
    found = killed_mismatch(values)
    if found is None:
        return ""
    return _(
        "Reports state %(stated)s killed, but the people and groups coded as killed are %(coded)d. "
        "If this is right, say why in a note."
    ) % {"stated": count_text(found.stated), "coded": found.coded}
