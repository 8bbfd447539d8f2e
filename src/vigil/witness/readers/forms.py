"""Forms of the screen of readers at the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses
from vigil.witness.readers.kinds import DraftKind
from vigil.witness.readers.relative_fields import relative_fields
from vigil.witness.readers.verbs.answering import LONGEST
from vigil.witness.readers.verbs.reading import CLOSE_ONES


class LinkForm(forms.Form):
    """For whom a link is, what it asks, and where it goes."""

    held_by = forms.ChoiceField(
        label=gettext_lazy("Who gets the link"),
        choices=[
            (value, gettext_lazy("an organisation or an outside reviewer"))
            if value == Consent.Relation.ORGANISATION
            else (value, label)
            for value, label in Consent.Relation.choices
        ],
        initial=Consent.Relation.FAMILY,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the page and the letter"), choices=settings.LANGUAGES
    )
    address = forms.EmailField(
        label=gettext_lazy("Email address"),
        required=False,
        help_text=gettext_lazy("Leave it empty to see the link here and hand it over yourself."),
    )

    def __init__(self, *args: Any, kind: DraftKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= relative_fields()
        if kind.uses:
            self.fields["uses"] = forms.MultipleChoiceField(
                label=gettext_lazy("Ask whether they agree"),
                required=False,
                choices=[(use, consent_uses()[use]) for use in kind.uses],
                widget=forms.CheckboxSelectMultiple,
                initial=list(kind.uses),
                help_text=gettext_lazy("An organisation or an outside reviewer is not asked."),
            )
        self.order_fields(["held_by", "relative", "own", "uses", "language", "address"])

    def clean(self) -> dict[str, Any]:
        """Ask nobody for consent who cannot give it on a link."""
        data = super().clean() or self.cleaned_data
        if data.get("held_by") not in CLOSE_ONES:
            data["uses"] = []
        return data


class OnLinkForm(forms.Form):
    """One link of the screen."""

    link = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(OnLinkForm):
    """Where a link goes; empty: where it went before."""

    address = forms.EmailField(label=gettext_lazy("Email address"), required=False)


class OnNoteForm(forms.Form):
    """One correction of the screen."""

    note = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(OnNoteForm):
    """An answer to a correction, which its reader sees on the link."""

    answer = forms.CharField(
        label=gettext_lazy("Answer, which they read on their link"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
