"""Who can review which applications of a call, and why not. A few queries, whatever the size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Q, QuerySet

from vigil.fund.models import Application, Call, Conflict, Nomination, Party, Review
from vigil.fund.models import ReviewerLanguages as StatedLanguages
from vigil.fund.overview import queries
from vigil.fund.reviews.queries import STATES_THAT_BAR_REASSIGNMENT
from vigil.network.models import Member, Status
from vigil.network.profiles.fields import Audience, audience_of
from vigil.trust.models import Role, RoleGrant, User

READABLE: Final = (Application.State.SUBMITTED, Application.State.REVIEW)
"""States in which an application is reviewed."""
HAS_IT, CONFLICT, PROPOSED, CLOSED, LANGUAGE, NO_LANGUAGE = (
    *("has", "conflict", "proposed", "closed", "language", "no_language"),
)
"""Why somebody cannot review an application: see `assignment_words`."""


@dataclass(frozen=True)
class ToAssign:
    """An application that is read at present."""

    pk: int
    uid: str
    number: int
    language: str
    party: int
    nobody_yet: bool

    @property
    def code(self) -> str:
        """Return the number that officers use."""
        return f"A-{self.number:05}"


@dataclass(frozen=True)
class Eligibility:
    """What bars whom from what, read at one time."""

    applications: Sequence[ToAssign]
    reviewers: Sequence[User]
    languages: Mapping[int, frozenset[str]]
    """Of each reviewer; who is not in it, of those it is not known."""
    held: Mapping[int, frozenset[int]]
    """Application -> who has it to write, or handed in."""
    barred: Mapping[int, frozenset[int]]
    """Application -> who has it, or gave it back."""
    taken_back: Mapping[tuple[int, int], int]
    """Application and reviewer -> the review that was taken back from them."""
    conflicts: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Party -> who has an interest in it."""
    proposers: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Party -> who proposed it."""
    let_in: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Party -> who alone may know of it, where officers chose."""

    def reason(self, one: ToAssign, who: int) -> str:
        """Return why a reviewer cannot review an application; empty if they can."""
        if who in self.barred.get(one.pk, ()):
            return HAS_IT
        if who in self.conflicts.get(one.party, ()):
            return CONFLICT
        if who in self.proposers.get(one.party, ()):
            return PROPOSED
        if one.party in self.let_in and who not in self.let_in[one.party]:
            return CLOSED
        if who not in self.languages:
            return NO_LANGUAGE
        return "" if main_language(one.language) in self.languages[who] else LANGUAGE


def main_language(tag: str) -> str:
    """Return the primary subtag of a language (BCP 47): `pt` of `pt-BR`."""
    return tag.partition("-")[0].lower()


def reviewers_of(call: Call) -> QuerySet[User]:
    """Return who can review in a call; of a blind one, nobody who works as officer."""
    rows = User.objects.filter(is_active=True, grants__role=Role.REVIEWER)
    if call.blind:
        officers = RoleGrant.objects.filter(role=Role.FUND_OFFICER)
        rows = rows.exclude(pk__in=officers.values("user"))
    return rows.distinct().order_by("display_name", "email")


def applications_of(call: Call, by: User) -> QuerySet[Application]:
    """Return the applications of a call that are read at present and `by` may know of."""
    return queries.applications_for(by).filter(
        call=call, state__in=READABLE, party__removed_at=None
    )


def eligibility(call: Call, reviewers: Sequence[User], *, by: User) -> Eligibility:
    """Read who can review what in a call."""
    rows = applications_of(call, by).order_by("number")
    values = rows.values_list("pk", "uid", "number", "language", "party", "state")
    submitted = Application.State.SUBMITTED
    found = [
        ToAssign(pk, uid, number, language, party, state == submitted)
        for pk, uid, number, language, party, state in values
    ]
    parties = rows.order_by().values("party")
    held, barred, back = _reviews(call)
    conflicts = Conflict.objects.filter(party__in=parties).values_list("party", "user")
    proposers = Nomination.objects.filter(party__in=parties).values_list("party", "by")
    named = Party.known_to.through.objects.filter(party__in=parties)
    return Eligibility(
        found,
        reviewers,
        languages_of(reviewers),
        held,
        barred,
        back,
        _grouped(conflicts),
        _grouped(proposers),
        _grouped(named.values_list("party", "user")),
    )


def _reviews(
    call: Call,
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]], dict[tuple[int, int], int]]:
    held, barred, back = [], [], {}
    rows = Review.objects.filter(application__call=call).order_by()
    for pk, application, who, state in rows.values_list("pk", "application", "reviewer", "state"):
        if state in Review.HELD:
            held.append((application, who))
        if state in STATES_THAT_BAR_REASSIGNMENT:
            barred.append((application, who))
        else:
            back[application, who] = pk
    return _grouped(held), _grouped(barred), back


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for of, who in pairs:
        found[of].add(who)
    return {of: frozenset(who) for of, who in found.items()}


def loads_of(reviewers: Iterable[User], call: Call) -> dict[int, int]:
    """Return the load of reviewers: what they hold in the call, and have to write elsewhere."""
    mine = Q(application__call=call, state__in=Review.HELD)
    elsewhere = Q(state=Review.State.ASSIGNED, application__state=Application.State.REVIEW)
    rows = Review.objects.filter(mine | elsewhere).order_by()
    counted = rows.values("reviewer").annotate(n=Count("pk")).values_list("reviewer", "n")
    loads = dict(counted)
    return {one.pk: loads.get(one.pk, 0) for one in reviewers}


def languages_of(reviewers: Iterable[User]) -> dict[int, frozenset[str]]:
    """Return in which languages reviewers read, of those where it is known.

    What an officer stated counts first, then what a member shows to the staff of the network, then
    the languages of the role. Where the role is limited to languages, nobody gets others.
    """
    keys = [one.pk for one in reviewers]
    limits = {
        grant.user_id: frozenset(map(main_language, grant.languages))
        for grant in RoleGrant.objects.filter(user__in=keys, role=Role.REVIEWER)
        if grant.languages
    }
    members = Member.objects.filter(user__in=keys).exclude(status=Status.LEFT)
    found = {
        member.user_id: frozenset(map(main_language, member.languages))
        for member in members
        if member.languages and audience_of(member.audiences, "languages") >= Audience.STAFF
    }
    stated = StatedLanguages.objects.filter(user__in=keys).values_list("user", "languages")
    found |= {who: frozenset(spoken) for who, spoken in stated}
    known = {who: found[who] & limits.get(who, found[who]) for who in found if who is not None}
    return {who: spoken for who, spoken in limits.items() if who not in known} | known
