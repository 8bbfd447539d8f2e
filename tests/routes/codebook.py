"""The codebook on the desk: proposals of changes, their comments, versions."""

from typing import Any

from routes.rows import ADJUDICATORS, ANYWHERE, CODERS, DESK, Post, Route, same
from routes.worlds import NOTHING, World, maker, worlds
from vigil.casefile.codebook_changes.verbs import propose_change
from vigil.casefile.models import CodebookProposal
from vigil.reading.codebook.editing import Edit

STATES = ("open", "accepted", "declined", "withdrawn", "released")
OPEN_FIRST = Edit(kind="open_first", field="motive")


def change_in(state: str) -> World:
    """Make a proposed change in a state. No version is released: every process would know it."""
    made = propose_change(OPEN_FIRST, "asked for", "an invented case", by=maker())
    CodebookProposal.objects.filter(pk=made.pk).update(state="open" if state == "none" else state)

    def facts() -> dict[str, Any]:
        found = CodebookProposal.objects.get(pk=made.pk)
        return {"state": found.state, "comments": found.comments.count()}

    return World("change", state, {"pk": str(NOTHING if state == "none" else made.pk)}, {}, facts)


def field_in(state: str) -> World:
    """Name a field that is open to proposals, or none."""

    def facts() -> dict[str, Any]:
        return {"proposals": CodebookProposal.objects.count()}

    return World("field", state, {"name": "motive" if state == "known" else "x"}, {}, facts)


def version_in(state: str) -> World:
    """Name a version that came with the program, or none."""
    return World("version", state, {"number": "1.1" if state == "shipped" else "9.9"})


WORLDS = {
    "codebook proposal": worlds(change_in, *STATES, "none"),
    "field of the codebook": worlds(field_in, "known", "none"),
    "version of the codebook": worlds(version_in, "shipped", "none"),
}
ROUTES: dict[str, Route] = {
    "desk/codebook/": Route(DESK),
    "desk/codebook/fields/<slug:name>/": Route(
        DESK,
        {
            "propose": Post(
                CODERS,
                send=lambda _world: {"act": "open_first", "reason": "asked for", "example": "so"},
                done=same(["known"], proposals=1),
                within=ANYWHERE,
            )
        },
        of="field of the codebook",
    ),
    "desk/codebook/changes/": Route(
        DESK,
        {
            # Nothing is accepted, so nothing is released.
            "release nothing": Post(
                ADJUDICATORS,
                send=lambda _world: {"act": "release", "summary": "More values."},
                within=ANYWHERE,
            )
        },
    ),
    "desk/codebook/changes/<int:pk>/": Route(
        DESK,
        {
            "comment": Post(
                CODERS,
                send=lambda _world: {"act": "comment", "text": "What of this?"},
                done=same(STATES, comments=1),
                within=ANYWHERE,
            ),
            "accept": Post(
                ADJUDICATORS,
                send=lambda _world: {"act": "accept"},
                done=same(["open"], state="accepted"),
                within=ANYWHERE,
            ),
            "decline": Post(
                ADJUDICATORS,
                send=lambda _world: {"act": "decline", "why": "one case is too few"},
                done=same(["open", "accepted"], state="declined"),
                within=ANYWHERE,
            ),
        },
        of="codebook proposal",
    ),
    # A case that there is not: those of a released change are held by the tests of the screen.
    "desk/codebook/recode/": Route(DESK, {"": Post(DESK, otherwise=422, within=ANYWHERE)}),
    "desk/codebook/versions/<str:number>/": Route(DESK, of="version of the codebook"),
}
