"""The contributors of a session as rows of its form: who takes part, is added and is removed.

Without a script there are a few empty rows, and a button for more; a script adds and orders them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.member_search import FIND, SAID, MemberChoice, MemberSearch
from vigil.programme.contributors.verbs.contributions import require_sound
from vigil.programme.contributors.visibility import Participant, people_of
from vigil.programme.events.form_fields import FoldingForm, as_typed
from vigil.programme.events.verbs.whole_sessions import ContributorEntry
from vigil.programme.models import Contribution, Session
from vigil.trust.access.errors import NotPossible

PREFIX: Final = "people"
ROWS, MORE = "people-rows", "people-more"
"""How many rows were sent; the button for more of them."""
MOST_ROWS: Final = 100
GONE: Final = _(
    "Somebody who takes part was removed while you edited. Check the others, and save again."
)
_ANNOUNCED: Final = _(
    "Where they or the host made the name public. Without this, or their recorded agreement to be "
    "named, the public does not see it."
)
_ORDER: Final = _("A number: the lowest stands first.")
LABELS: Final = {"role": _("As what"), "order": _("Place among the others")}


@dataclass(frozen=True, slots=True)
class KnownContributor:
    """Somebody who takes part, how staff may call them, and what the public sees of them."""

    part: Contribution
    called: str
    public: Participant

    @property
    def is_shown(self) -> bool:
        """Whether the public reads a name, or what stands in its place."""
        return bool(self.public.name or self.public.unnamed)

    @property
    def chip(self) -> str:
        """Whether the public sees the name, and if not, why."""
        if self.public.name:
            return gettext("named to the public")
        if self.public.unnamed:
            return gettext("told without a name")
        if self.part.withdrawn:
            return gettext("not named: the name was taken away, or they go by another one now")
        return gettext("not named: no agreement, and not announced")


def known_contributors(session: Session) -> list[KnownContributor]:
    """Return those who take part, in the order of the page, as the desk shows them."""
    parts = {part.uid: part for part in session.contributions.all()}
    public = {one.uid: one for one in people_of(session)}
    found = []
    for one in people_of(session, Audience.STAFF):
        part = parts[one.uid]
        called = one.called if part.withdrawn else part.name or one.called
        found.append(KnownContributor(part, called, public[one.uid]))
    return found


class ContributorForm(FoldingForm, forms.ModelForm):
    """Somebody's part in a session, as one of several in the form of that session."""

    use_required_attribute = False
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the labels without a colon, and the place among the others to the order of rows."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["order"].required = False

    @property
    def called(self) -> str:
        """How staff may call who it is; empty while nobody is stated."""
        values = self.data if self.is_bound else self.initial
        key = self.add_prefix if self.is_bound else str
        return str(values.get(key("name")) or values.get(key("unnamed")) or "")

    @property
    def row_id(self) -> str:
        """The id of the row on the page."""
        return f"row-{self.prefix}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said of anybody."""
        return False

    @property
    def states_something(self) -> bool:
        """Whether the row adds somebody, or changes what is said of them."""
        return not self.is_blank

    @property
    def is_open(self) -> bool:
        """Whether the row stands open: something is wrong with it, or it is being filled in."""
        return bool(self.errors)

    def clean(self) -> dict[str, Any]:
        """Check what the verb checks, so that every row that is wrong says so at once."""
        if not self.errors and self.states_something and not self.cleaned_data["remove"]:
            try:
                require_sound(self.stated())
            except NotPossible as error:
                self.add_error(None, str(error))
        return self.cleaned_data

    def stated(self) -> Contribution:
        """Return the contribution as the form states it, not kept anywhere."""
        fields = [field.name for field in Contribution._meta.concrete_fields]
        said = {name: value for name, value in self.values.items() if name in fields}
        return Contribution(**said)

    @property
    def values(self) -> dict[str, Any]:
        """What is stated, as the verbs take it. Without a number, the place stays as it is."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "remove"}
        return {**data, "order": self.instance.order if data["order"] is None else data["order"]}

    def _post_clean(self) -> None:
        """Leave the row alone: the verb writes it."""


class NewContributorForm(ContributorForm):
    """Somebody who is added: under a plain name, without a name, or as a member."""

    rare = ("member",)
    member = MemberChoice(label=_("Member"), required=False)

    class Meta:
        model = Contribution
        fields = (
            "role",
            "name",
            "unnamed",
            "position",
            "affiliation",
            "announced",
            "order",
            "member",
        )
        labels: ClassVar = LABELS
        help_texts: ClassVar = {
            "order": _ORDER,
            "unnamed": _("Instead of a name, as: people affected directly."),
            "announced": _ANNOUNCED,
        }

    first = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the place empty: who is added stands below the others."""
        super().__init__(*args, **kwargs)
        if "order" not in (kwargs.get("initial") or {}):
            self.initial["order"] = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said of anybody."""
        texts = ("name", "unnamed", "position", "affiliation", "announced", "member")
        if self.is_bound:
            said = [self.data.get(self.add_prefix(name)) for name in texts]
            return not any([*said, self.data.get(self.add_prefix("member") + SAID)])
        return not any([*(self.initial.get(name) for name in texts), self.said])

    @property
    def said(self) -> str:
        """The name for which a member was looked."""
        widget = self.fields["member"].widget
        return widget.said if isinstance(widget, MemberSearch) else ""

    @property
    def is_open(self) -> bool:
        """Whether the row stands open."""
        return not self.is_blank or self.first

    @property
    def unfolded(self) -> bool:
        """Whether the search for a member stands open."""
        return bool(self.said) or super().unfolded


class KnownContributorForm(ContributorForm):
    """Somebody who takes part already. Who they are does not change."""

    class Meta:
        model = Contribution
        fields = ("role", "unnamed", "position", "affiliation", "announced", "order")
        labels: ClassVar = LABELS
        help_texts: ClassVar = NewContributorForm.Meta.help_texts

    def __init__(self, *args: Any, known: KnownContributor, **kwargs: Any) -> None:
        """Ask who they are without a name only where they have none."""
        super().__init__(*args, instance=known.part, **kwargs)
        self.known = known
        if not self.instance.unnamed:
            del self.fields["unnamed"]

    @property
    def called(self) -> str:
        """How staff may call them."""
        return self.known.called

    @property
    def states_something(self) -> bool:
        """Whether the row changes what is said of them. What was said before is not judged anew."""
        return any(getattr(self.instance, name) != said for name, said in self.values.items())

    def stated(self) -> Contribution:
        """Return the contribution as it would be, not kept anywhere."""
        part = self.instance
        names = [field.attname for field in Contribution._meta.concrete_fields]
        whole = {name: getattr(part, name) for name in names}
        return Contribution(**{**whole, **self.values})


class ContributorRows:
    """The contributors in the form of a session: those there are, and rows for more."""

    def __init__(
        self,
        known: Iterable[KnownContributor] = (),
        *,
        data: Any = None,
        added: Sequence[Mapping[str, Any]] = (),
        auto_id: str = "%s",
        blank: int = 1,
        looks: bool = False,
    ) -> None:
        """Make the rows: of `data` if it was sent, else of who is known and who is `added`.

        Below them stand `blank` empty rows. `looks`: show what was sent, and judge nothing.
        """
        self.auto_id, self.looks = auto_id, looks
        self.gone, self.count = False, 0
        self.rows: list[ContributorForm] = []
        by_uid = {one.part.uid: one for one in known}
        if data is None or ROWS not in data:
            for one in by_uid.values():
                self._add_known(one, None)
            for values in added:
                self._add(NewContributorForm, initial=dict(values))
        else:
            self._read(data, by_uid)
        self.is_bound = data is not None and not looks
        if not self.is_bound or not any(row.is_blank for row in self.rows):
            self._add_blank(blank)
        blanks = [row for row in self.rows if row.is_blank]
        if blanks and isinstance(blanks[0], NewContributorForm):
            blanks[0].first = len(blanks) == len(self.rows)

    @property
    def template(self) -> NewContributorForm:
        """An empty row, from which a script makes more."""
        return NewContributorForm(prefix=f"{PREFIX}-__row__", auto_id=self.auto_id)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong: of each row its id on the page, who it is, and a sentence."""
        gone = [("people", "", str(GONE))] if self.gone else []
        return gone + [
            (row.row_id, row.called, problem)
            for row in self.rows
            if not row.is_blank
            for problem in dict.fromkeys(map(str, chain(*row.errors.values())))
        ]

    def is_valid(self) -> bool:
        """Check every row, so that each says what is wrong with it."""
        checked = [row.is_blank or row.is_valid() for row in self.rows]
        return all(checked) and not self.gone

    def entries(self) -> list[ContributorEntry]:
        """Return what the verbs are given: who is added (below the others), changed, removed."""
        stated = [row for row in self.rows if row.is_bound and not row.is_blank]
        last = max((row.values["order"] for row in stated), default=0)
        found = []
        for row in stated:
            known, removed = isinstance(row, KnownContributorForm), row.cleaned_data["remove"]
            values = row.values
            if not known and row.cleaned_data["order"] is None:
                last += 1
                values["order"] = last
            if known or not removed:
                found.append(ContributorEntry(values, row.instance if known else None, removed))
        return found

    def _read(self, data: Any, known: Mapping[str, KnownContributor]) -> None:
        said = str(data.get(ROWS, ""))
        for place in range(min(int(said) if said.isdecimal() else 0, MOST_ROWS)):
            prefix = f"{PREFIX}-{place}"
            uid = data.get(f"{prefix}-uid", "")
            if not uid:
                self._add(NewContributorForm, data, place=place)
            elif uid in known:
                self._add_known(known[uid], data, place)
            else:
                self.gone = True
        # As they were put in order on the page.
        self.rows.sort(key=lambda row: (row.is_blank, _place(data.get(row.add_prefix("order")))))

    def _add_known(self, one: KnownContributor, data: Any, place: int | None = None) -> None:
        self._add(KnownContributorForm, data, place=place, known=one)

    def _add_blank(self, count: int) -> None:
        for _n in range(count):
            self._add(NewContributorForm)

    def _add(
        self,
        form: type[ContributorForm],
        data: Any = None,
        *,
        place: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Add a row: bound to what was sent, or only showing it."""
        at = self.count if place is None else place
        self.count = max(self.count, at + 1)
        row = form(
            None if self.looks else data,
            prefix=f"{PREFIX}-{at}",
            auto_id=self.auto_id,
            **kwargs,
        )
        if self.looks and data is not None:
            as_typed(row, data)
        self.rows.append(row)


def _place(typed: Any) -> int:
    """Return the place among the others that was typed; after all others where none was."""
    return int(typed) if str(typed or "").isdecimal() else MOST_ROWS * MOST_ROWS


def only_looks(data: Any) -> bool:
    """Return whether the form was sent for more rows, or to look for a member, and not to save."""
    if MORE in data:
        return True
    pressed = [name for name in data if name.startswith(PREFIX) and name.endswith(FIND)]
    return any(str(data.get(name.removesuffix(FIND) + SAID, "")).strip() for name in pressed)
