"""A form field to choose a member: search for a name, then choose one of those found.

A network has thousands of members, so there is no list of all. It works without a script: the
search is a button of the same form, and what was typed elsewhere in the form is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from vigil.casefile.disclosure.withheld_words import words
from vigil.network.directory.queries import is_spelled
from vigil.network.models import Member, Status
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_names

MOST: Final = 20
"""Members offered at once: who looks for a name that many bear types more of it."""
SAID, FIND = "-q", "-find"
"""What is added to the name of the field: for what is looked for, and for the button."""


@dataclass(frozen=True, slots=True)
class FoundMembers:
    """Members by primary key, as staff may call them, and how many there are in all."""

    members: list[tuple[int, str]]
    count: int


def find_members(said: str) -> FoundMembers:
    """Return the first members whose name, as staff may know it, matches in any spelling.

    Nobody is found by a name that staff may not know: a search must not confirm a guess.
    """
    wanted = words(said)
    if not wanted:
        return FoundMembers([], 0)
    rows = Member.objects.exclude(status=Status.LEFT).only(
        "name", "pseudonym", "listing", "status", "withdrawals", "audiences"
    )
    called = visible_names(rows, Audience.STAFF)
    found = [
        (words(name), pk, name)
        for pk, name in called.items()
        if (own := words(name)) and all(is_spelled(word, own) for word in wanted)
    ]
    found.sort()
    return FoundMembers([(pk, name) for _key, pk, name in found[:MOST]], len(found))


class MemberSearch(forms.Widget):
    """A search box for a name, a button, and the members found to choose from."""

    template_name = "programme/contributors/desk/member_search.html"
    said = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the chosen member, and remember the name that was searched for."""
        self.said = str(data.get(f"{name}{SAID}", ""))[:200]
        return data.get(name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add those found, and who is chosen."""
        context = super().get_context(name, value, attrs)
        found = find_members(self.said)
        chosen = _chosen(value)
        offered = [*chosen, *(pair for pair in found.members if pair not in chosen)]
        context["widget"] |= {
            "said": self.said,
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "said_name": f"{name}{SAID}",
            "find_name": f"{name}{FIND}",
            "offered": offered,
            "chosen": chosen[0][0] if chosen else None,
            "looked": bool(self.said.strip()),
            "more": found.count - len(found.members),
        }
        return context


def _chosen(value: Any) -> list[tuple[int, str]]:
    """Return the member that is chosen, as staff may call them."""
    if not str(value or "").isdecimal():
        return []
    return list(visible_names(Member.objects.filter(pk=int(value)), Audience.STAFF).items())


class MemberChoice(forms.ModelChoiceField):
    """A member whom staff may know."""

    widget = MemberSearch

    def __init__(self, **kwargs: Any) -> None:
        """Take any of them: who is offered is found by name."""
        super().__init__(queryset=Member.objects.all(), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the member. Raises ValidationError (nobody is chosen of those found; unknown)."""
        member = super().to_python(value)
        if member is None:
            assert isinstance(self.widget, MemberSearch)
            if self.widget.said.strip():
                raise forms.ValidationError(_("Choose one of those found."))
        elif not visible_names([member], Audience.STAFF):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return member


class MemberSearchForm(forms.BaseForm):
    """A form with a field `member`, which can be sent only to search for a member."""

    looks = False

    @staticmethod
    def only_looks(data: MultiValueDict[str, Any]) -> bool:
        """Return whether a form was sent to look for a member.

        With nothing to look for it is sent to be taken: the button is the first of the form, so
        that the Enter key presses it.
        """
        said = str(data.get(f"member{SAID}", ""))
        return f"member{FIND}" in data and bool(said.strip())

    def look(self, data: MultiValueDict[str, Any]) -> Self:
        """Show what was typed, and whom the name finds; nothing is wrong with it yet."""
        self.initial, self.looks = data.dict(), True
        self.fields["member"].widget.value_from_datadict(data, None, "member")
        return self
