"""The filters of the public list: query parameters in, a set of cases and its words out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.casefile.models import Case, Victim, VictimName
from vigil.casefile.queries import headline_cases, public_cases
from vigil.casefile.withheld import words
from vigil.publication import queries
from vigil.publication.labels import choices, country_name, field_label, value_label
from vigil.publication.policy import adult, nameable

COLUMNS = ("event", "method", "organised_crime_link")
"""Filters on a column of the case."""
PERSONS = ("target_category", "outcome")
"""Filters that some person in the case must meet."""
NOT_REPORTED = ("", "unknown", "unclear")


FIRST = ("q", "country", "sort")
"""Fields that are always open; the others wait under "More filters"."""


class CaseFilter(forms.Form):
    """What a reader may ask of the list. Every field is a query parameter of the same name."""

    q = forms.CharField(
        label=gettext_lazy("Name, in any spelling"), required=False, max_length=100, strip=True
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    year_from = forms.IntegerField(
        label=gettext_lazy("From year"), required=False, min_value=1900, max_value=2100
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("To year"), required=False, min_value=1900, max_value=2100
    )
    target_category = forms.ChoiceField(required=False)
    method = forms.ChoiceField(required=False)
    event = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    organised_crime_link = forms.ChoiceField(required=False)
    headline = forms.BooleanField(
        label=gettext_lazy("Only cases of the headline count"), required=False
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("newest first")),
            ("oldest", gettext_lazy("oldest first")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        anything = [("", _("any"))]
        named = sorted(
            ((code, country_name(code)) for code in queries.countries()), key=lambda c: c[1]
        )
        self._choice("country").choices = anything + named
        for name in (*COLUMNS, *PERSONS):
            field = self._choice(name)
            field.choices = anything + choices(name)
            field.label = field_label(name)

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def first(self) -> list[forms.BoundField]:
        """Return the fields that are always open."""
        return [self[name] for name in FIRST]

    def more(self) -> list[forms.BoundField]:
        """Return the fields under "More filters", but for the headline box."""
        return [field for field in self if field.name not in (*FIRST, "headline")]

    def more_used(self) -> bool:
        """Say whether a field under "More filters" is in use, so that they stand open."""
        return any(field.value() for field in [*self.more(), self["headline"]])

    def asked(self) -> dict[str, Any]:
        """Return what was asked for and can be answered; a bad value is left to its error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def cases_for(asked: dict[str, Any]) -> QuerySet[Case]:
    """Return the public cases that meet a filter, in the order asked for."""
    cases = headline_cases() if asked.get("headline") else public_cases()
    if country := asked.get("country"):
        cases = cases.filter(country=country)
    if year := asked.get("year_from"):
        cases = cases.filter(date_latest__year__gte=year)
    if year := asked.get("year_to"):
        cases = cases.filter(date_earliest__year__lte=year)
    for name in COLUMNS:
        if value := asked.get(name):
            cases = cases.filter(**{name: value})
    for name in PERSONS:
        if value := asked.get(name):
            cases = cases.filter(_some_person(**{name: value}))
    if text := asked.get("q"):
        cases = _named(cases, text)
    if asked.get("sort") == "oldest":
        return cases.order_by("date_earliest", "public_id")
    return cases.order_by("-date_earliest", "-public_id")


def _some_person(**conditions: Any) -> Exists:
    return Exists(_told_of(*conditions).filter(**conditions))


def _told_of(*fields: str) -> QuerySet[Victim]:
    """Return the people of a case of whom the pages tell these fields.

    Of all, what became of them; what they were attacked as, of those who may be named, and
    where nobody was killed: a filter must not find what no page shows.
    """
    people = Victim.objects.filter(case=OuterRef("pk"))
    if set(fields) == {"outcome"}:
        return people
    died = Victim.objects.filter(case=OuterRef("case"), outcome="killed")
    return people.filter(nameable() | (Q(~Exists(died)) & adult()))


def _named(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Keep the cases in which one spelling of one person's name holds all words of the text.

    Only names that may be shown are searched: a search must not confirm any other.
    """
    found = words(text)
    if not found:
        return cases.none()
    spelled = VictimName.objects.filter(nameable("victim__"), victim__case=OuterRef("pk"))
    for word in found:
        spelled = spelled.filter(folded__contains=word)
    return cases.filter(Exists(spelled))


def in_words(asked: dict[str, Any]) -> list[str]:
    """Say a filter in words, a phrase for each part of it."""
    phrases = []
    if asked.get("headline"):
        phrases.append(
            _(
                "a specific person was targeted and a link to organised crime "
                "is at least credibly alleged"
            )
        )
    if text := asked.get("q"):
        phrases.append(_("a name like “%(name)s”") % {"name": text})
    if country := asked.get("country"):
        phrases.append(country_name(country))
    if year := asked.get("year_from"):
        phrases.append(_("from %(year)s") % {"year": year})
    if year := asked.get("year_to"):
        phrases.append(_("up to %(year)s") % {"year": year})
    for name in (*COLUMNS, *PERSONS):
        if value := asked.get(name):
            phrases.append(f"{field_label(name)}: {value_label(name, value)}")
    return phrases


@dataclass(frozen=True, slots=True)
class NotReported:
    """In how many cases the value that a filter asks for is not reported."""

    label: str
    missing: int
    total: int

    def __str__(self) -> str:
        return ngettext(
            "%(label)s is not reported in %(missing)d of the %(total)d case that meets the rest.",
            "%(label)s is not reported in %(missing)d of the %(total)d cases that meet the rest.",
            self.total,
        ) % {"label": self.label, "missing": self.missing, "total": self.total}


def not_reported(asked: dict[str, Any]) -> Iterator[NotReported]:
    """Say, for each part of a filter, how many cases it cannot judge and so leaves out."""
    for name, unknown in _UNKNOWN.items():
        if name in asked:
            others = {key: value for key, value in asked.items() if key != name}
            rest = cases_for(others)
            total = rest.count()
            yield NotReported(_label(name), rest.filter(unknown).count(), total)


def _label(name: str) -> str:
    return {"country": _("Country"), "year_from": _("Date")}.get(name) or field_label(name)


_UNKNOWN: dict[str, Q] = {
    "country": Q(country=""),
    "year_from": Q(date_earliest=None),
    **{name: Q(**{f"{name}__in": NOT_REPORTED}) for name in COLUMNS},
    **{
        name: ~Q(Exists(_told_of(name).exclude(**{f"{name}__in": NOT_REPORTED})))
        for name in PERSONS
    },
}
