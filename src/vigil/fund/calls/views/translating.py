"""Screens of a call beside the form itself: translations, the preview, files of the form."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, found_or_404, perform
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.applications.answer_checks import AnswerLimits, check_answers
from vigil.fund.applications.forms import ApplicationForm, typed_values
from vigil.fund.applications.steps import number_of_step, part_in_words, steps_in_words
from vigil.fund.calls import translations
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.building import verbs as building
from vigil.fund.calls.building.forms import TranslationForm
from vigil.fund.calls.conditions import hidden_answers, steps_of
from vigil.fund.calls.exchange.json_files import json_of
from vigil.fund.calls.exchange.xlsform_writing import xlsform_of
from vigil.fund.calls.form_definition import (
    FILE_KINDS,
    answer_keys,
    eligibility_statements,
    in_language,
)
from vigil.fund.calls.public_call import public_call
from vigil.fund.calls.views.building import at, frame
from vigil.fund.models import Call
from vigil.trust.uploads.downloads import download

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != translations.SOURCE]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def translate(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the texts of a call beside one language; `only=gaps` shows those that it lacks."""
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else _first(found)
    only_gaps = request.GET.get("only") == "gaps"
    every = translations.places(translations.values_of(found), language)
    places = [place for place in every if place.source.text and (place.is_gap or not only_gaps)]

    def make(*args: Any, **kwargs: Any) -> TranslationForm:
        return TranslationForm(*args, language=language, places=places, **kwargs)

    def show(screen: ScreenState) -> HttpResponseBase:
        values = translations.values_of(found)
        context = {
            **frame(found, "call_translations"),
            "form": screen.forms.get("translate") or make(auto_id="t-%s"),
            "languages": [
                (
                    code,
                    translation.get_language_info(code)["name_local"],
                    translations.gaps(values, code),
                )
                for code in LANGUAGES
            ],
            "language": language,
            "only_gaps": only_gaps,
            "screen": screen,
        }
        return render(request, "fund/calls/translations.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    act = Act[Call](
        form=make,
        verb=lambda call, data, by: building.translate(call, language, data, by=by),
        done=_("Saved."),
    )
    back = f"{at('call_translations', found)}?{request.GET.urlencode()}"
    return perform(request, found, "translate", act, show=show, back=back)


def _first(call: Call) -> str:
    """Return the language to begin with: the first of the call that is not the source."""
    return next((code for code in LANGUAGES if code in call.languages), LANGUAGES[0])


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the form as an applicant sees it on a telephone. What is typed is kept nowhere."""
    call: Call = found_or_404(Call.objects.all(), slug=slug)
    language = get_language() or "en"
    values = typed_values(call.form, request.POST)
    steps = steps_of(call.form, values)
    number = number_of_step(steps, request.POST.get("step", ""))
    errors = _errors(call, values, language) if request.method == "POST" else {}
    number = _next(request, steps, number, errors)
    step = steps[number]
    here = {key for field in step.fields for key in answer_keys(field)}
    sent = request.POST.get("do") == "send"
    form = ApplicationForm(
        step.fields,
        values,
        language=language,
        currency=call.currency,
        errors=errors if sent or request.POST.get("do") == "continue" else {},
    )
    context = {
        **frame(call, "call_preview"),
        "shown": public_call(call, language),
        "steps_of_form": steps_in_words(steps, number, language),
        "step": step,
        "part": part_in_words(step, language),
        "rows": list(form.rows()),
        "carried": [(key, one) for key, value in values.items() if key not in here
                    for one in (value if isinstance(value, list) else [value])],
        "hidden": [in_language(f["label"], language) for f in hidden_answers(call.form, values)],
        "conditions": eligibility_statements(call.eligibility, language),
        "is_first": number == 0,
        "is_last": number == len(steps) - 1,
        "sent": sent,
        "errors": [
            (in_language(f["label"], language), errors[f["key"]])
            for f in call.form
            if f["key"] in errors
        ],
        "previews": [_preview(call, code) for code, _name in settings.LANGUAGES],
        "megabytes": 0,
    }  # fmt: skip
    return render(request, "fund/calls/preview.html", context)


def _errors(call: Call, values: dict[str, Any], language: str) -> dict[str, str]:
    limits = AnswerLimits(
        call.form,
        call.currency,
        call.most_minor,
        calls.in_zone_of_call(call.opens_at, call).date(),
        language,
    )
    files = {field["key"]: 1 for field in call.form if field["kind"] in FILE_KINDS}
    return check_answers(limits, values, whole=True, files=files).errors


def _next(request: HttpRequest, steps: Any, number: int, errors: dict[str, str]) -> int:
    """Return the step to show: the next one unless something on this one is wrong."""
    if "go" in request.POST:
        return number_of_step(steps, request.POST["go"])
    act = request.POST.get("do", "")
    here = {field["key"] for field in steps[number].fields}
    if act == "back":
        return max(number - 1, 0)
    asked = set(request.POST.get("asked", "").split())
    if act == "continue" and not here & set(errors) and here <= asked:
        return min(number + 1, len(steps) - 1)
    return number


def _preview(call: Call, code: str) -> tuple[str, str, str]:
    with translation.override(code):
        address = reverse("desk_fund:call_preview", args=[call.slug])
    return code, str(translation.get_language_info(code)["name_local"]), address


@room_view(MANAGE_CALLS)
@require_safe
def form_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the form as an XLSForm workbook."""
    call: Call = found_or_404(Call.objects.all(), slug=slug)
    return download(xlsform_of(call.form, call.title, call.slug), XLSX, f"{call.slug}.xlsx")


@room_view(MANAGE_CALLS)
@require_safe
def form_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Download form, conditions and rubric as JSON."""
    call: Call = found_or_404(Call.objects.all(), slug=slug)
    return download(json_of(translations.values_of(call)), "application/json", f"{call.slug}.json")
