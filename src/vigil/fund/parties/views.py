"""Who is in the fund: the list, and one party with all that can be done about it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.fund.access.rules import WORK
from vigil.fund.models import Party
from vigil.fund.overview import queries
from vigil.fund.overview.acts import READING_WRITING, Act, Told, acted, forms_of, found_or_404
from vigil.fund.parties import letters
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms import desk as desk_forms
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import (
    changing_levels,
    own_page_links,
    registering,
    removing,
    who_may_know,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Confirmation, Level, User
from vigil.trust.protection.verbs import loosens
from vigil.trust.vault.verbs.sealing import sealed_for

PAGE = 50
FIELD_LABELS = dict(desk_forms.SEALED_FIELD_LABELS)


class PartyFilter(forms.Form):
    """Which parties to show."""

    q = forms.CharField(
        label=gettext_lazy("Number, or the exact name, contact or account"),
        required=False,
        max_length=200,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Protection"),
        required=False,
        choices=[("", gettext_lazy("all")), *Level.choices],
    )


@room_view(WORK)
@require_http_methods(READING_WRITING)
def listed(request: HttpRequest) -> HttpResponseBase:
    """List who is in the fund. A search is sent as a form, so that no name enters an address."""
    posted = request.method == "POST"
    filters = PartyFilter(request.POST if posted else request.GET)
    said = filters.cleaned_data if filters.is_valid() else {"q": "", "level": ""}
    rows = party_queries.visible_to(person(request)).order_by("-number")
    if posted:
        rows = queries.filter_by_party(rows, said["q"], party="")
    if said["level"]:
        rows = rows.filter(level=said["level"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "fund/parties/parties.html", {"filters": filters, "page": page})


@room_view(WORK)
@require_http_methods(READING_WRITING)
def party(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a party, sealed as it is, and do what is asked about it."""
    by = person(request)
    found: Party = found_or_404(party_queries.visible_to(by), uid=uid)
    acts = {} if found.is_removed else _acts(found, by)

    def show(told: Told) -> HttpResponseBase:
        return _show(request, found, acts, told)

    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_fund:party", args=[uid]))


def _acts(found: Party, by: User) -> dict[str, Act]:
    def opened(said: dict[str, Any]) -> dict[str, str]:
        text = registering.open_field(found, said["field"], by=by, why=said["why"])
        return {"label": str(FIELD_LABELS[said["field"]]), "text": text}

    def edited(said: dict[str, Any]) -> None:
        sealed = {name for name, _label in desk_forms.SEALED_FIELD_LABELS}
        values = {k: v for k, v in said.items() if k not in sealed or v.strip()}
        registering.edit(found, by=by, **values)

    def conflict(said: dict[str, Any]) -> str | None:
        who_may_know.say_conflict(found, said["user"], by=by, why=said["why"])
        return reverse("desk_fund:parties") if said["user"] == by else None

    @transaction.atomic  # where no address is known, the older link stays
    def linked(_said: dict[str, Any]) -> dict[str, str]:
        return {"link": letters.own_page(found, own_page_links.new_link(found, by=by))}

    def answered(said: dict[str, Any]) -> Confirmation | None:
        if (asked := changing_levels.open_level_request(found)) is None:
            raise NotPossible(_("This was answered already, or taken back."))
        if said["answer"] == "yes":
            return changing_levels.ask_to_grant(asked, by=by, why=said["why"])
        changing_levels.refuse_level(asked, by=by)
        return None

    def leveled(said: dict[str, Any]) -> Confirmation | None:
        if loosens(said["level"], found.level):
            return changing_levels.ask_to_show_more(found, said["level"], by=by, why=said["why"])
        registering.set_level(found, said["level"], by=by, why=said["why"])
        return None

    return {
        "open": Act(desk_forms.OpenFieldForm, opened),
        "answer_level": Act(desk_forms.AnswerLevelForm, answered, _("Answered.")),
        "edit": Act(desk_forms.EditPartyForm, edited, _("Kept.")),
        "level": Act(
            desk_forms.LevelForm,
            leveled,
            _("The level is set."),
        ),
        "know": Act(
            desk_forms.WhoMayKnowForm,
            lambda said: who_may_know.let_know(found, said["users"], by=by),
            _("Kept."),
        ),
        "conflict": Act(
            desk_forms.ConflictForm, conflict, _("Noted. They see nothing of it any more.")
        ),
        "new_link": Act(
            desk_forms.EmptyForm, linked, _("An older link does not open it any more.")
        ),
        "end_link": Act(
            desk_forms.EmptyForm,
            lambda _said: own_page_links.end_link(found, by=by),
            _("The link is dead."),
        ),
        "remove": Act(
            desk_forms.ConfirmForm,
            lambda said: _done(removing.remove(found, by=by, why=said["why"])),
            _("Removed: the key is destroyed. Totals stay."),
        ),
    }


def _done(_row: Party) -> None:
    """Say nothing more: the screen is asked for again."""


def _show(request: HttpRequest, found: Party, acts: dict[str, Act], told: Told) -> HttpResponseBase:
    by = person(request)
    found = Party.objects.get(pk=found.pk)
    initial = {
        "edit": {
            name: getattr(found, name)
            for name in ("country", "calling", "language", "contact_by", "pseudonym")
        },
        "level": {"level": found.level},
        "know": {"users": list(found.known_to.values_list("pk", flat=True))},
    }
    kept = {sealed.field for sealed in sealed_for(PARTY, found.uid)}
    context = {
        "party": found,
        "forms": forms_of(acts, told, initial),
        "told": told,
        "asked_level": changing_levels.open_level_request(found),
        "kept": [label for name, label in desk_forms.SEALED_FIELD_LABELS if name in kept],
        "alike": [] if found.is_removed else party_queries.matching_parties(found, by=by),
        "known_to": list(found.known_to.all()),
        "conflicts": list(found.conflicts.select_related("user")),
        "nominations": list(found.nominations.all()),
        "emergencies": list(found.emergencies.all()),
        "applications": list(found.applications.exclude(state="draft").select_related("call")),
        "grants": list(found.grants.all()),
        "looks": [
            (one, FIELD_LABELS.get(one.field, one.field))
            for one in queries.sealed_text_openings(found)
        ],
        "decisions": queries.decisions_on(PARTY, found.uid),
    }
    return render(request, "fund/parties/party.html", context, status=told.status)
