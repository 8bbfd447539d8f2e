"""The desk page of the front of a report."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.models import FrontMatter, OutlookReport, ReportAuthor
from vigil.outlook.reports.front_matter import verbs
from vigil.outlook.reports.front_matter.forms import (
    AuthorForm,
    CoverForm,
    FrontForm,
    NamedAuthorForm,
)
from vigil.outlook.reports.preconditions import WRITE
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def front(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show what stands in front of a report, and change it."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, ACTS, show=show, back=request.path)


def _author(row: OutlookReport, data: Data) -> ReportAuthor:
    author = row.authors.filter(uid=data["author"]).first()
    if author is None:
        raise NotPossible(gettext("They are not named in this report any more."))
    return author


def _choose_cover(row: OutlookReport, data: Data, by: User) -> object:
    picture = row.pictures.filter(uid=data["picture"]).first() if data["picture"] else None
    return verbs.choose_cover(row, picture, by=by)


def _front_of(row: OutlookReport) -> Mapping[str, Any]:
    found = FrontMatter.objects.filter(report=row).first() or FrontMatter(report=row)
    names = ("subtitle", "licence", "doi", "isbn")
    return {name: getattr(found, name) for name in names}


def _cover_of(row: OutlookReport) -> Mapping[str, Any]:
    found = FrontMatter.objects.select_related("cover").filter(report=row).first()
    return {"picture": found.cover.uid if found and found.cover else ""}


def _unnamed(n: int) -> str:
    said = ngettext(
        "Removed here and from %(n)d edition.", "Removed here and from %(n)d editions.", n
    )
    return said % {"n": n} if n else gettext("Removed.")


ACTS: Final[Mapping[str, Act[OutlookReport]]] = {
    "describe": Act(
        form=FrontForm,
        initial=_front_of,
        verb=lambda row, data, by: verbs.describe_report(row, **data, by=by),
        invalid=(Unfit,),
        done=_("Saved."),
    ),
    "cover": Act(
        form=CoverForm,
        form_arguments=lambda row, _by: {"pictures": list(row.pictures.all())},
        initial=_cover_of,
        verb=_choose_cover,
        done=_("Saved."),
    ),
    "name": Act(
        form=AuthorForm,
        verb=lambda row, data, by: verbs.add_author(row, **data, by=by),
        invalid=(Unfit,),
        done=_("Saved."),
    ),
    "up": Act(
        form=NamedAuthorForm,
        verb=lambda row, data, by: verbs.move_author(_author(row, data), -1, by=by),
    ),
    "down": Act(
        form=NamedAuthorForm,
        verb=lambda row, data, by: verbs.move_author(_author(row, data), 1, by=by),
    ),
    "unname": Act(
        form=NamedAuthorForm,
        verb=lambda row, data, by: verbs.unname_author(_author(row, data), by=by),
        done=_unnamed,
    ),
}
"""The acts of a chair on the front of a report."""


def _show(request: HttpRequest, row: OutlookReport, screen: ScreenState) -> HttpResponseBase:
    context = {
        "report": row,
        "authors": list(row.authors.all()),
        "pictures": row.pictures.count(),
        "forms": forms_of(ACTS, row, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/reports/matter/front.html", context, status=screen.status)
