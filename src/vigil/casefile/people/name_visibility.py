"""Decide whose name in a case may be shown: agreements in force, withdrawn names, protection.

Withdrawn names are matched again each time the values of a case are written, with every spelling
in its accounts. So no name comes back by coding, reading or importing. If a match is in doubt, the
name is withheld. If a person cannot be found again with certainty, their agreement to be named is
lost and must be recorded again.

The rule for one person is `disclosure.policy.may_be_named`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.casefile.disclosure.withheld_words import holds_words, texts_in, words
from vigil.casefile.models import Account, Case, Victim, WithdrawnName
from vigil.casefile.people.name_matching import (
    ALMOST,
    SAME_NAME,
    same_full_name,
    same_person,
    surely_same,
)
from vigil.trust.consent.verbs import NAME, holding
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Consent, Level, Protection
from vigil.trust.protection.verbs import protect_alike

VICTIM = "victim"
"""The kind of subject of a person in a case, in the tables of `trust`. The key is their uid."""
NO_END = date.max
MAY_BE_THE_SAME = 366
"""Days between two attacks in one country that may still be the same attack."""

AGREE_FOR_ADULTS = frozenset({Consent.Relation.SELF})
AGREE_FOR_MINORS = frozenset({Consent.Relation.FAMILY, Consent.Relation.GUARDIAN})
AGREE_FOR_LIVING_MINORS = frozenset({Consent.Relation.GUARDIAN})


@dataclass(frozen=True)
class NamedPerson:
    """A person in a case, with every form of their name: accepted, and in any account."""

    victim: Victim
    names: Sequence[str]


def fill_naming(case: Case, people: Sequence[NamedPerson], texts: "CaseTexts") -> None:
    """Fill the columns that decide who in a case is named, without saving.

    These are `Case.withheld`, `Victim.withdrawn` and `Victim.agreed_until`. The country, the date
    and who was under age must be filled before.
    """
    in_force = _names_in_force(case, texts)
    case.withheld = sorted({name for withdrawn, _own in in_force for name in withdrawn.names})
    gone = {
        n
        for withdrawn, own in in_force
        for n in _people_with_name(withdrawn, people, own=own) - _namesakes(withdrawn, people)
    }
    kept = {str(p.victim.uid): p.victim for p in people if not p.victim._state.adding}
    protected, ends = _protected(kept), _agreements(kept)
    for number, person in enumerate(people):
        person.victim.withdrawn = number in gone or str(person.victim.uid) in protected
        person.victim.agreed_until = ends.get(person.victim.uid)


# Withdrawn names


def _names_in_force(case: Case, texts: "CaseTexts") -> list[tuple[WithdrawnName, bool]]:
    """Return the withdrawn names that hold for a case, and whether each was withdrawn for it."""
    not_lifted = list(WithdrawnName.objects.filter(lifted_at=None).order_by("pk"))
    if not not_lifted:
        return []
    own = case_with_predecessors(case)
    in_force = []
    for withdrawn in not_lifted:
        if withdrawn.case_id in own:
            in_force.append((withdrawn, True))
        elif case.pk not in withdrawn.spared and _near(withdrawn, case) and texts.holds(withdrawn):
            in_force.append((withdrawn, False))
    return in_force


def case_with_predecessors(case: Case) -> set[int]:
    """Return the keys of a case, of all merged into it, and of all it was split from."""
    found: set[int] = set()
    wanted = {case.pk}
    while wanted:
        found |= wanted
        # Two queries use indexes; one query with OR would read every case.
        merged = Case.objects.filter(superseded_by__in=wanted)
        split = Case.objects.filter(split_off__in=wanted)
        more = (*merged.values_list("pk", flat=True), *split.values_list("pk", flat=True))
        wanted = set(more) - found
    return found


def _near(withdrawn: WithdrawnName, case: Case) -> bool:
    """Say whether a case may be the attack for which a name was withdrawn.

    If it was withdrawn for a candidate that is gone, the answer is yes: its accounts may be in any
    case.
    """
    if withdrawn.case_id is None:
        return True
    if withdrawn.country and case.country and withdrawn.country != case.country:
        return False
    if withdrawn.date is None or case.date_earliest is None:
        return True
    return abs((withdrawn.date - case.date_earliest).days) <= MAY_BE_THE_SAME


class CaseTexts:
    """The names and texts of a case. The texts are read only when they are needed."""

    def __init__(
        self, people: Sequence[NamedPerson], accounts: Sequence[Account], values: Iterable[Any]
    ) -> None:
        """Take the people, the accounts, and other values that may contain texts."""
        self._values = values
        self._people = people
        self._names = [name for person in people for name in person.names]
        for account in accounts:
            lists = [c.value for c in account.claims.all() if c.field == "names"]
            self._names += [str(name) for names in lists for name in names]
        self._accounts = accounts
        self._texts: list[list[str]] | None = None

    def holds(self, withdrawn: WithdrawnName) -> bool:
        """Say whether a withdrawn name is that of a person of the case, or is in its texts."""
        left = [n for i in _namesakes(withdrawn, self._people) for n in self._people[i].names]
        if same_full_name(withdrawn.names, [n for n in self._names if not surely_same([n], left)]):
            return True
        phrases = [words(name) for name in withdrawn.names]
        return any(
            len(phrase) > 1 and holds_words(text, phrase)
            for phrase in phrases
            for text in self._read()
        )

    def _read(self) -> list[list[str]]:
        if self._texts is None:
            reports = {account.report_id: account.report for account in self._accounts}
            parts = [part for r in reports.values() for part in (r.title, r.text, r.url)]
            parts += [r.outlet.name for r in reports.values() if r.outlet]
            read = (claim for a in self._accounts for claim in a.claims.all() if claim.read_on)
            parts += [part for c in read for part in (c.words, c.where, c.note)]
            self._texts = [words(text) for text in (*parts, *texts_in([*self._values])) if text]
        return self._texts


def _people_with_name(
    withdrawn: WithdrawnName, people: Sequence[NamedPerson], *, own: bool
) -> set[int]:
    """Return the places of the people who have a withdrawn name.

    If it was withdrawn for a person of this case: whoever certainly has it, also with a spelling
    mistake; if nobody has, whoever may have it. A name from another case must be similar as a
    whole. A name that was only mentioned must be almost the same: a daughter may share only the
    family name.
    """
    forms = withdrawn.names
    if not (own and withdrawn.victim):
        least = SAME_NAME if withdrawn.victim else ALMOST
        return {n for n, p in enumerate(people) if same_full_name(forms, p.names, least)}
    sure = {
        n
        for n, person in enumerate(people)
        if surely_same(forms, person.names) or same_full_name(forms, person.names, ALMOST)
    }
    return sure or {n for n, person in enumerate(people) if same_person(forms, person.names)}


def _namesakes(withdrawn: WithdrawnName, people: Sequence[NamedPerson]) -> set[int]:
    """Return the places of the people whom somebody reviewed and found to be namesakes."""
    return {n for n, person in enumerate(people) if str(person.victim.uid) in withdrawn.namesakes}


# Agreements


def _agreements(people: Mapping[str, Victim]) -> dict[UUID, date]:
    """Return until when people agreed to be named, for those with an agreement in force.

    An agreement that is limited to a territory or a language does not count, because the web has
    no such limits.
    """
    ends: dict[UUID, date] = {}
    if not people:
        return ends
    rows = holding(people, VICTIM, NAME).filter(territory="", language="")
    for consent in rows.select_related("decision"):
        victim = people[consent.subject_key]
        if _counts(consent, victim):
            end = consent.until or NO_END
            ends[victim.uid] = max(end, ends.get(victim.uid, end))
    return ends


def _counts(consent: Consent, victim: Victim) -> bool:
    """Say whether an agreement lets a person be named.

    For an adult, their own. For a minor who was killed, their family's or guardian's. For a minor
    who lives, only their guardian's, with a document, and only if two people confirmed it.
    """
    if not is_living_minor(victim):
        return consent.given_by in (AGREE_FOR_MINORS if victim.minor else AGREE_FOR_ADULTS)
    by_two = consent.decision.asked_by_id is not None and bool(consent.evidence)
    return by_two and consent.given_by in AGREE_FOR_LIVING_MINORS


def is_living_minor(victim: Victim) -> bool:
    """Say whether a person was under age, and is not known to have been killed."""
    return victim.minor and victim.outcome != "killed"


def _protected(people: Mapping[str, Victim]) -> set[str]:
    """Return the uids of the people who are protected, so that they may not be named.

    Their names are withdrawn too, and matched by similarity. This finds people without a name.
    """
    if not people:
        return set()
    rows = Protection.objects.filter(subject_kind=VICTIM, subject_key__in=people)
    return set(rows.exclude(level=Level.OPEN).values_list("subject_key", flat=True))


def agreement_in_force(victim: Victim, *, lasting: bool = False) -> bool:
    """Say whether an agreement to be named is in force today; with `lasting`, one without end."""
    until = victim.agreed_until
    return until is not None and until >= (NO_END if lasting else timezone.localdate())


# Finding the same person when values are written again


def uids_of(case: Case) -> list[tuple[UUID, list[str]]]:
    """Return the uids of the people in a case, with all forms of their names.

    Call it before the people are deleted, and `keep_uids` after they are written again.
    """
    return [
        (victim.uid, [victim.name, *(entry.name for entry in victim.names.all())])
        for victim in case.victims.prefetch_related("names")
    ]


def keep_uids(case: Case, before: Sequence[tuple[UUID, Sequence[str]]]) -> None:
    """Give the people of a case the uids that they had before, if they are certainly the same.

    In a case of one person, an unnamed person and a named one are the same too. If a protected
    person is not found again, everybody who may be that person is protected.
    """
    now = list(case.victims.prefetch_related("names"))
    names = {v.pk: [v.name, *(entry.name for entry in v.names.all())] for v in now}
    free, lost = list(now), [uid for uid, _names in before]
    for uid, known in before:
        found = [v for v in free if surely_same(known, names[v.pk])]
        alone = len(before) == len(now) == 1 and not (any(known) and any(names[now[0].pk]))
        if len(found) == 1 or alone:
            victim = now[0] if alone else found[0]
            victim.uid = uid
            victim.save(update_fields=["uid"])
            free.remove(victim)
            lost.remove(uid)
    protect_if_in_doubt(case, lost, {victim: names[victim.pk] for victim in free})


def protect_if_in_doubt(
    case: Case, lost: Collection[UUID], new: Mapping[Victim, Sequence[str]]
) -> None:
    """Protect new people in a case in which a protected person was not found again.

    The protected person was `lost` just now, or was lost earlier without a name and may come back.
    """
    if not new:
        return
    nameless = WithdrawnName.objects.filter(
        case__in=case_with_predecessors(case), names=[], lifted_at=None
    )
    nameless = nameless.exclude(protection=None)
    known = {UUID(key) for key in nameless.values_list("protection__subject_key", flat=True)}
    keys = [str(uid) for uid in {*lost, *_in_no_case(known)}]
    rows = Protection.objects.filter(subject_kind=VICTIM, subject_key__in=keys)
    missed = rows.exclude(level=Level.OPEN)
    strictest = max(missed, key=lambda row: Level.values.index(row.level), default=None)
    if strictest is None:
        return
    why = _("They cannot be told apart from somebody who is protected.")
    for victim, names in new.items():
        row = protect_alike(Subject(VICTIM, str(victim.uid)), strictest, why=why)
        withdraw_names_while_protected(row, case, [name for name in names if name])
    passed_on = nameless.filter(protection__subject_key__in=keys)
    passed_on.update(lifted_at=timezone.now())


def rests_on_name(victim: Victim) -> bool:
    """Say whether an agreement, or what was found on a namesake, rests on a person's name.

    Neither may go with them to another name: it would name, or spare, somebody else.
    """
    uid = str(victim.uid)
    agreed = Consent.objects.filter(subject_kind=VICTIM, subject_key=uid, withdrawn_at=None)
    if agreed.exists():
        return True
    spared = WithdrawnName.objects.filter(lifted_at=None).values_list("namesakes", flat=True)
    return any(uid in uids for uids in spared)


def _in_no_case(uids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who are in no case any more, or only in a merged one."""
    there = Victim.objects.filter(uid__in=uids, case__superseded_by=None)
    return set(uids) - set(there.values_list("uid", flat=True))


def withdraw_names_while_protected(
    protection: Protection, case: Case, names: Sequence[str]
) -> None:
    """Withdraw the names of a person in a case while they are protected."""
    WithdrawnName.objects.create(
        case=case,
        country=case.country,
        date=case.date_earliest,
        names=list(dict.fromkeys(names)),
        victim=True,
        protection=protection,
        decision=protection.decision,
    )
