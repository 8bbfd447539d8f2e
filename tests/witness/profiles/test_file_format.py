"""Reading a profile's file: what is there, and errors that name the file and the field."""

import re
import subprocess
import sys

import pytest

from vigil.witness.profiles.file_format import Passage, ProfileError, read_profile

GOOD = """
handle = "S-0042"
case = "an-example-2001"
victims = ["Somebody Example"]
as_of = 2003

[title]
en = "Somebody Example, baker"
es = "Somebody Example, panadera"

[summary]
en = "A baker."
es = "Una panadera."

[[paragraphs]]
stands_on = ["victims.0"]
en = \"\"\"
She was
a baker.
\"\"\"
es = "Era panadera."

[justice]
stands_on = ["judicial"]
en = "As of 2003: nothing."
es = "Situación en 2003: nada."

[[sources]]
title = "A report"
outlet = "A paper"
url = "https://paper.example/1"
date = "2001-05"

[[sources]]
title = "Another"
outlet = "Another paper"
url = "http://paper.example/2"
"""


def test_a_file_is_read() -> None:
    profile = read_profile("S-0042.toml", GOOD)
    assert (profile.number, profile.case, profile.victims, profile.as_of) == (
        42,
        "an-example-2001",
        ("Somebody Example",),
        2003,
    )
    text = profile.texts["en"]
    assert text.paragraphs == (Passage("She was a baker.", ("victims.0",)),)
    assert text.body == "She was a baker."
    assert profile.texts["es"].justice == Passage("Situación en 2003: nada.", ("judicial",))
    assert [source.date for source in profile.sources] == ["2001-05", None]


def test_a_profile_may_have_no_line_on_justice() -> None:
    head, rest = GOOD.split("[justice]")
    profile = read_profile("S-0042.toml", head + rest[rest.index("[[sources]]") :])
    assert {text.justice for text in profile.texts.values()} == {None}


def test_paragraphs_are_parted_by_an_empty_line() -> None:
    more = '[[paragraphs]]\nstands_on = ["date"]\nen = "More."\nes = "Más."\n\n[justice]'
    profile = read_profile("S-0042.toml", GOOD.replace("[justice]", more))
    assert profile.texts["es"].body == "Era panadera.\n\nMás."


@pytest.mark.parametrize(
    ("good", "bad", "why"),
    [
        ('handle = "S-0042"', "", "handle: is missing"),
        ('handle = "S-0042"', 'handle = "S-42"', "handle: should be S- and four digits"),
        ('handle = "S-0042"', 'handle = "S-0043"', "handle: is S-0043, so its file should be"),
        ("as_of = 2003", 'as_of = "2003"', "as_of: should be a year"),
        ("as_of = 2003", "as_of = true", "as_of: should be a year"),
        ("as_of = 2003", "as_of = 2003\nage = 4", "age: is not known here; there are handle,"),
        ('victims = ["Somebody Example"]', "victims = []", "victims: is empty"),
        ('victims = ["Somebody Example"]', "victims = [7]", "victims: should be a list of texts"),
        ('es = "Una panadera."', "", "summary.es: is missing"),
        ('es = "Una panadera."', 'es = " "', "summary.es: is empty"),
        ('es = "Una panadera."', 'fr = "Une"', "summary.fr: is not known here; there are en, es"),
        ('es = "Era panadera."', "es = 3", "paragraphs.0.es: should be text"),
        ('stands_on = ["victims.0"]', "stands_on = []", "paragraphs.0.stands_on: is empty"),
        ('stands_on = ["judicial"]', "", "justice.stands_on: is missing"),
        ('"http://paper.example/2"', '"paper"', "sources.1.url: should be an address on the web"),
        ("case = ", "case ", "S-0042.toml: Expected '=' after a key"),
    ],
)
def test_an_error_names_the_file_and_the_field(good: str, bad: str, why: str) -> None:
    assert good in GOOD
    with pytest.raises(
        ProfileError, match=rf"^S-0042\.toml: .*{re.escape(why.split(': ')[-1])}"
    ) as e:
        read_profile("S-0042.toml", GOOD.replace(good, bad, 1))
    assert why in str(e.value)


def test_a_list_that_is_none_is_told() -> None:
    text = re.sub(r"\[\[sources\]\].*", "", GOOD, flags=re.S)
    with pytest.raises(ProfileError, match=r"^S-0042\.toml: sources: should be a list of tables$"):
        read_profile("S-0042.toml", text.replace("as_of", "sources = [1]\nas_of"))
    with pytest.raises(ProfileError, match=r"^S-0042\.toml: sources: should be a list of tables$"):
        read_profile("S-0042.toml", text.replace("as_of", "sources = 'none'\nas_of"))


def test_profiles_are_read_without_django() -> None:
    program = (
        "import sys; from vigil.witness.profiles.file_format import shipped_profiles;"
        "shipped_profiles(); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
