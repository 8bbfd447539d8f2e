"""Pages to subscribe to reminders, and to confirm or unsubscribe by the link in a letter.

The page behind a link has its forms on it, so it says no `no-referrer`: browsers would send them
without their origin, which is rightly refused. What the whole site says keeps the address from
other hosts, and the page leads to none.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.network_address import network_address
from vigil.trust.requests.verbs import TooManyLetters
from vigil.witness.names.forms import ReminderForm
from vigil.witness.reminders import verbs as reminders

REFUSED, GONE, MANY = 422, 410, 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or take an address. The answer is the same for every address."""
    if request.method != "POST":
        form = ReminderForm(initial={name: request.GET.get(name, "") for name in _PREFILLED})
        return _form(request, form)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _form(request, form, REFUSED)
    said = {**form.cleaned_data}
    if not said.pop("website"):
        try:
            reminders.sign_up(
                said.pop("address"),
                language=get_language() or "",
                network=network_address(request),
                **said,
            )
        except TooManyLetters as error:
            form.add_error(None, str(error))
            return _form(request, form, MANY)
        except NotPossible as error:
            form.add_error("address", str(error))
            return _form(request, form, REFUSED)
    return redirect("witness:names_remind_sent")


_PREFILLED = ("country", "category")


def _form(request: HttpRequest, form: ReminderForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "days": reminders.TO_CONFIRM.days}
    return render(request, "witness/reminders/sign_up.html", context, status=status)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show that a letter is on its way. Nothing stays in the browser."""
    return _without_cookie(render(request, "witness/reminders/sent.html"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def behind_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or unsubscribe with one click. Opening the page alone does neither.

    Programs that look through mail open links: what they open must not decide anything.
    """
    found = reminders.reminder_by(token)
    if found is None:
        return render(request, "witness/reminders/gone.html", status=GONE)
    if request.method == "POST":
        if request.POST.get("do") == "leave":
            reminders.leave(found, why="they withdrew")
            return redirect("witness:names_remind_left")
        found = reminders.confirm(found)
        return redirect("witness:names_reminder", token)
    return render(request, "witness/reminders/reminder.html", {"reminder": found})


@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Show that the address was removed. Nothing stays in the browser."""
    return _without_cookie(render(request, "witness/reminders/left.html"))


def _without_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response
