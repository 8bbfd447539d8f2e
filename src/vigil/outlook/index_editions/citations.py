"""Cite an edition, or a country in it, by a permanent address with its version."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.charts.numbers import number_text
from vigil.outlook.index_editions.country_page import average_name
from vigil.outlook.index_editions.headers import CRIMINALITY, RESILIENCE
from vigil.outlook.index_editions.score_sources import ScoreSource
from vigil.publication.downloads.citation_files import CitedWork
from vigil.publication.record.labels import country_name
from vigil.trust.organisation.queries import organisation


@dataclass(frozen=True)
class ScoreCitation:
    """A citation in words, and for programs that manage references."""

    text: str
    work: CitedWork


def citation_of_source(source: ScoreSource, site: str) -> ScoreCitation:
    """Cite an edition or an assessment."""
    with override("en"):  # the address without a language: the permanent one
        address = reverse("outlook:index_edition", args=[source.key])
    return _citation(source, source_title(source), "", site + address, f"index-{source.key}")


def citation_of_country(
    source: ScoreSource, country: str, site: str, values: Mapping[str, Decimal]
) -> ScoreCitation:
    """Cite a country in an edition, with its criminality and resilience (`values`)."""
    with override("en"):
        address = reverse("outlook:index_place", args=[country])
    title = f"{source_title(source)}: {country_name(country)}"
    said = "; ".join(
        f"{capfirst(average_name(term))} {number_text(value)}"
        for term in (CRIMINALITY, RESILIENCE)
        if (value := values.get(term)) is not None
    )
    url = f"{site}{address}?of={source.key}"
    return _citation(source, title, said, url, f"index-{source.key}-{country}")


def source_title(source: ScoreSource) -> str:
    """Return the title of an edition or an assessment, as it is cited."""
    return f"{source.maker} {source.edition}" if source.is_published else source.label


def _citation(source: ScoreSource, title: str, said: str, url: str, key: str) -> ScoreCitation:
    day = localdate()
    note = ". ".join(part for part in (said, _state(source)) if part)
    text = _("“%(title)s”. %(note)s. %(publisher)s, seen %(day)s. %(url)s") % {
        "title": title,
        "note": note,
        "publisher": " ".join(organisation().name.split()),
        "day": date_format(day, "DATE_FORMAT"),
        "url": url,
    }
    digest = source.row.sha256[:16] if source.row else source.key
    return ScoreCitation(
        text,
        CitedWork(
            key=key,
            number=source.key,
            title=title,
            note=note,
            digest=digest,
            url=url,
            changed=source.day,
            day=day,
        ),
    )


def _state(source: ScoreSource) -> str:
    if source.is_published:
        return _("Edition %(year)s as published, version %(n)d here") % {
            "year": source.edition,
            "n": source.version,
        }
    return _("As of %(day)s") % {"day": date_format(source.day, "DATE_FORMAT")}
