"""What the script of the editor asks: save a block, and show it as readers will see it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, REFUSED, found_or_404
from vigil.outlook.models import Paragraph, ParagraphVersion
from vigil.outlook.reports.edition_files import paragraph_html
from vigil.outlook.reports.editor.chips import chips_of
from vigil.outlook.reports.forms import TextForm
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.snapshot import paragraph_snapshot
from vigil.outlook.reports.tokens import BadToken, with_name
from vigil.outlook.reports.verbs.draft_changes import TypedNumbers
from vigil.outlook.reports.verbs.writing import ParagraphChanged, write_paragraph
from vigil.trust.access.errors import NotPossible


def block_or_404(uid: str) -> Paragraph:
    """Return a paragraph that is not withdrawn. Raises Http404."""
    rows = Paragraph.objects.select_related("section__report").filter(withdrawals=[])
    found: Paragraph = found_or_404(rows, uid=uid)
    return found


def text_to_save(data: dict[str, Any]) -> str:
    """Return the text of a form, with a number marked as part of a name if that was asked."""
    try:
        return with_name(data["text"], data["as_name"]) if data["as_name"] else data["text"]
    except BadToken:
        return str(data["text"])  # the verb says what is wrong with its tokens


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def text(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Save the text of a block, or return it, as JSON.

    Answers 422 with what is wrong and the typed numbers, and 409 with the other text if somebody
    saved the block meanwhile.
    """
    row = block_or_404(uid)
    if request.method != "POST":
        return JsonResponse(_state(row))
    form = TextForm(request.POST)
    if not form.is_valid():
        problems = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"problem": " ".join(problems)}, status=REFUSED)
    seen = form.cleaned_data["seen"]
    wanted = text_to_save(form.cleaned_data)
    try:
        row = write_paragraph(row, wanted, by=person(request), seen=-1 if seen is None else seen)
    except ParagraphChanged as error:
        theirs = {**_state(error.kept), "by": writer_of(error.kept)}
        return JsonResponse({"problem": str(error), "theirs": theirs}, status=CONFLICT)
    except TypedNumbers as error:
        return JsonResponse({"problem": str(error), "typed": error.numbers}, status=REFUSED)
    except NotPossible as error:
        return JsonResponse({"problem": str(error)}, status=REFUSED)
    return JsonResponse(_state(row))


def writer_of(row: Paragraph) -> str:
    """Return the name of who saved the present version of a paragraph."""
    version = ParagraphVersion.objects.filter(uid=row.uid, number=row.version).first()
    return str(version.by) if version is not None and version.by is not None else ""


def _state(row: Paragraph) -> dict[str, Any]:
    chips = chips_of(row.text, row.bases.all())
    return {"text": row.text, "version": row.version, "chips": [one.as_json() for one in chips]}


@room_view(WRITE)
@require_safe
def preview(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a block as readers will see it, with what is wrong with it."""
    row = block_or_404(uid)
    read = paragraph_snapshot(row)
    body = paragraph_html(read.told, row.section.report.language, row.section.report.slug)
    context = {"body": body, "faults": read.faults, "report": row.section.report}
    return render(request, "outlook/reports/_preview.html", context)
