"""Terms, countries and changes of an assessment in words, in the language of the page."""

from django.utils.translation import gettext as _

from vigil.desk.screens.labels import country_name
from vigil.outlook.assessments.comparing import PLACES, ChangeKind
from vigil.outlook.questions.wording import term_label


def change_text(name: str, code: str, change: str) -> str:
    """Return in a sentence what changed about a term, or a country (the list "places")."""
    of_country = name == PLACES
    said = {"what": country_name(code) if of_country else term_label(name, code)}
    match change:
        case ChangeKind.NEW:
            return _("%(what)s is new.") % said
        case ChangeKind.GONE:
            return _("%(what)s is no longer included.") % said
        case ChangeKind.MOVED:
            return _("%(what)s moved to another region, and is judged by other experts.") % said
        case ChangeKind.BANDS:
            return _("%(what)s has other thresholds, units or bounds.") % said
        case ChangeKind.TRANSLATION:
            return _("%(what)s has other translations.") % said
        case _:
            return _("%(what)s is asked in other words.") % said
