"""The forms of a member's own page: visibility, biography, portrait, leaving."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.files.limits import BYTES, MEGABYTE
from vigil.network.models import Listing
from vigil.network.profiles import labels
from vigil.network.profiles.choices import language_choices
from vigil.network.profiles.fields import FIELDS, Audience


class VisibilityForm(forms.Form):
    """How a member is listed, and who sees which field."""

    listing = forms.ChoiceField(
        label=_("In the directory, you are listed"),
        choices=[
            (Listing.NAME, _("under your name")),
            (Listing.PSEUDONYM, _("under another name")),
            (Listing.UNLISTED, _("not listed")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        offered = [(audience.slug, audience.label) for audience in reversed(Audience)]
        for name, label in FIELDS.items():
            self.fields[f"seen-{name}"] = forms.ChoiceField(
                label=capfirst(str(label)), choices=offered
            )
        # A name is never read by nobody: whoever could not read it could not write to a member.
        narrow = (Audience.NOBODY.slug, _("only people who manage the network"))
        self.fields["seen-name"].choices = [*offered[:-1], narrow]  # type: ignore[attr-defined]

    def audiences(self) -> dict[str, Audience]:
        """Return who may see which field, once the form is valid."""
        return {name: Audience[self.cleaned_data[f"seen-{name}"].upper()] for name in FIELDS}

    @property
    def seen(self) -> list[tuple[str, forms.BoundField]]:
        """The inputs of all fields but the name, each with the name of its field."""
        return [(name, self[f"seen-{name}"]) for name in FIELDS if name != "name"]

    @property
    def seen_name(self) -> forms.BoundField:
        """The input for who sees the name."""
        return self["seen-name"]


class BiographyForm(forms.Form):
    """A biography in one language; empty removes it."""

    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(
        label=_("Biography"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Up to 4,000 characters. Leave it empty to remove it."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        offered = language_choices()
        here = (initial or {}).get("language") or (data or {}).get("language", "")
        if here and here not in dict(offered):
            offered = [(here, labels.tag_name(here)), *offered]
        field.choices = offered


class PortraitForm(forms.Form):
    """A picture."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP, GIF or TIFF, up to %(megabytes)d MB. It is rebuilt here: place, time "
            "and camera are removed from it."
        )
        % {"megabytes": BYTES // MEGABYTE},
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class LeaveForm(forms.Form):
    """The confirmation of a member who leaves."""

    sure = forms.BooleanField(label=_("Delete all my data. I know that this cannot be undone."))


def first_language() -> str:
    """Return the language of the page, if a biography can be written in it."""
    return (get_language() or "en").partition("-")[0]
