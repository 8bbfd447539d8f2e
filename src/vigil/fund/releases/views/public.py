"""Public results of the fund: numbers, listed grants, files. Always the newest release."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from vigil.fund.payments.money import format_amount
from vigil.fund.releases import iati, threesixty_giving
from vigil.fund.releases.figures import figures_of
from vigil.fund.releases.labels import region_label, result_counted, result_evidence, theme_label
from vigil.fund.releases.queries import (
    ListedGrant,
    PublishedRelease,
    YearlyRemainder,
    donors,
    newest_release,
)
from vigil.fund.releases.suppression import MIN_GRANTS
from vigil.publication.api.responses import (
    conditional_answer,
    etag_of_content,
    json_answer,
    open_to_programs,
)
from vigil.publication.record.labels import country_name
from vigil.trust.public_forms.anonymous_pages import NO_SCRIPTS

NOT_FOUND: Final = 404


@csp_override(NO_SCRIPTS)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the results by world region, and the listed grants."""
    told = newest_release()
    context: dict[str, Any] = {"told": told, "least": MIN_GRANTS, "donors": donors()}
    if told is not None:
        context |= {
            "figures": figures_of(told),
            "items": [_shown(item) for item in told.items],
            "remainders": [_sums(one) for one in told.remainders],
            "groups": [(region_label(one.region), one) for one in told.told],
            "has_iati": bool(told.items or told.remainders) and not iati.why_no_file(),
            "has_360": bool(threesixty_giving.package(told)),
        }
    response = render(request, "fund/releases/results.html", context)
    # Whoever keeps a copy asks again: somebody may be shown no more.
    response["Cache-Control"] = "no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


@open_to_programs
def results_json(request: HttpRequest) -> HttpResponseBase:
    """Return the numbers of the results page as JSON."""
    told = newest_release()
    if told is None:
        return json_answer(request, {"release": None, "least": MIN_GRANTS, "regions": {}})
    return json_answer(
        request,
        {
            "release": told.number,
            "day": told.at.date().isoformat(),
            "least": MIN_GRANTS,
            "counted": told.counted,
            "regions": dict(told.regions),
            "themes": dict(told.themes),
            "people": dict(told.people),
            "communities": dict(told.communities),
            "outcomes": dict(told.outcomes),
            "listed": len(told.items),
        },
    )


@open_to_programs
def iati_xml(request: HttpRequest) -> HttpResponseBase:
    """Return the newest release as IATI; 404 without one or without a publisher's identifier."""
    if iati.why_no_file():
        return _no_file()
    return _file(request, iati.activities, iati.MEDIA_TYPE)


@open_to_programs
def giving_json(request: HttpRequest) -> HttpResponseBase:
    """Return the newest release as a 360Giving package; 404 without one."""
    return _file(request, threesixty_giving.package, threesixty_giving.MEDIA_TYPE)


def _file(
    request: HttpRequest, write: Callable[[PublishedRelease], bytes], kind: str
) -> HttpResponseBase:
    told = newest_release()
    content = write(told) if told else b""
    if not content:
        # The schemas know no file without a grant in it.
        return _no_file()
    return conditional_answer(
        request, etag_of_content(content), lambda: HttpResponse(content, content_type=kind)
    )


def _no_file() -> HttpResponse:
    text = _("Nothing was published yet that this file could hold.")
    return HttpResponse(text, status=NOT_FOUND, content_type="text/plain; charset=utf-8")


def _shown(item: ListedGrant) -> dict[str, Any]:
    sums = item.sums("committed")
    return {
        "item": item,
        "country": country_name(item.country) if item.country else "",
        "theme": theme_label(item.theme),
        "sums": [
            (donor.name, format_amount(minor, currency))
            for (donor, currency), minor in sums.items()
        ],
        "year": item.agreed_on.year,
        "statements": [
            {
                **one,
                "evidence": result_evidence(one["evidence"]),
                "counted": result_counted(one.get("counted", "")),
            }
            for one in item.statements
        ],
        "outcomes": [
            {
                **one,
                "theme": theme_label(one["theme"]),
                "evidence": [result_evidence(code) for code in one["evidence"]],
            }
            for one in item.outcomes
        ],
    }


def _sums(one: YearlyRemainder) -> dict[str, Any]:
    return {
        "donor": one.donor.name,
        "years": one.said_years,
        "committed": "" if one.committed is None else format_amount(one.committed, one.currency),
        "paid": "" if one.paid is None else format_amount(one.paid, one.currency),
    }
