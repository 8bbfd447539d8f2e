"""The forms of the desk for the stream of a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.form_fields import BY_NAME, LanguageTagsField
from vigil.programme.models import Stream, StreamAddress
from vigil.programme.streams.addresses import LONGEST_TEXT
from vigil.programme.streams.sign_languages import SIGN_LANGUAGES

Purpose = StreamAddress.Purpose


def address_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for whatever a host has of a stream: an address, an embed code."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"},
        ),
        **kwargs,
    )


class StreamForm(forms.Form):
    """Where a session is streamed, and to whom."""

    mode = forms.ChoiceField(
        label=_("Whose gate"), choices=Stream.Mode.choices, widget=forms.RadioSelect
    )
    address = address_field(
        _("Address of the stream"),
        required=False,
        help_text=_(
            "Paste the page of the stream, its embed code, an HLS playlist or the link to a "
            "meeting: YouTube, Vimeo, PeerTube, Owncast, Zoom, Teams, Webex, Jitsi, BigBlueButton. "
            "It is kept encrypted. Left empty, the one that is kept stays."
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


class AddressForm(forms.Form):
    """One more address of a stream."""

    purpose = forms.ChoiceField(
        label=_("What it is for"),
        choices=[(one.value, one.label) for one in Purpose if one != Purpose.MAIN],
        widget=forms.RadioSelect,
        initial=Purpose.LANGUAGE,
    )
    language = LanguageTagsField(
        label=_("Language that is heard or written there"),
        required=False,
        max_length=60,
        help_text=_("By name or tag: French, pt-BR. A fallback and sign language need none."),
    )
    sign_language = forms.ChoiceField(
        label=_("Which sign language"),
        required=False,
        choices=[("", _("another one, or not known")), *SIGN_LANGUAGES.items()],
    )
    address = address_field(
        _("Address"),
        help_text=_(
            "Live captions: the page that shows them, such as one of StreamText. It opens in a new "
            "tab. Everything else: as for the stream."
        ),
    )

    def clean_language(self) -> str:
        """Return the tag of the one language."""
        tags: list[str] = self.cleaned_data["language"]
        if len(tags) > 1:
            raise forms.ValidationError(gettext("Name one language. Add an address for each."))
        return tags[0] if tags else ""

    def clean(self) -> dict[str, Any]:
        """Return one language: that of the words, or the sign language."""
        said = super().clean() or self.cleaned_data
        signed = said.pop("sign_language", "")
        if said.get("purpose") == Purpose.SIGN:
            said["language"] = signed
        return said


class RowForm(forms.Form):
    """Which address it is about."""

    row = forms.IntegerField(widget=forms.HiddenInput)
