"""Forms of the desk for events, their state and partners, and for what sessions cite."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices
from vigil.programme.contributors.member_search import MemberChoice, MemberSearchForm
from vigil.programme.events.form_fields import (
    FoldingForm,
    ZoneField,
    day_field,
    day_sent,
    own_name,
    public_reason_field,
    slug_field,
    zone_field,
)
from vigil.programme.events.models.event import State
from vigil.programme.models import Citation, Event, Partner, Session
from vigil.programme.time_zones.zone_names import zones_of_country

MOST_LETTERS: Final = 200
"""Of the name of an organisation."""
_NOTES: Final = ("format_note", "stream_note", "recording_note")
_ADDRESS: Final = _("Small letters, digits and hyphens. Leave it empty to use city and year.")


class EventForm(FoldingForm, forms.ModelForm):
    """What an event says of itself."""

    rare: ClassVar[tuple[str, ...]] = (
        "audience_zone",
        "host_programme",
        "search_term",
        *_NOTES,
        "takes_messages",
    )

    zone = zone_field(_("Time zone where it is held"))
    audience_zone = zone_field(_("Time zone of most of its audience"), required=False)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Event
        fields = (
            "title",
            "summary",
            "starts_on",
            "ends_on",
            "city",
            "country",
            "zone",
            "audience_zone",
            "host_programme",
            "search_term",
            "format_note",
            "stream_note",
            "recording_note",
            "takes_messages",
        )
        widgets: ClassVar = {"summary": forms.Textarea(attrs={"rows": 5, "dir": "auto"})}
        help_texts: ClassVar = {
            "host_programme": _(
                "What the official programme is called in which it stands, as: Ancillary meetings "
                "of the 14th Congress."
            ),
            "search_term": _("What people type there to find it."),
            "format_note": _("How it is held, in a sentence: on site, online, recorded before."),
            "stream_note": _("Who may watch the streams, and where."),
            "recording_note": _("Whether there will be recordings, and for whom."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the countries in the language of the screen. They decide which zone is meant."""
        super().__init__(*args, **kwargs)
        country, zone = self.fields["country"], self.fields["zone"]
        assert isinstance(country, forms.ChoiceField)
        assert isinstance(zone, ZoneField)
        country.choices = [("", ""), *country_choices()]
        zone.near = zone.country = zones_of_country(
            str(self.data.get(self.add_prefix("country"), ""))
        )
        zone.when = day_sent(self, "starts_on")


class NewEventForm(EventForm):
    """An event that is not there yet."""

    rare = (*EventForm.rare, "slug")
    slug = slug_field(_ADDRESS)
    organisers = forms.CharField(
        label=_("Organisers"),
        required=False,
        initial=own_name,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Organisations by name, one a line. No people."),
    )
    field_order = ("title", "summary", "starts_on", "ends_on", "city", "country", "zone")

    def clean_organisers(self) -> list[str]:
        """Return one name a line."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["organisers"].splitlines())
        names = [line for line in dict.fromkeys(lines) if line]
        if any(len(name) > MOST_LETTERS for name in names):
            raise forms.ValidationError(_("Use at most %(n)d characters.") % {"n": MOST_LETTERS})
        return names


class CopyEventForm(forms.Form):
    """The copy of an event: how it is called, and when it begins."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("Titles in other languages are copied too, with the new year. Check them."),
    )
    starts_on = day_field(_("First day"))
    people = forms.BooleanField(
        label=_("Copy who takes part, too"),
        required=False,
        help_text=_(
            "Nobody’s agreement is copied, nor where a name was announced: who is to be named is "
            "asked again."
        ),
    )
    slug = slug_field(_ADDRESS)


class PublishForm(forms.Form):
    """Which draft sessions of an event are published, with the event if it is a draft."""

    sessions = forms.ModelMultipleChoiceField(queryset=Session.objects.none(), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Offer the drafts of this event."""
        super().__init__(*args, **kwargs)
        sessions = self.fields["sessions"]
        assert isinstance(sessions, forms.ModelMultipleChoiceField)
        sessions.queryset = event.sessions.filter(state=State.DRAFT)


class StateForm(forms.Form):
    """Why an event or a session is published, unpublished, cancelled or restored."""

    why = public_reason_field()


class PartnerForm(MemberSearchForm, forms.ModelForm):
    """An organiser or a partner of an event, or of one session."""

    member = MemberChoice(label=_("Member"), required=False)
    name = forms.CharField(label=_("Or an organisation by name"), max_length=200, required=False)
    session = forms.ModelChoiceField(
        label=_("Of one session only"), queryset=Session.objects.none(), required=False
    )

    class Meta:
        model = Partner
        fields = ("role", "member", "name", "session")
        labels: ClassVar = {"role": _("As what")}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Offer the sessions of this event."""
        super().__init__(*args, **kwargs)
        session = self.fields["session"]
        assert isinstance(session, forms.ModelChoiceField)
        session.queryset = Session.objects.filter(event=event)


class CitationForm(forms.Form):
    """Something in the house that a session is about."""

    kind = forms.ChoiceField(label=_("What"), choices=Citation.Kind.choices)
    key = forms.CharField(label=_("Number of a case, or address of something else"), max_length=200)
    label = forms.CharField(
        label=_("How it is called (no case needs this; no names)"), max_length=300, required=False
    )
