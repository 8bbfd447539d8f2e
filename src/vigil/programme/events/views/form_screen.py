"""A desk screen that is one form: to create, edit or copy something of the programme."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from vigil.desk.screens.access import person
from vigil.desk.screens.act import REFUSED, Act, ScreenState, perform
from vigil.programme.time_zones.zone_names import zone_choices


def form_screen[T](
    request: HttpRequest,
    item: T,
    act: Act[T],
    *,
    title: str,
    back: str,
) -> HttpResponseBase:
    """Show a form, or do its act.

    `back` is the address to which the screen leads when it is left, and when the act is done
    unless the act names another one.
    """

    def show(state: ScreenState) -> HttpResponseBase:
        context = {
            "form": state.forms.get("form") or act.blank("form", item, person(request)),
            "title": title,
            "back": back,
            "zones": zone_choices(),
        }
        status = REFUSED if state.forms else 200
        return render(request, "programme/events/desk/form.html", context, status=status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, item, "form", act, show=show, back=back)
