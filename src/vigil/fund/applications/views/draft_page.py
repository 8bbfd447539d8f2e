"""What the page of a draft shows: one step of its form, and everything that was typed there."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from vigil.files.limits import MEGABYTE
from vigil.fund.applications.forms import ApplicationForm
from vigil.fund.applications.steps import number_of_step, part_in_words, steps_in_words
from vigil.fund.applications.verbs import saving_drafts
from vigil.fund.calls import versions
from vigil.fund.calls.answers_in_words import DisplayedAnswer, displayed_answers
from vigil.fund.calls.conditions import Step, hidden_answers, steps_of, visible_fields
from vigil.fund.calls.form_definition import (
    FILE_KINDS,
    Field,
    LocalizedText,
    eligibility_statements,
    in_language,
)
from vigil.fund.calls.public_call import public_call, theme_name
from vigil.fund.models import Application
from vigil.fund.own_pages.behind_link import kept_link
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import NoTicket, new_ticket, read

FILES_AT_ONCE: Final = 5
LAST: Final = ("confirm", "theme")
"""What the last step asks beside the fields of the form; no field is called so."""


class DraftPage:
    """The page of one draft during one request: one step of its form."""

    def __init__(self, request: HttpRequest, application: Application, token: str) -> None:
        self.request, self.application, self.token = request, application, token
        self.call = application.call
        self.form: list[Field] = list(self.call.form)
        self.version = versions.current_version(self.call)
        self.language = get_language() or settings.LANGUAGE_CODE
        self.values: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.troubles: list[str] = []
        self.done, self.refused, self.status = "", "", 200
        self.confirmed: set[int] = set(application.confirmed)
        self.theme = application.theme
        self.step = request.POST.get("step", request.GET.get("step", ""))
        self.changes = versions.FormChanges()
        self.gone: list[DisplayedAnswer] = []
        """Answers to questions that were taken out since, to be copied."""
        self.newer = False
        """Whether something was saved elsewhere since the form was opened."""
        self.saved: list[tuple[str, LocalizedText | str, str]] = []
        """What was saved elsewhere meanwhile and differs: keys, labels and texts."""

    def asked(self) -> list[Field]:
        """Return the fields that the form on the screen held; all where it does not say."""
        if "asked" not in self.request.POST:
            return self.form
        names = set(self.request.POST["asked"].split())
        return [field for field in self.form if field["key"] in names]

    def asks(self, name: str) -> bool:
        """Say whether the form on the screen held one of `LAST`."""
        return "asked" not in self.request.POST or name in self.request.POST["asked"].split()

    def follow_form(self) -> None:
        """Show a draft that was written in an earlier version in the form of today."""
        before = self.application.form_version
        if before is None or self.version is None or before.pk == self.version.pk:
            return
        self.changes = versions.changes_between(before.form, self.form, self.language)
        self.gone = displayed_answers(self.changes.gone, self.values, self.language)
        self.values = versions.carried_answers(before.form, self.form, self.values)
        self.confirmed = versions.carried_ticks(
            before.eligibility, self.call.eligibility, sorted(self.confirmed)
        )

    def wrong(self, steps: list[Step]) -> list[tuple[str, LocalizedText, str, str]]:
        """Return key, label, error and step of each field in which something is wrong."""
        return [
            (field["key"], in_language(field["label"], self.language), error, step.key)
            for step in steps
            for field in step.fields
            if (error := self.errors.get(field["key"]))
        ]

    def hidden(self) -> list[LocalizedText]:
        """Return the questions whose answers would not be sent, because they are not asked."""
        shown = {field["key"] for field in visible_fields(self.form, self.values)}
        filed = set(saving_drafts.files_by_field(self.application)) - shown
        found = {field["key"] for field in hidden_answers(self.form, self.values)} | filed
        return [in_language(f["label"], self.language) for f in self.form if f["key"] in found]

    def _leads_on(self, step: Step) -> bool:
        """Say whether other questions depend on an answer of this step."""
        here = {field["key"] for field in step.fields}
        return any(one["field"] in here for field in self.form for one in field.get("when", ()))

    def answered(self) -> HttpResponse:
        """Return the response, with everything that was typed."""
        steps = steps_of(self.form, self.values)
        number = number_of_step(steps, self.step)
        step, is_last = steps[number], number == len(steps) - 1
        form = ApplicationForm(
            step.fields,
            self.values,
            language=self.language,
            currency=self.call.currency,
            files=list(self.application.files.filter(removed=False, whole=True)),
            errors=self.errors,
        )
        conditions = eligibility_statements(self.call.eligibility, self.language)
        rows = list(form.rows())
        context = {
            "application": self.application,
            "shown": public_call(self.call, self.language),
            "token": self.token,
            "page": self,
            "steps": steps_in_words(steps, number, self.language),
            "step": step,
            "part": part_in_words(step, self.language),
            "is_last": is_last,
            "is_first": number == 0,
            "depends": self._leads_on(step),
            "asked": " ".join([*(row.key for row in rows), *(LAST if is_last else ())]),
            "wrong": self.wrong(steps),
            "hidden": self.hidden(),
            "rows": [row for row in rows if row.kind not in FILE_KINDS],
            # Last: of a form that is much too large only the beginning is received.
            "file_rows": [row for row in rows if row.kind in FILE_KINDS],
            "has_files": any(field["kind"] in FILE_KINDS for field in step.fields),
            "conditions": [
                (at, text, at in self.confirmed) for at, text in enumerate(conditions) if is_last
            ],
            "themes": [
                (code, theme_name(code, self.language)) for code in self.call.themes if is_last
            ],
            "theme": self.theme,
            "ticket": opened_ticket(self.request),
            "link": kept_link(self.request, self.token),
            "files_at_once": FILES_AT_ONCE,
            "megabytes": MOST_BYTES // MEGABYTE,
        }
        return render(self.request, "fund/applications/draft.html", context, status=self.status)


def opened_ticket(request: HttpRequest) -> str:
    """Return the signed time when the form was opened, if it is one of ours."""
    held = request.POST.get("ticket", "")
    try:
        read(held)
    except NoTicket:
        return new_ticket()
    return held
