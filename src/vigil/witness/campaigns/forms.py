"""Forms of the desk screens of campaigns. The verbs decide what may be stored."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from vigil.publication.record.labels import choices, country_name
from vigil.witness.campaigns.block_settings import FIGURES, MOST_NAMES, SOME_NAMES
from vigil.witness.campaigns.blocks import LONGEST, WORDS, BlockKind
from vigil.witness.campaigns.drafts import CampaignDraft
from vigil.witness.models import CampaignText
from vigil.witness.names.criteria import ALLEGED
from vigil.witness.names.queries import public as name_queries


class NewCampaignForm(forms.Form):
    """The address of a new campaign, and the language in which it is written first."""

    slug = forms.CharField(
        label=gettext_lazy("Last part of its address"),
        max_length=80,
        help_text=gettext_lazy(
            "You cannot change it later. Use no name: for example day-of-remembrance-2027."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Written first in"), choices=settings.LANGUAGES)


def _line(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=500, **more)


def _country() -> forms.Field:
    named = sorted((country_name(code), code) for code in name_queries.countries())
    offered = [("", _("any")), *((code, name) for name, code in named)]
    return forms.ChoiceField(label=_("Country"), required=False, choices=offered)


def _category() -> forms.Field:
    kinds = [one for one in choices("target_category") if one[0] != ALLEGED]
    offered = [("", _("any")), *kinds]
    return forms.ChoiceField(label=_("Part of life"), required=False, choices=offered)


def _most() -> forms.Field:
    return forms.IntegerField(
        label=_("How many names at most"),
        min_value=1,
        max_value=MOST_NAMES,
        initial=SOME_NAMES,
    )


def _setting(name: str) -> forms.Field | None:
    """Return the field of a setting; None for a setting that the program fills in."""
    listed = _("Their numbers, as S-0102 S-0117. Only published stories.")
    made = {
        "story": lambda: _line(_("Number of the story, as S-0102")),
        "number": lambda: _line(_("Which of its quotations: 1 is the first")),
        "stories": lambda: _line(_("Stories"), help_text=listed),
        "country": _country,
        "year": lambda: _line(_("Year of death")),
        "category": _category,
        "most": _most,
        "query": lambda: _line(
            _("Filter"),
            help_text=_("The address of the figures under this filter. Empty: the whole record."),
        ),
        "figure": lambda: forms.ChoiceField(
            label=_("Which figure"), required=False, choices=list(FIGURES.items())
        ),
        "address": lambda: _line(_("Address of the event or session"), help_text="/programme/…"),
        "link": lambda: _line(
            _("Where it leads"), help_text=_("A path of this site, or a whole address.")
        ),
        "tags": lambda: _line(_("Hashtags"), help_text="#FacesOfAssassination"),
    }
    return made[name]() if name in made else None


TITLED: Final = ("title", "summary")


def _word(name: str, of: str = "") -> forms.CharField:
    """Return the field of a word. `of` names its block."""
    label = WORDS[name] if name in WORDS else CampaignText.word(name).verbose_name
    label = f"{of} {label}" if of else str(label).capitalize()
    longest = LONGEST.get(name) or CampaignText.word(name).max_length
    lines = forms.Textarea(attrs={"rows": 6}) if name == "text" else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=longest, widget=lines)


class ReasonForm(forms.Form):
    """A reason. Verbs refuse where one is missing. The log keeps it, so no name belongs into it."""

    why = forms.CharField(required=False, max_length=2000)


class WithdrawalForm(forms.Form):
    """Why a campaign is withdrawn for good."""

    why = forms.CharField(max_length=2000, error_messages={"required": gettext_lazy("Say why.")})


class RevisionForm(forms.Form):
    """The revision that a screen showed. Verbs refuse where there is a later one."""

    of_revision = forms.IntegerField(required=False)

    def clean_of_revision(self) -> int:
        """Return no revision as 0, which is never the latest."""
        return self.cleaned_data["of_revision"] or 0


class EarlierRevisionForm(RevisionForm):
    """The earlier revision to make the draft again."""

    revision = forms.IntegerField(required=False)

    def clean_revision(self) -> int:
        """Return no revision as 0, which is none."""
        return self.cleaned_data["revision"] or 0


class _OfRevision(forms.Form):
    """A form that was made from one revision, so that nobody overwrites a later one."""

    of_revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Add `values`: what was written, by name, as text."""
        data = super().clean() or self.cleaned_data
        values = {name: _text(value) for name, value in data.items() if name != "of_revision"}
        return {"of_revision": data.get("of_revision"), "values": values}


def _text(value: object) -> str:
    return "" if value is None else str(value)


class BlockForm(_OfRevision):
    """The settings of a block, and its words in the language the campaign is written in."""

    def __init__(self, *args: Any, kind: BlockKind, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in kind.settings:
            if (field := _setting(name)) is not None:
                self.fields[name] = field
        for name in kind.words:
            self.fields[name] = _word(name)


class TextForm(_OfRevision):
    """All words of a campaign in one language, block by block.

    A translation has fields only for words that the original has.
    """

    def __init__(self, *args: Any, draft: CampaignDraft, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in TITLED:
            self.fields[name] = _word(name)
        original, here = draft.words_in(draft.language), draft.words_in(language)
        self._original = {} if language == draft.language else original
        colon = pgettext("after a label", ":")
        for number, block in enumerate(draft.blocks, 1):
            of = f"{number}. {str(block.definition.label).capitalize()}{colon}"
            for name in block.definition.words:
                key = f"{block.id}-{name}"
                if language == draft.language or original[key] or here[key]:
                    self.fields[key] = _word(name, of)

    def originals(self) -> list[tuple[Any, str]]:
        """Return label and text of each original word; of the original itself none."""
        return [(self.fields[name].label, text) for name, text in self._original.items() if text]
