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
    said = _("Reports state %(stated)s killed; %(coded)s are coded as killed.")
    numbers = {"stated": count_text(found.stated), "coded": found.coded}
    return f"{said % numbers} {_('If this is right, say why in a note.')}"
