"""Forms of the desk for events and sessions, their partners and what they cite."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.desk.screens.labels import country_choices
from vigil.desk.screens.wall_time import WallTimeField
from vigil.programme.contributors.member_search import MemberChoice, MemberSearchForm
from vigil.programme.events.form_fields import (
    BY_NAME,
    LanguageTagsField,
    day_field,
    public_reason_field,
    slug_field,
    zone_field,
)
from vigil.programme.models import Citation, Event, Partner, Session
from vigil.programme.time_zones import wall_times


class EventForm(forms.ModelForm):
    """What an event says of itself."""

    zone = zone_field(_("Time zone where it is held (such as Asia/Tokyo)"))
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
            "zone",
            "audience_zone",
            "city",
            "country",
            "host_programme",
            "search_term",
            "format_note",
            "stream_note",
            "recording_note",
            "takes_messages",
        )
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
        """List the countries in the language of the screen."""
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", ""), *country_choices()]


class NewEventForm(EventForm):
    """An event that is not there yet."""

    slug = slug_field()
    field_order = ("title", "slug")


class SessionForm(forms.ModelForm):
    """What a session says of itself."""

    languages = LanguageTagsField(label=_("Languages spoken"), required=False, help_text=BY_NAME)
    interpretation = LanguageTagsField(
        label=_("Interpreted into"), required=False, help_text=BY_NAME
    )

    class Meta:
        model = Session
        fields = (
            "title",
            "abstract",
            "number",
            "search_term",
            "kind",
            "languages",
            "interpretation",
            "content_warning",
            "registering",
            "capacity",
        )
        labels: ClassVar = {"registering": _("Who may register with us"), "kind": _("Form")}
        help_texts: ClassVar = {
            "number": _("As the host's programme counts it; empty while there is none."),
            "search_term": _("What people type in the host's programme to find it."),
            "capacity": _("How many have a place; empty: no limit."),
        }


class TimeAndPlaceForm(forms.Form):
    """When and where a session takes place."""

    starts = WallTimeField(label=_("Begins (by the clock of its zone)"))
    ends = WallTimeField(label=_("Ends"))
    zone = zone_field(_("Time zone"))
    fold = forms.TypedChoiceField(
        label=_("Where clocks show this time twice, because they are set back"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only in the one night of the year in which an hour comes twice."),
        choices=[
            ("", _("it is shown once")),
            ("0", pgettext_lazy("time", "the first")),
            ("1", pgettext_lazy("time", "the second")),
        ],
    )
    room = forms.CharField(label=_("Room"), max_length=120, required=False)

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        """Return what the form shows of a session."""
        return {
            "starts": wall_times.wall(session, "starts"),
            "ends": wall_times.wall(session, "ends"),
            "zone": session.zone,
            "fold": str(session.fold) if session.fold else "",
            "room": session.room,
        }


class MoveForm(TimeAndPlaceForm):
    """Another time or room, and why."""

    why = public_reason_field()


class NewSessionForm(TimeAndPlaceForm):
    """A session that is not there yet: its name, and when. The rest is edited afterwards."""

    title = forms.CharField(label=_("Title"), max_length=300)
    slug = slug_field()
    number = forms.IntegerField(
        label=_("Number in the host's programme"), min_value=0, required=False
    )
    field_order = ("title", "slug", "number")


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
