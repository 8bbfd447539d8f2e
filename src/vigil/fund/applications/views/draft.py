"""The page on which an applicant writes: what was typed is saved first, then checked."""

import json
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.files.limits import MEGABYTE
from vigil.fund.applications.forms import saved_elsewhere, typed_values
from vigil.fund.applications.steps import number_of_step
from vigil.fund.applications.verbs import saving_drafts, storing_files, submitting
from vigil.fund.applications.views.draft_page import FILES_AT_ONCE, DraftPage, opened_ticket
from vigil.fund.calls import versions
from vigil.fund.calls.conditions import steps_of
from vigil.fund.calls.form_definition import (
    FILE_KINDS,
    answer_keys,
    in_language,
)
from vigil.fund.calls.public_call import theme_name
from vigil.fund.models import Application, FormVersion, Party
from vigil.fund.own_pages.behind_link import already_sent, behind_link, not_found
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED, skipped_of, ticket_of
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import note_sent, read, was_sent

SAVE, SEND, CONTINUE, BACK = "save", "send", "continue", "back"
TOO_LARGE: Final = 413


@behind_link(FILES_AT_ONCE)
def draft(request: HttpRequest, party: Party, token: str, uid: str) -> HttpResponse:
    """Show the draft, save what was typed, and send it if asked to."""
    found = Application.objects.select_related("call", "party").filter(party=party, uid=uid)
    application = found.first()
    if application is None:
        return not_found(request)
    if application.state != Application.State.DRAFT:
        # Sent or taken back: also where the same form was sent twice.
        return _late(request, application, token)
    page = DraftPage(request, application, token)
    if request.method != "POST":
        try:
            page.values = saving_drafts.draft_of(application)
        except NotPossible as error:
            page.refused, page.status = str(error), CONFLICT
        page.follow_form()
        return page.answered()
    return _written(page)


def _written(page: DraftPage) -> HttpResponse:
    """Save what was typed, then the files; then check, and send if asked to."""
    request, application = page.request, page.application
    older = _older_form(page)
    if older is not None:
        page.form = list(older.form)
    try:
        page.values = _values(page)
        if page.asks("confirm"):
            page.confirmed = _confirmed(request)
        page.theme = request.POST.get("theme", page.theme)
        page.application = saving_drafts.save_draft(
            application,
            page.values,
            theme=request.POST.get("theme", ""),
            confirmed=page.confirmed,
            version=_version(request),
            form=older,
        )
    except saving_drafts.DraftSavedElsewhere as error:
        return _newer(page, error)
    except NotPossible as error:
        page.refused, page.status = str(error), CONFLICT
        return page.answered()
    _remove(page)
    _keep_files(page)
    if older is not None:
        return _form_changed(page)
    send = request.POST.get("do") == SEND
    if send and not page.troubles:
        return _sent(page)
    found = saving_drafts.look(
        page.application, page.values, whole=False, language=page.language
    ).errors
    here = {field["key"] for field in page.asked()}
    page.errors |= {key: error for key, error in found.items() if key in here}
    page.done = _("Saved. You can close this page and come back by your link.")
    _move_on(page)
    if send:
        page.refused = _("Your words are saved, but it was not sent: look at the files first.")
    if page.errors or page.troubles:
        page.status = max(page.status, REFUSED) if page.status != TOO_LARGE else TOO_LARGE
    return page.answered()


def _values(page: DraftPage) -> dict[str, Any]:
    """Return what was typed on this step, with what is saved of the others.

    Raises NotPossible if that cannot be opened.
    """
    asked = page.asked()
    typed = typed_values(asked, page.request.POST)
    if len(asked) == len(page.form):
        return typed
    here = {key for field in asked for key in answer_keys(field)}
    kept = saving_drafts.draft_of(page.application)
    return {key: value for key, value in kept.items() if key not in here} | typed


def _older_form(page: DraftPage) -> FormVersion | None:
    """Return the version that the form on the screen was of, if it is not the one of today."""
    said = page.request.POST.get("form", "")
    if not said.isdecimal() or len(said) > 4 or page.version is None:
        return None
    return page.call.form_versions.filter(number=int(said)).exclude(pk=page.version.pk).first()


def _form_changed(page: DraftPage) -> HttpResponse:
    """Show what was just saved in the form of today; nothing was sent."""
    page.form = list(page.call.form)
    page.refused = _(
        "The form was changed meanwhile. What you wrote is saved. Look at what is new."
    )
    page.status, page.errors = CONFLICT, {}
    page.follow_form()
    return page.answered()


def _move_on(page: DraftPage) -> None:
    """Go to the step that was asked for; stay where something is wrong, or new questions came."""
    steps = steps_of(page.form, page.values)
    number = number_of_step(steps, page.step)
    act = page.request.POST.get("do", "")
    if "go" in page.request.POST:
        page.step = page.request.POST["go"]
    elif act == BACK and number:
        page.step = steps[number - 1].key
    elif act == CONTINUE and not page.errors and not page.troubles:
        asked = {field["key"] for field in page.asked()}
        new = [field for field in steps[number].fields if field["key"] not in asked]
        if new:
            page.done = _("Saved. Because of your answers there are new questions on this page.")
        elif number + 1 < len(steps):
            page.step = steps[number + 1].key


def _newer(page: DraftPage, error: NotPossible) -> HttpResponse:
    """Show what was typed beside what was saved in another window, so that the person can choose.

    The form now carries the saved version: saving it again replaces that version knowingly.
    """
    page.application.refresh_from_db()
    page.refused, page.status = str(error), CONFLICT
    try:
        kept = saving_drafts.draft_of(page.application)
    except NotPossible as trouble:
        page.refused = str(trouble)
        return page.answered()
    page.newer = True
    page.saved = [*saved_elsewhere(page.asked(), page.values, kept, page.language)]
    if page.asks("theme") and page.theme != page.application.theme:
        page.saved.append(("theme", _("Theme"), theme_name(page.application.theme, page.language)))
    _keep_files(page)  # files take nothing's place
    return page.answered()


def _late(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    """Redirect whoever sent the same form twice; otherwise show the text, to be copied.

    The text is not compared with what was sent, as that would open sealed text.
    """
    values = typed_values(application.call.form, request.POST) if request.method == "POST" else {}
    if not values or was_sent(_form(request, application, values)):
        return redirect("fund:mine", token)
    return already_sent(request, token)


def _form(request: HttpRequest, application: Application, values: dict[str, Any]) -> str:
    """Return a fingerprint of a form: its ticket and everything typed."""
    said = json.dumps(values, sort_keys=True)
    return uid_from_ticket(ticket_of(request), application.party, "sent", application.uid, said)


def _sent(page: DraftPage) -> HttpResponse:
    wanted = len(page.call.eligibility)
    try:
        submitting.submit(
            page.application,
            page.values,
            confirmed=[number in page.confirmed for number in range(wanted)],
            opened_at=_opened_at(page.request),
            language=page.language,
            token=page.token,
            theme=page.request.POST.get("theme", ""),
            version=page.application.version,
        )
    except saving_drafts.DraftSavedElsewhere as error:
        return _newer(page, error)
    except submitting.IncompleteApplication as error:
        page.refused, page.errors, page.status = str(error), dict(error.errors), REFUSED
        return page.answered()
    except submitting.FormChanged:
        page.version = versions.current_version(page.call)
        page.call.refresh_from_db()
        return _form_changed(page)
    except NotPossible as error:
        page.refused, page.status = str(error), CONFLICT
        return page.answered()
    note_sent(_form(page.request, page.application, page.values))
    return redirect("fund:mine", page.token)


def _remove(page: DraftPage) -> None:
    uid = page.request.POST.get("remove", "")
    row = page.application.files.filter(uid=uid, removed=False).first() if uid else None
    if row is not None:
        storing_files.remove_file(row, why="the applicant removed it")


def _keep_files(page: DraftPage) -> None:
    """Store the files of the form; put an error beside each field whose file is refused."""
    labels = {
        field["key"]: str(in_language(field["label"], page.language))
        for field in page.asked()
        if field["kind"] in FILE_KINDS
    }
    for key, label in labels.items():
        for given in page.request.FILES.getlist(key):
            if not isinstance(given, UploadedFile):
                continue
            try:
                storing_files.keep_file(
                    page.application.party,
                    given.read(),
                    application=page.application,
                    field=key,
                )
            except NotPossible as error:
                page.troubles.append(f"{label}: {error}")
                page.errors[key] = str(error)
    if skipped := skipped_of(page.request):
        page.status = TOO_LARGE
        page.troubles.append(
            _(
                "%(n)d files were not taken: at most %(files)d files with %(megabytes)d megabytes "
                "together can be sent at once. Your words are saved. Make the file smaller, or "
                "send the others after this."
            )
            % {"n": skipped, "files": FILES_AT_ONCE, "megabytes": MOST_BYTES // MEGABYTE}
        )


def _confirmed(request: HttpRequest) -> set[int]:
    """Return the numbers of the ticked conditions."""
    return {int(one) for one in request.POST.getlist("confirm") if one.isdecimal()}


def _version(request: HttpRequest) -> int:
    """Return the draft version that the form was made from; 0 if it does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _opened_at(request: HttpRequest) -> datetime:
    return read(opened_ticket(request)).made_at
