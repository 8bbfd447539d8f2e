"""Find the listed killings and the other cases that may be the same as a case. Reads only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from vigil.casefile.cases.numbers import FIRST_OWN_CASE
from vigil.casefile.lists.rows import name_keys_of, row_to_compare
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.profiles import profiles_of, profiles_of_each
from vigil.casefile.matches.shared_names import SharedName
from vigil.casefile.models import (
    Case,
    CaseDoubt,
    CaseMatch,
    Counter,
    KnownList,
    ListedKilling,
    ListedName,
    Stage,
    VictimName,
)
from vigil.reading.linkage.lists import ListedKilling as Listed
from vigil.reading.linkage.lists import Match, compare, look_up, stated_weights
from vigil.reading.linkage.lists.agreement_levels import WEEK

LEAST_PROBABILITY = 0.2
"""Probability from which a match is shown to a person."""
SHARED_REPORT = 0.3
"""Probability with which two cases are shown that share a report, if nothing tells more.

Most reports tell of one attack; that the reading told two apart counts against it.
"""
SHARED_NAME = 0.25
"""Probability with which two cases are shown that share a name, if nothing tells more."""
MOST_DAYS_UNPROVEN = 7
"""Days apart beyond which a doubt that nothing proves is not offered at once."""
MOST_SHOWN = 5
"""At most so many rows of lists are shown, the most likely first."""
MOST_CASES = 3
"""At most so many other cases are shown, the most likely first."""
MOST_ROWS_COMPARED = 2_000
"""At most so many rows of one list are compared; rows that share a name come first."""
MOST_COMPARED_ANYWHERE = 500
"""At most so many cases of about its days are compared with a case whose country is unknown."""
MOST_COUNTED = 2_000
"""Up to so many accepted cases are counted exactly."""
MOST_DAYS_APART = timedelta(days=WEEK)
LONGEST_DATE_THAT_FINDS = timedelta(days=62)
"""A date that spans more days than this finds no candidates by itself."""
LONGEST_DATE_COMPARED = timedelta(days=400)
"""Rows whose date spans more days than this are not compared by date."""
ACCEPTED_STAGES = (Stage.OPEN, Stage.CODED, Stage.VERIFIED)


@dataclass(frozen=True)
class PossibleMatch:
    """A listed killing, or another case, that may be the same as a case; and why."""

    probability: float
    reasons: dict[str, tuple[str, float]]
    """Field -> (level of agreement, share of the log-odds); see `vigil.reading.linkage.lists`."""
    listed: ListedKilling | None = None
    other: Case | None = None
    doubted: bool = False
    """Whether the linking of the reports left the two cases in doubt."""
    why_doubted: Sequence[Sequence[Any]] = ()
    """What the doubt rests on: [code, number] of `vigil.reading.linkage.explaining`."""
    share_a_report: bool = False
    """Whether one report has an account in each: it may tell one attack twice."""
    shared_name: SharedName | None = None
    """How a victim's name connects the two, if it does."""


def known_lists() -> list[tuple[KnownList, int]]:
    """Return the lists, each with the number of its rows that were matched with a case."""
    same = Q(rows__matches__verdict=CaseMatch.Verdict.SAME, rows__matches__revoked_at=None)
    counted = KnownList.objects.annotate(
        matched=Count("rows__matches__listed", filter=same, distinct=True)
    )
    return [(known, known.matched) for known in counted.order_by("name")]


def judgements_of(case: Case) -> QuerySet[CaseMatch]:
    """Return the decisions in force on matches of a case and of the cases merged into it."""
    return (
        CaseMatch.objects.filter(case__in=_with_absorbed(case), revoked_at=None)
        .select_related("listed__known_list", "other", "by", "case")
        .order_by("listed__known_list__name", "at")
    )


def possible_listed(case: Case) -> list[PossibleMatch]:
    """Return the rows of lists that may be this case, and on which nobody has decided yet.

    A row that was decided to be different is left out of the comparison.
    """
    prefetch_related_objects([case], "victims__names")
    said = dict(judgements_of(case).exclude(listed=None).values_list("listed_id", "verdict"))
    apart = [pk for pk, verdict in said.items() if pk and verdict == CaseMatch.Verdict.DIFFERENT]
    profiles = profiles_of(case)
    found: list[PossibleMatch] = []
    for known in KnownList.objects.all():
        rows = {str(row.pk): row for row in _candidates(case, known, profiles, apart)}
        weights = stated_weights(known.n_rows)
        listed = [row_to_compare(row) for row in rows.values()]
        matches = (
            match
            for profile in profiles
            for match in look_up(profile, [r for r in listed if r.event == profile.event], weights)
        )
        for match in _best(matches):
            if rows[match.b].pk not in said:
                found.append(PossibleMatch(match.probability, match.reasons, listed=rows[match.b]))
    return _likeliest(found)


def possible_cases(case: Case, signs: KnownSigns | None = None) -> list[PossibleMatch]:
    """Return other accepted cases that may be this one, without those decided to be different.

    There may be several: all cases on one attack are merged.
    """
    prefetch_related_objects([case], "victims__names")
    others = _cases_near(case, (signs or KnownSigns(case)).apart | {case.pk})
    weights = stated_weights(_accepted_cases())
    theirs = [
        replace(them, id=str(other))
        for other, profiles in profiles_of_each(others)
        for them in profiles
    ]
    pairs = [
        (us, them) for us, them in product(profiles_of(case), theirs) if us.event == them.event
    ]
    best = _best(compare(pairs, weights, LEAST_PROBABILITY))
    whole = Case.objects.in_bulk([int(match.b) for match in best])
    return _likeliest(
        PossibleMatch(match.probability, match.reasons, other=whole[int(match.b)]) for match in best
    )


def _accepted_cases() -> int:
    """Return among how many accepted cases one is looked for: how likely any one is the same.

    Beyond `MOST_COUNTED` it is how many numbers were given to cases, which is a little more and
    moves no probability by a percent.
    """
    in_hand = Case.objects.filter(stage__in=ACCEPTED_STAGES, superseded_by=None)
    counted = in_hand.order_by()[: MOST_COUNTED + 1].count()
    given = Counter.objects.filter(name="case").values_list("next", flat=True).first()
    return max(counted, (given or 0) - FIRST_OWN_CASE) if counted > MOST_COUNTED else counted


def doubt_between(case: Case, other: Case) -> CaseDoubt | None:
    """Return the doubt that the linking left on two cases, with its reasons."""
    first, second = sorted((case.pk, other.pk))
    return CaseDoubt.objects.filter(case=first, other=second).first()


def possible_and_doubted_cases(case: Case, signs: KnownSigns | None = None) -> list[PossibleMatch]:
    """Return other cases that may be this one: by their values, or as `perhaps_the_same` does.

    A case that is found in several ways comes once, with the greatest probability.
    """
    signs = signs or KnownSigns(case)
    found = {possible.other: possible for possible in possible_cases(case, signs)}
    return _likeliest(_with_known_signs(signs, found), MOST_CASES)


def perhaps_the_same(case: Case) -> list[PossibleMatch]:
    """Return other cases that may be this one, by what is stored and indexed alone.

    Because linking left a doubt, because one report has accounts in both, or because a victim's
    name connects them. No case is compared: this is for pages that must come at once. A doubt on
    attacks more than a week apart that nothing proves one is left to the page of the case.
    """
    found = _with_known_signs(KnownSigns(case), {})
    return _likeliest((one for one in found if not _far_and_unproven(one)), MOST_CASES)


def _far_and_unproven(possible: PossibleMatch) -> bool:
    signs = {reason[0]: reason[1] for reason in possible.why_doubted}
    far = "unproven" in signs and (signs.get("days_apart") or 0) > MOST_DAYS_UNPROVEN
    return far and not possible.share_a_report and not possible.shared_name


def _with_known_signs(
    signs: KnownSigns, possible: Mapping[Case | None, PossibleMatch]
) -> Collection[PossibleMatch]:
    """Add to possible matches the doubts of linking, shared reports and shared names."""
    found = dict(possible)

    def add(other: Case, probability: float, **sign: Any) -> None:
        like = found.get(other, PossibleMatch(0.0, {}, other=other))
        found[other] = replace(like, probability=max(like.probability, probability), **sign)

    for other, doubt in signs.doubted:
        add(other, doubt.probability, doubted=True, why_doubted=doubt.reasons)
    for other in signs.sharing_a_report:
        add(other, SHARED_REPORT, share_a_report=True)
    for other, name in signs.sharing_a_name:
        add(other, SHARED_NAME, shared_name=name)
    return found.values()


def opened_in_doubt(candidates: Collection[int]) -> dict[int, Case]:
    """Return, for the key of each candidate, the accepted case that is most likely the same.

    Candidates without such a doubt are left out.
    """
    # Two questions, each with an index: one with "or" reads every doubt there is.
    doubts = CaseDoubt.objects.order_by().values_list("probability", "pk", "case_id", "other_id")
    rows = set(doubts.filter(case__in=candidates).union(doubts.filter(other__in=candidates)))
    ends = {end for row in rows for end in row[2:]}
    accepted = Case.objects.filter(stage__in=ACCEPTED_STAGES, superseded_by=None).in_bulk(ends)
    found: dict[int, Case] = {}
    for _probability, _pk, *pair in sorted(rows, key=lambda row: (-row[0], row[1])):
        for candidate, end in (pair, reversed(pair)):
            if candidate in candidates and end in accepted:
                found.setdefault(candidate, accepted[end])
    return found


def doubted_among(candidates: Sequence[int]) -> dict[int, list[int]]:
    """Return, of candidates in a given order, which later ones may be the same as an earlier one.

    By key: the first of each group -> the others, each once, in the given order.
    """
    place = {pk: at for at, pk in enumerate(candidates)}
    rows = CaseDoubt.objects.filter(case__in=candidates, other__in=candidates)
    first: dict[int, int] = {}
    pairs = [
        sorted(pair, key=place.__getitem__) for pair in rows.values_list("case_id", "other_id")
    ]
    for earlier, later in sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]])):
        if later not in first:
            first[later] = first.get(earlier, earlier)
    found: dict[int, list[int]] = {}
    for pk in candidates:
        if pk in first:
            found.setdefault(first[pk], []).append(pk)
    return found


def _best(matches: Iterable[Match]) -> list[Match]:
    """Return the best match of each row with any person of the case."""
    best: dict[str, Match] = {}
    for match in matches:
        if match.b not in best or match.probability > best[match.b].probability:
            best[match.b] = match
    return list(best.values())


def _likeliest(found: Iterable[PossibleMatch], most: int = MOST_SHOWN) -> list[PossibleMatch]:
    likely = [possible for possible in found if possible.probability >= LEAST_PROBABILITY]
    return sorted(likely, key=lambda p: -p.probability)[:most]


def _candidates(
    case: Case, known: KnownList, profiles: Sequence[Listed], apart: Sequence[int]
) -> list[ListedKilling]:
    """Return the rows of a list that share a name, or the days and the country, with the case."""
    rows = known.rows.filter(gone=False).exclude(pk__in=apart).select_related("known_list")
    sounds = name_keys_of([name for profile in profiles for name in profile.names])
    named = ListedName.objects.filter(listed__known_list=known, key__in=sounds).values("listed")
    found = {row.pk: row for row in rows.filter(pk__in=named)[:MOST_ROWS_COMPARED]}
    near = _near(case, "first", "last")
    for row in rows.filter(near).order_by("pk")[: MOST_ROWS_COMPARED - len(found)] if near else []:
        found.setdefault(row.pk, row)
    return list(found.values())


def _cases_near(case: Case, without: Collection[int]) -> QuerySet[Case]:
    """Return accepted cases with a name of this one, or of about its days, in the order of keys.

    The two are found apart, each by an index: a condition with "or" reads every case.
    """
    accepted = Case.objects.filter(stage__in=ACCEPTED_STAGES, superseded_by=None)
    accepted = accepted.exclude(pk__in=without).order_by("pk")
    names = [entry.folded for victim in case.victims.all() for entry in victim.names.all()]
    bearers = VictimName.objects.filter(folded__in=names).values("victim__case")
    found = set(accepted.filter(pk__in=bearers).values_list("pk", flat=True)[:MOST_ROWS_COMPARED])
    if near := _near(case, "date_earliest", "date_latest"):
        # The last to begin first: without a country all cases of a year would be read otherwise.
        begun = accepted.filter(near).order_by("-date_earliest", "public_id", "pk")
        most = MOST_ROWS_COMPARED if case.country else MOST_COMPARED_ANYWHERE
        found.update(begun.values_list("pk", flat=True)[:most])
    return accepted.filter(pk__in=sorted(found)[:MOST_ROWS_COMPARED])


def _near(case: Case, first: str, last: str) -> Q | None:
    """Return the condition for rows on about the same days, in the same country or an unknown one.

    None if the case has no date, or one that spans too many days.
    """
    earliest, latest = case.date_earliest, case.date_latest
    if earliest is None or latest is None or latest - earliest > LONGEST_DATE_THAT_FINDS:
        return None
    about = {
        f"{first}__range": (
            earliest - MOST_DAYS_APART - LONGEST_DATE_COMPARED,
            latest + MOST_DAYS_APART,
        ),
        f"{last}__gte": earliest - MOST_DAYS_APART,
    }
    return Q(**about) & (Q(country__in=("", case.country)) if case.country else Q())


def _with_absorbed(case: Case) -> list[int]:
    """Return the keys of a case and of all cases that were merged into it, directly or not."""
    found, ahead = [case.pk], [case.pk]
    while ahead:
        ahead = list(Case.objects.filter(superseded_by__in=ahead).values_list("pk", flat=True))
        found += ahead
    return found
