"""The page of a voice message at the desk. It is opened only after a reason was recorded."""

import base64
from collections.abc import Mapping
from functools import partial
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs.storing_files import FILE
from vigil.fund.models import ApplicationFile
from vigil.fund.overview.queries import decisions_on
from vigil.fund.parties.forms.desk import DeskForm, ReasonForm, long_text
from vigil.fund.voices import queries, verbs
from vigil.trust.models import User
from vigil.trust.uploads.downloads import download

PLAYS_FROM_THE_PAGE: Final = cast(dict[str, list[str]], settings.SECURE_CSP) | {
    "media-src": [CSP.SELF, "data:"]
}
"""The recording is part of the page, which no browser keeps: it has no address of its own that
could be opened without a reason."""


class TranscriptForm(DeskForm):
    """What is said in a voice message."""

    text = long_text(_("What is said in the recording"))


@room_view(WORK)
@csp_override(PLAYS_FROM_THE_PAGE)
@require_http_methods(READ_AND_ACT)
def voice(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a voice message, closed until a reason is given, and what was written down of it."""
    found: ApplicationFile = found_or_404(queries.voices_for(person(request)), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:voice", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _play(row: ApplicationFile, data: Data, by: User) -> dict[str, Any]:
    opened = verbs.open_voice(row, by=by, why=data["why"])
    sound = base64.b64encode(opened.content).decode()
    address = f"data:{Kind(row.kind).media_type};base64,{sound}"
    return {"sound": address, "transcript": opened.transcript}


def _save(row: ApplicationFile, data: Data, by: User) -> HttpResponseBase:
    """Return the recording as a download with a neutral name."""
    content, kind = verbs.open_content(row, by=by, why=data["why"]), Kind(row.kind)
    return download(content, kind.media_type, f"file-{row.pk}{kind.suffix}")


ACTS: Final[Mapping[str, Act[ApplicationFile]]] = {
    "play": Act(form=ReasonForm, verb=_play),
    "save": Act(form=ReasonForm, verb=_save),
    "transcript": Act(
        form=TranscriptForm,
        verb=lambda row, data, by: verbs.write_transcript(row, data["text"], by=by),
        done=_("The transcript is saved and sealed."),
    ),
}


def _show(request: HttpRequest, row: ApplicationFile, screen: ScreenState) -> HttpResponseBase:
    forms = forms_of(ACTS, row, person(request), screen)
    if (transcript := screen.revealed.get("transcript")) is not None:
        forms["transcript"].initial["text"] = transcript
    context = {
        "voice": row,
        "party": row.party,
        "forms": forms,
        "screen": screen,
        "sound": screen.revealed.get("sound"),
        "has_transcript": queries.has_transcript(row),
        "writes": "sound" in screen.revealed or forms["transcript"].is_bound,
        "decisions": decisions_on(FILE, row.uid),
    }
    return render(request, "fund/voices/voice.html", context, status=screen.status)
