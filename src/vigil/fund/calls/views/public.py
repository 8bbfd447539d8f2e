"""Public pages of the fund: what it is, open calls, how to apply, emergency help.

They set no cookie, keep no session and load no script (`trust.public_forms.anonymous_pages`).
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from vigil.fund.access.doors import APPLICATION_FORM, EMERGENCY_FORM
from vigil.fund.applications.verbs import starting
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.conditions import visible_fields
from vigil.fund.calls.form_definition import (
    WITHOUT_ANSWER,
    eligibility_statements,
    in_language,
    languages_of,
)
from vigil.fund.calls.public_call import PublicCall, public_call
from vigil.fund.emergencies.public_forms import EmergencyForm
from vigil.fund.emergencies.verbs import requesting
from vigil.fund.models import Donor
from vigil.fund.parties.forms.public import NewPartyForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import (
    CONFLICT,
    REFUSED,
    FormAnswer,
    anonymous_form,
    answer_to,
    render_form,
    ticket_of,
)


@anonymous_form(0)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the fund is, its calls, and how to apply safely."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "calls": [public_call(call, language) for call in calls.open_or_coming_calls()],
        "donors": Donor.objects.all(),
        "results": _address_of("fund:results"),
    }
    return render(request, "fund/calls/home.html", context)


@anonymous_form(0)
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a call: what it offers, who can apply, what is asked, and the deadline."""
    shown = _shown(slug)
    context = {
        "shown": shown,
        "call": shown.call,
        "conditions": eligibility_statements(shown.call.eligibility, shown.language),
        "asked": [
            in_language(field["label"], shown.language)
            for field in visible_fields(shown.call.form, {})
            if field["kind"] not in WITHOUT_ANSWER
        ],
        "depends": any(field.get("when") for field in shown.call.form),
        "read_in": languages_of(shown.call.languages),
    }
    return render(request, "fund/calls/public_call.html", context)


@anonymous_form(0)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the protection level first, then lead to the applicant's own page."""
    ticket = ticket_of(request) if request.method == "POST" else None
    shown = _shown(slug)
    if ticket is None:
        return _apply(request, shown, NewPartyForm())
    form = NewPartyForm(request.POST)
    if not form.is_valid():
        return _apply(request, shown, form, FormAnswer(REFUSED, request.POST["ticket"]))
    try:
        begun = starting.begin(shown.call, form.who(), ticket=ticket, language=shown.language)
    except NotPossible as error:
        form.add_error(None, str(error))
        told = answer_to(error, request.POST["ticket"])
        if told.status == REFUSED and not calls.is_open(shown.call):
            told = FormAnswer(CONFLICT)
        return _apply(request, shown, form, told)
    return redirect("fund:draft", begun.token, begun.application.uid)


@anonymous_form(0)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Accept a request for emergency help, then lead to the person's own page."""
    language = get_language() or settings.LANGUAGE_CODE
    if request.method != "POST":
        return _emergency(request, EmergencyForm(), FormAnswer())
    ticket, form = ticket_of(request), EmergencyForm(request.POST, language=language)
    if not form.is_valid():
        return _emergency(request, form, FormAnswer(REFUSED, request.POST["ticket"]))
    given = form.cleaned_data
    try:
        token = requesting.ask_for_help(
            form.who(),
            given["needs"],
            given["amount"],
            given["currency"],
            given["what"],
            ticket=ticket,
            language=language,
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _emergency(request, form, answer_to(error, request.POST["ticket"]))
    return redirect("fund:mine", token)


@anonymous_form(0)
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Redirect to a neutral site, and ask the browser to forget our pages."""
    response = redirect(settings.VIGIL_EXIT)
    response["Clear-Site-Data"] = '"cache"'
    return response


def _shown(slug: str) -> PublicCall:
    """Return a call that everybody may read. Raises Http404."""
    found = calls.public_calls().filter(slug=slug).first()
    if found is None:
        raise Http404
    return public_call(found, get_language() or settings.LANGUAGE_CODE)


def _apply(
    request: HttpRequest, shown: PublicCall, form: NewPartyForm, told: FormAnswer | None = None
) -> HttpResponse:
    context = {"shown": shown, "call": shown.call, "form": form}
    return render_form(request, "fund/applications/apply.html", context, told, APPLICATION_FORM)


def _emergency(request: HttpRequest, form: EmergencyForm, told: FormAnswer) -> HttpResponse:
    context = {"form": form}
    return render_form(request, "fund/emergencies/ask_for_help.html", context, told, EMERGENCY_FORM)


def _address_of(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
