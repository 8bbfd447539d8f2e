"""The form to ask a question, and the forms by which moderators choose one."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.programme.models import Question, Session
from vigil.programme.questions.validation import (
    LONGEST,
    LONGEST_NAME,
    checked_question,
    languages_of,
)
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible
from vigil.trust.outbox.models import new_uid


class AskForm(forms.Form):
    """A question: its words, its language, and a name if its asker wants one."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    """Names the question, so that a form sent twice is one question."""
    text = forms.CharField(
        label=_("Your question"),
        error_messages={"required": _("Write your question.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": LONGEST}),
    )
    language = forms.ChoiceField(label=_("Language of the question"))
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("Only hosts and moderators see it, unless you tick the box."),
    )
    shows_name = forms.BooleanField(
        label=_("Show my name with the question, and read it aloud"), required=False
    )

    def __init__(self, session: Session, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="ask-%s")
        tags = languages_of(session)
        wanted = (get_language() or "").partition("-")[0]
        self.fields["uid"].initial = new_uid
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (tag, language_name(tag)) for tag in tags
        ]
        self.fields["language"].initial = next(
            (tag for tag in tags if tag.partition("-")[0] == wanted), tags[0]
        )
        self.asks_language = len(tags) > 1

    @property
    def has_name(self) -> bool:
        """Whether the part with the name is to be open: something is typed or wrong there."""
        typed = self["name"].value() or self["shows_name"].value()
        return bool(typed or (self.is_bound and ("name" in self.errors)))

    def clean_text(self) -> str:
        """Return the words of the question, checked as the verb does."""
        try:
            return checked_question(self.cleaned_data["text"])
        except NotPossible as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Require a name where one is to be shown."""
        data = super().clean() or self.cleaned_data
        if data.get("shows_name") and not data.get("name", "").strip():
            self.add_error("name", _("Write the name that is to be shown, or untick the box."))
        return data


class OneQuestionForm(forms.Form):
    """Which question of a session something is done with."""

    question = forms.ModelChoiceField(
        queryset=Question.objects.none(),
        error_messages={
            "invalid_choice": _("This question is no longer here. Its asker took it back."),
            "required": _("Choose a question."),
        },
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_session = Question.objects.filter(session=session)
        self.fields["question"].queryset = self.of_session  # type: ignore[attr-defined]


class MergeForm(OneQuestionForm):
    """Which question is merged into which."""

    into = forms.ModelChoiceField(
        queryset=Question.objects.none(),
        error_messages={
            "invalid_choice": _("This question is no longer here. Its asker took it back."),
            "required": _("Choose a question."),
        },
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        self.fields["into"].queryset = self.of_session  # type: ignore[attr-defined]
