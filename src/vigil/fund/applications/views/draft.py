"""The page on which an applicant writes: what was typed is saved first, then checked."""

import json
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.files.limits import MEGABYTE
from vigil.fund.applications.forms import ApplicationForm, saved_elsewhere, typed_values
from vigil.fund.applications.verbs import saving_drafts, storing_files, submitting
from vigil.fund.calls.form_definition import LocalizedText, eligibility_statements, in_language
from vigil.fund.calls.public_call import public_call, theme_name
from vigil.fund.models import Application, Party
from vigil.fund.own_pages.behind_link import already_sent, behind_link, kept_link, not_found
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED, skipped_of, ticket_of
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import NoTicket, new_ticket, note_sent, read, was_sent

FILES_AT_ONCE: Final = 5
SAVE, SEND = "save", "send"
TOO_LARGE: Final = 413


class DraftPage:
    """The page of one draft during one request."""

    def __init__(self, request: HttpRequest, application: Application, token: str) -> None:
        self.request, self.application, self.token = request, application, token
        self.call = application.call
        self.language = get_language() or settings.LANGUAGE_CODE
        self.values: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.troubles: list[str] = []
        self.done, self.refused, self.status = "", "", 200
        self.confirmed: set[int] = set(application.confirmed)
        self.theme = application.theme
        self.newer = False
        """Whether something was saved elsewhere since the form was opened."""
        self.saved: list[tuple[str, LocalizedText | str, str]] = []
        """What was saved elsewhere meanwhile and differs: keys, labels and texts."""

    def answered(self) -> HttpResponse:
        """Return the response, with everything that was typed."""
        form = ApplicationForm(
            self.call.form,
            self.values,
            language=self.language,
            currency=self.call.currency,
            files=list(self.application.files.filter(removed=False, whole=True)),
            errors=self.errors,
        )
        shown = public_call(self.call, self.language)
        conditions = eligibility_statements(self.call.eligibility, self.language)
        context = {
            "application": self.application,
            "shown": shown,
            "token": self.token,
            "page": self,
            "form": form,
            "rows": [row for row in form.rows() if row.kind != "file"],
            # Last: of a form that is much too large only the beginning is received.
            "file_rows": [row for row in form.rows() if row.kind == "file"],
            "has_files": any(field["kind"] == "file" for field in self.call.form),
            "conditions": [
                (number, text, number in self.confirmed) for number, text in enumerate(conditions)
            ],
            "themes": [(code, theme_name(code, self.language)) for code in self.call.themes],
            "theme": self.theme,
            "ticket": _opened(self.request),
            "link": kept_link(self.request, self.token),
            "files_at_once": FILES_AT_ONCE,
            "megabytes": MOST_BYTES // MEGABYTE,
        }
        return render(self.request, "fund/applications/draft.html", context, status=self.status)


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
        return page.answered()
    return _written(page)


def _written(page: DraftPage) -> HttpResponse:
    """Save what was typed, then the files; then check, and send if asked to."""
    request, application = page.request, page.application
    page.values = typed_values(page.call.form, request.POST)
    page.confirmed, page.theme = _confirmed(request), request.POST.get("theme", page.theme)
    try:
        page.application = saving_drafts.save_draft(
            application,
            page.values,
            theme=request.POST.get("theme", ""),
            confirmed=page.confirmed,
            version=_version(request),
        )
    except saving_drafts.DraftSavedElsewhere as error:
        return _newer(page, error)
    except NotPossible as error:
        page.refused, page.status = str(error), CONFLICT
        return page.answered()
    _remove(page)
    _keep_files(page)
    send = request.POST.get("do") == SEND
    if send and not page.troubles:
        return _sent(page)
    page.errors |= saving_drafts.look(
        application, page.values, whole=False, language=page.language
    ).errors
    page.done = _("Saved. You can close this page and come back by your link.")
    if send:
        page.refused = _("Your words are saved, but it was not sent: look at the files first.")
    if page.errors or page.troubles:
        page.status = max(page.status, REFUSED) if page.status != TOO_LARGE else TOO_LARGE
    return page.answered()


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
    page.saved = [*saved_elsewhere(page.call.form, page.values, kept, page.language)]
    if page.theme != page.application.theme:
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
        for field in page.call.form
        if field["kind"] == "file"
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


def _opened(request: HttpRequest) -> str:
    """Return the signed time when the form was opened, if it is one of ours."""
    held = request.POST.get("ticket", "")
    try:
        read(held)
    except NoTicket:
        return new_ticket()
    return held


def _opened_at(request: HttpRequest) -> datetime:
    return read(_opened(request)).made_at
