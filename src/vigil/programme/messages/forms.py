"""Forms to send a message, and for moderators to decide, transcribe and translate."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.files.limits import MESSAGE_BYTES
from vigil.network.models import Member
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_name
from vigil.programme.messages.named_people import texts_name_member
from vigil.programme.messages.validation import LONGEST, LONGEST_LINK, checked_link
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.outbox.models import new_uid

type Choices = list[tuple[Any, Any]]
NO_LANGUAGES = frozenset({"mul", "root", "und", "zxx"})


def language_choices(first: Iterable[str] = ()) -> Choices:
    """Return the languages of CLDR in the language of the page: some first, then all by name."""
    names = Locale.parse(get_language() or "en", sep="-").languages
    known = {tag: name for tag, name in names.items() if "_" not in tag and tag not in NO_LANGUAGES}
    top = [(tag, known[tag]) for tag in dict.fromkeys(first) if tag in known]
    rest = sorted(known.items(), key=lambda pair: pair[1].casefold())
    likely: Choices = [(_("Likely"), top)] if top else []
    return [("", ""), *likely, (_("All"), rest)]


class MessageForm(forms.Form):
    """A message: words, a recording or a link, and that it may be shown."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    """Names the message, so that a form sent twice is one message."""
    language = forms.ChoiceField(label=_("Language of the message"))
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_(
            "If you attach a recording: what is said in it, if you have it written down. Whoever "
            "cannot hear can then read it."
        ),
    )
    file = forms.FileField(
        label=_("Recording (sound or video)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "audio/*,video/*"}),
        help_text=_(
            "At most 50 MB here; a larger one, to 1 GB, on the next page. What a file tells of the "
            "device, the place and the time is taken out. A voice, a face and a room are not: "
            "check what can be seen and heard."
        ),
    )
    link = forms.CharField(
        label=_("Or a link to something elsewhere"),
        max_length=LONGEST_LINK,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "off"}),
        help_text=_("An address that begins with https://. It is shown, and not opened here."),
    )
    named = forms.TypedChoiceField(
        label=_("Whose message it is"),
        coerce=lambda value: value == "named",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    film_follows = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """The recording comes on the next page: asked for by a button of its own."""
    name_is_meant = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """It is there from the second sending on, once it was said that one's name stands in it."""
    agreed = forms.BooleanField(
        label=_("I agree that this message is shown to everybody, until I take it back."),
        error_messages={"required": _("Without this agreement the message is not sent.")},
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        member: Member,
    ) -> None:
        super().__init__(data, files, label_suffix="")
        self.member, self.says_own_name = member, False
        name = visible_name(member, Audience.PUBLIC)
        first = [*member.languages, (get_language() or "en").split("-")[0]]
        self.fields["language"].choices = language_choices(first)  # type: ignore[attr-defined]
        self.fields["uid"].initial = new_uid
        self.fields["named"].initial = "unnamed"
        self.fields["named"].choices = [  # type: ignore[attr-defined]
            ("unnamed", _("of “a member of the network”, without a name")),
            *([("named", name)] if name else []),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for confirmation where the member's own name is in a message shown without it."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        follows = data.get("film_follows", False)
        if file is not None and file.size > MESSAGE_BYTES and not follows:
            self.add_error(
                "file",
                _(
                    "This file is larger than 50 MB. Leave it out here and press “Send a large "
                    "film next”: the next page takes it, to 1 GB. Or shorten it, or paste a link "
                    "to it."
                ),
            )
        if link := data.get("link", "").strip():
            try:
                checked_link(link)
            except NotPossible as error:
                self.add_error("link", str(error))
            if file or follows:
                told = _("Send a recording or a link, not both in one message.")
                self.add_error("file", told)
        elif not (data.get("text", "").strip() or file or follows or "file" in self.errors):
            self.add_error("text", _("Write something, attach a recording, or give a link."))
        meant = data.pop("name_is_meant", False)
        texts = [data.get("text", ""), data.get("link", "")]
        self.says_own_name = texts_name_member(texts, self.member, named=bool(data.get("named")))
        if self.says_own_name and not meant:
            self.add_error(
                None,
                _(
                    "Your name stands in the words, though the message is not shown under it. "
                    "Whoever reads it knows who you are. Change the words, or send it once more."
                ),
            )
        return data


class FilmForm(forms.Form):
    """The film or sound of a message whose words are here already."""

    file = forms.FileField(
        label=_("Film or sound"),
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,video/*"}),
        allow_empty_file=True,  # the rebuilder says it better
        help_text=_("MP4, WebM, MP3, M4A, Ogg or WAV. Without JavaScript, up to 50 MB."),
    )

    def clean_file(self) -> Any:
        """Refuse early what would be refused after it was read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MESSAGE_BYTES:
            raise forms.ValidationError(
                _(
                    "This file is larger than 50 MB. Switch JavaScript on to send up to 1 GB, "
                    "shorten the file, or give it to the organisers."
                )
            )
        return file


class MessageFilter(forms.Form):
    """Which messages to show at the desk."""

    state = forms.ChoiceField(
        label=pgettext_lazy("message", "State"),
        required=False,
        choices=[("", Message.State.WAITING.label), *Message.State.choices[1:], ("all", _("all"))],
    )


class DecisionForm(forms.Form):
    """Why a message is shown, kept from being shown or removed."""

    why = forms.CharField(required=False, max_length=2000)
    name_is_meant = forms.BooleanField(required=False)
    """Whether somebody made sure that the sender wants their own name in the words."""


class TranscriptForm(forms.Form):
    """What is said in a recording."""

    text = forms.CharField(
        label=_("What is said in it"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class TranslationForm(forms.Form):
    """What a message says in another language."""

    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(
        label=_("Translation"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Left empty, the translation into this language is removed."),
    )

    def __init__(self, *args: Any, first: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(first)  # type: ignore[attr-defined]
