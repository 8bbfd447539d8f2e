"""One case, with everything that decides which parts of it may be public.

The rules themselves are in `policy` and `withheld_words`.
"""

from collections.abc import Iterable
from typing import Any

from vigil.casefile.cases.queries import accounts_of_same_reports
from vigil.casefile.disclosure.policy import (
    disclosed_place,
    is_counted,
    is_minor,
    may_be_named,
    place_ceiling,
    place_without_names,
    public_fields_of_person,
)
from vigil.casefile.disclosure.withheld_of_case import NamesAndPlaces, withheld_of
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import AcceptedValue, Account, Basis, Case, Origin, Victim
from vigil.casefile.people.name_matching import same_person
from vigil.casefile.people.name_visibility import agreement_in_force
from vigil.casefile.reports.claims import names_read, people_read_about


class DisclosedCase:
    """One case, and everything about it that decides what may be public.

    With `lasting`, only an agreement without an end lets a person be named: a file that was
    handed out cannot be taken back when an agreement ends.
    """

    def __init__(self, case: Case, *, lasting: bool = False) -> None:
        self.case, self.lasting = case, lasting
        self.accounts = [
            m.account
            for m in case.memberships.all()
            if not m.suggested and not m.account.superseded
        ]
        self.read_about = people_read_about(self.accounts)
        self.accounts_of_reports = accounts_of_same_reports(self.accounts)
        self.values = _settled(a for a in case.accepted.all() if a.victim_id is None)
        self.support = {a.field: a.support for a in case.accepted.all() if a.victim_id is None}
        self.victims = list(case.victims.all())
        self.people = {v.pk: _settled(v.accepted.all()) for v in self.victims}
        self.ceiling = place_ceiling(
            (str(values.get("outcome") or "") for values in self.people.values()),
            str(self.values.get("place_type") or ""),
        )
        self.place = disclosed_place(
            self.values.get("place") or {},
            self.ceiling,
            quarter_in_brackets=case.origin == Origin.COMPILED,
        )
        self.withheld = self._withheld()
        nameless = place_without_names(self.place, self.withheld)
        if nameless != self.place:  # words that were removed from the place are not exempt
            self.place = nameless
            self.withheld = self._withheld()

    def ages(self, victim: Victim) -> set[int]:
        """Return every age of a person in the case file: accepted, and in any report."""
        age = self.people[victim.pk].get("age") or {}
        found = {age.get("low"), age.get("high"), victim.age_low, victim.age_high}
        names = names_of(victim)
        for account in self.accounts:
            people = _persons_in(account)
            for person in people.values():
                alone = len(people) == 1 and len(self.victims) == 1
                if alone or same_person(person.get("names") or [], names):
                    found |= {(person.get("age") or {}).get(end) for end in ("low", "high")}
        for reading in self.read_about.get(victim.uid, []):
            found |= {(reading.values.get("age") or {}).get(end) for end in ("low", "high")}
        return {years for years in found if years is not None}

    def named(self, victim: Victim) -> bool:
        """Say whether a person in the case may be named."""
        return may_be_named(
            self._outcome(victim),
            minor=is_minor(self.ages(victim)),
            agreed=agreement_in_force(victim, lasting=self.lasting),
            withdrawn=victim.withdrawn,
        )

    def public_fields(self, victim: Victim) -> frozenset[str] | None:
        """Return the fields of a person that may be public; None: every public field."""
        minor = is_minor(self.ages(victim))
        counted = is_counted(self._outcome(victim), minor=minor, withdrawn=victim.withdrawn)
        return public_fields_of_person(named=self.named(victim), counted=counted)

    def _outcome(self, victim: Victim) -> str:
        return str(self.people[victim.pk].get("outcome") or "")

    def _withheld(self) -> WithheldWords:
        shown = NamesAndPlaces(
            named=[name for v in self.victims if self.named(v) for name in self._forms(v)],
            unnamed=[name for v in self.victims if not self.named(v) for name in self._forms(v)],
            places=[part for part in (self.place["name"], self.place["admin1"]) if part],
            ceiling=self.ceiling,
        )
        return withheld_of(self.case, self.accounts_of_reports, shown, [self.values.get("place")])

    def _forms(self, victim: Victim) -> list[str]:
        return [*names_of(victim), *names_read(self.read_about.get(victim.uid, []))]


def _settled(rows: Iterable[AcceptedValue]) -> dict[str, Any]:
    return {row.field: row.value_in_force for row in rows if row.basis != Basis.RULE}


def names_of(victim: Victim) -> list[str]:
    """Return every form of the name of a person in a case."""
    return [victim.name, *(entry.name for entry in victim.names.all())]


def _persons_in(account: Account) -> dict[int, dict[str, Any]]:
    persons: dict[int, dict[str, Any]] = {}
    for claim in account.claims.all():
        if claim.person is not None and claim.about is None and not claim.superseded:
            persons.setdefault(claim.person, {})[claim.field] = claim.value
    return persons
