"""What the filters of all lists of the desk share."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _


class FilterForm(forms.Form):
    """Which rows of a list to show. A value that does not exist shows all rows."""

    def offer(self, name: str, choices: Iterable[tuple[str, object]]) -> None:
        """Offer these choices in a field, after "all"."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
