"""Connects consultations with the room: withdrawing, sitemap, what was agreed to."""

from typing import Any

from vigil.outlook import keeper_consultations
from vigil.publication.addresses import list_pages
from vigil.trust.domain.subjects import subject_changed


def register() -> None:
    """Register all of it. Called when the room starts."""
    from vigil.outlook.domain import speaking

    keeper_consultations.register()
    speaking.register_acts()
    list_pages("consultations", ["outlook:consultations", "outlook:recommendations"])
    subject_changed.connect(_follow, dispatch_uid="outlook agreements")


def _follow(subject: Any, **kwargs: Any) -> None:
    """Take away words and names to which nobody agrees any more, in that transaction."""
    from vigil.outlook.domain import speaking

    speaking.follow(subject)
