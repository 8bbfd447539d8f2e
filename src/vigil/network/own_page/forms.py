"""What a directory asks, and what a member writes about themself."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.casefile.people.name_matching import fold
from vigil.files.limits import BYTES, MEGABYTE
from vigil.network.directory import queries as directory
from vigil.network.models import Listing, Member, MemberKind
from vigil.network.profiles import labels
from vigil.network.profiles.fields import FIELDS, Audience
from vigil.network.profiles.values import LINE, InvalidField, clean, known_languages, tags_by_name
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import markets, regions, responses

INTERFACE = ("en", "es", "fr", "pt", "ar")
LINES = ("name", "pseudonym", "role", "organisation")
CODES = ("languages", "markets", "regions", "responses")
Choices = list[tuple[str, str]]


class DirectoryForm(forms.Form):
    """The filter and the search of a directory; only what is shown of somebody is offered."""

    q = forms.CharField(label=_("Search, in any spelling"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    market = forms.ChoiceField(label=_("Knows the market"), required=False)
    knows = forms.ChoiceField(label=_("Knows the region"), required=False)
    response = forms.ChoiceField(label=_("Knows the response"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    place = forms.ChoiceField(label=_("Is in"), required=False)

    def __init__(self, data: Any, used: Mapping[str, set[str]]) -> None:
        super().__init__(data)
        languages = {tag.partition("-")[0] for tag in used["languages"]}
        places = _sorted(used["country"], "country"), _sorted(_with_whole(used["region"]), "region")
        self._offer("kind", [(k, capfirst(label)) for k, label in MemberKind.choices])
        self._offer("market", named_choices("markets"))
        self._offer("knows", region_choices())
        self._offer("response", named_choices("responses"))
        self._offer("language", _sorted(languages, "languages"))
        self._offer("place", [*places[0], *places[1]])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", pgettext_lazy("filter", "any")), *choices]

    def asked(self) -> directory.DirectoryQuery:
        """Return what is asked for; what is not understood counts as not asked."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in directory.PARAMETER_NAMES}
        return directory.DirectoryQuery(**said)


def every_code() -> Mapping[str, set[str]]:
    """Return all codes that a filter can be asked for, whether they are shown of anybody or not."""
    return {
        "languages": set(known_languages()),
        "country": set(COUNTRIES),
        "region": set(regions().terms),
    }


def _with_whole(codes: set[str]) -> set[str]:
    """Return regions with the larger ones that they are part of."""
    known = regions().terms
    return codes | {known[code].within for code in codes if code in known} - {""}


def _sorted(codes: set[str], field: str) -> Choices:
    return sorted(((code, labels.NAMES[field](code)) for code in codes), key=lambda c: c[1])


def named_choices(field: str) -> Choices:
    """Return the codes of a list of terms with their names, in the order of the list."""
    terms = (markets() if field == "markets" else responses()).terms
    return [(code, capfirst(labels.NAMES[field](code))) for code in terms]


def region_choices() -> Choices:
    """Return the regions of the world: each continent, followed by its parts."""
    known = regions().terms
    whole = [code for code, region in known.items() if not region.within]
    order = [c for w in whole for c in (w, *(c for c, r in known.items() if r.within == w))]
    return [
        (code, ("– " if known[code].within else "") + labels.region_name(code)) for code in order
    ]


def country_choices() -> Choices:
    """Return all countries by their names."""
    return _sorted(set(COUNTRIES), "country")


def language_choices() -> Choices:
    """Return languages: those of the interface first, then all that CLDR names."""
    first = [(tag, labels.tag_name(tag)) for tag in INTERFACE]
    rest = {tag for tag in known_languages() if len(tag) == 2 and tag not in INTERFACE}
    return [*first, *_sorted(rest, "languages")]


class FieldsForm(forms.Form):
    """The fields of a member, of one line each or chosen from lists; what they mean is said."""

    name = forms.CharField(label=_("Name"), max_length=LINE)
    pseudonym = forms.CharField(
        label=_("Other name"),
        required=False,
        max_length=LINE,
        help_text=_("Under which you can be listed in place of your name."),
    )
    role = forms.CharField(
        label=_("Role"),
        required=False,
        max_length=LINE,
    )
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=LINE)
    languages = forms.CharField(
        label=_("Languages"),
        required=False,
        max_length=1000,
        help_text=_("Names or tags such as pt-BR, with commas between them."),
    )
    markets = forms.MultipleChoiceField(
        label=_("Knowledge of markets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    responses = forms.MultipleChoiceField(
        label=_("Knowledge of responses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(
        label=_("Knowledge of regions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(
        label=_("Region of the world"),
        required=False,
        help_text=_(
            "As wide as you like. Who sees the country and who sees the region is decided apart."
        ),
    )
    joined_on = forms.DateField(
        label=_("Member since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: what it is, then its address."),
    )

    def __init__(self, data: Any = None, *, member: Member | None = None) -> None:
        super().__init__(data, initial=_initial(member) if member else {})
        choices: dict[str, Choices] = {
            "markets": named_choices("markets"),
            "responses": named_choices("responses"),
            "regions": region_choices(),
            "country": [("", "–"), *country_choices()],
            "region": [("", "–"), *region_choices()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def keep(self, names: Sequence[str]) -> None:
        """Leave out the fields that are not among these."""
        for name in [name for name in self.fields if name not in names]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Read the links, and hold every value against what its field takes."""
        data = super().clean() or {}
        for name, read in (("links", read_links), ("languages", read_tags)):
            if name in data:
                data[name] = read(data[name])
        for name in [name for name in data if name in FIELDS]:
            try:
                data[name] = clean(name, data[name])
            except InvalidField as error:
                self.add_error(name, str(error))
        return data


def _initial(member: Member) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: getattr(member, name)
        for name in FIELDS
        if name not in ("biography", "links", "portrait")
    }
    initial["languages"] = ", ".join(map(_language_as_typed, member.languages))
    initial["links"] = "\n".join(f"{link.label} {link.url}" for link in member.links.all())
    return initial


def _language_as_typed(tag: str) -> str:
    """Write a language as `read_tags` reads it: by its name, or by its tag where that is finer."""
    name = labels.tag_name(tag)
    return name if read_tags(name) == [tag] else tag


def read_tags(text: str) -> list[str]:
    """Read languages by their names in any language of the interface, or by their tags."""
    entries = [entry.strip() for entry in re.split(r"[,;|\n،]", text)]
    return [tags_by_name().get(fold(entry), entry) for entry in entries if entry]


def read_links(text: str) -> list[tuple[str, str]]:
    """Read links, one a line: a label, which may be left out, then an address."""
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _space, url = line.rpartition(" ")
        links.append((label.strip(), url))
    return links


class VisibilityForm(forms.Form):
    """As whom a member is listed, and who sees which field."""

    listing = forms.ChoiceField(
        label=_("In the directory you stand"),
        choices=[
            (Listing.NAME, _("under your name")),
            (Listing.PSEUDONYM, _("under another name")),
            (Listing.UNLISTED, _("not listed")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        offered = [(audience.slug, audience.label) for audience in reversed(Audience)]
        for name, label in FIELDS.items():
            self.fields[f"seen-{name}"] = forms.ChoiceField(
                label=capfirst(str(label)), choices=offered
            )
        # A name is never read by nobody: whoever could not read it could not write to a member.
        narrow = (Audience.NOBODY.slug, _("only who manages the network"))
        self.fields["seen-name"].choices = [*offered[:-1], narrow]  # type: ignore[attr-defined]

    def audiences(self) -> dict[str, Audience]:
        """Return who may see which field, once the form is valid."""
        return {name: Audience[self.cleaned_data[f"seen-{name}"].upper()] for name in FIELDS}

    @property
    def seen(self) -> list[tuple[str, forms.BoundField]]:
        """Return the inputs of the fields but the name, each with what it is of."""
        return [(name, self[f"seen-{name}"]) for name in FIELDS if name != "name"]

    @property
    def seen_name(self) -> forms.BoundField:
        """Return the input of who sees the name."""
        return self["seen-name"]


class BiographyForm(forms.Form):
    """A biography in one language; empty removes it."""

    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(
        label=_("Biography"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Up to 4,000 characters. Leave it empty to remove it."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        offered = language_choices()
        here = (initial or {}).get("language") or (data or {}).get("language", "")
        if here and here not in dict(offered):
            offered = [(here, labels.tag_name(here)), *offered]
        field.choices = offered


class PortraitForm(forms.Form):
    """A picture."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP, GIF or TIFF, up to %(megabytes)d MB. It is rebuilt here: place, time "
            "and camera are removed from it."
        )
        % {"megabytes": BYTES // MEGABYTE},
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class LeaveForm(forms.Form):
    """The word of somebody who leaves."""

    sure = forms.BooleanField(
        label=_("Remove everything that is kept of me. It cannot be brought back.")
    )


def first_language() -> str:
    """Return the language of the page, if a biography can be written in it."""
    return (get_language() or "en").partition("-")[0]
