"""The saturation curve as a figure; names of places and decisions, for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import percent_text
from vigil.charts.saturation_and_calibration import saturation_chart
from vigil.language.punctuation import in_a_row
from vigil.outlook.consultations.agreement_and_saturation import SaturationCurve, saturation_of
from vigil.outlook.consultations.code_lists import PLACES, code_name
from vigil.outlook.models import Consultation
from vigil.trust.models import Decision

WHY_NOT: Final = {
    "too_few_meetings": gettext_lazy("There are too few consultations to say."),
    "nothing_coded": gettext_lazy("Nothing is coded in the first consultations."),
    "still_new": gettext_lazy("Further consultations still brought new codes."),
}


@dataclass(frozen=True)
class SaturationFigure:
    """A saturation curve with its figure and its rule in words."""

    curve: SaturationCurve
    figure: Figure | None
    rule: str
    verdict: str


def saturation_figure_of(rows: Iterable[Consultation]) -> SaturationFigure:
    """Return the saturation curve of some consultations with its figure, ready to show."""
    return saturation_figure(saturation_of(rows))


def saturation_figure(curve: SaturationCurve) -> SaturationFigure:
    """Return a curve with its words and its figure; without consultations there is no figure."""
    found = curve.found
    rule = _(
        "Rule: the codes of the first %(base)d consultations are counted. Enough is said once "
        "%(run)d further ones together bring at most %(share)s of that number in new codes "
        "(Guest, Namey and Chen 2020). Codes are those of markets, drivers, responses and levels."
    ) % {
        "base": found.rule.base,
        "run": found.rule.run,
        "share": percent_text(found.rule.threshold),
    }
    if found.enough_after is not None:
        verdict = ngettext(
            "By this rule %(n)d consultation was enough.",
            "By this rule %(n)d consultations were enough.",
            found.enough_after,
        ) % {"n": found.enough_after}
    else:
        verdict = str(WHY_NOT[found.reason])
    return SaturationFigure(curve, _figure(curve, rule) if curve.met else None, rule, verdict)


def _figure(curve: SaturationCurve, rule: str) -> Figure:
    about = Provenance(
        method="",
        source=_("Statements coded by two people independently"),
        as_of=timezone.localdate(),
        more=(rule,),
    )
    points = [(met.consultation.code, met.cumulative) for met in curve.met]
    title = _("New codes, consultation by consultation")
    return saturation_chart("saturation", title, about, found=points)


def places_of_consultation(row: Consultation) -> str:
    """Return the region and countries of a consultation in words."""
    return region_and_countries(row.region, row.countries)


def region_and_countries(region: str, countries: Iterable[str]) -> str:
    """Return a region and countries in words."""
    return in_a_row(code_name(PLACES, code) for code in (region, *countries) if code)


def decisions_on(kind: str, key: str) -> list[Decision]:
    """Return the decisions on something, the oldest first, without sealing and opening."""
    rows = Decision.objects.filter(target_kind=kind, target_key=key)
    rows = rows.exclude(verb__in=("seal", "shred", "open_sealed", "destroy_key"))
    return list(rows.select_related("actor").order_by("at", "pk"))
