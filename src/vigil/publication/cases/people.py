"""The people on the page of a case: what is shown of each, with the sources of each value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from django.utils.translation import gettext as _

from vigil.casefile.coding.details import NoValue
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Case, Victim
from vigil.publication.cases.claims import NOTHING_RECORDED, Claims, ValueSources
from vigil.publication.cases.people_pages import pages_of_people
from vigil.publication.cases.summary import (
    PublicPerson,
    describe_group,
    describe_person,
    known_label,
)
from vigil.publication.cases.texts import CaseTexts, ShownText, name_beside
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import field_label


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a case. `name` is empty if it may not be shown; `described` is never empty."""

    name: str
    described: str
    other_names: tuple[str, ...]
    age: str
    occupation: ShownText
    category: str
    outcome: str
    role: str
    fields: tuple["PersonField", ...] = ()
    beside: str = ""
    """The name in the script of the page, where `name` is in another."""
    url: str = ""
    """The person's own page, if they have one."""
    not_told: tuple[tuple[str, str], ...] = ()
    """The fields without a value for which people found why, each with the reason in words."""

    @property
    def all_sources(self) -> ValueSources:
        """The sources of all fields together, and every step that accepted one of them."""
        every = [field.sources for field in self.fields]
        steps = {step.number: step for sources in every for step in sources.decided}
        return ValueSources(
            says=tuple(statement for sources in every for statement in sources.statements),
            by_rule=any(sources.by_rule for sources in every),
            decided=tuple(steps[number] for number in sorted(steps)),
        )


@dataclass(frozen=True, slots=True)
class PersonField:
    """A field that is shown of a person, its value in words, and the sources of the value."""

    field: str
    label: str
    value: str
    sources: ValueSources


def people_of(
    case: Case, withheld: WithheldWords, claims: Claims, texts: CaseTexts
) -> tuple[Person, ...]:
    """Return the people of a public case in their order, each with a page of their own if any."""
    row: PublicCase = case.public
    pages, victims = pages_of_people(case), list(case.victims.all())
    # The record has a group as often as it has people, one after the other.
    places = accumulate((victim.size for victim in victims), initial=0)
    return tuple(
        replace(
            _person(victim, number, row.people, withheld, claims, texts),
            url=pages.get(victim.uid, ""),
        )
        for number, victim in zip(places, victims, strict=False)
    )


def _person(
    victim: Victim,
    number: int,
    people: Sequence[PublicPerson],
    withheld: WithheldWords,
    claims: Claims,
    texts: CaseTexts,
) -> Person:
    public = people[number]
    names = public["names"]
    told = _person_fields(victim, public, claims, texts)
    fields = {field.field: field for field in told}
    shown = {name: field.value for name, field in fields.items()}
    occupation = (
        disclosure.public_occupation(victim, texts.withheld) if "occupation" in shown else ""
    )
    return Person(
        name=names[0] if names else "",
        described=_described(victim, public, people),
        other_names=tuple(names[1:]),
        age=shown.get("age", ""),
        occupation=texts.of(f"victims.{victim.position}.occupation", occupation),
        category=shown.get("target_category", ""),
        outcome=shown.get("outcome", ""),
        role=shown.get("role", ""),
        fields=tuple(f for f in fields.values() if f.sources is not NOTHING_RECORDED),
        beside=name_beside(str(victim.case.public_id), names),
        not_told=tuple(_not_told(victim, public)),
    )


def _described(victim: Victim, public: PublicPerson, people: Sequence[PublicPerson]) -> str:
    """Return the name of a person; or describe somebody without, and a group with its number."""
    if public["names"]:
        return public["names"][0]
    entry = next((one for one in victim.accepted.all() if one.field == "group_size"), None)
    if entry is None:
        return describe_person(public, people)
    return describe_group(public, entry.value)


def _not_told(victim: Victim, public: PublicPerson) -> Iterator[tuple[str, str]]:
    """Yield the fields of a named person of which people found no value, and why."""
    for name in disclosure.PERSON_FIELDS if public["names"] else ():
        if (why := victim.no_value.get(name)) and not (name == "age" and public["minor"]):
            yield field_label(name), str(NoValue(why).label)


def _person_fields(
    victim: Victim, public: PublicPerson, claims: Claims, texts: CaseTexts
) -> Iterator[PersonField]:
    """Yield each value that the page shows of a person, with its sources."""
    names, gender = public["names"], disclosure.public_gender(victim)
    occupation = disclosure.public_occupation(victim, texts.withheld)
    values = {
        "names": names[0] if names else "",
        "age": age_text(disclosure.public_age(victim)),
        "gender": known_label("gender", gender) if names else "",
        "occupation": texts.of(f"victims.{victim.position}.occupation", occupation),
        "target_category": known_label("target_category", public["category"], gender),
        "outcome": known_label("outcome", public["outcome"], gender),
        "role": known_label("role", public["role"], gender),
    }
    accepted = {entry.field: entry for entry in victim.accepted.all()}
    for name, value in values.items():
        entry = accepted.get(name)
        sources = claims.on_person(victim, entry) if entry else NOTHING_RECORDED
        kept = entry is None or name in ("names", "outcome") or claims.may_show(entry, sources)
        if value and kept:
            yield PersonField(name, field_label(name), value, sources)


def age_text(age: disclosure.Age) -> str:
    """Write an age: years, a range if reports differ, or only that the person was a minor."""
    if age.minor:
        return _("under 18")
    if age.low is None:
        return "" if age.high is None else str(age.high)
    if age.high is None or age.high == age.low:
        return str(age.low)
    return _("%(low)d to %(high)d, reports differ") % {"low": age.low, "high": age.high}
