"""Take the form of a call from a file."""

from django.utils.translation import gettext as _

from vigil.files import RefusedError, read_workbook
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.exchange.json_files import read_json
from vigil.fund.calls.exchange.xlsform_reading import CHOICES, SURVEY, NotTaken, read_xlsform
from vigil.fund.models import Call
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.uploads.verbs.files import FileRefused, sentence


def take_form(call: Call, content: bytes, *, by: User) -> list[NotTaken]:
    """Replace the form of a call by that of a file, XLSForm or JSON; return what was not read.

    A JSON file replaces conditions and rubric too. Not inside a transaction: a workbook is read in
    a process of its own. Raises NotAllowed; FileRefused; NotPossible if the call cannot have it.
    """
    require(by, MANAGE_CALLS, call)
    if content[:2] != b"PK":
        calls.edit_call(call, by=by, **read_json(content))
        return []
    survey, choices = (_rows(content, name) for name in (SURVEY, CHOICES))
    if not survey:
        raise FileRefused(_("The file has no worksheet called %(name)s.") % {"name": SURVEY})
    taken = read_xlsform(survey, choices)
    if not taken.form:
        raise FileRefused(_("The sheet “survey” has no question that a form can have."))
    calls.edit_call(call, by=by, form=taken.form)
    return taken.issues


def _rows(content: bytes, name: str) -> list[list[str]]:
    try:
        book = read_workbook(content, name)
    except RefusedError as error:
        raise FileRefused(sentence(error.reason)) from error
    return book.rows if book.name == name else []
