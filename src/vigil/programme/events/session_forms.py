"""The form of the desk for a session: all that it says of itself, and who takes part in it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.desk.screens.wall_time import WallTimeField
from vigil.programme.contributors.rows import ContributorRows, known_contributors
from vigil.programme.events.form_fields import (
    BY_NAME,
    FoldingForm,
    LanguageTagsField,
    ZoneField,
    as_typed,
    day_sent,
    public_reason_field,
    slug_field,
    zone_field,
)
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.copying import texts_to_copy
from vigil.programme.events.verbs.events import checked_slug
from vigil.programme.events.verbs.sessions import FIELDS, require_free_slug, require_sound
from vigil.programme.models import Event, Session
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible

MORE_ROWS: Final = 3
"""Empty rows for those who take part, where somebody asks for more of them."""
ANOTHER: Final = "another"
"""What the button says that saves, and opens an empty form."""
STALE: Final = _(
    "Somebody else saved this session after you opened it. What you typed is kept here. Compare it "
    "with the session in another tab, then save again to replace it."
)


class SessionForm(FoldingForm, forms.ModelForm):
    """A session with those who take part, new or to be changed."""

    starts = WallTimeField(label=_("Begins (by the clock of its zone)"))
    ends = WallTimeField(label=_("Ends"))
    zone = zone_field(_("Time zone"))
    room = forms.CharField(label=_("Room"), max_length=120, required=False)
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
    languages = LanguageTagsField(
        label=_("Languages spoken"), required=False, max_length=300, help_text=BY_NAME
    )
    interpretation = LanguageTagsField(
        label=_("Interpreted into"), required=False, max_length=300, help_text=BY_NAME
    )
    slug = slug_field(
        _("Small letters, digits and hyphens. Leave it empty to use the number. No names.")
    )
    why = public_reason_field()
    outside = forms.BooleanField(
        label=_("The session is outside the days of the event, and this is meant"), required=False
    )
    asks_outside = False
    """Whether the day is outside, and somebody has to say that it is meant."""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    rare = (
        "number",
        "search_term",
        "kind",
        "interpretation",
        "content_warning",
        "fold",
        "slug",
    )
    usual: ClassVar = {"kind": Session.Kind.LIVE}
    groups: ClassVar[Sequence[tuple[Any, tuple[str, ...]]]] = (
        (_("What it is"), ("title", "abstract")),
        (_("When and where"), ("starts", "ends", "zone", "room")),
        (_("Languages"), ("languages",)),
        (_("Registration"), ("registering", "capacity")),
    )

    class Meta:
        model = Session
        fields = (
            "title",
            "abstract",
            "registering",
            "capacity",
            "number",
            "search_term",
            "kind",
            "content_warning",
        )
        labels: ClassVar = {"registering": _("Who may register with us"), "kind": _("Form")}
        help_texts: ClassVar = {
            "number": _("As the host's programme counts it; empty while there is none."),
            "search_term": _("What people type in the host's programme to find it."),
            "capacity": _("How many have a place; empty: no limit."),
        }
        widgets: ClassVar = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "abstract": forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        }

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        event: Event,
        session: Session | None = None,
        added: Sequence[Mapping[str, Any]] = (),
        looks: bool = False,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Make the form of a session of `event`; of a new one where `session` is None.

        `added` are contributors that it begins with. `looks`: show what was sent, with more rows,
        and judge nothing.
        """
        self.event, self.session = event, session
        values = {**(initial_of(session) if session else initial_of_new(event)), **(initial or {})}
        super().__init__(
            None if looks else data,
            files,
            initial=values,
            instance=session or Session(event=event),
            **kwargs,
        )
        zone = self.fields["zone"]
        assert isinstance(zone, ZoneField)
        zone.near, zone.when = (event.zone,), day_sent(self, "starts")
        if session is not None:
            del self.fields["slug"], self.fields["then"]
        if session is None or session.state == State.DRAFT or event.state == State.DRAFT:
            del self.fields["why"]
        if looks:
            as_typed(self, data)
        self.people = ContributorRows(
            known_contributors(session) if session else (),
            data=data,
            added=added,
            auto_id=str(self.auto_id),
            blank=1 if session and not looks else MORE_ROWS,
            looks=looks,
        )

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields that stand open, by what they are about."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def is_valid(self) -> bool:
        """Check the form and all its rows, so that everything wrong is said at once."""
        own, people = super().is_valid(), self.people.is_valid()
        if own and people:
            self.cleaned_data["people"] = self.people.entries()
        return own and people

    def clean(self) -> dict[str, Any]:
        """Check what the verb checks, and that nobody else saved meanwhile."""
        data = self.cleaned_data
        if {"starts", "ends", "fold"} <= data.keys():
            # What is wrong with the zone is said at the zone: here that of the event does.
            zone = data.get("zone") or self.event.zone
            self._check_times(data["starts"], data["ends"], zone, data["fold"])
        if "title" in data and self._says_something_new(data):
            stated = Session(pk=self.session.pk if self.session else None, event=self.event)
            for name in (*FIELDS, "room"):
                setattr(stated, name, data.get(name, getattr(stated, name)))
            self._check(None, lambda: require_sound(stated))
        if "starts" in data:
            self._check_day(data["starts"], data.get("outside", False))
        data.pop("outside", None)
        if slug := data.get("slug"):
            self._check("slug", lambda: require_free_slug(self.event, checked_slug(slug)))
        self._check_seen(data.pop("seen", ""))
        return data

    def _says_something_new(self, data: Mapping[str, Any]) -> bool:
        """Return whether a text changes: what was said before is not judged anew."""
        said = {name: data[name] for name in (*FIELDS, "room") if name in data}
        row = self.session
        return row is None or any(getattr(row, name) != value for name, value in said.items())

    def _check(self, field: str | None, check: Callable[[], object]) -> None:
        try:
            check()
        except NotPossible as error:
            self.add_error(field, str(error))

    def _check_times(self, starts: datetime, ends: datetime, zone: str, fold: int | None) -> None:
        try:
            wall_times.instants(starts, ends, zone, fold)
        except wall_times.Ambiguous as error:
            self.add_error("fold", str(error))
        except wall_times.NoSuchTime as error:
            self.add_error("starts", str(error))
        except NotPossible as error:
            self.add_error("ends", str(error))

    def _check_day(self, starts: datetime, outside: bool) -> None:
        """Refuse a day on which the event is not held, unless somebody confirms that it is meant.

        A session that was on that day before stays there.
        """
        event, row = self.event, self.session
        kept = row is not None and wall_times.wall(row, "starts").date() == starts.date()
        if outside or kept or event.starts_on <= starts.date() <= event.ends_on:
            return
        first, last = (date_format(day, "DATE_FORMAT") for day in (event.starts_on, event.ends_on))
        days = (
            first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        )
        sentence = _(
            "The event is held on these days: %(days)s. Correct the day, or tick that it is meant."
        )
        self.add_error("starts", sentence % {"days": days})
        self.asks_outside = True

    def _check_seen(self, seen: str) -> None:
        if self.session is None or not seen:
            return
        now = self.session.changed_at.isoformat()
        if seen != now:
            self.add_error(None, STALE)
            if isinstance(self.data, QueryDict):
                data = self.data.copy()
                data[self.add_prefix("seen")] = now
                self.data = data

    def _post_clean(self) -> None:
        """Leave the row alone: the verb writes it."""


def initial_of(session: Session) -> dict[str, Any]:
    """Return what the form shows of a session beside the fields of its row."""
    return {
        "starts": wall_times.wall(session, "starts"),
        "ends": wall_times.wall(session, "ends"),
        "zone": session.zone,
        "fold": str(session.fold) if session.fold else "",
        "room": session.room,
        "languages": session.languages,
        "interpretation": session.interpretation,
        "seen": session.changed_at.isoformat(),
    }


def initial_of_new(event: Event) -> dict[str, Any]:
    """Return what the form of a new session begins with.

    It begins where the last one ends, and has its zone, length and languages.
    """
    last = event.sessions.order_by("-ends_at").first()
    if last is None:
        begins = _morning(event.starts_on)
        return {"zone": event.zone, "starts": begins, "ends": begins + timedelta(hours=1)}
    begins = wall_times.wall(last, "ends")
    return {
        "zone": last.zone,
        "starts": begins,
        "ends": begins + (last.ends_at - last.starts_at),
        "languages": last.languages,
        "interpretation": last.interpretation,
    }


def initial_of_copy(session: Session) -> dict[str, Any]:
    """Return what the form of a copy begins with."""
    kept = {name: value for name, value in initial_of(session).items() if name != "seen"}
    return {**kept, **texts_to_copy(session)}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9))
