"""Forms of the desk about what grantees sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Message
from vigil.fund.parties.forms.desk import DeskForm, ReasonForm, long_text


class RowForm(DeskForm):
    """A form about one of the things on the page."""

    of = forms.CharField(widget=forms.HiddenInput, max_length=32)


class OpenMessageForm(ReasonForm):
    """One message of the thread, and why it is opened."""

    of = forms.ChoiceField(label=_("Which message"))
    field_order = ("of", "why")

    def __init__(self, *args: Any, thread: list[Message], **kwargs: Any) -> None:
        """Offer the messages of this thread."""
        super().__init__(*args, **kwargs)
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        theirs, ours = _("from them"), _("from us")
        field.choices = [
            (one.uid, f"{one.at:%Y-%m-%d %H:%M} UTC, {ours if one.by_id else theirs}")
            for one in thread
        ]


class OpenFileForm(ReasonForm):
    """A file that came with a message or incident."""

    of = forms.CharField(widget=forms.HiddenInput, max_length=32)


class WriteForm(DeskForm):
    """A message to the party."""

    text = long_text(
        _("Message"),
        help_text=_("They read it on their own page. No letter contains it."),
    )


class GrantExtensionForm(RowForm):
    """More time is granted."""

    why = long_text(_("Why (kept encrypted)"))
    answer = long_text(_("What they read (if you want to add something)"), required=False)


class RefuseExtensionForm(RowForm):
    """More time is refused, with words."""

    answer = long_text(_("What they read: why, and what they can do"))
