"""What officers do on the page of a party that lost its key."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.act import Act, Data
from vigil.fund.models import KeyLoss, Party
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.word_keys.forms import GrantKeyForm, LostKeyForm
from vigil.fund.word_keys.typed_keys import NewKey
from vigil.fund.word_keys.verbs import losing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.outbox.site_address import site_address


def _asked(party: Party) -> KeyLoss:
    row = losing.open_loss(party)
    if row is None:
        raise NotPossible(gettext("No new key is asked for."))
    return row


def _open(party: Party, data: Data, by: User) -> dict[str, str]:
    text = losing.open_how(_asked(party), by=by, why=data["why"])
    return {"label": gettext("How we know that it is them"), "text": text}


def _grant(party: Party, data: Data, by: User) -> HttpResponse | None:
    slip = losing.grant_new_key(_asked(party), data["way"], by=by)
    return None if slip is None else _page_of_slip(party, slip)


def _page_of_slip(party: Party, slip: NewKey) -> HttpResponse:
    """Return the page to be printed. It names nobody, and nothing but the address."""
    with override(party.language):
        address = f"{site_address()}{reverse('fund:key')}"
    context = {
        "slip": slip,
        "address": address,
        "addressee": party.language.partition("-")[0],
        "back": reverse("desk_fund:party", args=[party.uid]),
    }
    return HttpResponse(render_to_string("fund/word_keys/slip.html", context))


LOST_KEY_ACTS: Final[Mapping[str, Act[Party]]] = {
    "lost_key": Act(
        form=LostKeyForm,
        verb=lambda party, data, by: losing.ask_for_new_key(party, data["how"], by=by),
        done=_("The request is saved. A second officer must grant it."),
    ),
    "open_key_loss": Act(form=ReasonForm, verb=_open),
    "grant_key": Act(
        form=GrantKeyForm,
        verb=_grant,
        done=_("Granted. The old key has ended. The letter waits for release."),
        recent=True,
    ),
    "refuse_key": Act(
        form=EmptyForm,
        verb=lambda party, _data, by: losing.refuse_new_key(_asked(party), by=by),
        done=_("Refused. The old key still opens the page."),
    ),
}
