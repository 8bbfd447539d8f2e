"""A form field for a day and a time that stand beside a time zone in the same form."""

from datetime import datetime
from typing import Any, Final

from django import forms

PICKER: Final = "%Y-%m-%dT%H:%M"
"""How browsers send, and want to be given, the value of an input of type `datetime-local`."""
TYPED: Final = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
"""What people type where the browser has no picker."""


class WallTimeField(forms.DateTimeField):
    """A wall time: what a clock in some place shows. Its value is a datetime without a zone.

    Django takes a typed time to be one of the server's zone. Here the place stands in another
    field of the form, so that the digits stay exactly as they were typed.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=PICKER)
        super().__init__(widget=widget, input_formats=[PICKER, *TYPED], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Return the digits as typed, without a zone. Raises ValidationError."""
        moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None
