"""The sentences with which a message from the hosts begins, in the languages of the interface."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from vigil.programme.models import Mailing

Template = Mailing.Template


def template_text(mailing: Mailing, language: str, *, sessions: int) -> str:
    """Return what a mailing about so many sessions begins as, in a language.

    "" where the host writes, or where the template is not translated.
    """
    if language not in dict(settings.LANGUAGES):
        return ""
    with override(language):
        return _one(mailing) if sessions == 1 else _several(mailing)


def _one(mailing: Mailing) -> str:
    match mailing.template:
        case Template.DELAY:
            n = mailing.minutes or 0
            words = ngettext(
                "The session begins %(n)d minute late. Thank you for waiting.",
                "The session begins %(n)d minutes late. Thank you for waiting.",
                n,
            )
            return words % {"n": n}
        case Template.ROOM:
            words = _("The session takes place in another room: %(room)s.")
            return words % {"room": mailing.room}
        case Template.SLIDES:
            return _("The slides of the session are here: %(link)s") % {"link": mailing.link}
        case Template.RECORDING:
            return _("The recording of the session is up. You find it on the page of the session.")
    return ""


def _several(mailing: Mailing) -> str:
    match mailing.template:
        case Template.DELAY:
            n = mailing.minutes or 0
            words = ngettext(
                "These sessions begin %(n)d minute late. Thank you for waiting.",
                "These sessions begin %(n)d minutes late. Thank you for waiting.",
                n,
            )
            return words % {"n": n}
        case Template.ROOM:
            words = _("These sessions take place in another room: %(room)s.")
            return words % {"room": mailing.room}
        case Template.SLIDES:
            return _("The slides of these sessions are here: %(link)s") % {"link": mailing.link}
        case Template.RECORDING:
            return _("The recordings of these sessions are up. You find them on their pages.")
    return ""
