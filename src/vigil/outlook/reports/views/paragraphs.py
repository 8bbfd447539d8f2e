"""The page of one block: its words, its sources, its place, and the comments on it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    CONFLICT,
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
)
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import Basis, Paragraph, ReportComment
from vigil.outlook.reports.edition_files import paragraph_html
from vigil.outlook.reports.editor.blocks import WITH_FIGURE, threads_of
from vigil.outlook.reports.editor.chips import chips_of
from vigil.outlook.reports.editor.comparing import compared
from vigil.outlook.reports.forms import (
    CommentForm,
    MoveForm,
    NamedBasisForm,
    NamedCommentForm,
    ShowForm,
    TextForm,
)
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.snapshot import paragraph_snapshot
from vigil.outlook.reports.verbs import commenting, writing
from vigil.outlook.reports.verbs.draft_changes import TypedNumbers
from vigil.outlook.reports.views.editor import editor_address
from vigil.outlook.reports.views.script import block_or_404, text_to_save, writer_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def paragraph(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a block with its sources and comments, and do the acts on it."""
    row = block_or_404(uid)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_reports:paragraph", args=[uid])
    return act_named(request, row, ACTS, show=show, back=back)


def _at_block(row: Paragraph, _done: object) -> str:
    return editor_address(row.section.report, row.uid)


def _without_block(row: Paragraph, _done: object) -> str:
    report = row.section.report
    address = reverse("desk_reports:write", args=[report.slug])
    return f"{address}?removed={row.uid}#s-{row.section.uid}"


def _write(row: Paragraph, data: Data, by: User) -> object:
    return writing.write_paragraph(row, text_to_save(data), by=by, seen=data["seen"])


def _move(row: Paragraph, data: Data, by: User) -> object:
    section = row.section.report.sections.get(uid=data["section"])
    return writing.move_to_section(row, section, by=by)


def _sections(row: Paragraph, _by: User) -> dict[str, Any]:
    rows = row.section.report.sections.filter(withdrawals=[]).exclude(pk=row.section_id)
    return {"sections": [(one.uid, one.heading) for one in rows]}


def _basis(row: Paragraph, data: Data) -> Basis:
    basis = row.bases.filter(key=data["basis"]).first()
    if basis is None:
        raise NotPossible(gettext("This source is not there any more."))
    return basis


def _comment(row: Paragraph, pk: int) -> ReportComment:
    comment = ReportComment.objects.filter(paragraph_uid=row.uid, pk=pk, withdrawals=[]).first()
    if comment is None:
        raise NotPossible(gettext("This comment is not there any more."))
    return comment


def _add_comment(row: Paragraph, data: Data, by: User) -> object:
    answers = _comment(row, data["answers"]) if data["answers"] else None
    return commenting.add_comment(row, data["text"], by=by, answers=answers)


# The verbs refuse input that is not valid: a text with faults, an unknown source.
ACTS: Final[Mapping[str, Act[Paragraph]]] = {
    "write": Act(
        form=TextForm,
        initial=lambda row: {"text": row.text, "seen": row.version},
        verb=_write,
        invalid=(TypedNumbers,),
        done=_("Saved."),
        next=_at_block,
    ),
    "look": Act(
        form=NamedBasisForm,
        verb=lambda row, data, by: writing.look_again(_basis(row, data), by=by),
        invalid=(NotPossible,),
        done=_("Saved."),
    ),
    "remove_basis": Act(
        form=NamedBasisForm,
        verb=lambda row, data, by: writing.remove_basis(_basis(row, data), by=by),
        invalid=(NotPossible,),
        done=_("Saved."),
    ),
    "show": Act(
        form=ShowForm,
        initial=lambda row: {"show": row.show},
        verb=lambda row, data, by: writing.change_show(row, data["show"], by=by),
        next=_at_block,
    ),
    "move": Act(
        form=MoveForm,
        form_arguments=_sections,
        verb=_move,
        invalid=(NotPossible,),
        next=_at_block,
    ),
    "up": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.move_paragraph(row, -1, by=by),
        next=_at_block,
    ),
    "down": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.move_paragraph(row, 1, by=by),
        next=_at_block,
    ),
    "remove": Act(
        form=EmptyForm,
        verb=lambda row, _data, by: writing.remove_paragraph(row, by=by),
        next=_without_block,
    ),
    "comment": Act(form=CommentForm, verb=_add_comment, invalid=(NotPossible,), done=_("Saved.")),
    "resolve": Act(
        form=NamedCommentForm,
        verb=lambda row, data, by: commenting.resolve_comment(
            _comment(row, data["comment"]), by=by
        ),
        done=_("The comment is resolved."),
    ),
}
"""The acts of a chair on a paragraph."""


def _show(request: HttpRequest, row: Paragraph, screen: ScreenState) -> HttpResponseBase:
    report = row.section.report
    read = paragraph_snapshot(row)
    refusal = screen.refusal
    forms = forms_of(ACTS, row, person(request), screen)
    context = {
        "paragraph": row,
        "report": report,
        "grounds": list(zip(row.bases.all(), read.grounds, strict=True)),
        "faults": read.faults,
        "body": paragraph_html(read.told, report.language, report.slug),
        "chips": chips_of(row.text, row.bases.all()),
        "chooses_show": row.kind in WITH_FIGURE,
        "threads": threads_of(row),
        "typed": refusal.numbers if isinstance(refusal, TypedNumbers) else [],
        "forms": forms,
        "screen": screen,
        "scale": scale_in(report.language),
        **(_conflict(refusal, forms["write"]) if screen.status == CONFLICT else {}),
    }
    return render(request, "outlook/reports/paragraph.html", context, status=screen.status)


def _conflict(refusal: NotPossible | None, form: Any) -> Mapping[str, Any]:
    """Return the two texts of a conflict. Whoever saves again has seen the other one."""
    if not isinstance(refusal, writing.ParagraphChanged):
        return {}
    typed = form.data.get("text", "")
    form.data = {**form.data.dict(), "seen": refusal.kept.version}
    return {
        "theirs": refusal.kept,
        "their_name": writer_of(refusal.kept),
        "compared": compared(refusal.kept.text, typed),
    }
