"""Forms of a quiet stop."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Hold
from vigil.fund.parties.forms.desk import DeskForm, ReasonForm, long_text


class HoldForm(DeskForm):
    """What was noticed."""

    sign = forms.ChoiceField(label=_("What you noticed"), choices=Hold.Sign.choices)
    why = long_text(_("Describe it (kept encrypted)"))


class LiftForm(DeskForm):
    """Why a stop can end."""

    why = long_text(_("Why it can end (kept encrypted)"))


class OpenReasonForm(ReasonForm):
    """Which reason to open, and why."""

    field = forms.ChoiceField(
        label=_("What to open"),
        choices=[("why", _("Why it was set")), ("lift", _("Why it can end"))],
    )
    field_order = ("field", "why")
