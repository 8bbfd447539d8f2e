"""The forms by which a case is given to somebody, put off, or talked about."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.triage.queries import recorders
from vigil.casefile.triage.verbs import LONGEST_NOTE
from vigil.trust.models import User

A_WEEK = timedelta(days=7)


class AssignForm(forms.Form):
    """Who looks after a case; nobody where it stays empty."""

    to = forms.ModelChoiceField(
        label=_("Who looks after it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = recorders()


class HandOverForm(forms.Form):
    """Who takes a case that is one's own, what to tell them, and whether the draft goes along."""

    to = forms.ModelChoiceField(
        label=_("Who takes it"), queryset=User.objects.none(), empty_label=_("choose somebody")
    )
    note = forms.CharField(
        label=_("Note to them (you need not say why)"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    with_draft = forms.BooleanField(
        label=_("Pass on what I have coded so far. I cannot code this case a second time then."),
        required=False,
    )

    def __init__(self, *args: Any, drafted: bool, by: User, **kwargs: Any) -> None:
        """Offer everybody but oneself; the draft only where there is one."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = recorders().exclude(pk=by.pk)
        if not drafted:
            del self.fields["with_draft"]


def in_a_week() -> str:
    """Return the day on which a case comes back if nobody chooses another."""
    return (timezone.localdate() + A_WEEK).isoformat()


class PutOffForm(forms.Form):
    """Until when a candidate is out of the queue; empty: it is back now."""

    until = forms.DateField(
        label=_("Put off until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(label=_("Note (may stay empty)"), max_length=2000, required=False)


class NoteForm(forms.Form):
    """A note to colleagues."""

    text = forms.CharField(
        label=_("Note to colleagues (write @ and a name to call somebody)"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class SavedViewForm(forms.Form):
    """The name under which the filters of the queue are kept."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
