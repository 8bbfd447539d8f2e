"""Forms to register for sessions, and for hosts to refuse and to import codes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.words import Wording, words_of_sessions
from vigil.programme.models import EventRegistration, Session
from vigil.programme.registrations.verbs.common import LONGEST_NAME, LONGEST_NEEDS, places_left
from vigil.programme.registrations.verbs.host_codes import LONGEST as LONGEST_CODE
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.programme.time_zones.wall_times import Span, span_of
from vigil.trust.organisation.queries import organisation

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, without the brackets."""


@dataclass(frozen=True)
class SessionChoice:
    """A session that somebody can choose in a form, with the field for its code."""

    session: Session
    title: Wording
    span: Span
    chosen: bool
    full: bool
    code: forms.BoundField | None = None

    @property
    def by(self) -> str:
        """Who may register for it."""
        return self.session.registering


class SessionsForm(forms.Form):
    """Which sessions somebody chooses, and what they need. Of one session nothing is asked."""

    language = forms.ChoiceField(label=_("Language of our letters"), required=False)
    zone = forms.ChoiceField(label=_("Your time zone, for our letters"), required=False)
    needs = forms.CharField(
        label=_("What you need to take part (may stay empty)"),
        required=False,
        max_length=LONGEST_NEEDS,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For example sign language, or a way in without steps. It is kept encrypted."),
    )

    needs_a_session = True
    """Whether nothing is sent without a session."""

    def __init__(
        self,
        offered: Sequence[Session],
        reader: ReaderZone,
        data: Mapping[str, Any] | None = None,
        *,
        chosen: Collection[Session] = (),
        **settled: Any,
    ) -> None:
        super().__init__(data, label_suffix="", **settled)
        self.offered, self.reader = list(offered), reader
        self.alone = len(self.offered) == 1 and self.needs_a_session
        self._chosen = {one.pk for one in chosen}
        for session in self.offered:
            if session.registering == Session.Registering.CODES:
                self.fields[self._code_of(session)] = _code_field(required=self.alone)
        _choices(self, "zone").choices = [("", _("that of the session")), *_grouped(reader)]
        _choices(self, "language").choices = [
            (code, get_language_info(code)["name_local"].capitalize())
            for code in organisation().languages
        ]

    def choices(self) -> list[SessionChoice]:
        """Return the sessions to choose from, by time, as they were ticked."""
        words = words_of_sessions(self.offered)
        return [
            SessionChoice(
                session,
                words[session.pk].title,
                span_of(session, self.reader.zone if self.reader.asked else ""),
                session.pk in (self._ticked() if self.is_bound else self._chosen),
                places_left(session) == 0,
                self[name] if (name := self._code_of(session)) in self.fields else None,
            )
            for session in self.offered
        ]

    def clean(self) -> dict[str, Any]:
        """Check that a session was chosen, and has the code that it needs."""
        data = super().clean() or {}
        ticked = self._ticked()
        data["sessions"] = [one for one in self.offered if one.pk in ticked]
        if self.needs_a_session and not ticked:
            self.add_error(None, _("Choose at least one session."))
        data["codes"] = {}
        for session in self.offered:
            if (name := self._code_of(session)) not in self.fields:
                continue
            code = data.pop(name, "")
            if session.pk in ticked:
                data["codes"][session.pk] = code
                if not code and name not in self.errors:
                    self.add_error(name, _("Write the code from the host for this session."))
        return data

    def refuse_code(self, session: Session, why: str) -> None:
        """Say at its field that the code of a session is wrong."""
        self.add_error(self._code_of(session), why)

    def _ticked(self) -> set[int]:
        if self.alone:
            return {self.offered[0].pk}
        sent = self.data.getlist("sessions") if hasattr(self.data, "getlist") else []
        return {one.pk for one in self.offered if str(one.pk) in sent}

    def _code_of(self, session: Session) -> str:
        return "code" if self.alone else f"code-{session.pk}"


class RegisterForm(SessionsForm):
    """Where to write to, and what else somebody wants to say."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("Your link comes to this address. It is kept encrypted."),
    )
    name = forms.CharField(
        label=_("Name (may stay empty)"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        help_text=_("For the list at the door. It is kept encrypted."),
    )
    follow_up = forms.BooleanField(
        label=_("You may write to me once about this session after it is over."), required=False
    )
    letters = forms.CharField(required=False, widget=forms.HiddenInput)
    """What the page promised of the envelopes of letters."""
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    """A trap: people do not see it, programs fill it in."""

    def __init__(
        self,
        offered: Sequence[Session],
        reader: ReaderZone,
        data: Mapping[str, Any] | None = None,
        *,
        chosen: Collection[Session] = (),
    ) -> None:
        super().__init__(offered, reader, data, chosen=chosen)
        zone = _choices(self, "zone")
        known = [zone for _area, group in reader.choices() for zone, _city in group]
        zone.initial = reader.zone if reader.zone in known else ""
        self.fields["language"].initial = get_language()
        self.fields["letters"].initial = self.offered[0].event.letters
        if not self.alone:
            self.fields["follow_up"].label = _(
                "You may write to me once about these sessions after they are over."
            )
        self.fields["website"].widget.attrs |= {
            "tabindex": "-1",
            "aria-hidden": "true",
            "autocomplete": "off",
        }

    @property
    def trapped(self) -> bool:
        """Whether a program filled the form in."""
        return bool(self.cleaned_data.get("website"))


class ChangeForm(SessionsForm):
    """What somebody changes of their registration. `offered`: sessions that they can add."""

    forget_needs = forms.BooleanField(label=_("Remove what I wrote before"), required=False)
    needs_a_session = False

    def __init__(
        self,
        person: EventRegistration,
        offered: Sequence[Session],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        reader = ReaderZone(person.zone or person.event.zone, asked=bool(person.zone))
        settled = {"language": person.language, "zone": person.zone}
        super().__init__(offered, reader, data, initial=settled)


class RefuseForm(forms.Form):
    """What the letter to somebody who is refused says."""

    told = forms.CharField(
        label=_("What the letter says besides (may stay empty)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class CodesForm(forms.Form):
    """A host's list of codes."""

    codes = forms.CharField(
        label=_("Codes, one a line"),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "autocomplete": "off"}),
        help_text=_("Only digests are kept: the codes cannot be shown again."),
    )


def _code_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Code from the host"),
        required=required,
        max_length=2 * LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("The host gave each participant one. It can be used once."),
    )


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def _grouped(reader: ReaderZone) -> list[tuple[str, Any]]:
    """Return zones as a list of choices: those without an area first, one by one."""
    choices: list[tuple[str, Any]] = []
    for area, group in reader.choices():
        choices += [(area, group)] if area else group
    return choices
