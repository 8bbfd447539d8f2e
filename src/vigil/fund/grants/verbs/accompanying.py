"""Accompany a grantee: steps, connections between parties, results, an offered story."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Accompaniment, Connection, Grant, Party, Result
from vigil.fund.parties import locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs.tranches import locked
from vigil.fund.reporting.evidence import require_shown, seal_sources
from vigil.fund.reporting.reach import world_regions
from vigil.reading.codebook.terms import markets, responses
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.consent import story_offers
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.models import new_uid

MOST_PEOPLE: Final = 10**9
OWN_WORDS: Final = (Accompaniment.Kind.OWN_WORDS, Accompaniment.Kind.FOLLOW_UP)
"""Steps that grantees may write themselves, on their own page."""


@transaction.atomic
def add_step(
    grant: Grant, kind: str, on: date, text: str, *, by: User | None, uid: str = ""
) -> Accompaniment:
    """Record a step of accompaniment; `by` is None for the grantee's own account.

    With a `uid`, sending the same form twice makes one step. Raises NotAllowed; NotPossible if the
    grant was not agreed, or grantees cannot record this step; Unfit.
    """
    if by is not None:
        require(by, WORK, grant)
    elif kind not in OWN_WORDS:
        raise NotPossible(_("This is written by the fund."))
    grant = locked(grant)
    locking.locked(grant.party)
    if uid and (there := grant.accompaniment.filter(uid=uid).first()) is not None:
        return there
    _require_agreed(grant)
    if kind not in Accompaniment.Kind.values:
        raise Unfit(_("Say which step this is."), "kind")
    if not text.strip():
        raise Unfit(_("Write something about it."), "text")
    row = Accompaniment.objects.create(uid=uid or new_uid(), grant=grant, kind=kind, on=on, by=by)
    sealing.write(grant.party, "accompaniment", row.uid, "text", text, by=by)
    record("accompany", "accompaniment", row.uid, by=by, after={"kind": kind})
    return row


@transaction.atomic
def connect(one: Party, other: Party, kind: str, since: date, *, by: User) -> Connection:
    """Record that two parties support each other, for staff only.

    Raises NotAllowed (for either party); NotPossible if it is recorded already, or a party was
    removed; Unfit.
    """
    require(by, WORK, one)
    require(by, WORK, other)
    # In one order, whoever names them: else two who connect the same at once wait for each other.
    one, other = (locking.locked(party) for party in sorted((one, other), key=lambda p: p.pk))
    if one == other:
        raise Unfit(_("Nobody is connected with themself."), "other")
    if kind not in Connection.Kind.values:
        raise Unfit(_("Say how they support each other."), "kind")
    if Connection.objects.filter(one=one, other=other, kind=kind).exists():
        raise NotPossible(_("This connection was noted already."))
    row = Connection.objects.create(one=one, other=other, kind=kind, since=since, by=by)
    record("connect_parties", "party", one.uid, by=by, after={"kind": kind})
    return row


@transaction.atomic
def disconnect(connection: Connection, *, by: User) -> None:
    """Delete a connection. Raises NotAllowed (for either party); NotPossible if it is gone."""
    require(by, WORK, connection.one)
    require(by, WORK, connection.other)
    connection = held(connection)
    uid, kind = connection.one.uid, connection.kind
    connection.delete()
    record("disconnect_parties", "party", uid, by=by, before={"kind": kind})


def connections_of(party: Party, user: User) -> QuerySet[Connection]:
    """Return the connections of a party to parties that this officer may know of."""
    seen = party_queries.visible_to(user).values("pk")
    rows = Connection.objects.filter(Q(one=party) | Q(other=party))
    return rows.filter(one__in=seen, other__in=seen).select_related("one", "other")


@transaction.atomic
def state_result(
    grant: Grant,
    statement: str,
    *,
    evidence: str,
    shown_by: str = "",
    sources: Sequence[str] = (),
    people: int | None = None,
    counted: str = "",
    communities: int | None = None,
    themes: Sequence[str] = (),
    region: str = "",
    month: date,
    by: User,
) -> Result:
    """Record what a grant achieved by a month, and the evidence for it.

    `sources` are the reports, files and messages that show it (`reporting.evidence`), `shown_by`
    what an officer saw or read; one of the two is needed. Both are sealed.
    `people` is the number reached, and `counted` how they were counted; None means not reported.
    `region` is a world region, if it differs from that of the grant's country. Raises NotAllowed;
    NotPossible if the grant was not agreed; Unfit.
    """
    require(by, WORK, grant)
    grant = locked(grant)
    locking.locked(grant.party)
    _require_agreed(grant)
    if evidence not in Result.Evidence.values:
        raise Unfit(_("Say on what the statement stands."), "evidence")
    if not statement.strip():
        raise Unfit(_("Say what the grant did."), "text")
    for name, number in (("people", people), ("communities", communities)):
        if number is not None and not 0 <= number <= MOST_PEOPLE:
            raise Unfit(_("This number cannot be meant."), name)
    if people is not None and counted not in Result.Counted.values:
        raise Unfit(_("Say how the people were counted."), "counted")
    if unknown := set(themes) - {*markets().terms, *responses().terms}:
        raise Unfit(_("There is no such theme: %(code)s.") % {"code": min(unknown)}, "themes")
    if region and region not in world_regions():
        raise Unfit(_("This is no region of the world."), "region")
    month = month.replace(day=1)
    if month > timezone.localdate():
        raise Unfit(_("This month is yet to come."), "month")
    shown = require_shown(grant, sources, shown_by)
    row = Result.objects.create(
        grant=grant,
        people=people,
        counted=counted if people is not None else "",
        communities=communities,
        themes=sorted(set(themes)),
        region=region,
        evidence=evidence,
        month=month,
        by=by,
    )
    sealing.write(grant.party, "result", row.uid, "statement", statement, by=by)
    sealing.write(grant.party, "result", row.uid, "evidence", shown_by, by=by)
    seal_sources(grant.party, row, shown)
    record("state_result", "result", row.uid, by=by, after={"kind": evidence})
    return row


@transaction.atomic
def offer_story(grant: Grant, *, by: User) -> Consent:
    """Offer a grantee's story to the story writers, if the grantee agreed to it.

    Neither the grant nor the name goes with the offer. Raises NotAllowed, NotPossible.
    """
    require(by, WORK, grant)
    party = locking.locked(grant.party)
    return story_offers.offer_story(party.subject, by=by)


def _require_agreed(grant: Grant) -> None:
    if grant.state == Grant.State.DRAFT:
        raise NotPossible(_("This grant is not agreed yet."))


LOG: Final = LogWords(
    verbs={
        "accompany": pgettext_lazy("decision", "note a step of accompanying"),
        "connect_parties": pgettext_lazy("decision", "note a connection"),
        "disconnect_parties": pgettext_lazy("decision", "take a connection out"),
        "state_result": pgettext_lazy("decision", "state what a grant did"),
    },
    kinds={
        "accompaniment": pgettext_lazy("decision", "step of accompanying"),
        "result": pgettext_lazy("decision", "result of a grant"),
    },
)
