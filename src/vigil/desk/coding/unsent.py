"""Show a coding that was sent after its session had ended, so that it can be sent once more."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from vigil.desk.coding.conflicts import conflict_label, lines_of
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.unsent_forms import sent_again
from vigil.reading import codebook


def show_unsent(request: HttpRequest) -> HttpResponse:
    """Show what was sent, in a form that sends all of it again."""
    get_token(request)
    sent = [(name, value) for name, value in sent_again(request) if name != "do"]
    form = CodingForm.sent(codebook.current(), request.POST)
    context = {"sent": sent, "typed": list(_typed(form)), "do": request.POST.get("do", "save")}
    return render(request, "desk/coding/unsent.html", context, status=403)


def _typed(form: CodingForm) -> Iterator[tuple[str, list[str]]]:
    draft = form.draft
    for name in draft.names():
        if lines := [line for line in lines_of(name, draft) if line]:
            yield conflict_label(name), lines
