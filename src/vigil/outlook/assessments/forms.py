"""Forms of a director: an assessment, its terms, its regions, its sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.sheet_files.reading import MAX_BYTES
from vigil.network.profiles.labels import region_name
from vigil.outlook.assessments.country_sets import countries_of, sub_regions
from vigil.outlook.assessments.specs import ASKED, Kind, TermSpec
from vigil.outlook.assessments.verbs.regions import LONGEST_NAME, lead_problem
from vigil.outlook.assessments.verbs.setting_up import LONGEST_TITLE, OPEN_TO_CHANGE
from vigil.outlook.consultations.forms import (
    PlacesField,
    PlainForm,
    date_field,
    long_text,
    set_choices,
    short_text,
)
from vigil.outlook.models import AssessedTerm, Assessment, Panel, Question
from vigil.outlook.panels.forms import PanelForm
from vigil.outlook.questions.forms import BandsField, LinesField, NumberField
from vigil.outlook.questions.term_lists import LISTS
from vigil.outlook.questions.verbs import LONGEST
from vigil.trust.models import User

List = AssessedTerm.List


class AssessmentForm(PanelForm):
    """The settings of an assessment: those of a panel, the same in all its regions."""

    follows = None
    title = short_text(_("Title (no names of persons)"), LONGEST_TITLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form; which edition an assessment follows is set by copying it."""
        PlainForm.__init__(self, *args, **kwargs)


def assessment_initial(assessment: Assessment) -> Mapping[str, Any]:
    """Return the present settings of an assessment for its form."""
    return {name: getattr(assessment, name) for name in OPEN_TO_CHANGE}


class EditionForm(PlainForm):
    """The edition of a copy."""

    edition = short_text(_("Edition of the copy (such as 2029)"), 20)


class AddTermsForm(PlainForm):
    """Terms of the lists that an assessment does not have yet."""

    def __init__(self, *args: Any, there: Sequence[TermSpec], **kwargs: Any) -> None:
        """Offer the terms of each list in the language of the screen."""
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        asked = {(one.list, one.code) for one in there}
        for name, label in List.choices:
            terms = LISTS[name]().terms
            self.fields[name] = forms.MultipleChoiceField(
                label=str(label).capitalize(),
                choices=[
                    (code, term.named(language))
                    for code, term in terms.items()
                    if (name, code) not in asked
                ],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        """Require at least one term."""
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(gettext("Choose at least one term."))
        return data


class RemoveTermsForm(PlainForm):
    """Terms to remove, named by list, code and kind."""

    terms = forms.MultipleChoiceField(
        label=_("Terms to remove"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, there: Sequence[TermSpec], **kwargs: Any) -> None:
        """Offer the terms that are there."""
        super().__init__(*args, **kwargs)
        field = self.fields["terms"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(":".join(one.key), one.code) for one in there]


OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.SCORE: ("bands",),
    Kind.QUANTITY: ("form", "unit", "lower", "upper", "log_scale"),
    Kind.PROBABILITY: ("horizon",),
    Kind.TRAJECTORY: ("horizon",),
}
"""Fields that only terms of some kinds have."""


class TermForm(PlainForm):
    """How a term is asked, with its translations into the other languages of the product."""

    text = long_text(_("Question. Write {place} where the country’s name belongs."), 3)
    guidance = LinesField(label=_("Guiding questions, one a line"), max_length=20_000)
    bands = BandsField(
        label=_("Thresholds, one a line, from 1 to 10 without a gap"),
        help_text=_("As in: 1 – 2.5: no sign of it"),
        max_length=20_000,
    )
    form = forms.ChoiceField(
        label=_("How the quantity is judged"),
        choices=Question.Form.choices,
        widget=forms.RadioSelect,
    )
    unit = short_text(_("Unit (such as killings a year)"), 60)
    lower = NumberField(label=_("Not less than"), required=False)
    upper = NumberField(label=_("Not more than"), required=False)
    log_scale = forms.BooleanField(label=_("Logarithmic scale"), required=False)
    horizon = date_field(_("Until which day"))

    def __init__(self, *args: Any, term: TermSpec, language: str, **kwargs: Any) -> None:
        """Show the fields of this kind of term, and those of each other language."""
        super().__init__(*args, **kwargs)
        self.term = term
        self.fields["text"].widget.attrs["lang"] = language
        for name in {name for names in OF_KIND.values() for name in names}:
            if name not in OF_KIND[Kind(term.kind)]:
                del self.fields[name]
        self.languages = {tag: str(label) for tag, label in settings.LANGUAGES if tag != language}
        for tag in self.languages:
            self._add_translation(tag)

    def _add_translation(self, tag: str) -> None:
        fields = {
            "text": long_text(_("Question"), 3, max_length=LONGEST, required=False),
            "guidance": LinesField(label=_("Guiding questions, one a line"), max_length=20_000),
        }
        if self.term.kind == Kind.SCORE:
            label = _("What each threshold means, one a line, without its numbers")
            fields["bands"] = LinesField(label=label, max_length=20_000)
        for name, field in fields.items():
            field.widget.attrs["lang"] = tag
            self.fields[f"{name} ({tag})"] = field

    def original_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields in the language of the assessment."""
        yield from (field for field in self if not field.name.endswith(")"))

    def translations(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Yield each other language: its name, its fields, and whether something is there."""
        for tag, label in self.languages.items():
            fields = [field for field in self if field.name.endswith(f" ({tag})")]
            yield label, fields, any(field.errors for field in fields)

    def clean(self) -> dict[str, Any]:
        """Add the whole term as `spec`."""
        data = super().clean() or {}
        return data if self.errors else {**data, "spec": self._spec(data)}

    def _spec(self, data: Mapping[str, Any]) -> TermSpec:
        """Return the term as it was filled in. Translations into other languages stay."""
        values = {name: data[name] for name in ASKED if name in data}
        values = {
            name: tuple(value) if name in ("guidance", "bands") else value
            for name, value in values.items()
        }
        kept = {
            tag: said for tag, said in self.term.translations.items() if tag not in self.languages
        }
        for tag in self.languages:
            names = [name for name in ("text", "guidance", "bands") if f"{name} ({tag})" in data]
            said = {name: data[f"{name} ({tag})"] for name in names}
            if unit := self.term.translations.get(tag, {}).get("unit"):
                said["unit"] = unit
            if any(said.values()):
                kept[tag] = {name: value for name, value in said.items() if value}
        return TermSpec(*self.term.key, **values, translations=kept)


def term_initial(term: TermSpec) -> Mapping[str, Any]:
    """Return the present values of a term for its form."""
    found = dict(term.values)
    for tag, said in term.translations.items():
        found |= {f"{name} ({tag})": value for name, value in said.items()}
    return found


class LeadField(forms.EmailField):
    """The email address of somebody who may lead a region; None if it is empty."""

    def clean(self, value: Any) -> User | None:
        """Return the user. Raises ValidationError that says what to do."""
        address = super().clean(value)
        if not address:
            return None
        user = User.objects.filter(email__iexact=address).first()
        if problem := lead_problem(user):
            raise ValidationError(problem)
        return user


class RegionForm(PlainForm):
    """A region with its countries."""

    name = short_text(_("Name of the region"), LONGEST_NAME)
    countries = PlacesField(
        countries=True, label=_("Its countries, by name or code, separated by commas")
    )
    lead = LeadField(label=_("Email of its lead, if you know it already"), required=False)

    def clean_countries(self) -> list[str]:
        """Return the countries. Raises ValidationError (none)."""
        if not self.cleaned_data["countries"]:
            raise ValidationError(gettext("Name at least one country."))
        return list(self.cleaned_data["countries"])


class PanelRegionField(forms.ModelChoiceField):
    """A choice of regions, each with its name."""

    def label_from_instance(self, obj: Panel) -> str:
        """Return the name of the region."""
        return obj.region


class RegionChoiceForm(PlainForm):
    """A choice of one region of an assessment."""

    region = PanelRegionField(label=_("Region"), queryset=Panel.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        """Offer the regions that were not abandoned."""
        super().__init__(*args, **kwargs)
        rows = assessment.panels.exclude(state=Panel.State.ABANDONED)
        set_choices(self, "region", rows.order_by("region"))


class NameLeadForm(RegionChoiceForm):
    """A region and the email address of its lead."""

    lead = LeadField(label=_("Email of its lead"))


class SplitForm(PlainForm):
    """All regions at once: a name for each region of UN M49; the same name joins them."""

    members = forms.BooleanField(
        label=_("Only the 193 members of the United Nations, without territories"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        """Make a field for each sub-region, with the names of a ready division."""
        super().__init__(*args, **kwargs)
        for code in sub_regions():
            self.fields[f"of-{code}"] = short_text(
                region_name(code), LONGEST_NAME, required=False, initial=names.get(code, "")
            )

    def parts(self) -> Iterator[tuple[forms.BoundField, int]]:
        """Yield the field of each sub-region, and how many members it has."""
        for code in sub_regions():
            yield self[f"of-{code}"], len(countries_of(code, members=True))

    def clean(self) -> dict[str, Any]:
        """Add the name of each sub-region as `names`. Raises ValidationError (there is none)."""
        data = super().clean() or {}
        names = {code: data.get(f"of-{code}", "") for code in sub_regions()}
        if not self.errors and not any(names.values()):
            raise ValidationError(gettext("Name at least one region."))
        return {**data, "names": names}


class SheetForm(PlainForm):
    """A filled-in sheet."""

    file = forms.FileField(
        label=_("Filled-in sheet (.xlsx or .csv)"),
        help_text=_("You see first what would change. Nothing is imported yet."),
    )

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError if it is too large, before anybody reads it."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                gettext("The file is larger than %(n)d MB. Split it in two.")
                % {"n": MAX_BYTES // 1_000_000}
            )
        return file
