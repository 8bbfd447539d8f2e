"""Connects the report with what is below it: sources, keeper, sitemap, and what it follows."""

from typing import Any

from vigil.casefile.domain.changing import cases_changed
from vigil.outlook import (
    keeper_report,
    overview_parts,
    report_addresses,
    sources_outlook,
    sources_record,
)
from vigil.trust.domain.subjects import subject_changed


def register() -> None:
    """Register all of it. Called when the room starts."""
    sources_record.register()
    sources_outlook.register()
    overview_parts.register()
    keeper_report.register()
    report_addresses.register()
    # Editions follow after the rooms that they cite: these start before.
    cases_changed.connect(_follow, dispatch_uid="outlook editions")
    subject_changed.connect(_follow, dispatch_uid="outlook editions")


def _follow(*args: Any, **kwargs: Any) -> None:
    """Take out what is not shown any more, in the transaction of the change."""
    from vigil.outlook.domain import correcting

    correcting.follow()
