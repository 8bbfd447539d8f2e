"""One party at the desk, with everything done about it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.fund.access.rules import WORK
from vigil.fund.models import Party
from vigil.fund.overview import queries
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
from vigil.fund.voices import queries as voices
from vigil.fund.word_keys import queries as word_keys
from vigil.fund.word_keys.desk_acts import LOST_KEY_ACTS
from vigil.fund.word_keys.verbs import losing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Confirmation, User
from vigil.trust.protection.verbs import loosens
from vigil.trust.vault.verbs.sealing import sealed_for

FIELD_LABELS = dict(desk_forms.SEALED_FIELD_LABELS)


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def party(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a party with its sealed text closed, and do what is asked about it."""
    found: Party = found_or_404(party_queries.visible_to(person(request)), uid=uid)
    acts = {} if found.is_removed else ACTS
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, acts, show=show, back=reverse("desk_fund:party", args=[uid]))


def _open_field(party: Party, data: Data, by: User) -> dict[str, str]:
    text = registering.open_field(party, data["field"], by=by, why=data["why"])
    return {"label": str(FIELD_LABELS[data["field"]]), "text": text}


def _edit(party: Party, data: Data, by: User) -> None:
    """Change what was filled in; a sealed value that was left empty stays as it is."""
    values = {k: v for k, v in data.items() if k not in FIELD_LABELS or v.strip()}
    registering.edit(party, by=by, **values)


def _say_conflict(party: Party, data: Data, by: User) -> str | None:
    who_may_know.say_conflict(party, data["user"], by=by, why=data["why"])
    return reverse("desk_fund:parties") if data["user"] == by else None


@transaction.atomic  # where no address is known, the older link stays
def _make_link(party: Party, _data: Data, by: User) -> dict[str, str]:
    return {"link": letters.own_page(party, own_page_links.new_link(party, by=by))}


def _answer_level(party: Party, data: Data, by: User) -> Confirmation | None:
    asked = changing_levels.open_level_request(party)
    if asked is None:
        raise NotPossible(gettext("This was answered already, or taken back."))
    if data["answer"] == "yes":
        return changing_levels.ask_to_grant(asked, by=by, why=data["why"])
    changing_levels.refuse_level(asked, by=by)
    return None


def _set_level(party: Party, data: Data, by: User) -> Confirmation | None:
    if loosens(data["level"], party.level):
        return changing_levels.ask_to_show_more(party, data["level"], by=by, why=data["why"])
    registering.set_level(party, data["level"], by=by, why=data["why"])
    return None


def _columns(party: Party) -> dict[str, Any]:
    names = ("country", "calling", "language", "contact_by", "pseudonym")
    return {name: getattr(party, name) for name in names}


ACTS: Final[Mapping[str, Act[Party]]] = {
    "open": Act(form=desk_forms.OpenFieldForm, verb=_open_field),
    "answer_level": Act(form=desk_forms.AnswerLevelForm, verb=_answer_level, done=_("Answered.")),
    "edit": Act(form=desk_forms.EditPartyForm, verb=_edit, done=_("Kept."), initial=_columns),
    "level": Act(
        form=desk_forms.LevelForm,
        verb=_set_level,
        done=_("The level is set."),
        initial=lambda party: {"level": party.level},
    ),
    "know": Act(
        form=desk_forms.WhoMayKnowForm,
        verb=lambda party, data, by: who_may_know.let_know(party, data["users"], by=by),
        done=_("Kept."),
        initial=lambda party: {"users": list(party.known_to.values_list("pk", flat=True))},
    ),
    "conflict": Act(
        form=desk_forms.ConflictForm,
        verb=_say_conflict,
        done=_("Noted. They see nothing of it any more."),
    ),
    "new_link": Act(
        form=desk_forms.EmptyForm,
        verb=_make_link,
        done=_("An older link does not open it any more."),
    ),
    "end_link": Act(
        form=desk_forms.EmptyForm,
        verb=lambda party, _data, by: own_page_links.end_link(party, by=by),
        done=_("The link is dead."),
    ),
    **LOST_KEY_ACTS,
    "remove": Act(
        form=desk_forms.ConfirmForm,
        verb=lambda party, data, by: removing.remove(party, by=by, why=data["why"]),
        done=_("Removed: the key is destroyed. Totals stay."),
    ),
}
"""What an officer does with a party."""


def _show(
    request: HttpRequest, found: Party, acts: Mapping[str, Act[Party]], screen: ScreenState
) -> HttpResponseBase:
    by = person(request)
    found = Party.objects.get(pk=found.pk)
    kept = {sealed.field for sealed in sealed_for(PARTY, found.uid)}
    context = {
        "party": found,
        "forms": forms_of(acts, found, by, screen),
        "screen": screen,
        "asked_level": changing_levels.open_level_request(found),
        "kept": [label for name, label in desk_forms.SEALED_FIELD_LABELS if name in kept],
        "alike": [] if found.is_removed else party_queries.matching_parties(found, by=by),
        "known_to": list(found.known_to.all()),
        "conflicts": list(found.conflicts.select_related("user")),
        "nominations": list(found.nominations.all()),
        "emergencies": list(found.emergencies.all()),
        "applications": list(found.applications.exclude(state="draft").select_related("call")),
        "grants": list(found.grants.all()),
        "loss": losing.open_loss(found),
        "key": word_keys.key_of(found),
        "voices": list(voices.voices_of(found, by)),
        "looks": [
            (one, FIELD_LABELS.get(one.field, one.field))
            for one in queries.sealed_text_openings(found)
        ],
        "decisions": queries.decisions_on(PARTY, found.uid),
    }
    return render(request, "fund/parties/party.html", context, status=screen.status)
