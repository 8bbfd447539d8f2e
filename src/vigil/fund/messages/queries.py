"""What grantees sent and nobody has answered, for the desk. Nothing sealed is opened here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from vigil.fund.models import ApplicationFile, ExtensionRequest, Grant, Incident, Message, Party
from vigil.fund.parties import queries as party_queries
from vigil.trust.models import User


@dataclass(frozen=True)
class FromGrantee:
    """One thing that a grantee sent: a message, a request for more time, or an incident."""

    of: str
    """Its kind and uid, as the forms of the page name it."""
    what: str
    party: Party
    grant: Grant | None
    at: datetime
    row: Message | ExtensionRequest | Incident
    files: tuple[ApplicationFile, ...] = ()
    wants_contact: bool = False


def messages_waiting(parties: QuerySet[Party, Any]) -> QuerySet[Message]:
    """Return what these parties wrote and no officer answered."""
    rows = Message.objects.filter(party__in=parties, by=None, answered_at=None)
    return rows.select_related("party", "grant", "payment__tranche", "report").prefetch_related(
        _kept_files()
    )


def waiting_for(user: User) -> list[FromGrantee]:
    """Return all that came from grantees and waits, of parties this officer may know of.

    The oldest comes first. The number of queries does not grow with the rows.
    """
    seen = party_queries.visible_to(user).filter(removed_at=None).order_by().values("pk")
    return _waiting(seen)


def waiting_of(party: Party) -> list[FromGrantee]:
    """Return all that one party sent and that waits, the oldest first."""
    return _waiting(Party.objects.filter(pk=party.pk).values("pk"))


def count_waiting(user: User) -> int:
    """Return how many things came from grantees and wait for an officer."""
    seen = party_queries.visible_to(user).filter(removed_at=None).order_by().values("pk")
    return messages_waiting(seen).count() + _extensions(seen).count() + _incidents(seen).count()


def thread_of(party: Party) -> QuerySet[Message]:
    """Return the messages of both sides, newest first, with the files that are kept."""
    rows = party.messages.select_related("by", "read_by", "answered_by", "grant")
    return rows.prefetch_related(_kept_files()).order_by("-at", "-pk")


def files_from(party: Party) -> QuerySet[ApplicationFile]:
    """Return the files that a party sent with messages and incidents."""
    rows = party.files.filter(whole=True, removed=False)
    return rows.exclude(message=None, incident=None).select_related("message", "incident")


def _waiting(parties: QuerySet[Party, Any]) -> list[FromGrantee]:
    found = [*map(_message, messages_waiting(parties))]
    found += map(_extension, _extensions(parties))
    found += map(_incident, _incidents(parties))
    return sorted(found, key=lambda one: one.at)


def _extensions(parties: QuerySet[Party, Any]) -> QuerySet[ExtensionRequest]:
    rows = ExtensionRequest.objects.filter(grant__party__in=parties)
    return rows.filter(state=ExtensionRequest.State.WAITING).select_related("grant__party")


def _incidents(parties: QuerySet[Party, Any]) -> QuerySet[Incident]:
    rows = Incident.objects.filter(party__in=parties, by=None, state=Incident.State.OPEN)
    return rows.select_related("party", "grant").prefetch_related(_kept_files())


def _kept_files() -> Prefetch[str, Any, str]:
    rows = ApplicationFile.objects.filter(whole=True, removed=False)
    return Prefetch("files", rows, to_attr="sent_files")


def _message(row: Message) -> FromGrantee:
    return FromGrantee(
        f"message-{row.uid}",
        str(row.get_about_display()),
        row.party,
        row.grant,
        row.at,
        row,
        _files(row),
    )


def _extension(row: ExtensionRequest) -> FromGrantee:
    what = _("asks for more time, until %(day)s") % {"day": row.until}
    return FromGrantee(f"extension-{row.uid}", what, row.grant.party, row.grant, row.asked_at, row)


def _incident(row: Incident) -> FromGrantee:
    what = _("something happened: %(kind)s") % {"kind": row.get_kind_display()}
    return FromGrantee(
        f"incident-{row.uid}",
        what,
        row.party,
        row.grant,
        row.at,
        row,
        _files(row),
        row.reach in (Incident.Reach.USUAL, Incident.Reach.OTHER),
    )


def _files(row: Message | Incident) -> tuple[ApplicationFile, ...]:
    sent: Iterable[ApplicationFile] = getattr(row, "sent_files", ())
    return tuple(sent)
