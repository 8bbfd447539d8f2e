"""What the desk sees of testimonies without opening any."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from vigil.casefile.models import CaseAccount
from vigil.trust.models import Decision, User
from vigil.witness.models import Testimony, TestimonyMessage
from vigil.witness.testimony.files import FILE
from vigil.witness.testimony.rules import READERS
from vigil.witness.testimony.verbs.sending import TESTIMONY


@dataclass(frozen=True)
class AccessRecord:
    """One act on a testimony: who, when, what, why."""

    who: User | None
    at: datetime
    verb: str
    why: str


def in_reach(user: User) -> QuerySet[Testimony]:
    """Return the testimonies that a user's roles reach, the longest waiting first."""
    wanted = Q(pk__in=())
    for grant in user.grants.filter(role__in=[str(role) for role in READERS]):
        here = Q(country__in=grant.countries) if grant.countries else Q()
        if grant.languages:
            said = Q(pk__in=())
            for tag in grant.languages:
                said |= Q(language=tag) | Q(language__startswith=f"{tag}-")
            here &= said
        wanted |= here if here else Q(pk__isnull=False)
    answers = Count("messages", filter=Q(messages__side=TestimonyMessage.Side.DESK), distinct=True)
    return (
        Testimony.objects.filter(wanted)
        .annotate(
            n_messages=Count("messages", distinct=True),
            n_answers=answers,
            n_files=Count("files", filter=Q(files__removed=False), distinct=True),
        )
        .order_by("id")
    )


def counts(user: User) -> Counter[str]:
    """Return how many testimonies in reach are in each state."""
    return Counter(in_reach(user).order_by().values_list("state", flat=True))


def access_records(testimony: Testimony) -> list[AccessRecord]:
    """Return who at the desk opened a testimony, and why, oldest first."""
    here = Q(target_kind=TESTIMONY, target_key=testimony.uid)
    files = testimony.files.values_list("uid", flat=True)
    here |= Q(target_kind=FILE, target_key__in=list(files), verb="open_sealed")
    rows = Decision.objects.filter(here).exclude(verb__in=("seal", "shred"))
    # Opening the words is one act; that each message was opened with it stands in the log.
    rows = rows.exclude(target_kind=TESTIMONY, verb="open_sealed").select_related("actor")
    return [AccessRecord(row.actor, row.at, row.verb, row.why) for row in rows.order_by("at", "id")]


def case_of(testimony: Testimony) -> CaseAccount | None:
    """Return the case that the report of a testimony is in, or None."""
    if testimony.report_id is None:
        return None
    rows = CaseAccount.objects.filter(account__report=testimony.report_id)
    return rows.select_related("case").first()
