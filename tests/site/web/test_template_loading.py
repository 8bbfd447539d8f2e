import pytest
from django.template.loader import get_template

from vigil.site.web.template_loading import without_indentation


@pytest.mark.parametrize(
    "kept",
    [
        "<pre>\n  one\n    two</pre>",
        "<textarea rows='2'>\n  as it was typed</textarea>",
        "{% blocktranslate %}one\n  string{% endblocktranslate %}",
        "{% verbatim %}\n  {{ x }}{% endverbatim %}",
    ],
)
def test_white_space_that_means_something_is_kept(kept: str) -> None:
    assert without_indentation(f"<div>\n  {kept}\n  </div>") == f"<div>\n{kept}\n</div>"


def test_lines_keep_their_numbers() -> None:
    assert without_indentation("<ul>\n  <li>  \n\n    one </li>\n</ul>\n").count("\n") == 5


def test_our_templates_are_loaded_at_the_margin_others_as_they_are() -> None:
    ours, others = get_template("desk/cases/cases.html"), get_template("wagtailadmin/base.html")
    assert "\n " not in str(ours.template.source)  # type: ignore[attr-defined]
    assert "\n  " in str(others.template.source)  # type: ignore[attr-defined]
