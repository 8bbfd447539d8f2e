"""What shows a result: a report, a file or a voice message of the grantee, or what an officer saw.

Which of them show a result is sealed with it, by uid: the tables do not tie a number to a text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vigil.fund.models import ApplicationFile, Grant, Message, Party, Report, Result
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import Unfit

FIELD: Final = "sources"
REPORT, FILE, MESSAGE = "report", "file", "message"


@dataclass(frozen=True)
class Source:
    """One report, file or message that can show a result, with a label that says no content."""

    kind: str
    uid: str
    label: str

    @property
    def value(self) -> str:
        """Return how a form and the vault name it."""
        return f"{self.kind} {self.uid}"


def sources_of(grant: Grant) -> list[Source]:
    """Return what a grantee handed in with a grant, with three queries. Nothing is opened."""
    came = (Report.State.RECEIVED, Report.State.ACCEPTED)
    reports = [
        Source(REPORT, row.uid, f"{row.get_kind_display()}, {row.due_on}")
        for row in grant.reports.all()
        if row.state in came
    ]
    files = ApplicationFile.objects.filter(party=grant.party, whole=True, removed=False)
    with_reports = files.filter(report__grant=grant, report__state__in=came)
    with_messages = files.filter(message__by=None, message__isnull=False)
    kept = [Source(FILE, row.uid, _file_label(row)) for row in with_reports | with_messages]
    messages = [
        Source(MESSAGE, row.uid, _("Message of %(day)s") % {"day": f"{row.at:%Y-%m-%d}"})
        for row in Message.objects.filter(party=grant.party, by=None)
    ]
    return [*reports, *kept, *messages]


def require_shown(grant: Grant, sources: Iterable[str], seen: str) -> list[str]:
    """Return the sources, checked; raise Unfit unless something shows the result.

    `seen` is what an officer saw or read, in their own words.
    """
    offered = {one.value for one in sources_of(grant)}
    chosen = sorted(set(sources))
    if set(chosen) - offered:
        raise Unfit(_("This report, file or message is not there any more."), "sources")
    if not chosen and not seen.strip():
        raise Unfit(_("Tick what shows this result, or write what you saw yourself."), "shown_by")
    return chosen


def seal_sources(party: Party, result: Result, sources: Sequence[str]) -> None:
    """Seal which sources show a result."""
    sealing.write(party, "result", result.uid, FIELD, "\n".join(sources), by=result.by)


def labels_of(grant: Grant, sealed: str) -> list[str]:
    """Return the labels of opened sources; of what was removed since, a sentence."""
    labels = {one.value: one.label for one in sources_of(grant)}
    return [labels.get(line, _("No longer kept")) for line in sealed.splitlines()]


def _file_label(row: ApplicationFile) -> str:
    about = {"kind": row.kind.upper(), "day": f"{row.received_on}"}
    if row.message_id is not None:
        return _("Voice message or file (%(kind)s) of %(day)s") % about
    return _("File (%(kind)s) of a report, %(day)s") % about
