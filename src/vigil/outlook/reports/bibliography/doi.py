"""Ask doi.org what a DOI names: for somebody at the desk, if the installation allows it."""

import json
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.outlook.reports.front_matter.numbers import bare_doi
from vigil.trust.access.errors import NotPossible, Unfit

ACCEPT: Final = "application/vnd.citationstyles.csl+json"
SIZE: Final = 500_000
"""Bytes of an answer that are read."""


class Unreachable(NotPossible):
    """doi.org did not answer, or knows no such DOI."""


def may_ask() -> bool:
    """Return whether this installation may ask doi.org (`VIGIL_DOI=1`)."""
    return bool(settings.VIGIL_DOI)


def work_of_doi(text: str) -> dict[str, Any]:
    """Return the work of a DOI as doi.org describes it, in CSL-JSON.

    It sends the DOI and nothing else. Raises Unfit (no DOI), NotPossible (not allowed here),
    Unreachable.
    """
    if not may_ask():
        raise NotPossible(
            _("This installation does not ask doi.org. Copy the entry from there, and paste it.")
        )
    doi = bare_doi(text)
    if not doi:
        raise Unfit(_("This is no DOI. A DOI begins with 10. and has a slash."), "doi")
    from vigil.reading.intake.fetching.client import Fetcher
    from vigil.reading.intake.fetching.errors import FailedError, RefusedError

    said = _("doi.org could not be asked. Copy the entry from there, and paste it.")
    try:
        _where, answer = Fetcher(interval=0.0).look(
            f"https://doi.org/{doi}", {"Accept": ACCEPT}, size=SIZE
        )
        if answer.status == 404:
            raise Unreachable(_("doi.org knows no such DOI. Compare it with the work."))
        found = json.loads(answer.content) if answer.status == 200 else None
    except (FailedError, RefusedError, ValueError) as error:
        raise Unreachable(said) from error
    if not isinstance(found, dict):
        raise Unreachable(said)
    return {**found, "DOI": doi}
