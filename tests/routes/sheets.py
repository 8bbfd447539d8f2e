"""A team's own sheets: looked at, understood, taken in, settled, verified, handed out."""

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from casefile.sheets import invented_sheet
from desk.sheets.test_views import posted
from routes.rows import ADJUDICATORS, ANYWHERE, CODERS, COUNTRIES, Post, Route, same, why
from routes.worlds import NOTHING, World, made_user, maker, worlds
from vigil.casefile.models import AcceptedValue, SheetImport, SheetMapping, SheetRow
from vigil.casefile.sheet_files.layout_proposals import propose_layout, with_words
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheets.verbs.importing import apply, begin_import, layout_of, plan, save_mapping
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.desk.sheets.mapping_form import MappingForm
from vigil.trust.models import Role, User

SHEETS = (
    *("looked at", "of other columns", "taken in", "in conflict", "verified", "published"),
    "none",
)
LOOKED_AT = ("looked at", "of other columns")
OF_NO_CASE = frozenset({*LOOKED_AT, "none"})
TAKEN_IN = set(SHEETS) - OF_NO_CASE


def rows() -> list[invented_sheet.Row]:
    """Return two rows about Colombia, the second of them broken."""
    whole, broken = invented_sheet.rows()[1:3]
    return [{**whole, "Country": "Colombia"}, {**broken, "Country": "Freedonia"}]


def sheet_in(state: str) -> World:
    """Make a sheet of one whole row and a broken one, in a state."""
    by, content = maker(), invented_sheet.csv(rows())
    mapping = save_mapping("Ours", propose_layout(read_sheet(content)), by=by)
    if state == "of other columns":
        content = content.replace(b"Victim", b"Whoever", 1)
    begun = begin_import(mapping, content, by=by, file_name="ours.csv")
    if state in TAKEN_IN:
        begun = apply(plan(content, mapping, by=by), by=by)
        begun = _go_on(state, begun, by)
    row = SheetRow.objects.first()

    def facts() -> dict[str, Any]:
        now = SheetRow.objects.select_related("case").first()
        stands = {"state": SheetImport.objects.get(pk=begun.pk).state}
        stands |= {name: getattr(now and now.case, name, "") for name in ("stage", "visibility")}
        return {**stands, "conflict": bool(now and now.conflicts)}

    names = {"pk": str(NOTHING if state == "none" else begun.pk)}
    return World("sheet", state, names, {"sheet": begun, "row": row}, facts)


def _go_on(state: str, done: SheetImport, by: User) -> SheetImport:
    """Bring what was taken in to where a state has it."""
    row = SheetRow.objects.get()
    if state == "in conflict":
        AcceptedValue.objects.filter(case=row.case, field="motive").update(value="transport")
        content = invented_sheet.csv([{**rows()[0], "Why": "justice"}])
        return apply(plan(content, done.sheet, by=by), by=by)
    if state in ("verified", "published"):
        second = made_user("second@example.org", Role.CODER)
        verify_imported(done, by=second, why="read every source")
    if state == "published":
        third = made_user("third@example.org", Role.ADJUDICATOR)
        publish_imported([row.case], by=third, why="agreed")
    return done


def uploaded(world: World) -> dict[str, Any]:
    """Send a sheet that was never here."""
    return {"name": "Theirs", "file": SimpleUploadedFile("theirs.csv", invented_sheet.csv(rows()))}


def understood(world: World) -> dict[str, Any]:
    """Send the form of what the columns mean, as it is shown."""
    content = bytes(world.sheet.content) or invented_sheet.csv(rows())
    sheet = read_sheet(content)
    layout = with_words(layout_of(SheetMapping.objects.get()), sheet)
    shown = SimpleNamespace(context={"form": MappingForm(layout, sheet)})
    return {**posted(shown), "do": "take"}


def settled(world: World) -> dict[str, Any]:
    """Send what is kept in the case of the row."""
    if world.row is None:
        return {"case": NOTHING}
    return {"case": world.row.case_id, f"{world.row.pk}:motive": "ours", **why(world)}


WORLDS = {"sheet": worlds(sheet_in, *SHEETS)}

ROUTES: dict[str, Route] = {
    "desk/sheets/": Route(
        ADJUDICATORS,
        {
            "": Post(
                ADJUDICATORS,
                send=uploaded,
                done=same(SHEETS),
                within=ANYWHERE,
                nothing=frozenset(),
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
    ),
    "desk/sheets/export/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                send=lambda world: {"sheet": "", "stage": "", "form": "csv"},
                # Of what the person's role reaches; that may be no case at all.
                done=same(SHEETS),
                status=200,
                within=ANYWHERE,
                nothing=frozenset(),
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
    ),
    "desk/sheets/conflicts/": Route(
        ADJUDICATORS,
        {
            "": Post(
                ADJUDICATORS,
                send=settled,
                done=same(["in conflict"], conflict=False),
                nothing=OF_NO_CASE,
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
    ),
    # A file holds rows of any country: somebody with a limit sees only their own.
    "desk/sheets/<int:pk>/": Route(
        ADJUDICATORS,
        of="sheet",
        gate=ADJUDICATORS,
        within=COUNTRIES,
        beyond=404,
        seen={"of other columns": 302},
    ),
    "desk/sheets/<int:pk>/mapping/": Route(
        ADJUDICATORS,
        {
            "": Post(
                ADJUDICATORS,
                send=understood,
                done=same(LOOKED_AT),
                recorded=False,
                otherwise=302,
                beyond=404,
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
        within=COUNTRIES,
        beyond=404,
        seen=dict.fromkeys(TAKEN_IN, 302),
    ),
    "desk/sheets/<int:pk>/apply/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                done=same(["looked at"], state="applied", stage="coded", visibility="internal"),
                # What is in is shown, what lacks a column leads to what the columns mean.
                otherwise=302,
                beyond=404,
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
    ),
    "desk/sheets/<int:pk>/broken.xlsx": Route(
        ADJUDICATORS,
        of="sheet",
        gate=ADJUDICATORS,
        within=COUNTRIES,
        beyond=404,
        seen=dict.fromkeys(LOOKED_AT, 302),
    ),
    "desk/sheets/<int:pk>/verify/": Route(
        CODERS,
        {
            "": Post(
                CODERS,
                send=why,
                done=same(["taken in"], stage="verified"),
                status=200,
                # The page says how many were verified, and what was left out for which reason.
                otherwise=200,
                within=COUNTRIES,
                beyond=200,
            )
        },
        of="sheet",
        gate=CODERS,
    ),
    "desk/sheets/<int:pk>/publish/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                send=why,
                done=same(["verified"], visibility="published"),
                otherwise=302,
                within=COUNTRIES,
                beyond=302,
            )
        },
        of="sheet",
        gate=ADJUDICATORS,
    ),
}
