"""Form fields of recordings: a moment as people write it (5:07, 1:02:03); one language."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.programme.events.form_fields import LanguageTagsField
from vigil.programme.recordings.timecodes import format_timecode, parse_timecode
from vigil.trust.access.errors import NotPossible


class LanguageField(LanguageTagsField):
    """One language, by name or tag. Its value is the tag."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": gettext_lazy("Language"),
                "max_length": 60,
                "widget": forms.TextInput,
                "help_text": gettext_lazy("Its name or tag: Spanish, español, pt-BR."),
                **kwargs,
            }
        )

    def to_python(self, value: Any) -> Any:
        """Return the tag. Raises ValidationError (no language, or several)."""
        tags = super().to_python(value)
        if len(tags) > 1:
            raise forms.ValidationError(_("Enter one language."))
        return tags[0] if tags else ""


class TimecodeField(forms.CharField):
    """A moment of a recording: 5:07, or 1:02:03."""

    def to_python(self, value: Any) -> Any:
        """Return seconds."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_timecode(text)
        except NotPossible as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """Write seconds as people read them."""
        return format_timecode(value) if isinstance(value, int) else value
