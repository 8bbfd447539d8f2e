"""Check the parts of a question: its words, its language, the name of its asker."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.programme.messages.validation import CONTROLS
from vigil.programme.models import Session
from vigil.trust.access.errors import NotPossible

LONGEST: Final = 400
LONGEST_NAME: Final = 100
"""Characters of a question, and of a name."""


def languages_of(session: Session) -> list[str]:
    """Return the languages to ask in: those of the session; of one that names none, the site's."""
    told = list(dict.fromkeys([*session.languages, *session.interpretation]))
    return told or [code for code, _label in settings.LANGUAGES]


def checked_question(text: str) -> str:
    """Return the words of a question without controls. Raises NotPossible (none; too long)."""
    kept = CONTROLS.sub("", text.replace("\r\n", "\n")).strip()
    if not kept:
        raise NotPossible(_("Write your question."))
    if len(kept) > LONGEST:
        raise NotPossible(
            _("The question has %(n)d characters. Shorten it to %(most)d.")
            % {"n": len(kept), "most": LONGEST}
        )
    return kept


def checked_asker(name: str) -> str:
    """Return a name on one line. Raises NotPossible (too long)."""
    kept = " ".join(CONTROLS.sub("", name).split())
    if len(kept) > LONGEST_NAME:
        raise NotPossible(_("A name has at most %(n)d letters.") % {"n": LONGEST_NAME})
    return kept


def checked_language_of(session: Session, tag: str) -> str:
    """Return one of the languages of a session. Raises NotPossible (it is none of them)."""
    if tag not in languages_of(session):
        raise NotPossible(_("Choose one of the languages of the session."))
    return tag
