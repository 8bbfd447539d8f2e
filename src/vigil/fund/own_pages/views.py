"""The page behind a party's private link: its status, and what the party can do.

Whoever holds the link is its owner. Nothing else is asked, and nothing is kept in the browser.
Unknown and ended links show the same page.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.fund.applications.verbs import starting, withdrawing
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Accompaniment, Application, Call, Grant, Party
from vigil.fund.own_pages import queries as own_page
from vigil.fund.own_pages.forms import ChangesForm, GrantForm, IncidentForm, LevelForm
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.fund.parties.forms.public import ContactForm
from vigil.fund.parties.verbs import changing_levels, own_page_links, registering, removing
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.fund.word_keys import passes
from vigil.fund.word_keys import queries as word_keys
from vigil.fund.word_keys.verbs import losing
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import (
    CONFLICT,
    NOT_FOUND,
    REFUSED,
    ViewFunction,
    anonymous_form,
    ticket_of,
)
from vigil.trust.public_forms.tickets import new_ticket

METHODS: Final = ["GET", "HEAD", "POST"]
LINK_IS_NEW: Final = timedelta(hours=1)
CHOICE_FIELDS: Final = frozenset(
    (
        *("ticket", "do", "sure", "version", "application", "call", "grant", "kind", "month"),
        *("reach", "contact_by", "level", "theme", "confirm", "remove"),
    )
)
"""Fields of forms behind a link that hold a choice. A call may call a field of words so too."""
CHOICE_PATTERN: Final = re.compile(r"[A-Za-z0-9_.:-]*")


@dataclass(frozen=True)
class PageOutcome:
    """What the page says about the form that was just sent."""

    status: int = 200
    done: str = ""
    refused: str = ""
    message: str = ""
    """A decision, in the words written for its reader."""
    unsure: str = ""
    """For which act the box was not ticked."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Forms that were not taken, by their acts, as they were sent."""


def behind_link(files: int) -> Callable[[Callable[..., HttpResponse]], ViewFunction]:
    """Pass the party of a link to the view; show `not_found` to everybody else."""

    def made(view: Callable[..., HttpResponse]) -> ViewFunction:
        @anonymous_form(files)
        @require_http_methods(METHODS)
        def served(request: HttpRequest, token: str, **names: Any) -> HttpResponse:
            if request.method == "POST":
                ticket_of(request)  # a form of ours holds one; it need not be young
            party = own_page_links.party_of_token(token)
            if party is not None:
                response = view(request, party, token, **names)
            elif request.POST.get("do") == "leave":  # the address ended meanwhile
                response = leave(request, token)
            else:
                response = not_found(request)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return served

    return made


def kept_link(request: HttpRequest, token: str) -> str:
    """Return the full address of a link that can be kept; "" for one that ends within the hour."""
    if own_page_links.party_of_link(token) is None:
        return ""
    return request.build_absolute_uri(reverse("fund:mine", args=[token]))


def not_found(request: HttpRequest) -> HttpResponse:
    """Show that there is nothing here, without telling whether there was.

    Text that was just typed is shown, as no browser keeps it.
    """
    context = {"written": typed_texts(request)}
    return render(request, "fund/own_pages/not_found.html", context, status=NOT_FOUND)


def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End a fresh address that a key opened, and lead to an everyday page.

    The browser is sent on by a header: it would not follow a form to another site.
    """
    passes.end_pass(token)
    response = render(request, "fund/own_pages/left.html", {"exit": settings.VIGIL_EXIT})
    response["Refresh"] = f"0; url={settings.VIGIL_EXIT}"
    response["Clear-Site-Data"] = '"cache"'
    return response


@behind_link(0)
def mine(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    """Show the status of everything, and do what was asked."""
    if request.method != "POST":
        return _mine(request, party, token)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _mine(request, party, token)
    try:
        return act(request, party, token)
    except NotPossible as error:
        return _mine(request, party, token, PageOutcome(CONFLICT, refused=str(error)))


def already_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Show that the text was not accepted, with the text, to be copied."""
    context = {"token": token, "written": typed_texts(request)}
    return render(request, "fund/own_pages/already_sent.html", context, status=CONFLICT)


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the texts of a sent form, to show them again."""
    if request.method != "POST":
        return []
    return [
        text
        for key, texts in request.POST.lists()
        for text in texts
        if text.strip() and not (key in CHOICE_FIELDS and CHOICE_PATTERN.fullmatch(text))
    ]


# What is asked for


def _take_back(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    application = _application(request, party)
    if application is None:
        return not_found(request)
    if request.POST.get("sure") != "on":
        return _mine(request, party, token, PageOutcome(REFUSED, unsure=application.uid))
    withdrawing.take_back(application)
    done = _("Taken back: what you wrote and your files are destroyed.")
    return _mine(request, party, token, PageOutcome(done=done))


def _read(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    application = _application(request, party)
    if application is None:
        return not_found(request)
    text = own_page.message_of(application)
    if not text:
        return _mine(
            request, party, token, PageOutcome(CONFLICT, refused=_("There is no news yet."))
        )
    return _mine(request, party, token, PageOutcome(message=text))


def _begin(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    call = Call.objects.filter(slug=request.POST.get("call", "")).first()
    if call is None:
        return not_found(request)
    application = starting.begin_own(party, call, language=_language())
    return redirect("fund:draft", token, application.uid)


def _reach(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = ContactForm(request.POST, kept=party.contact_by)
    if not form.is_valid():
        return _mine(request, party, token, PageOutcome(REFUSED, forms={"reach": form}))
    said = form.cleaned_data
    texts = {name: said[name] for name in ("contact", "never_send") if said[name].strip()}
    if said["contact_by"] == Party.Contact.NONE:
        texts["contact"] = ""
    registering.say_own(party, contact_by=said["contact_by"], **texts)
    return _mine(request, party, token, PageOutcome(done=_("Changed.")))


def _incident(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = IncidentForm(request.POST, grants=own_page.open_grants(party), auto_id="incident-%s")

    def tell(said: dict[str, Any], grant: Grant) -> None:
        parts = (said["kind"], str(said["month"]), said["reach"], said["contact"], said["text"])
        plans_and_incidents.report_incident(
            party,
            said["kind"],
            said["month"],
            said["text"],
            by=None,
            grant=grant,
            reach=said["reach"],
            contact=said["contact"],
            uid=uid_from_ticket(ticket_of(request), party, "incident", grant.uid, *parts),
        )

    return _told(request, party, token, "incident", form, tell)


def _changed(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = ChangesForm(request.POST, grants=own_page.open_grants(party), auto_id="changed-%s")

    def tell(said: dict[str, Any], grant: Grant) -> None:
        accompanying.add_step(
            grant,
            Accompaniment.Kind.OWN_WORDS,
            timezone.localdate(),
            said["text"],
            by=None,
            uid=uid_from_ticket(ticket_of(request), party, "changed", grant.uid, said["text"]),
        )

    return _told(request, party, token, "changed", form, tell)


def _told(
    request: HttpRequest,
    party: Party,
    token: str,
    act: str,
    form: GrantForm,
    tell: Callable[[dict[str, Any], Grant], None],
) -> HttpResponse:
    """Record what a grantee reports; a rejected form comes back as it was typed."""
    forms = {act: form}
    if not form.is_valid():
        return _mine(request, party, token, PageOutcome(REFUSED, forms=forms))
    grant = form.grant()
    if grant is None:
        over = _("No grant of yours is open now, so this cannot be taken here.")
        form.add_error(None, over)
        return _mine(request, party, token, PageOutcome(CONFLICT, forms=forms))
    try:
        tell(form.cleaned_data, grant)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _mine(request, party, token, PageOutcome(CONFLICT, forms=forms))
    return redirect("fund:mine", token)


def _level(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _mine(request, party, token, PageOutcome(REFUSED, forms={"level": form}))
    asked = changing_levels.say_level(party, form.cleaned_data["level"])
    done = _("You asked to be seen further. A person decides; until then nothing changes.")
    return _mine(request, party, token, PageOutcome(done=done if asked else _("Changed.")))


def _end_link(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    if request.POST.get("sure") != "on":
        return _mine(request, party, token, PageOutcome(REFUSED, unsure="end-link"))
    own_page_links.end_link(party, by=None)
    return render(request, "fund/own_pages/link_ended.html", {"removed": False})


def _stop_new_key(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    losing.object_to_new_key(party)
    done = _("Stopped: no new key was made. Tell us if somebody may have pretended to be you.")
    return _mine(request, party, token, PageOutcome(done=done))


def _remove(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    if request.POST.get("sure") != "on":
        return _mine(request, party, token, PageOutcome(REFUSED, unsure="remove"))
    removing.remove(party, by=None, why="asked for by their own link")
    return render(request, "fund/own_pages/link_ended.html", {"removed": True})


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Party, str], HttpResponse]]] = {
    "take-back": _take_back,
    "read": _read,
    "begin": _begin,
    "reach": _reach,
    "incident": _incident,
    "changed": _changed,
    "level": _level,
    "end-link": _end_link,
    "leave": lambda request, _party, token: leave(request, token),
    "stop-new-key": _stop_new_key,
    "remove": _remove,
}


def _application(request: HttpRequest, party: Party) -> Application | None:
    uid = request.POST.get("application", "")
    return party.applications.select_related("call").filter(uid=uid).first()


def _mine(
    request: HttpRequest,
    party: Party,
    token: str,
    told: PageOutcome | None = None,
) -> HttpResponse:
    told, language = told or PageOutcome(), _language()
    party.refresh_from_db()
    grants = own_page.open_grants(party)
    context = {
        "party": party,
        "token": token,
        "told": told,
        "link": kept_link(request, token),
        "link_is_new": _is_new(party),
        "loss": word_keys.loss_notice(party),
        "ticket": new_ticket(),
        "applications": own_page.applications_of(party, language),
        "invited": own_page.invitations_of(party, language),
        "reports": own_page.reports_of(party),
        "emergencies": own_page.emergencies_of(party),
        "receipts": own_page.receipts_of(party),
        "grants": grants,
        "incident": told.forms.get("incident")
        or IncidentForm(grants=grants, auto_id="incident-%s"),
        "changed": told.forms.get("changed") or ChangesForm(grants=grants, auto_id="changed-%s"),
        "seen": told.forms.get("level") or LevelForm(initial={"level": party.level}),
        "asked_level": changing_levels.open_level_request(party),
        "reach": told.forms.get("reach") or ContactForm(initial={"contact_by": party.contact_by}),
    }
    return render(request, "fund/own_pages/own_page.html", context, status=told.status)


def _is_new(party: Party) -> bool:
    """Say whether the link is new, so that the page asks to keep it."""
    made = party.link_made_at
    return made is not None and timezone.now() - made < LINK_IS_NEW


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
