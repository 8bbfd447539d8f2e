"""Voice messages that an officer may open."""

from django.db.models import Q, QuerySet

from vigil.files import MEDIA
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import Application, ApplicationFile, Party, Report
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import sealing
from vigil.trust.models import User

_UNSENT = Q(application__state=Application.State.DRAFT) | Q(report__state=Report.State.DUE)


def kept_voices() -> QuerySet[ApplicationFile]:
    """Return all voice messages that are kept; the caller filters by what somebody may know of."""
    return ApplicationFile.objects.filter(kind__in=MEDIA, whole=True, removed=False)


def voices_for(user: User) -> QuerySet[ApplicationFile]:
    """Return the voice messages of parties that an officer may know of, newest first.

    Those of drafts and of reports that were not handed in are left out.
    """
    rows = kept_voices().filter(party__in=party_queries.visible_to(user).values("pk"))
    rows = rows.exclude(_UNSENT)
    return rows.select_related("party", "application", "report").order_by("-pk")


def voices_of(party: Party, user: User) -> QuerySet[ApplicationFile]:
    """Return the voice messages of one party that an officer may open, newest first."""
    return voices_for(user).filter(party=party)


def has_transcript(row: ApplicationFile) -> bool:
    """Say whether somebody wrote a voice message down."""
    return sealing.is_kept(storing_files.FILE, row.uid, storing_files.TRANSCRIPT)
