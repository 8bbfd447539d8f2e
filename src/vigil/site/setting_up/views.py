"""The list of what is left, and the steps. Each is saved alone, and may be skipped."""

import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    Failed,
    ScreenState,
    act_named,
    forms_of,
    show_elsewhere,
)
from vigil.site.setting_up import forms
from vigil.site.setting_up.checklist import checklist
from vigil.site.sign_in.second_factor import can_sign_in_again, has_factor
from vigil.trust.access.errors import Unfit
from vigil.trust.access.rules import is_guarded
from vigil.trust.models import User
from vigil.trust.organisation import mail, steps
from vigil.trust.organisation.queries import forget, organisation, row, set_on_the_machine
from vigil.trust.organisation.rules import SET_UP
from vigil.trust.organisation.verbs.checklist import confirm_step, put_aside
from vigil.trust.organisation.verbs.mail_server import (
    check_mail_server,
    send_test_letter,
    set_mail_server,
)
from vigil.trust.organisation.verbs.stating import set_logo, state_organisation

SAVED: Final = _("Saved.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the address, its heading, its form, and what is done with it."""

    name: str
    label: str | Promise
    about: str | Promise
    acts: Mapping[str, Act[None]]


def _save(form: Any, verb: Callable[[None, Data, User], object], following: str) -> Act[None]:
    return Act(
        form=form,
        verb=verb,
        label=_("Save and go on"),
        permission=SET_UP,
        invalid=(Unfit,),
        done=SAVED,
        next=lambda _item, _answer: following or reverse("desk_setup:overview"),
        recent=True,
    )


def _state(_item: None, data: Data, by: User) -> None:
    state_organisation(data, by=by)


def _state_look(_item: None, data: Data, by: User) -> None:
    logo, remove = data.pop("logo"), data.pop("remove_logo")
    state_organisation(data, by=by)
    if (logo or remove) and "logo" not in set_on_the_machine():
        set_logo(logo, by=by)


def _state_rooms(_item: None, data: Data, by: User) -> None:
    state_organisation({"closed_rooms": data["closed_rooms"]}, by=by)


def _state_mail(_item: None, data: Data, by: User) -> str:
    set_mail_server(
        data["host"],
        by=by,
        port=data["port"] or 0,
        security=data["security"],
        user=data["user"],
        password=data["password"] or None,
        sender=data["sender"],
    )
    return _address("mail")


def _check(_item: None, _data: Data, by: User) -> None:
    try:
        check_mail_server(by=by)
    except mail.MailCheckFailed as error:
        raise Failed(str(error)) from error


def _test(_item: None, _data: Data, by: User) -> None:
    try:
        send_test_letter(by, by=by)
    except mail.MailCheckFailed as error:
        raise Failed(str(error)) from error


def _address(name: str) -> str:
    return reverse("desk_setup:step", args=[name])


MAIL_ACTS: Final[Mapping[str, Act[None]]] = {
    "save": Act(
        form=forms.MailForm,
        form_arguments=lambda _item, by: {"by": by},
        verb=_state_mail,
        label=_("Save mail server"),
        permission=SET_UP,
        invalid=(Unfit,),
        done=_("Saved. Now check the mail server."),
        recent=True,
    ),
    "check": Act(
        form=forms.NothingForm,
        verb=_check,
        label=_("Check the mail server"),
        permission=SET_UP,
        done=_("The mail server answers and lets us sign in."),
    ),
    "test": Act(
        form=forms.NothingForm,
        verb=_test,
        label=_("Send a test letter to me"),
        permission=SET_UP,
        done=_("The mail server took the letter. Look whether it arrives."),
    ),
}
"""Acts of the step on mail."""


def _steps() -> dict[str, Step]:
    """Return the steps in their order. Each leads to the next one."""
    return {
        one.name: one
        for one in (
            Step(
                "organisation",
                _("Who you are"),
                _("Every public page shows the name and the contact."),
                {"save": _save(forms.OrganisationForm, _state, _address("look"))},
            ),
            Step(
                "look",
                _("Logo and colour"),
                _("You may leave this empty."),
                {"save": _save(forms.LookForm, _state_look, _address("languages"))},
            ),
            Step(
                "languages",
                _("Languages and time"),
                _("Pages exist only in the languages that you choose here."),
                {"save": _save(forms.LanguagesForm, _state, _address("rooms"))},
            ),
            Step(
                "rooms",
                _("Open rooms"),
                _(
                    "The record of cases is always open. A closed room has no public pages, and "
                    "its letters wait. Nothing in it is deleted: open it again at any time."
                ),
                {"save": _save(forms.RoomsForm, _state_rooms, _address("mail"))},
            ),
            Step(
                "mail",
                _("Mail"),
                _("Letters leave through the mail server of your provider."),
                MAIL_ACTS,
            ),
        )
    }


def _confirm(_item: None, data: Data, by: User) -> str:
    confirm_step(data["item"], by=by)
    return reverse("mine" if data["item"] == steps.LATER else "desk_setup:overview")


LIST_ACTS: Final[Mapping[str, Act[None]]] = {
    "confirm": Act(form=forms.ItemForm, verb=_confirm, permission=SET_UP, label=_("Confirm")),
    "aside": Act(
        form=forms.ItemForm,
        verb=lambda _item, data, by: put_aside(data["item"], by=by),
        permission=SET_UP,
        label=_("Put aside"),
    ),
    "back": Act(
        form=forms.ItemForm,
        verb=lambda _item, data, by: put_aside(data["item"], by=by, back=True),
        permission=SET_UP,
        label=_("Put back on the list"),
    ),
}
"""Acts of the list."""


@room_view(SET_UP)
@require_http_methods(READ_AND_ACT)
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what is left to do; take that a person did something, or puts it aside."""
    here = reverse("desk_setup:overview")
    forget()  # another process may have saved a moment ago
    if request.method == "POST":
        shown = show_elsewhere(request, here)
        return act_named(request, None, LIST_ACTS, show=shown, back=here)
    user = person(request)
    items = checklist()
    context = {
        "left": [item for item in items if item.is_left],
        "done": [item for item in items if item.is_done],
        "aside": [item for item in items if item.is_aside and not item.is_done],
        "acts": LIST_ACTS,
        "steps": _steps().values(),
        "is_new": row() is None,
        "now": timezone.now(),
        "lacks_password": not can_sign_in_again(user),
        "lacks_factor": is_guarded(user) and not has_factor(user),
    }
    return render(request, "site/setting_up/overview.html", context)


@room_view(SET_UP)
@require_http_methods(READ_AND_ACT)
def step(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show a step, or save it. Raises Http404 (there is no such step)."""
    forget()  # another process may have saved a moment ago
    every = _steps()
    if name not in every:
        raise Http404
    this, names = every[name], list(every)
    after = names[names.index(name) + 1 :]

    def show(screen: ScreenState) -> HttpResponseBase:
        context = {
            "step": this,
            "steps": every.values(),
            "number": names.index(name) + 1,
            "following": after[0] if after else "",
            "forms": forms_of(this.acts, None, person(request), screen),
            "acts": this.acts,
            "own": organisation(),
            "zones": sorted(zoneinfo.available_timezones()) if name == "languages" else (),
            "licences": forms.LICENCES,
            "has_server": mail.has_server(),
            "mail_state": mail.state_in_words() if name == "mail" else "",
            "now": timezone.now(),
        }
        return render(request, "site/setting_up/step.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, this.acts, show=show, back=_address(name))
