"""Forms about agreements on the page of a grant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.grants.forms.acts import GrantForm, day_field, sealed_text_field
from vigil.fund.models import Agreement


class OfferForm(GrantForm):
    """The text of an agreement."""

    text = sealed_text_field(_("What is agreed, as the grantee reads it"), 14)


class RecordForm(GrantForm):
    """How the grantee accepted, with the document."""

    how = forms.ChoiceField(
        label=_("How they accepted"),
        choices=[one for one in Agreement.How.choices if one[0] != "own_page"],
    )
    on = day_field(_("On which day"))
    file = forms.FileField(label=_("The signed page, or what they said, written down"))
