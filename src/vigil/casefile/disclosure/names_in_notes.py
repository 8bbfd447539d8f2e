"""Keep names out of what people note: a reason or a note stays in the log for good."""

from django.utils.translation import gettext as _

from vigil.casefile.disclosure.holds import withheld_today
from vigil.casefile.disclosure.unknown_names import words_like_names
from vigil.casefile.disclosure.withheld_words import words
from vigil.casefile.models import Case
from vigil.trust.access.errors import Unfit


def require_no_withheld_name(case: Case, text: str, field: str) -> None:
    """Raise Unfit, at a field of the form, if a note names somebody whom the case does not name."""
    if text and not withheld_today(case).allows(text):
        raise Unfit(_("This names somebody whom the case does not name. Leave it out."), field)


def strangers_in_note(case: Case, text: str) -> list[str]:
    """Return the words of a note that look like names of nobody in the case and of no outlet."""
    found = dict.fromkeys(words_like_names(text, withheld_today(case), 0, len(text)))
    if not found:
        return []
    outlets = case.memberships.values_list("account__report__outlet__name", flat=True)
    known = {word for outlet in outlets if outlet for word in words(outlet)}
    return [word for word in found if not known.issuperset(words(word))]
