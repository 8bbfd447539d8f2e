"""Export cases as a sheet, with all names. The log records who exported how many."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.access.reach import languages_of_cases, reach_of
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.models import Case, SheetMapping
from vigil.casefile.sheets.export_table import Table, plain_layout, table_of
from vigil.casefile.sheets.verbs.importing import layout_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.demonstration.mark import mark_line
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords


def export_cases(
    cases: Sequence[Case], mapping: SheetMapping | None, *, by: User, why: str = ""
) -> Table:
    """Return cases as a table: in the columns and words of a team's sheet, else in a plain form.

    Cases that the user's role does not reach are left out. In a demonstration the last row says
    that it is one. Raises NotAllowed.
    """
    require(by, "casefile.import_sheet")
    reaches = reach_of(by, Role.ADJUDICATOR)
    languages = languages_of_cases([case.pk for case in cases])
    mine = [c for c in cases if reaches(c.country, languages.get(c.pk, frozenset()))]
    layout = layout_of(mapping) if mapping else plain_layout()
    with case_changes():
        table = table_of(mine, mapping, layout)
        name = mapping.name if mapping else "-"
        after = {"cases": len(mine), "rows": len(table.rows)}
        record("export_sheet", "sheet", name, by=by, after=after, why=why)
    if mark := mark_line():
        table.rows.append([mark, *[""] * (len(table.columns) - 1)])
    return table


LOG: Final = LogWords(
    verbs={
        "export_sheet": pgettext_lazy("decision", "hand out a sheet"),
    },
)
