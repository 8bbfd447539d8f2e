"""Connects consultations with the room: withdrawing, overview, sitemap, what was agreed to."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from vigil.outlook import keeper_consultations
from vigil.outlook.overview import Line, list_on_overview
from vigil.publication.addresses import list_pages
from vigil.trust.domain.subjects import subject_changed


def register() -> None:
    """Register all of it. Called when the room starts."""
    keeper_consultations.register()
    list_on_overview("1-consultations", gettext_lazy("What people say who know"), _lines)
    list_pages("consultations", ["outlook:consultations", "outlook:recommendations"])
    subject_changed.connect(_follow, dispatch_uid="outlook agreements")


def _follow(subject: Any, **kwargs: Any) -> None:
    """Take away words and names to which nobody agrees any more, in that transaction."""
    from vigil.outlook.domain import speaking

    speaking.follow(subject)


def _lines() -> Sequence[Line]:
    from vigil.outlook.consultation_queries import numbers

    held, advised = numbers()
    lines = []
    if held:
        said = ngettext("%(n)d consultation", "%(n)d consultations", held) % {"n": held}
        lines.append(Line(said, reverse("outlook:consultations")))
    if advised:
        said = ngettext("%(n)d recommendation", "%(n)d recommendations", advised) % {"n": advised}
        lines.append(Line(said, reverse("outlook:recommendations")))
    return lines
