"""The form by which an officer confirms an account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import AccountConfirmation
from vigil.fund.parties.forms.desk import DeskForm, long_text

CHANNELS = [one for one in AccountConfirmation.Channel.choices if one[0] != "own_page"]


class ConfirmAccountForm(DeskForm):
    """How the payee was asked, and what they said."""

    channel = forms.ChoiceField(label=_("How you asked the payee"), choices=CHANNELS)
    note = long_text(_("Whom you asked, and what they read back; sealed"))
