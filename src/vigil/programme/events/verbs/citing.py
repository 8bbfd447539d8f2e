"""Cite cases, stories and other things that a session is about, and remove citations."""

from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.policy import decoded
from vigil.programme.events.citations import public_case_row
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Citation, Session
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

_KINDS: Final = frozenset(Citation.Kind.values)


@verb
def cite(session: Session, kind: str, key: str, *, by: User, label: str = "") -> Citation:
    """Cite something that a session is about, in its current state.

    `key` is the number of a public case, or the address of something else: a path on this site
    that starts with a slash, or one of https. That needs a `label`. Raises NotAllowed, NotPossible
    (an unknown kind; a case that is not public; no such address; no label; a name that the record
    does not show).
    """
    require(by, MANAGE)
    session = locked(session)
    key, label, state = key.strip(), label.strip(), ""
    if kind not in _KINDS:
        raise NotPossible(_("Say what is cited: a case, a figure, a story, a report or a project."))
    if kind == Citation.Kind.CASE:
        row = public_case_row(key.upper())
        if row is None:
            raise NotPossible(_("No public case has the number %(id)s.") % {"id": key})
        key, state = row.public_id, row.digest
    else:
        _require_address(key)
        if not label:
            raise NotPossible(_("Say how it is called."))
        require_no_hidden_names(label, decoded(key))
    citation, _made = Citation.objects.update_or_create(
        session=session, kind=kind, key=key, defaults={"state": state, "label": label}
    )
    note_session("cite", session, by=by, after={"kind": kind, "key": key, "state": state})
    return citation


@verb
def uncite(citation: Citation, *, by: User) -> None:
    """Remove a citation. Raises NotAllowed, NotPossible (it was removed already)."""
    require(by, MANAGE)
    citation = held(citation)
    before = {"kind": citation.kind, "key": citation.key}
    note_session("uncite", citation.session, by=by, before=before)
    citation.delete()


def _require_address(key: str) -> None:
    """Raise NotPossible unless this is a path on this site, or an address of https."""
    try:
        parts = urlsplit(key)
    except ValueError:
        parts = urlsplit("")
    ours = key.startswith("/") and not parts.netloc and not parts.scheme and "\\" not in key
    if not ours and not (parts.scheme == "https" and parts.netloc):
        raise NotPossible(
            _("Write an address of https, or a path on this site that starts with a slash.")
        )


LOG: Final = LogWords(
    verbs={
        "cite": pgettext_lazy("decision", "cite"),
        "uncite": pgettext_lazy("decision", "take a citation back"),
    },
)
