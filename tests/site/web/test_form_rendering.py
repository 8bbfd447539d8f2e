"""Lists of choices are what Django's own templates make of them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from vigil.site.web.form_rendering import QuickListRenderer

NAUGHTY = "a\"b'<i>&amp;"
CHOICES: list[Any] = [
    ("", "–"),
    ("MEX", gettext_lazy("Mexico")),
    (1_234, 12_345),
    (1.5, 2.5),
    (NAUGHTY, NAUGHTY),
    (mark_safe("a&b"), mark_safe("<b>so</b>")),
    ("A group", [("x", "X"), (True, False)]),
    (NAUGHTY, [("y", None)]),
]


class Own(forms.Select):
    """A list whose options have a template of their own."""

    option_template_name = "django/forms/widgets/checkbox_option.html"


class Form(forms.Form):
    """Every kind of list."""

    one = forms.ChoiceField(choices=CHOICES)
    many = forms.MultipleChoiceField(choices=CHOICES)
    maybe = forms.NullBooleanField()
    own = forms.ChoiceField(choices=CHOICES[:2], widget=Own)
    text = forms.CharField()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", Form.base_fields)
def test_a_list_is_what_django_makes_of_it(name: str, language: str) -> None:
    attributes: dict[str, Any] = {
        "data-x": NAUGHTY,
        "required": True,
        "disabled": False,
        "size": 1_000,
    }
    attributes["data-safe"] = mark_safe("&amp;")
    for data in ({}, {"one": NAUGHTY, "many": ["MEX", "x", "1234"], "maybe": "true"}):
        drawn = []
        for renderer in (QuickListRenderer(), DjangoTemplates()):
            form = Form(data or None, renderer=renderer)
            with override(language):
                drawn.append(form[name].as_widget(attrs=attributes))
        assert drawn[0] == drawn[1]


def test_the_site_renders_so() -> None:
    assert isinstance(Form().renderer, QuickListRenderer)
