"""What a host does for contributors at the desk: agreements, groups, private links, corrections."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.act import Act, Data
from vigil.programme.contributors import forms
from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs import consenting, correcting, groups, linking
from vigil.programme.events.form_fields import no_colon
from vigil.programme.models import Correction
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.verbs import links as private_links


def _agree(whose: LinkedPart, data: Data, by: User) -> object:
    return consenting.agree(whose.part, person=whose.person, by=by, **data)


def _stop(whose: LinkedPart, data: Data, by: User) -> object:
    return consenting.stop_agreeing(whose.part, person=whose.person, by=by, **data)


def _make_link(whose: LinkedPart, data: Data, by: User) -> object:
    return _shown(whose, linking.make_link(whose, by=by, **data))


def _show_link(whose: LinkedPart, data: Data, by: User) -> object:
    link = _link_of(whose, data)
    return _shown(whose, linking.address_to_hand_over(link, by=by))


def _send_link(whose: LinkedPart, data: Data, by: User) -> object:
    return private_links.send_private_link(_link_of(whose, data), by=by)


def _revoke_link(whose: LinkedPart, data: Data, by: User) -> object:
    return private_links.revoke_private_link(_link_of(whose, data), by=by)


def _add_people(whose: LinkedPart, data: Data, by: User) -> object:
    return groups.add_group_people(whose.part, data["words"], by=by)


def _remove_person(whose: LinkedPart, data: Data, by: User) -> object:
    if whose.person is None:
        raise Http404
    return groups.remove_group_person(whose.person, by=by)


def _read(whose: LinkedPart, data: Data, by: User) -> object:
    correction = _correction_of(whose, data)
    return {"correction": correction.pk, "text": correcting.read_correction(correction, by=by)}


def _accept(whose: LinkedPart, data: Data, by: User) -> object:
    return correcting.accept_correction(_correction_of(whose, data), by=by)


def _refuse(whose: LinkedPart, data: Data, by: User) -> object:
    return correcting.refuse_correction(_correction_of(whose, data), by=by, why=data["why"])


def _shown(whose: LinkedPart, address: str) -> Mapping[str, Any] | None:
    """Return a link to be shown once, below whom it is for; None where a letter brings it."""
    return {"link": address, "of": (whose.person or whose.part).uid} if address else None


def _said_of_link(answer: object) -> str:
    return "" if isinstance(answer, dict) else str(_("The link is on its way by letter."))


def _link_of(whose: LinkedPart, data: Data) -> PrivateLink:
    kind, key = consenting.subject_of(whose.part, whose.person)
    rows = PrivateLink.objects.filter(subject_kind=kind, subject_key=key)
    return _or_404(rows, data["link"])


def _correction_of(whose: LinkedPart, data: Data) -> Correction:
    return _or_404(whose.part.corrections.all(), data["correction"])


def _or_404[T: Model](rows: QuerySet[T], pk: int) -> T:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


ACTS: Final[dict[str, Act[LinkedPart]]] = {
    "agree": Act(form=forms.ConsentForm, form_arguments=no_colon, verb=_agree, done=_("Recorded.")),
    "stop": Act(
        form=forms.EndConsentForm, form_arguments=no_colon, verb=_stop, done=_("Recorded.")
    ),
    "link": Act(form=forms.LinkForm, form_arguments=no_colon, verb=_make_link, done=_said_of_link),
    "show": Act(form=forms.LinkNumberForm, verb=_show_link),
    "send": Act(
        form=forms.LinkNumberForm, verb=_send_link, done=_("The link is on its way by letter.")
    ),
    "revoke": Act(
        form=forms.LinkNumberForm,
        verb=_revoke_link,
        done=_("The link is revoked. It opens nothing any more."),
    ),
    "people": Act(
        form=forms.GroupForm, form_arguments=no_colon, verb=_add_people, done=_("Added.")
    ),
    "remove": Act(form=Form, verb=_remove_person, done=_("Removed.")),
    "read": Act(form=forms.CorrectionForm, verb=_read),
    "accept": Act(form=forms.CorrectionForm, verb=_accept, done=_("The correction is accepted.")),
    "refuse": Act(
        form=forms.RefuseCorrectionForm,
        form_arguments=no_colon,
        verb=_refuse,
        done=_("Answered. They read it on their page."),
    ),
}
