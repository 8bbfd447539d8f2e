"""How a party is reached, how far it is seen, and how its link or everything about it ends."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vigil.fund.models import Party
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    kept_link,
    not_accepted,
    own_page,
    shown,
)
from vigil.fund.own_pages.forms import LevelForm
from vigil.fund.parties.forms.public import ContactForm
from vigil.fund.parties.verbs import changing_levels, own_page_links, registering, removing
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import REFUSED


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    context = {
        "link": kept_link(request, token),
        "reach": told.forms.get("reach") or ContactForm(initial={"contact_by": party.contact_by}),
        "seen": told.forms.get("level") or LevelForm(initial={"level": party.level}),
        "asked_level": changing_levels.open_level_request(party),
    }
    return shown(request, "settings.html", token, told, context)


def _reach(request: HttpRequest, party: Party, token: str) -> Answer:
    form = ContactForm(request.POST, kept=party.contact_by)
    if not form.is_valid():
        return not_accepted("reach", form)
    said = form.cleaned_data
    texts = {name: said[name] for name in ("contact", "never_send") if said[name].strip()}
    if said["contact_by"] == Party.Contact.NONE:
        texts["contact"] = ""
    try:
        registering.say_own(party, contact_by=said["contact_by"], **texts)
    except NotPossible as error:
        return not_accepted("reach", form, error)
    return PageOutcome(done=_("Changed."))


def _level(request: HttpRequest, party: Party, token: str) -> Answer:
    form = LevelForm(request.POST)
    if not form.is_valid():
        return not_accepted("level", form)
    asked = changing_levels.say_level(party, form.cleaned_data["level"])
    done = _("You asked to be seen further. A person decides; until then nothing changes.")
    return PageOutcome(done=done if asked else _("Changed."))


def _end_link(request: HttpRequest, party: Party, token: str) -> Answer:
    if request.POST.get("sure") != "on":
        return PageOutcome(REFUSED, unsure="end-link")
    own_page_links.end_link(party, by=None)
    return render(request, "fund/own_pages/link_ended.html", {"removed": False})


def _remove(request: HttpRequest, party: Party, token: str) -> Answer:
    if request.POST.get("sure") != "on":
        return PageOutcome(REFUSED, unsure="remove")
    removing.remove(party, by=None, why="asked for by their own link")
    return render(request, "fund/own_pages/link_ended.html", {"removed": True})


ACTS: Final[Mapping[str, OwnAct]] = {
    "reach": _reach,
    "level": _level,
    "end-link": _end_link,
    "remove": _remove,
}
settings = own_page(_show, ACTS)
"""Change contact and level, end the link, or remove everything."""
