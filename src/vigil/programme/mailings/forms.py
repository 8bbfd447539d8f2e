"""Forms of messages from the hosts: who gets one, what it says, and sending it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vigil.programme.mailings.recipients import RecipientCounts, count_registered
from vigil.programme.mailings.verbs.drafting import LONGEST_TEXT, MOST_MINUTES
from vigil.programme.models import Event, Mailing, Session
from vigil.publication.record.labels import language_name
from vigil.trust.organisation.queries import organisation

Template = Mailing.Template
FILLED: Final[Mapping[str, str]] = {
    Template.DELAY: "minutes",
    Template.ROOM: "room",
    Template.SLIDES: "link",
}
"""Template -> the field that it needs. Others are left out."""


class SessionBoxes(forms.ModelMultipleChoiceField):
    """Sessions to tick, each with the number of those who are registered for it."""

    counts = RecipientCounts()
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the title of a session with its number of people."""
        return f"{obj.title} · {registered_words(self.counts.by_session[obj.pk])}"


def registered_words(n: int) -> str:
    """Return how many people are registered, in words."""
    return ngettext("%(n)d registered", "%(n)d registered", n) % {"n": n}


class ChoiceForm(forms.Form):
    """Who gets a message, and what its template says."""

    template = forms.ChoiceField(choices=Template.choices, widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=_("Minutes late"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    room = forms.CharField(
        label=_("The other room"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    link = forms.URLField(
        label=_("Address of the slides"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    sessions = SessionBoxes(
        label=_("To the registered of"), queryset=Session.objects.none(), required=False
    )
    whole_event = forms.BooleanField(
        label=_("All sessions of the event, in place of single ones"), required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Who get their letters in"), widget=forms.CheckboxSelectMultiple, required=False
    )
    audience = forms.ChoiceField(
        label=_("Of these"), choices=Mailing.Audience.choices, widget=forms.RadioSelect
    )
    waiting_list = forms.BooleanField(label=_("Also to those on the waiting list"), required=False)
    is_public = forms.BooleanField(
        label=_("Also show it to everybody on the pages of these sessions"),
        required=False,
        help_text=_(
            "Until they are over. Whoever gets the letter sees it on their own page in any case."
        ),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        sent = self.data.get("template") if self.is_bound else self.initial.get("template")
        for name in set(FILLED.values()) - {FILLED.get(str(sent), "")}:
            del self.fields[name]
        counts = count_registered(event)
        sessions, languages = self.fields["sessions"], self.fields["languages"]
        assert isinstance(sessions, SessionBoxes)
        assert isinstance(languages, forms.MultipleChoiceField)
        sessions.counts = counts
        sessions.queryset = event.sessions.select_related("event")
        languages.choices = [
            (tag, f"{language_name(tag).capitalize()} · {registered_words(n)}")
            for tag, n in counts.by_language.most_common()
        ]
        self.initial.setdefault("languages", list(counts.by_language))
        self.initial.setdefault("audience", Mailing.Audience.PLACE)


def choice_of(mailing: Mailing) -> dict[str, Any]:
    """Return what the form shows of a draft."""
    kept = ("template", "minutes", "room", "link", "whole_event", "languages", "audience")
    return {
        **{name: getattr(mailing, name) for name in (*kept, "waiting_list", "is_public")},
        "sessions": list(mailing.sessions.values_list("pk", flat=True)),
    }


class TextsForm(forms.Form):
    """What a message says in each language, and whose text readers get where that is empty."""

    def __init__(
        self, *args: Any, mailing: Mailing, readers: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.readers = readers
        there = {row.language: row for row in mailing.texts.all()}
        most = sorted(mailing.languages, key=lambda tag: -readers.get(tag, 0))
        self.tags = list(dict.fromkeys([*most, *organisation().languages, *there]))
        for tag in self.tags:
            row = there.get(tag)
            self.fields[f"text-{tag}"] = forms.CharField(
                label=language_name(tag).capitalize(),
                required=False,
                max_length=LONGEST_TEXT,
                initial=row.text if row else "",
                widget=forms.Textarea(attrs={"rows": 4, "lang": tag, "dir": "auto"}),
            )
            others = [(one, language_name(one)) for one in self.tags if one != tag]
            self.fields[f"instead-{tag}"] = forms.ChoiceField(
                label=_("If this stays empty, these readers get the text in"),
                required=False,
                choices=[("", _("no text chosen")), *others],
                initial=row.instead if row else "",
            )

    def languages(self) -> list[tuple[str, int, forms.BoundField, forms.BoundField]]:
        """Return the languages of readers: how many read it, its text, and what stands in."""
        return [
            (tag, self.readers[tag], self[f"text-{tag}"], self[f"instead-{tag}"])
            for tag in self.tags
            if self.readers.get(tag)
        ]

    def others(self) -> list[forms.BoundField]:
        """Return the fields of languages that none of the readers chose."""
        return [self[f"text-{tag}"] for tag in self.tags if not self.readers.get(tag)]

    def unfolded(self) -> bool:
        """Return whether a text of another language is written, or is wrong."""
        return any(field.value() or field.errors for field in self.others())


class SendForm(forms.Form):
    """What whoever presses the button has read: which draft, and to how many people."""

    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
    shown = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
