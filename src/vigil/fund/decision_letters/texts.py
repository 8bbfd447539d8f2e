"""What applicants read of a decision: our texts in five languages, or an officer's own.

The texts name neither the organisation nor the fund: others may read them over a shoulder.
"""

import re
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import Application, DecisionText, Outcome
from vigil.trust.access.errors import Unfit
from vigil.trust.organisation.queries import organisation

MERGE_WORDS: Final = ("call", "code", "day")
"""Words in braces that a text may hold: the title of the call, the number of the application, the
day on which the text was written."""
MAX_LENGTH: Final = 6_000
_BRACES: Final = re.compile(r"\{([^{}]*)\}")


def default_text(outcome: str, language: str) -> str:
    """Return our own text of an outcome in a language of the interface."""
    with override(language):
        return {
            Outcome.AWARD: _(
                "We are glad to tell you that we support your application {code} to “{call}”.\n\n"
                "The next steps are on this page. Nothing more is needed from you today."
            ),
            Outcome.RESERVE: _(
                "Your application {code} to “{call}” is on the waiting list. If support becomes "
                "available, you will read it on this page. Nothing more is needed from you today."
            ),
            Outcome.DECLINE: _(
                "Thank you for your application {code} to “{call}”. We cannot support it this "
                "time. We received more good applications than we can support."
            ),
        }[Outcome(outcome)]


def text_in_force(outcome: str, language: str) -> str:
    """Return the text of an outcome in a language: the officer's own, or ours."""
    own = DecisionText.objects.filter(outcome=outcome, language=language).first()
    return own.text if own is not None else default_text(outcome, language)


def known_language(tag: str) -> str:
    """Return the language of the interface in which somebody with this language is answered."""
    known, main = dict(settings.LANGUAGES), tag.partition("-")[0]
    return tag if tag in known else main if main in known else "en"


def message_for(application: Application, outcome: str, words: str = "") -> str:
    """Return what an applicant reads of an outcome, in their language, with personal words."""
    language = known_language(application.language)
    with override(language):
        values = {
            "call": in_language(application.call.title, language).text,
            "code": application.code,
            "day": date_format(timezone.localdate(), "DATE_FORMAT"),
        }
    text = _BRACES.sub(
        lambda found: values.get(found[1], found[0]), text_in_force(outcome, language)
    )
    return "\n\n".join(filter(None, (text.strip(), words.strip())))


def check_text(text: str, field: str) -> str:
    """Return a text without space around it. Raises Unfit, naming what is wrong and the field."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise Unfit(_("Write at most %(n)d characters.") % {"n": MAX_LENGTH}, field)
    unknown = [word for word in _BRACES.findall(text) if word not in MERGE_WORDS]
    if unknown:
        raise Unfit(
            _("“%(word)s” is no merge word. Use {call}, {code} or {day}.") % {"word": unknown[0]},
            field,
        )
    if (name := organisation().name).casefold() in text.casefold():
        raise Unfit(_("This text names “%(name)s”. Leave the name out.") % {"name": name}, field)
    return text
