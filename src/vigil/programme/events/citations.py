"""What a session is about elsewhere in the house, and whether it still stands as it was cited.

A case is cited in a state (`vigil.publication.cases.citations`). One that was withdrawn, or is not
public, is not shown at all; of one that changed since, it is said. A story or a campaign at an
address of ours is asked for there (`vigil.publication.pages.citable`), and is shown while the
public sees it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.models import Case
from vigil.programme.models import Citation, Session
from vigil.publication.cases.citations import state_cited
from vigil.publication.cases.summary import case_summary_of
from vigil.publication.models import PublicCase
from vigil.publication.pages.citable import citable_page_at
from vigil.publication.record.columns import current
from vigil.publication.record.entries import address_of


@dataclass(frozen=True, slots=True)
class CitedItem:
    """Something cited, as it stands now. `url` is empty where it has no page.

    `changed`: it is not in the state in which it was cited any more. `shown`: the public sees
    it; for what it does not see, `label` says only what the desk needs.
    """

    pk: int
    kind: str
    label: str
    url: str = ""
    changed: bool = False
    shown: bool = True
    warning: str = ""


def public_case_row(public_id: str) -> PublicCase | None:
    """Return the public row of a case, or of that into which it was merged; None if none."""
    current()  # names whose agreement has ended leave the rows
    try:
        case, _moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        return None
    return PublicCase.objects.filter(case=case).first()


def citations_of(session: Session) -> list[CitedItem]:
    """Return what a session cites, also what the public does not see (`shown` is then False)."""
    return [_cited(citation) for citation in session.citations.all()]


def public_citations(cited: Iterable[CitedItem]) -> list[CitedItem]:
    """Leave what the public sees."""
    return [one for one in cited if one.shown]


def _cited(citation: Citation) -> CitedItem:
    if citation.kind != Citation.Kind.CASE:
        return _at_an_address(citation)
    row = public_case_row(citation.key)
    if row is None:
        label = _("Case %(id)s") % {"id": citation.key}
        told = _("This case is not public, or was withdrawn: it is not shown.")
        return CitedItem(citation.pk, citation.kind, label, shown=False, warning=told)
    state = state_cited(row, citation.state, citation.key)
    changed = state is not None and not state.current
    day = state.changed if state else ""
    warning = ""
    if changed and day:
        warning = _("It has changed since it was cited, first on %(day)s.") % {"day": day}
    elif changed:
        warning = _("It has changed since it was cited.")
    title = _("Case %(id)s: %(title)s") % {"id": row.public_id, "title": case_summary_of(row).title}
    return CitedItem(
        citation.pk, citation.kind, title, address_of(row.public_id), changed, True, warning
    )


def _at_an_address(citation: Citation) -> CitedItem:
    """Return what is cited by its address: of a story of ours, only while it stands there."""
    label, key = citation.label, citation.key
    ours = citation.kind == Citation.Kind.STORY and key.startswith("/")
    if not ours or citable_page_at(_in_english(key)) is not None:
        return CitedItem(citation.pk, citation.kind, label, key)
    told = _("The public sees no story and no campaign at this address: it is not shown.")
    return CitedItem(citation.pk, citation.kind, label, shown=False, warning=told)


def _in_english(address: str) -> str:
    """Return the path of an address of ours as it is in English: without a language before it."""
    path = urlsplit(address).path
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if first in dict(settings.LANGUAGES) else path
