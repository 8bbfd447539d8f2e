"""Single cases and releases, and the filter for counting cases."""

from collections.abc import Iterator, Sequence

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.casefile.models import Release
from vigil.outlook.reports.picker.offers import MOST_OF_A_GROUP, Offer, matches
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import current
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import CaseFilter
from vigil.publication.search.selection import Selection

FILTERS = (
    *("country", "year_from", "year_to", "event", "target_category", "outcome"),
    *("why_targeted", "motive", "method", "organised_crime_link", "impunity", "headline"),
)
"""The fields of the public filter that the picker shows."""


def case_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield public cases by the search of the public list. They are named by id, never by name."""
    if not words:
        return
    query = QueryDict(mutable=True)
    query["q"] = " ".join(words)
    columns = current()
    page = Selection.from_query(query, columns).page(columns, limit=MOST_OF_A_GROUP + 1)
    rows = PublicCase.objects.in_bulk(page.pks)
    for pk in page.pks:
        if pk in rows:
            row = rows[pk]
            told = [part for part in (country_name(row.country), row.place, row.date) if part]
            says = _(", ").join(told)
            yield Offer("case", row.public_id, _("Case %(id)s") % {"id": row.public_id}, says)


def release_offers(words: Sequence[str]) -> Iterator[Offer]:
    """Yield frozen releases, the newest first."""
    for row in Release.objects.order_by("-number"):
        day = date_format(row.frozen_at, "DATE_FORMAT")
        label = _("Release %(number)s of %(day)s") % {"number": row.number, "day": day}
        if matches(words, label.casefold(), f"release {row.number}"):
            yield Offer("release", str(row.number), label)


def case_filter(query: QueryDict) -> CaseFilter:
    """Return the filter for counting cases, with only the fields that the picker shows."""
    form = CaseFilter(query, current())
    for name in [name for name in form.fields if name not in FILTERS]:
        del form.fields[name]
    return form


def filter_ref(query: QueryDict) -> str:
    """Return the reference of the cases that a filter selects."""
    return Selection.from_query(query, current()).query()
