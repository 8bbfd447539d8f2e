"""What the changelog of a release tells of changes that two people made: from what to what, when.

Their reasons stand on the page of the case: a file that was handed out cannot be taken back.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from vigil.casefile.disclosure.disclosed_case import DisclosedCase
from vigil.casefile.disclosure.policy import is_minor
from vigil.casefile.disclosure.public_changes import Naming, PublicChange, public_changes
from vigil.casefile.models import Case
from vigil.casefile.releases.case_lines import justice_of
from vigil.reading import codebook

KINDS: Final = {
    "changed": "{field}{of}: {before} -> {after}",
    "added": "{field}{of}: {after} (added)",
    "removed": "{field}{of}: {before} (removed)",
    "rewritten": "{field}{of}: rewritten",
    "person_added": "person added: {who}",
    "person_removed": "person removed",
    "named": "name added: {who}",
    "renamed": "name corrected: {who}",
}
UNNAMED: Final = "somebody who is not named"


def told_changes(case: Case, since: datetime) -> Iterator[str]:
    """Yield a line in English for each change that may be told, verified after a time."""
    if not any(
        one.verified_at and one.verified_at > since and one.changes
        for one in case.adjudications.all()
    ):
        return
    disclosed = DisclosedCase(case, lasting=True)
    justice = justice_of(disclosed)
    naming = Naming(
        withheld=disclosed.withheld,
        named=disclosed.named,
        minor=lambda victim: is_minor(disclosed.ages(victim)),
        open=justice is not None and justice["proceedings_open"],
    )
    for change in public_changes(case, naming):
        if change.decided > since:
            yield f"{change.decided.date().isoformat()}: {_line(change)}"


def _line(change: PublicChange) -> str:
    who = change.name or UNNAMED
    return KINDS[change.kind].format(
        field=change.field,
        of=f" of {who}" if change.of_person else "",
        who=who,
        before=_value(change.field, change.before),
        after=_value(change.field, change.after),
    )


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if not isinstance(value, dict):
        return str(value)
    kind = codebook.current().fields[name].type
    if kind == "edtf":
        return str(value["value"])
    return " ".join(str(part) for part in value.values() if part is not None)
