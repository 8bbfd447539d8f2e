"""What was changed in a public case, in words of the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.disclosure.public_changes import Naming, PublicChange, public_changes
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Case
from vigil.language.counts import count_text
from vigil.language.punctuation import in_a_row, isolated
from vigil.publication.policy import disclosure
from vigil.publication.policy.names_in_texts import people_named_in
from vigil.publication.record.labels import date_text, field_label, publication_date, value_label
from vigil.reading import codebook

OF_CASE: Final = {
    "changed": gettext_lazy("%(field)s changed from “%(before)s” to “%(after)s” on %(day)s"),
    "added": gettext_lazy("%(field)s added on %(day)s: “%(after)s”"),
    "removed": gettext_lazy("%(field)s removed on %(day)s: “%(before)s”"),
    "rewritten": gettext_lazy("%(field)s rewritten on %(day)s"),
}
OF_PERSON: Final = {
    "changed": gettext_lazy(
        "%(field)s of %(person)s changed from “%(before)s” to “%(after)s” on %(day)s"
    ),
    "added": gettext_lazy("%(field)s of %(person)s added on %(day)s: “%(after)s”"),
    "removed": gettext_lazy("%(field)s of %(person)s removed on %(day)s: “%(before)s”"),
    "rewritten": gettext_lazy("%(field)s of %(person)s rewritten on %(day)s"),
    "person_added": gettext_lazy("Added to this case on %(day)s: %(person)s"),
    "person_removed": gettext_lazy("A person removed from this case on %(day)s"),
    "named": gettext_lazy("Name of a victim added on %(day)s: %(person)s"),
    "renamed": gettext_lazy("Name of %(person)s corrected on %(day)s"),
}


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One change of a case: what, why, and by which source; each "" where it is not told."""

    what: str
    why: str = ""
    source: str = ""


def changes_in_words(case: Case) -> dict[int, list[ChangeInWords]]:
    """Return the changes of a case that may be told, by the key of their adjudication."""
    if not any(one.verified_at and one.changes for one in case.adjudications.all()):
        return {}
    withheld = disclosure.withheld_in(case)
    found = list(public_changes(case, naming_of(case, withheld)))
    hidden = _reasons_with_hidden_names(found)
    told: dict[int, list[ChangeInWords]] = {}
    for change in found:
        why = "" if change.reason in hidden else change.reason
        source = in_a_row(part for part in (change.publisher, _day(change.published)) if part)
        told.setdefault(change.adjudication, []).append(ChangeInWords(_what(change), why, source))
    return told


def naming_of(case: Case, withheld: WithheldWords) -> Naming:
    """Return what decides whom words about a case may name today."""
    justice = disclosure.public_justice(case, withheld)
    return Naming(
        withheld=withheld,
        named=disclosure.may_be_named,
        minor=disclosure.is_minor,
        open=justice is not None and justice.open,
    )


def _reasons_with_hidden_names(changes: Sequence[PublicChange]) -> set[str]:
    """Return the reasons that name somebody whom no page may name, of this case or any other."""
    reasons = {change.reason for change in changes if change.reason}
    if not reasons:
        return set()
    named = people_named_in({reason: [reason] for reason in reasons})
    return {reason for reason, (_leans, hidden) in named.items() if hidden}


def _what(change: PublicChange) -> str:
    words = OF_PERSON if change.of_person else OF_CASE
    return str(words[change.kind]) % {
        "field": field_label(change.field),
        "person": isolated(change.name) if change.name else _("somebody who is not named"),
        "before": _value(change.field, change.before),
        "after": _value(change.field, change.after),
        "day": date_format(change.decided, "DATE_FORMAT"),
    }


def _value(name: str, value: Any) -> str:
    if value is None:
        return ""
    field = codebook.current().fields[name]
    if field.type == "edtf":
        return date_text(str(value["value"]))
    if field.type == "money":
        return f"{value['amount']} {value['currency'] or ''}".strip()
    if field.type == "count":
        return count_text(value)
    if isinstance(value, dict):
        low, high = value.get("low"), value.get("high")
        return f"{low}" if low == high else f"{low}–{high}"
    if isinstance(value, list):
        return in_a_row(value_label(name, str(part)) for part in value)
    return value_label(name, str(value))


def _day(published: str) -> str:
    return publication_date(published) if published else ""
