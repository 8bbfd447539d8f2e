"""Forms on the people of an assessment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.desk.screens.labels import country_choices, sorting_key
from vigil.desk.screens.wall_time import WallTimeField
from vigil.outlook.assessments.people.queries import terms_of
from vigil.outlook.assessments.people.sheet_reading import MAX_BYTES
from vigil.outlook.assessments.people.verbs.calendar import CalendarPlan, RoundTimes
from vigil.outlook.consultations.code_lists import choices, region_choices
from vigil.outlook.consultations.forms import (
    PlacesField,
    PlainForm,
    date_field,
    long_text,
    set_choices,
    short_text,
)
from vigil.outlook.models import Assessment, Panel, Round, Seat, SecondReader
from vigil.trust.models import Role, User

ANY = ("", gettext_lazy("any"))


class PeopleSheetForm(PlainForm):
    """A sheet of people to enrol."""

    file = forms.FileField(
        label=gettext_lazy("Sheet of people (.xlsx or .csv)"),
        help_text=gettext_lazy(
            "Columns: name, email, language, region, countries, terms, affiliation, role, conflict "
            "countries, conflict terms. You first see what is in it. Nobody is written to yet."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters, where a row names none"),
        choices=settings.LANGUAGES,
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large. Split it, and upload the parts."))
        return file


class NetworkForm(PlainForm):
    """What somebody of the network should know."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    market = forms.ChoiceField(label=gettext_lazy("Market"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the codes in the language of the screen."""
        super().__init__(*args, **kwargs)
        _offer(self, "language", [ANY, *settings.LANGUAGES])
        _offer(self, "region", [ANY, *region_choices()])
        _offer(self, "country", [ANY, *country_choices()])
        _offer(self, "market", [ANY, *choices("markets")])


class EnrolForm(PlainForm):
    """A person of the network to seat in one region."""

    user = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True), widget=forms.HiddenInput
    )
    panel = forms.ModelChoiceField(
        label=gettext_lazy("Region"), queryset=Panel.objects.none(), to_field_name="uid"
    )
    places = PlacesField(
        label=gettext_lazy("Countries, separated by commas (empty: all of the region)"),
        countries=True,
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        """Offer the regions of the assessment."""
        super().__init__(*args, **kwargs)
        set_choices(self, "panel", assessment.panels.order_by("region"))
        self.fields["panel"].label_from_instance = lambda panel: panel.region  # type: ignore[attr-defined]


class SeatField(forms.ModelChoiceField):
    """A choice of seats, each labelled with the name and the region."""

    def label_from_instance(self, obj: Seat) -> str:
        """Return name and region."""
        return f"{obj.user} ({obj.panel.region})"


class SeatForm(PlainForm):
    """One of the seats that somebody may change."""

    seat = SeatField(
        label=gettext_lazy("Expert"), queryset=Seat.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, panels: Sequence[Panel], **kwargs: Any) -> None:
        """Offer the seats of these panels."""
        super().__init__(*args, **kwargs)
        rows = Seat.objects.filter(panel__in=panels, state__in=("invited", "seated"))
        rows = rows.select_related("user", "panel")
        set_choices(self, "seat", rows.order_by("user__display_name", "pk"))


class AddPlacesForm(SeatForm):
    """More countries for one expert."""

    places = PlacesField(label=gettext_lazy("Countries, separated by commas"), countries=True)


class ReplaceForm(SeatForm):
    """Who takes over from an expert."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"), queryset=User.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody with the role of an expert."""
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, grants__role=Role.PANEL_EXPERT).distinct()
        set_choices(self, "user", rows.order_by("display_name", "username"))


class ReaderField(forms.ModelChoiceField):
    """A choice of second readers, each labelled with the name and the region."""

    def label_from_instance(self, obj: SecondReader) -> str:
        """Return name and region."""
        return f"{obj.user} ({obj.panel.region})"


class ReaderForm(PlainForm):
    """A second reading to end."""

    reader = ReaderField(label=gettext_lazy("Second reader"), queryset=SecondReader.objects.none())

    def __init__(self, *args: Any, panels: Sequence[Panel], **kwargs: Any) -> None:
        """Offer those of these panels."""
        super().__init__(*args, **kwargs)
        rows = SecondReader.objects.filter(panel__in=panels).select_related("user", "panel")
        set_choices(self, "reader", rows)


class OwnConflictForm(PlainForm):
    """A conflict of interest: countries, terms, or both."""

    places = PlacesField(
        label=gettext_lazy("Countries, separated by commas (empty: all of them)"), countries=True
    )
    terms = forms.MultipleChoiceField(
        label=gettext_lazy("Terms (none ticked: all of them)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = long_text(
        gettext_lazy("What the conflict is. The director and the leads can open it."),
        rows=3,
        required=False,
        max_length=8000,
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        """Offer the terms of the assessment."""
        super().__init__(*args, **kwargs)
        _offer(self, "terms", terms_of(assessment))


class ConflictForm(OwnConflictForm):
    """A conflict that the director or a lead states for an expert."""

    user = forms.ModelChoiceField(label=gettext_lazy("Expert"), queryset=User.objects.none())
    field_order = ("user", "places", "terms", "words")

    def __init__(
        self, *args: Any, assessment: Assessment, panels: Sequence[Panel], **kwargs: Any
    ) -> None:
        """Offer the people of these panels."""
        super().__init__(*args, assessment=assessment, **kwargs)
        sits = Seat.objects.filter(panel__in=panels, state__in=("invited", "seated"))
        rows = User.objects.filter(pk__in=sits.values("user"))
        set_choices(self, "user", rows.order_by("display_name", "username"))


class CalendarForm(PlainForm):
    """How the rounds of all regions follow each other."""

    first = date_field(gettext_lazy("First day"))
    lengths = short_text(gettext_lazy("Days of each round, separated by commas (21, 14, 14)"))
    gap = forms.IntegerField(label=gettext_lazy("Days between two rounds"), min_value=0)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        """Ask for each region by how many days it begins later."""
        super().__init__(*args, **kwargs)
        self.panels = list(assessment.panels.order_by("region", "pk"))
        for panel in self.panels:
            self.fields[f"offset-{panel.pk}"] = forms.IntegerField(
                label=_("%(region)s begins so many days later") % {"region": panel.region},
                min_value=0,
                required=False,
            )

    def clean_lengths(self) -> list[int]:
        """Return the days of each round."""
        told = self.cleaned_data["lengths"].replace("،", ",").replace(";", ",").split(",")
        try:
            return [int(one) for one in told if one.strip()]
        except ValueError as error:
            raise forms.ValidationError(
                _("Write whole numbers, separated by commas, as 21, 14, 14.")
            ) from error

    def plan(self) -> CalendarPlan:
        """Return what was typed, for the verb."""
        said = self.cleaned_data
        offsets = {one.pk: said.get(f"offset-{one.pk}") or 0 for one in self.panels}
        return CalendarPlan(said["first"], said["lengths"], said["gap"], offsets)


class RegionCalendarForm(PlainForm):
    """The rounds of one region that are not over."""

    def __init__(self, *args: Any, panel: Panel, leads: bool, **kwargs: Any) -> None:
        """Ask for the times of each planned round; ask leads what happens by itself."""
        super().__init__(*args, **kwargs)
        self.rounds = list(panel.rounds.exclude(state=Round.State.CLOSED))
        zone = ZoneInfo(panel.zone)
        for row in self.rounds:
            planned = row.state == Round.State.PLANNED
            said = {"n": row.number, "kind": row.get_kind_display()}
            if planned:
                label = _("Round %(n)d (%(kind)s) opens") % said
                self._ask(f"opens-{row.number}", label, row.opens_at, zone)
                self._ask(f"closes-{row.number}", _("Its deadline"), row.closes_at, zone)
            if planned and leads:
                label = _("Open round %(n)d by itself when its day comes") % said
                self._tick(f"opens_itself-{row.number}", label, row.opens_itself)
            if leads:
                label = _("Close round %(n)d by itself after its deadline") % said
                self._tick(f"closes_itself-{row.number}", label, row.closes_itself)

    def times(self) -> dict[int, RoundTimes]:
        """Return what was typed, for the verb."""
        return {row.number: self._times(row.number) for row in self.rounds}

    def _times(self, number: int) -> RoundTimes:
        said: Mapping[str, Any] = self.cleaned_data
        return RoundTimes(
            said.get(f"opens-{number}"),
            said.get(f"closes-{number}"),
            bool(said.get(f"opens_itself-{number}")),
            bool(said.get(f"closes_itself-{number}")),
        )

    def _ask(self, name: str, label: str, moment: datetime, zone: ZoneInfo) -> None:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        self.fields[name] = WallTimeField(label=label, initial=wall)

    def _tick(self, name: str, label: str, initial: bool) -> None:
        self.fields[name] = forms.BooleanField(label=label, initial=initial, required=False)


def _offer(form: forms.Form, name: str, listed: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    listed = list(listed)
    first, rest = listed[:1], listed[1:]
    if first and first[0] != ANY:
        first, rest = [], listed
    field.choices = [*first, *sorted(rest, key=lambda one: sorting_key(str(one[1])))]
