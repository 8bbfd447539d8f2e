"""Documents of cases: the list with its form, one document, its original, removing it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from desk.conftest import make_candidate
from files.carriers import CARRIERS, marker
from routes.case_worlds import IN_HAND
from routes.rows import ADJUDICATORS, CODERS, COUNTRIES, LANGUAGES, Post, Route, same, why
from routes.worlds import NOTHING, World, maker, worlds
from vigil.casefile.cases.verbs.documents import attach_document, remove_document
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.models import Case, Stage
from vigil.trust.models import Upload

PICTURE = CARRIERS["jpeg exif gps"](marker(1))
WITHIN = COUNTRIES | LANGUAGES
DOCUMENTS = (
    *("kept", "with its original", "of a merged case", "of another case"),
    *("coming in", "removed", "none"),
)
THERE = ("kept", "with its original", "of a merged case")


def document_in(state: str) -> World:
    """Make a document of a case in Colombia that is told in Spanish."""
    by, case, other = maker(), opened("V-7001"), opened("V-7002")
    original = state in ("with its original", "of a merged case")
    upload = attach_document(case, PICTURE, by=by, what="A paper", keep_original=original)
    names = {"pk": str(case.pk), "uid": upload.uid}
    if state == "of a merged case":
        merge_cases(other, case, by=by, why="one attack")
    elif state == "of another case":
        names["pk"] = str(other.pk)
    elif state == "coming in":
        Upload.objects.update(state=Upload.State.RECEIVING)
    elif state == "removed":
        remove_document(case, upload, by=by, why="the family asked")
    elif state == "none":
        names["pk"] = str(NOTHING)

    def facts() -> dict[str, Any]:
        return {"state": Upload.objects.get(pk=upload.pk).state}

    return World("document", state, names, facts=facts)


def opened(public_id: str) -> Case:
    """Make an open case in Colombia that is told in Spanish."""
    case = make_candidate(stage=Stage.OPEN)
    Case.objects.filter(pk=case.pk).update(public_id=public_id)
    return Case.objects.get(pk=case.pk)


def attached(world: World) -> dict[str, Any]:
    """Send a picture."""
    return {"file": SimpleUploadedFile("paper.jpg", PICTURE), "what": "A paper"}


WORLDS = {"document": worlds(document_in, *DOCUMENTS)}
NOT_THERE = dict.fromkeys(set(DOCUMENTS) - {*THERE}, 404)

ROUTES: dict[str, Route] = {
    "desk/cases/<int:pk>/documents/": Route(
        CODERS,
        {"": Post(CODERS, send=attached, done=same(IN_HAND))},
        of="case",
        gate=CODERS,
        within=WITHIN,
    ),
    "desk/cases/<int:pk>/documents/<slug:uid>/": Route(
        CODERS, of="document", gate=CODERS, within=WITHIN, seen=NOT_THERE
    ),
    "desk/cases/<int:pk>/documents/<slug:uid>/original/": Route(
        posts={
            "": Post(
                ADJUDICATORS,
                send=why,
                done=same(["with its original", "of a merged case"]),
                status=200,
                refused=NOT_THERE,
            )
        },
        of="document",
        gate=ADJUDICATORS,
    ),
    "desk/cases/<int:pk>/documents/<slug:uid>/remove/": Route(
        posts={
            "": Post(
                CODERS,
                send=why,
                done=same(["kept", "with its original"], state="removed"),
                refused=NOT_THERE,
            )
        },
        of="document",
        gate=CODERS,
    ),
}
