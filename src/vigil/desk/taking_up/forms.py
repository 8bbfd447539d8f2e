"""The form that takes a case up again: the record, and why each change."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from vigil.casefile.cases.compiled_texts import texts_of
from vigil.casefile.coding.changes import WHOLE, Change
from vigil.casefile.coding.verbs.taking_up import Unexplained, Why
from vigil.casefile.models import Account, Adjudication, Case, Report
from vigil.desk.fields.conversion import without_nul
from vigil.desk.screens.labels import field_label, text_label, value_text
from vigil.desk.taking_up.record import WholeRecord, reasons_given
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook import Problem

ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
COMMON: Final = ""
"""The key of the reason that serves every change without its own."""


@dataclass(frozen=True)
class WhyInput:
    """The inputs that say why something is changed, and by which source."""

    key: str
    reason: str = ""
    report: str = ""
    url: str = ""

    @property
    def given(self) -> bool:
        """Whether anything is filled in."""
        return bool(self.reason or self.report or self.url)

    @property
    def why(self) -> Why:
        """The reason and the source. Without another, an address in the reason is the source."""
        report = int(self.report) if self.report.isascii() and self.report.isdigit() else None
        url, reason = self.url, self.reason
        if report is None and not url and (found := ADDRESS.search(reason)):
            url = found.group()
            reason = reason.replace(url, "").strip(" ,;:.()")
        return Why(reason, report, url)

    @classmethod
    def sent(cls, key: str, data: QueryDict) -> "WhyInput":
        """Return the inputs as they were sent."""
        names = ("why", "report", "url")
        reason, report, url = (without_nul(data.get(f"{name}:{key}", "")).strip() for name in names)
        return cls(key, reason, report, url)

    @classmethod
    def of(cls, key: str, change: Change) -> "WhyInput":
        """Return the inputs with the reason that a change was proposed with."""
        source = change.source
        report = str(source["report"]) if "report" in source else ""
        return cls(key, change.reason, report, str(source.get("url") or ""))


@dataclass
class ChangeRow:
    """A change on the screen: what it is, before, after, and why."""

    label: str
    person: int | None
    before: str
    after: str
    why: WhyInput
    problem: str = ""


@dataclass(frozen=True)
class TextInput:
    """The input of one text of a compiled case, with what somebody typed."""

    key: str
    label: str
    text: str

    @property
    def name(self) -> str:
        """The name of the input in the form."""
        return f"text-{self.key}"

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs: each line that is not empty is one."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class TakingUpForm:
    """The whole form: the record, its texts, and the reasons."""

    def __init__(
        self, case: Case, record: WholeRecord, texts: Sequence[TextInput], whys: Iterable[WhyInput]
    ) -> None:
        self.case, self.record, self.texts = case, record, list(texts)
        self.whys = {why.key: why for why in whys}
        self.unexplained: set[str] = set()
        self.general = record.coding.general

    @classmethod
    def of(cls, case: Case, own: Adjudication | None = None) -> "TakingUpForm":
        """Return the form over what is accepted, or over what somebody proposed before."""
        record = WholeRecord.of(case, own)
        said = (own.values.get("texts") or {}) if own is not None else {}
        given = reasons_given(own, record.now) if own is not None else {}
        whys = [WhyInput.of(key, change) for key, change in given.items()]
        common = next((own.reasons[key] for key in said if own and key in own.reasons), "")
        return cls(case, record, _texts(case, said), [*whys, WhyInput(COMMON, reason=common)])

    @classmethod
    def sent(cls, case: Case, data: QueryDict) -> "TakingUpForm":
        """Return the form as somebody sent it."""
        record = WholeRecord.sent(case, data)
        keys = [name.removeprefix("why:") for name in data if name.startswith("why:")]
        texts = {key: without_nul(data.get(f"text-{key}", "")) for key in texts_of(case)}
        inputs = [TextInput(key, text_label(key), text) for key, text in texts.items()]
        return cls(case, record, inputs, [WhyInput.sent(key, data) for key in keys])

    @property
    def common(self) -> WhyInput:
        """The reason and source that serve every change without its own."""
        return self.whys.get(COMMON, WhyInput(COMMON))

    @property
    def values(self) -> dict[str, Any]:
        """The record as it is to be, with the texts that differ."""
        held = texts_of(self.case)
        changed = {one.key: one.paragraphs for one in self.texts}
        changed = {key: said for key, said in changed.items() if said != held.get(key)}
        return {**self.record.values, **({"texts": changed} if changed else {})}

    @property
    def why(self) -> dict[str, Why]:
        """The reasons by the keys of changes."""
        return {key: one.why for key, one in self.whys.items()}

    def rows(self) -> list[ChangeRow]:
        """Return what differs from what is accepted, each with its inputs."""
        return [self._row(change) for change in self.record.changes()]

    def _row(self, change: Change) -> ChangeRow:
        places = {token: place for place, token in enumerate(self.record.people, 1)}
        lacks = change.key in self.unexplained
        return ChangeRow(
            label=label_of(change),
            person=places.get(change.person),
            before=text_of(change.field, change.before),
            after=text_of(change.field, change.after),
            why=self.whys.get(change.key, WhyInput(change.key)),
            problem=_("Give a reason and a source, here or for all changes.") if lacks else "",
        )

    def reports(self) -> list[tuple[str, str]]:
        """Return the reports of the case to choose a source from: key and label."""
        inside = Account.objects.filter(
            membership__case=self.case, membership__suggested=False, superseded=False
        )
        rows = Report.objects.filter(pk__in=inside.values("report")).select_related("outlet")
        return [(str(row.pk), report_label(row)) for row in rows.order_by("published", "pk")]

    def show(self, problems: Sequence[Problem]) -> None:
        """Put what the codebook objects to beside its fields."""
        self.record.coding.show(problems)

    def show_unexplained(self, error: Unexplained) -> None:
        """Mark the changes that lack a reason or a source."""
        self.unexplained = set(error.keys)

    def rebase(self) -> None:
        """Put the form over what is accepted now: the case has changed meanwhile."""
        self.record = self.record.rebased(self.case)
        self.general = self.record.coding.general


class SentTakingUp(forms.Form):
    """The form as it was sent. The verb checks it."""

    def __init__(self, data: QueryDict, *args: Any, case: Case, **more: Any) -> None:
        super().__init__(data, *args, **more)
        self.taking_up = TakingUpForm.sent(case, data)

    def clean(self) -> dict[str, Any]:
        """Return the form, and the version of the case that it was made from."""
        return {"form": self.taking_up, "version": self.data.get("version", "")}


def label_of(change: Change) -> str:
    """Name what a change is about."""
    if change.field != WHOLE:
        return field_label(change.field)
    return _("A person is added") if change.before is None else _("A person is removed")


def text_of(field: str, value: Any) -> str:
    """Return a value in words; of a whole person, all values in the order of the codebook."""
    if value is None:
        return ""
    if field != WHOLE:
        return value_text(field, value)
    order = {name: place for place, name in enumerate(codebook.current().fields)}
    names = sorted(value, key=lambda name: order.get(name, len(order)))
    return in_a_row(value_text(name, value[name]) for name in names)


def report_label(report: Report) -> str:
    """Return a report in one line: outlet, date, title."""
    parts = (report.outlet.name if report.outlet else "", report.published, report.title)
    return " · ".join(part for part in parts if part)[:140] or f"#{report.pk}"


def _texts(case: Case, said: dict[str, list[str]]) -> list[TextInput]:
    return [
        TextInput(key, text_label(key), "\n\n".join(said.get(key, paragraphs)))
        for key, paragraphs in texts_of(case).items()
    ]
