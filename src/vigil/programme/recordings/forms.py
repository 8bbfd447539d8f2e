"""Forms of the desk for recordings."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.files.limits import MEGABYTE, RECORDING_BYTES
from vigil.programme.contributors.forms import ContributorChoice
from vigil.programme.contributors.verbs.consenting import ContributorConsents
from vigil.programme.models import Contribution, Recording
from vigil.programme.recordings import timecodes
from vigil.programme.recordings.form_fields import LanguageField, TimecodeField

MEDIA_TYPES = "video/mp4,video/webm,audio/mpeg,audio/mp4,audio/ogg,audio/wav,.m4a,.mov,.mkv"


class NewRecordingForm(forms.Form):
    """The language of a recording."""

    language = LanguageField()


class FileForm(forms.Form):
    """The file of a recording."""

    file = forms.FileField(
        label=_("Sound or video"),
        widget=forms.ClearableFileInput(attrs={"accept": MEDIA_TYPES}),
        allow_empty_file=True,  # the rebuilder says it better
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "MP4, WebM, MP3, M4A, Ogg or WAV, up to %(megabytes)d MB. It takes minutes."
        ) % {"megabytes": RECORDING_BYTES // MEGABYTE}


class DiscardUploadForm(forms.Form):
    """Which unfinished upload is discarded."""

    uid = forms.CharField(widget=forms.HiddenInput)


class SlidesForm(forms.Form):
    """The slides of a session."""

    file = forms.FileField(
        label=_("Slides (PDF)"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        allow_empty_file=True,
    )


class ElsewhereForm(forms.Form):
    """Where a recording lies, if not here."""

    address = forms.CharField(
        label=_("Address of a player elsewhere"),
        max_length=500,
        help_text=_("Begins with https://. Readers load it by a click of their own."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
    )


class DescribeForm(forms.ModelForm):
    """Who may see a recording and until when; its chapters and transcript."""

    chapters = forms.CharField(
        label=_("Chapters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("One a line, in order: 5:07 The families speak"),
    )

    class Meta:
        model = Recording
        fields = ("access", "retained_until", "transcript")
        labels: ClassVar[dict[str, Any]] = {
            "access": _("Who may see it"),
            "retained_until": _("Last day on which it is shown"),
            "transcript": _("Transcript"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "retained_until": _("It is removed for good then. Empty: no end is set."),
            "transcript": _(
                "Begin each paragraph with its moment, as in [12:03]: then a part that is "
                "removed goes from here too."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "retained_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "transcript": forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write the chapters as they are typed."""
        super().__init__(*args, **kwargs)
        self.initial["chapters"] = timecodes.chapters_as_text(self.instance.chapters)

    def _post_clean(self) -> None:
        """Leave the row alone: the verb writes it."""


class CaptionsForm(forms.Form):
    """Captions in one language, from a file or as text."""

    language = LanguageField()
    file = forms.FileField(
        label=_("File (WebVTT or SRT)"),
        required=False,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".vtt,.srt,text/vtt,application/x-subrip"}
        ),
    )
    text = forms.CharField(
        label=_("Or their text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    remove = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """The captions in this language go: asked for by a button of its own."""

    nothing = _("Choose a file, or write the captions.")

    def clean(self) -> dict[str, Any]:
        """Read the file, which goes before what was typed."""
        data = super().clean() or self.cleaned_data
        file = data.pop("file", None)
        if file is not None:
            try:
                data["text"] = file.read(4 * MEGABYTE).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not written in UTF-8."))
        if data.pop("remove", False):
            data["text"] = ""
        elif not (data.get("text", "").strip() or self.errors):
            self.add_error("text", self.nothing)
        return data


class WordsForm(CaptionsForm):
    """A transcript or chapters in one language, from a file or as text."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("transcript", _("Transcript")), ("chapters", _("Chapters"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose transcript or chapters.")},
    )
    field_order = ("kind", "language", "file", "text", "remove")
    nothing = _("Choose a file, or write the words.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Speak of words, not of captions."""
        super().__init__(*args, **kwargs)
        self.fields["file"].label = gettext("Text file")
        self.fields["file"].widget.attrs = {"accept": ".txt,text/plain"}
        self.fields["text"].label = gettext("Or the words themselves")
        self.fields["text"].help_text = gettext(
            "A transcript: begin each paragraph with its moment, [12:03]. Chapters: one a line, "
            "5:07 The families speak."
        )


class HeardForm(forms.Form):
    """Whether each contributor is heard in the sound of another language."""

    def __init__(
        self, *args: Any, rows: list[ContributorConsents], said: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Ask of each contributor; `said` is what was said before."""
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.part.uid] = forms.ChoiceField(
                label=row.called,
                choices=[
                    (Recording.Presence.HEARD, _("heard")),
                    (Recording.Presence.ABSENT, _("not heard")),
                ],
                initial=said.get(row.part.uid, Recording.Presence.HEARD),
            )


class TrackListeningForm(forms.Form):
    """That somebody listened to a sound, the file that this form was drawn for."""

    of = forms.CharField(widget=forms.HiddenInput)
    nobody_known = forms.BooleanField(
        label=_("Nobody can be recognised in it who must stay unknown"),
        error_messages={"required": _("Say that nobody can be recognised who must stay unknown.")},
    )

    def __init__(self, *args: Any, digest: str, disguised: bool, **kwargs: Any) -> None:
        """Name the file that is there now; ask of disguises where somebody needs one."""
        super().__init__(*args, **kwargs)
        self.fields["of"].initial = digest
        if not disguised:
            del self.fields["nobody_known"]


class PresenceForm(forms.Form):
    """Whether each contributor is heard and seen."""

    def __init__(
        self, *args: Any, rows: list[ContributorConsents], said: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Ask of each contributor; `said` is what was said before."""
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.part.uid] = forms.ChoiceField(
                label=row.called,
                choices=Recording.Presence.choices,
                initial=said.get(row.part.uid, Recording.Presence.BOTH),
            )


class ListeningForm(forms.Form):
    """That somebody listened and watched: to the files that this form was drawn for."""

    of = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, digest: str, **kwargs: Any) -> None:
        """Name the files that are there now."""
        super().__init__(*args, **kwargs)
        self.fields["of"].initial = digest


class PostForm(forms.Form):
    """That a recording is shown; and where nobody is entered, that nobody is in it."""

    nobody_in_it = forms.BooleanField(
        label=_("I listened and looked to the end: nobody can be heard or seen in it"),
        error_messages={
            "required": _(
                "No contributor is entered, so nobody was asked. Enter whoever can be heard or "
                "seen in it, or say that nobody can."
            )
        },
    )

    def __init__(self, *args: Any, nobody_is_entered: bool, **kwargs: Any) -> None:
        """Ask only where nobody is entered."""
        super().__init__(*args, **kwargs)
        if not nobody_is_entered:
            del self.fields["nobody_in_it"]


class RemovePartForm(forms.Form):
    """The part that is to go."""

    of = forms.CharField(widget=forms.HiddenInput)
    starts = TimecodeField(label=_("From"), help_text=_("Minutes and seconds, such as 12:03"))
    ends = TimecodeField(label=_("To"))
    contribution = ContributorChoice(
        Contribution.objects.none(),
        label=_("Who asks for it"),
        required=False,
        to_field_name="uid",
    )
    all_of_theirs = forms.BooleanField(
        label=_("After that they are neither heard nor seen in it"), required=False
    )
    wider = forms.BooleanField(label=_("More may go, up to the next full picture"), required=False)

    def __init__(
        self, *args: Any, recording: Recording, called: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Offer the contributors of the session, as staff may call them."""
        super().__init__(*args, **kwargs)
        self.fields["of"].initial = recording.media
        field = self.fields["contribution"]
        assert isinstance(field, ContributorChoice)
        field.offer(recording.session, called)


class ReasonForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Reason (no names)"), max_length=300)


class MaterialForm(forms.Form):
    """A document of a session."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("As readers see it: Slides of the opening, Joint statement."),
    )
    language = LanguageField()
    access = forms.ChoiceField(label=_("Who may see it"), choices=Recording.Access.choices)
    file = forms.FileField(
        label=_("Document (PDF)"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        allow_empty_file=True,  # the rebuilder says it better
    )


class PostMaterialForm(forms.Form):
    """That a document is shown, by somebody who read it."""

    was_read = forms.BooleanField(
        label=_("I read it to the end: it names and shows nobody who did not agree"),
        error_messages={
            "required": _("Read the document to the end first, and tick that you did.")
        },
    )
