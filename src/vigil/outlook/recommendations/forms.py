"""Desk forms for responses and recommendations, and fields for what they cite."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.code_lists import choices
from vigil.outlook.consultations.forms import (
    PlacesField,
    PlainForm,
    date_field,
    long_text,
    short_text,
)
from vigil.outlook.models import Recommendation, Response, Standing, Statement
from vigil.outlook.recommendations.verbs.responses import LONGEST, MOST_SOURCES, usable

_CODES: Final = re.compile(r"[\s,;]+")
_STATEMENT: Final = re.compile(r"C-0*(\d{1,9})/(\d{1,9})", re.IGNORECASE)
_RESPONSE: Final = re.compile(r"T-0*(\d{1,9})", re.IGNORECASE)


class CodesField(forms.CharField):
    """A field for codes such as C-003/12, separated by spaces or commas. It returns uids."""

    def __init__(self, **kwargs: Any) -> None:
        """Make a field of several lines."""
        widget = forms.Textarea(attrs={"rows": 2, "dir": "ltr"})
        super().__init__(widget=widget, max_length=4000, required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return uids. Raises ValidationError, which names the unknown codes."""
        asked = [code for code in _CODES.split(super().to_python(value) or "") if code]
        found = {code: self.uid_of(code) for code in asked}
        if odd := [code for code, uid in found.items() if not uid]:
            said = gettext("There is nothing called so: %(codes)s.")
            raise ValidationError(said % {"codes": ", ".join(odd)})
        return list(dict.fromkeys(found.values()))

    def uid_of(self, code: str) -> str:
        """Return the uid for a code; empty if the code is unknown."""
        raise NotImplementedError


class StatementsField(CodesField):
    """A field for statements by their codes: C-003/12."""

    def uid_of(self, code: str) -> str:
        """Return the uid of a statement that may be cited; empty if there is none."""
        read = _STATEMENT.fullmatch(code)
        if read is None:
            return ""
        rows = usable().filter(consultation__number=int(read[1]), number=int(read[2]))
        return rows.values_list("uid", flat=True).first() or ""


class ResponsesField(CodesField):
    """A field for responses by their codes: T-001."""

    def uid_of(self, code: str) -> str:
        """Return the uid of a response; empty if there is none."""
        read = _RESPONSE.fullmatch(code)
        rows = Response.objects.filter(number=int(read[1]) if read else 0)
        return rows.values_list("uid", flat=True).first() or ""


def codes(rows: Iterable[Statement | Response]) -> str:
    """Return the codes of statements or responses, as text for their field."""
    return ", ".join(row.code for row in rows)


class ResponseForm(PlainForm):
    """A response: what was tried, and whether it worked."""

    title = short_text(_("Title"))
    what = long_text(_("What was tried"), max_length=LONGEST)
    by_whom = forms.ChoiceField(label=_("By whom"), choices=Response.By.choices)
    level = forms.ChoiceField(label=_("On which level"))
    since = forms.CharField(
        label=_("Since (2019, 2019-03 or 2019-03-08)"), max_length=10, required=False
    )
    until = forms.CharField(label=_("Until, if it is over"), max_length=10, required=False)
    markets = forms.MultipleChoiceField(
        label=_("Markets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    drivers = forms.MultipleChoiceField(
        label=_("Drivers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = PlacesField(label=_("Where: countries or regions, by name or code, apart by commas"))
    worked = forms.ChoiceField(
        label=_("Whether it worked"),
        choices=Response.Worked.choices,
        initial=Response.Worked.UNCLEAR,
        widget=forms.RadioSelect,
    )
    evidence = long_text(_("What shows it"), max_length=LONGEST, required=False)
    statements = StatementsField(label=_("Statements it stands on (such as C-003/12)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with terms in the language of the screen and rows for sources."""
        super().__init__(*args, **kwargs)
        for name in ("level", "markets", "drivers"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices("levels" if name == "level" else name)
        for n in range(1, self._rows() + 1):
            self._add_source(n)

    def _rows(self) -> int:
        """Return the number of source rows: those sent, or those filled in and two more."""
        if self.is_bound:
            return max(2, sum(f"source{n}_what" in self.data for n in range(1, MOST_SOURCES + 1)))
        filled = sum(f"source{n}_what" in self.initial for n in range(1, MOST_SOURCES + 1))
        return min(filled + 2, MOST_SOURCES)

    def _add_source(self, n: int) -> None:
        said = {"n": n}
        self.fields[f"source{n}_what"] = short_text(_("Source %(n)d") % said, 500, required=False)
        self.fields[f"source{n}_url"] = forms.URLField(
            label=_("Address of source %(n)d") % said,
            max_length=500,
            required=False,
            assume_scheme="https",
        )
        self.fields[f"source{n}_grade"] = forms.ChoiceField(
            label=_("How strong source %(n)d is") % said,
            choices=[("", ""), *Response.Grade.choices],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Return the values, with the rows of sources as one list."""
        cleaned = dict(super().clean() or {})
        cleaned["sources"] = []
        for n in range(1, self._rows() + 1):
            source = {
                part: cleaned.pop(f"source{n}_{part}", "") for part in ("what", "url", "grade")
            }
            if any(source.values()):
                cleaned["sources"].append(source)
        return cleaned


def initial_of_response(row: Response) -> dict[str, Any]:
    """Return the present values of a response, for its form."""
    names = (
        *("title", "what", "by_whom", "level", "since", "until", "markets", "drivers", "places"),
        *("worked", "evidence"),
    )
    found: dict[str, Any] = {name: getattr(row, name) for name in names}
    for n, source in enumerate(row.sources, start=1):
        found |= {f"source{n}_{part}": source[part] for part in ("what", "url", "grade")}
    return found | {"statements": codes(usable().filter(responses=row))}


class RecommendationForm(PlainForm):
    """A recommendation: what to do, its addressee, and what it cites."""

    text = long_text(_("What is recommended"), max_length=LONGEST)
    level = forms.ChoiceField(label=_("On which level"))
    addressed_to = short_text(_("To whom it is addressed"))
    statements = StatementsField(label=_("Statements it stands on (such as C-003/12)"))
    responses = ResponsesField(label=_("Responses it stands on (such as T-001)"))
    look_on = date_field(_("When somebody looks what became of it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with the levels in the language of the screen."""
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = choices("levels")


def initial_of_recommendation(row: Recommendation) -> dict[str, Any]:
    """Return the present values of a recommendation, for its form."""
    found = {name: getattr(row, name) for name in ("text", "level", "addressed_to", "look_on")}
    return found | {
        "statements": codes(usable().filter(recommendations=row)),
        "responses": codes(row.responses.exclude(state=Standing.WITHDRAWN)),
    }


class FollowUpForm(PlainForm):
    """A follow-up: what somebody found about a recommendation."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=Recommendation.Outcome.choices,
        widget=forms.RadioSelect,
    )
    on = date_field(_("On which day you looked"))
    what = long_text(_("What you found (no names of persons)"), max_length=LONGEST)
    evidence = long_text(
        _("What shows it: a law, a document, a report, an address"),
        rows=3,
        max_length=LONGEST,
        required=False,
    )
    look_on = date_field(_("When to look again; empty means not any more"), required=False)
