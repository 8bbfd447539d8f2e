"""Terms, countries and changes of an assessment in words, in the language of the page."""

from collections.abc import Iterable

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


def grouped_changes(changes: Iterable[tuple[str, str, str]]) -> list[tuple[str, list[str]]]:
    """Return the names of terms and countries by the kind of change, each kind with its heading.

    A change is its list ("places" for a country), code and `ChangeKind`.
    """
    found: dict[tuple[bool, str], list[str]] = {}
    for name, code, change in changes:
        label = country_name(code) if name == PLACES else term_label(name, code)
        found.setdefault((name == PLACES, change), []).append(label)
    headings = _headings()
    return [(headings[kind], found[kind]) for kind in headings if kind in found]


def _headings() -> dict[tuple[bool, str], str]:
    """Return the heading of each kind of change, of terms and of countries."""
    return {
        (False, ChangeKind.NEW): _("New terms"),
        (False, ChangeKind.GONE): _("Removed terms"),
        (False, ChangeKind.BANDS): _("Terms with other thresholds, units or bounds"),
        (False, ChangeKind.WORDING): _("Terms asked in other words"),
        (False, ChangeKind.TRANSLATION): _("Terms with other translations"),
        (True, ChangeKind.NEW): _("New countries"),
        (True, ChangeKind.GONE): _("Removed countries"),
        (True, ChangeKind.MOVED): _("Countries that moved to another region"),
    }
