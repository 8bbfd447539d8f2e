"""The form of the desk for the stream of a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.form_fields import BY_NAME, LanguageTagsField
from vigil.programme.models import Stream


class StreamForm(forms.Form):
    """Where a session is streamed, and to whom."""

    mode = forms.ChoiceField(
        label=_("Whose gate"), choices=Stream.Mode.choices, widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label=_("What the address leads to"), choices=Stream.Form.choices, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("Address of the stream"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "url"}),
        help_text=_(
            "Of the provider's player for embedding, or of the HLS playlist. It is kept encrypted "
            "and not shown here. Left empty, the one that is kept stays."
        ),
    )
    opens_before = forms.IntegerField(label=_("Minutes open before"), min_value=0, initial=15)
    closes_after = forms.IntegerField(label=_("Minutes open after"), min_value=0, initial=30)
    captions = LanguageTagsField(
        label=_("Languages of captions"), required=False, max_length=300, help_text=BY_NAME
    )
    audio_languages = LanguageTagsField(
        label=_("Languages that can be heard"),
        required=False,
        max_length=300,
        help_text=BY_NAME,
    )
    who = forms.CharField(
        label=_("If the host streams: who may watch, and where"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
