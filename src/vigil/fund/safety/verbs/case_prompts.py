"""Prompt officers to review a party's safety when a case near it is verified.

The case file learns nothing of it, and the decision log names no case beside a party.
"""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.models import Case, Stage, Victim
from vigil.fund.access.rules import WORK
from vigil.fund.models import Application, EmergencyRequest, Grant, Nomination, Party, Prompt
from vigil.fund.parties import queries as party_queries
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

OPEN_GRANTS: Final = (Grant.State.DRAFT, Grant.State.ACTIVE)
OPEN_APPLICATIONS: Final = (Application.State.SUBMITTED, Application.State.REVIEW)


def follow_cases(pks: Iterable[int]) -> None:
    """Make a prompt for each party near a verified case of its calling. Idempotent.

    It runs in the transaction that changed the cases. Without parties it costs one query.
    """
    if not _supported().exists():
        return
    rows = Case.objects.filter(pk__in=pks, stage=Stage.VERIFIED).exclude(public_id=None)
    for case in rows.exclude(country=""):
        _follow(case, str(case.public_id))


def _follow(case: Case, public_id: str) -> None:
    callings = Victim.objects.filter(case=case).exclude(target_category="")
    near = _supported().filter(country=case.country, calling__in=callings.values("target_category"))
    found = list(near.values_list("pk", flat=True))
    if not found:
        return
    nearer: set[int] = set()
    if case.admin1:
        here = party_queries.in_area(case.admin1).filter(pk__in=found)
        nearer = set(here.values_list("pk", flat=True))
    Prompt.objects.bulk_create(
        [Prompt(party_id=pk, case=public_id, nearer=pk in nearer) for pk in found],
        ignore_conflicts=True,
    )
    known = Prompt.objects.filter(case=public_id, party__in=nearer, nearer=False)
    known.update(nearer=True)


def _supported() -> QuerySet[Party]:
    """Return the parties that the fund supports, may support, or is asked to support."""
    of = OuterRef("pk")
    return Party.objects.filter(
        Q(Exists(Grant.objects.filter(party=of, state__in=OPEN_GRANTS)))
        | Q(Exists(Nomination.objects.filter(party=of).exclude(state=Nomination.State.REFUSED)))
        | Q(Exists(EmergencyRequest.objects.filter(party=of, state="waiting")))
        | Q(Exists(Application.objects.filter(party=of, state__in=OPEN_APPLICATIONS))),
        removed_at=None,
    ).exclude(Q(country="") | Q(calling=""))


def open_prompts(*, by: User) -> QuerySet[Prompt]:
    """Return the unanswered prompts that `by` may know of, nearest first. Raises NotAllowed."""
    require(by, WORK)
    rows = Prompt.objects.filter(answered_at=None, party__removed_at=None)
    rows = rows.filter(party__in=party_queries.visible_to(by)).select_related("party")
    return rows.order_by("-nearer", "-made_at", "-pk")


@transaction.atomic
def answer_prompt(prompt: Prompt, *, by: User) -> Prompt:
    """Record that an officer reviewed the party's safety. Raises NotAllowed, NotPossible."""
    require(by, WORK, prompt)
    prompt = Prompt.objects.select_for_update().get(pk=prompt.pk)
    if prompt.answered_at is not None:
        raise NotPossible(_("Somebody has looked already."))
    prompt.answered_at, prompt.answered_by = timezone.now(), by
    prompt.save(update_fields=["answered_at", "answered_by"])
    record("answer_fund_prompt", "party", prompt.party.uid, by=by)
    return prompt


LOG: Final = LogWords(
    verbs={
        "answer_fund_prompt": pgettext_lazy("decision", "look at somebody’s safety again"),
    },
)
