"""The neutral page on which somebody types the key to their own page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.fund.word_keys.forms import TypedKeyForm
from vigil.fund.word_keys.hashing import TooManyTries
from vigil.fund.word_keys.limits import seconds_to_wait
from vigil.fund.word_keys.verbs.opening import open_by_key
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import (
    BUSY,
    MANY,
    REFUSED,
    FormAnswer,
    anonymous_form,
    render_form,
    ticket_of,
)
from vigil.trust.public_forms.network_address import network_address


@anonymous_form(0)
@require_http_methods(["GET", "HEAD", "POST"])
def type_key(request: HttpRequest) -> HttpResponse:
    """Open the page of a key that was typed. Nothing on this page says what it is for."""
    if request.method != "POST":
        return _show(request, TypedKeyForm())
    ticket_of(request)  # a form of ours holds one; it need not be young
    form = TypedKeyForm(request.POST)
    if not form.is_valid():
        return _show(request, form, FormAnswer(REFUSED))
    if wait := seconds_to_wait(network_address(request)):
        form.add_error("key", _("Too many keys were tried. Try again in ten minutes."))
        return _show(request, form, FormAnswer(MANY, wait=wait))
    try:
        opened = open_by_key(form.cleaned_data["key"], get_language() or settings.LANGUAGE_CODE)
    except NotPossible as error:
        form.add_error("key", str(error))
        status = BUSY if isinstance(error, TooManyTries) else REFUSED
        return _show(request, form, FormAnswer(status))
    return redirect("fund:own_key" if opened.only_new_key else "fund:mine", opened.token)


def _show(
    request: HttpRequest, form: TypedKeyForm, answer: FormAnswer | None = None
) -> HttpResponse:
    response = render_form(request, "fund/word_keys/type_key.html", {"form": form}, answer)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
