"""Forms of the public pages of stories."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vigil.publication.record.labels import country_name
from vigil.witness.models import Story
from vigil.witness.stories.queries import public as story_queries

ANY = _("any")


class StoryFilter(forms.Form):
    """Which stories a reader asks for. What cannot be understood is left out, and said so."""

    q = forms.CharField(label=_("Name, place or word"), required=False, max_length=120)
    country = forms.ChoiceField(label=_("Country"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", ANY), *Story.Kind.choices]
    )
    language = forms.ChoiceField(
        label=_("Can be read in"), required=False, choices=[("", ANY), *settings.LANGUAGES]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the countries and years that there are stories of."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named = sorted((country_name(code), code) for code in story_queries.countries())
        self._offer("country", [(code, name) for name, code in named])
        self._offer("year", [(str(year), str(year)) for year in story_queries.years()])

    def asked(self) -> story_queries.StoryQuery:
        """Return what is asked for, without what could not be understood."""
        self.is_valid()
        said = self.cleaned_data
        return story_queries.StoryQuery(
            q=said.get("q") or "",
            country=said.get("country") or "",
            year=said.get("year"),
            kind=said.get("kind") or "",
            language=said.get("language") or "",
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ANY), *choices]
