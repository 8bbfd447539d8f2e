"""Serve the pages behind a party's private link, and what their views share.

Whoever holds the link is its owner. Nothing else is asked, and nothing is kept in the browser.
Unknown and ended links show the same page. No address or title says what the pages are about.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.files.limits import MEGABYTE
from vigil.fund.models import Party
from vigil.fund.parties.verbs import own_page_links
from vigil.fund.word_keys import passes
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.public_forms.anonymous_pages import (
    CONFLICT,
    NOT_FOUND,
    ViewFunction,
    anonymous_form,
    skipped_of,
    ticket_of,
)
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import new_ticket

METHODS: Final = ["GET", "HEAD", "POST"]
FILES_AT_ONCE: Final = 6
"""Five files and a voice message."""
TOO_LARGE: Final = 413
CHOICE_FIELDS: Final = frozenset(
    (
        *("ticket", "do", "sure", "version", "application", "call", "grant", "kind", "month"),
        *("reach", "contact_by", "level", "theme", "confirm", "remove", "of", "on", "until"),
    )
)
"""Fields of forms behind a link that hold a choice. A call may call a field of words so too."""
CHOICE_PATTERN: Final = re.compile(r"[A-Za-z0-9_.:-]*")


@dataclass(frozen=True)
class PageOutcome:
    """What a page says about the form that was just sent."""

    status: int = 200
    done: str = ""
    refused: str = ""
    message: str = ""
    """A text that was written for the party: a decision, an agreement, a message, an answer."""
    opened: str = ""
    """The uid of what `message` is the text of."""
    unsure: str = ""
    """For which act the box was not ticked."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Forms that were not accepted, by their acts, as they were sent."""
    troubles: tuple[str, ...] = ()
    """Which files were not accepted, and why."""
    ticket: str = ""
    """The ticket that the form keeps, so that sending it again makes no second record."""


type Answer = HttpResponse | PageOutcome
type OwnAct = Callable[[HttpRequest, Party, str], Answer]
"""What is done on a page, of the request, the party and its token."""
type ShowPage = Callable[[HttpRequest, Party, str, PageOutcome], HttpResponse]


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


def own_page(show: ShowPage, acts: Mapping[str, OwnAct], files: int = 0) -> ViewFunction:
    """Make the view of a page: it shows itself, and does the act that a form names in `do`."""

    @behind_link(files)
    def served(request: HttpRequest, party: Party, token: str) -> HttpResponse:
        act = acts.get(request.POST.get("do", "")) if request.method == "POST" else None
        if act is None:
            return show(request, party, token, PageOutcome())
        try:
            answer = act(request, party, token)
        except NotPossible as error:
            answer = PageOutcome(CONFLICT, refused=str(error))
        if isinstance(answer, HttpResponse):
            return answer
        party.refresh_from_db()
        return show(request, party, token, answer)

    return served


def kept_link(request: HttpRequest, token: str) -> str:
    """Return the full address of a link that can be kept; "" for one that ends within the hour."""
    if own_page_links.party_of_link(token) is None:
        return ""
    return request.build_absolute_uri(reverse("fund:mine", args=[token]))


def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End a fresh address that a key opened, and lead to an everyday page.

    The browser is sent on by a header: it would not follow a form to another site.
    """
    passes.end_pass(token)
    response = render(request, "fund/own_pages/left.html", {"exit": settings.VIGIL_EXIT})
    response["Refresh"] = f"0; url={settings.VIGIL_EXIT}"
    response["Clear-Site-Data"] = '"cache"'
    return response


def shown(
    request: HttpRequest, template: str, token: str, told: PageOutcome, context: Mapping[str, Any]
) -> HttpResponse:
    """Show a page with what it says about the form that was sent, and a ticket for the next."""
    common = {
        "token": token,
        "told": told,
        "ticket": told.ticket or new_ticket(),
        "megabytes": MOST_BYTES // MEGABYTE,
    }
    return render(request, f"fund/own_pages/{template}", {**common, **context}, status=told.status)


def not_accepted(
    act: str, form: Form, error: NotPossible | None = None, **said: Any
) -> PageOutcome:
    """Return that a form comes back as it was typed, with what a verb said at its field."""
    if error is not None:
        name = getattr(error, "field", "") if isinstance(error, Unfit) else ""
        form.add_error(name if name in form.fields else None, str(error))
    status = CONFLICT if error is not None else 422
    return PageOutcome(**{"status": status, "forms": {act: form}, **said})


def not_found(request: HttpRequest) -> HttpResponse:
    """Show that there is nothing here, without telling whether there was.

    Text that was just typed is shown, as no browser keeps it.
    """
    context = {"written": typed_texts(request)}
    return render(request, "fund/own_pages/not_found.html", context, status=NOT_FOUND)


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


def sent_files(request: HttpRequest) -> list[bytes]:
    """Return the files of a form, the voice message last."""
    given = [*request.FILES.getlist("files"), *request.FILES.getlist("voice")]
    return [one.read() for one in given if isinstance(one, UploadedFile) and one.size]


def skipped_files(request: HttpRequest) -> tuple[str, ...]:
    """Return the sentence that files of a form were too many or too large, if they were."""
    skipped = skipped_of(request)
    if not skipped:
        return ()
    text = _(
        "%(n)d files were not taken: at most %(files)d files with %(megabytes)d megabytes "
        "together can be sent at once. Make the file smaller, or send the others after "
        "this."
    )
    numbers = {"n": skipped, "files": FILES_AT_ONCE, "megabytes": MOST_BYTES // MEGABYTE}
    return (text % numbers,)


def refused_files(refused: tuple[tuple[int, str], ...]) -> tuple[str, ...]:
    """Return a sentence for each file that was refused."""
    return tuple(_("File %(n)d: %(why)s") % {"n": n, "why": why} for n, why in refused)


def text_or_digests(text: str, files: list[bytes]) -> list[str | bytes]:
    """Return what identifies what was said: the text, or the files where there is none."""
    return [text] if text.strip() else [sha256(one).digest() for one in files]


def page_language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE
