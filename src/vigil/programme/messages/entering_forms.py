"""The form by which a host enters what came by mail or by hand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_name
from vigil.programme.contributors.member_search import MemberChoice, MemberSearchForm
from vigil.programme.events.form_fields import day_field
from vigil.programme.messages.forms import language_choices
from vigil.programme.messages.validation import LONGEST, LONGEST_LINK, checked_link
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Consent


class EnterMessageForm(MemberSearchForm, forms.Form):
    """From whom it is, how and when it came, what it says, and with which consent."""

    member = MemberChoice(label=_("From which member"))
    received_how = forms.ChoiceField(
        label=_("How you received it"), choices=[("", ""), *Message.Received.choices]
    )
    received_on = day_field(_("When you received it"))
    language = forms.ChoiceField(label=_("Language of the message"))
    text = forms.CharField(
        label=_("The words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("The message as they wrote it, or what is said in the film."),
    )
    link = forms.CharField(
        label=_("Or a link to something elsewhere"),
        max_length=LONGEST_LINK,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "off"}),
    )
    film_follows = forms.BooleanField(
        label=_("There is a film or sound: I upload it on the next page"), required=False
    )
    given_by = forms.ChoiceField(
        label=_("Who agreed that it is shown"), choices=Consent.Relation.choices
    )
    given_how = forms.ChoiceField(
        label=_("How they agreed"),
        choices=[
            ("", ""),
            *(pair for pair in Consent.Given.choices if pair[0] != Consent.Given.ON_SCREEN),
        ],
    )
    given_on = day_field(_("On which day they agreed"))
    document = forms.FileField(
        label=_("Document that shows it (picture or PDF)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("Needed if they agreed on paper. A second person reads it."),
    )
    named = forms.BooleanField(
        label=_("They want it shown under the name that they are listed by"),
        required=False,
        help_text=_("Otherwise it is shown as of “a member of the network”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer languages, the page's own first."""
        super().__init__(*args, **kwargs)
        first = [(get_language() or "en").split("-")[0]]
        self.fields["language"].choices = language_choices(first)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say everything that is wrong at once."""
        data = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for name in ("received_on", "given_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, _("This day is yet to come. Correct it."))
        if link := data.get("link", "").strip():
            try:
                checked_link(link)
            except NotPossible as error:
                self.add_error("link", str(error))
            if data.get("film_follows"):
                self.add_error("link", _("Send a recording or a link, not both in one message."))
        elif not (data.get("text", "").strip() or data.get("film_follows")):
            self.add_error(
                "text", _("Write what it says, tick that there is a film, or give a link.")
            )
        if data.get("given_how") == Consent.Given.PAPER and not data.get("document"):
            self.add_error(
                "document", _("They agreed on paper: attach a photograph or a scan of it.")
            )
        member = data.get("member")
        if member and data.get("named") and not visible_name(member, Audience.PUBLIC):
            self.add_error(
                "named",
                _("This member lets nobody see a name. Leave it unticked, or ask them first."),
            )
        return data
