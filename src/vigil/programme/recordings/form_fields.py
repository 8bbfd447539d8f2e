"""The form field for a moment or a length of a recording, as people write it: 5:07, 1:02:03."""

from typing import Any

from django import forms

from vigil.programme.recordings.timecodes import format_timecode, parse_timecode
from vigil.trust.access.errors import NotPossible


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
