"""Versions of the form of a call: frozen when somebody may read it, never changed afterwards.

An application belongs to the version in which its answers were written. A draft moves on to the
newest when it is saved again, and its page says what changed; what was sent stays with its version.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from vigil.fund.calls.form_definition import WITHOUT_ANSWER, Field, LocalizedText, in_language
from vigil.fund.models import Application, Call, FormVersion


def freeze_version(call: Call) -> FormVersion:
    """Return the version of the form as it is now; make it if it is new. The call is locked."""
    digest = digest_of(call.form, call.rubric, call.eligibility)
    found = call.form_versions.filter(digest=digest).first()
    if found is not None:
        return found
    last = call.form_versions.aggregate(last=Max("number"))["last"] or 0
    return FormVersion.objects.create(
        call=call,
        number=last + 1,
        form=call.form,
        rubric=call.rubric,
        eligibility=call.eligibility,
        digest=digest,
    )


def current_version(call: Call) -> FormVersion | None:
    """Return the version of the form as it is now; None if nobody could read it yet."""
    digest = digest_of(call.form, call.rubric, call.eligibility)
    return call.form_versions.filter(digest=digest).first()


def digest_of(form: object, rubric: object, eligibility: object) -> str:
    """Return the SHA-256 of a form, its rubric and its conditions, as hexadecimal digits."""
    text = json.dumps([form, rubric, eligibility], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def form_of(application: Application) -> list[Field]:
    """Return the form that the answers of an application are of."""
    version = application.form_version
    return list(version.form if version is not None else application.call.form)


@dataclass(frozen=True)
class FormChanges:
    """How a form differs from the one that a draft was written in, for its applicant."""

    added: Sequence[LocalizedText] = ()
    changed: Sequence[LocalizedText] = ()
    gone: Sequence[Field] = ()

    def __bool__(self) -> bool:
        """Return whether anything differs that an applicant answers."""
        return bool(self.added or self.changed or self.gone)


def changes_between(old: Sequence[Field], new: Sequence[Field], language: str) -> FormChanges:
    """Return which questions were added, changed or taken out, by their keys."""
    before = {one["key"]: one for one in old if one["kind"] not in WITHOUT_ANSWER}
    after = {one["key"]: one for one in new if one["kind"] not in WITHOUT_ANSWER}
    return FormChanges(
        added=[
            in_language(one["label"], language) for key, one in after.items() if key not in before
        ],
        changed=[
            in_language(one["label"], language)
            for key, one in after.items()
            if key in before and _asks_otherwise(before[key], one, language)
        ],
        gone=[one for key, one in before.items() if key not in after],
    )


def _asks_otherwise(old: Field, new: Field, language: str) -> bool:
    """Say whether a question is another one for who reads it in this language."""
    same = ("kind", "required", "most", "least", "past", "currency")
    texts = ("label", "help", "text")
    return (
        any(old.get(name) != new.get(name) for name in same)
        or any(
            str(in_language(old.get(name) or {}, language))
            != str(in_language(new.get(name) or {}, language))
            for name in texts
        )
        or {one["key"] for one in old.get("options", ())}
        != {one["key"] for one in new.get("options", ())}
    )


def carried_answers(
    old: Sequence[Field], new: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return answers written in one version that the other can show again.

    An answer of another kind is left out, and so is an agreement to a text that was changed.
    """
    before = {one["key"]: one for one in old}
    found = dict(values)
    for field in new:
        was = before.get(field["key"])
        if was is None:
            continue
        reworded = field["kind"] == "consent" and was.get("text") != field.get("text")
        if reworded or (was["kind"] == "choices") != (field["kind"] == "choices"):
            found.pop(field["key"], None)
    return found


def carried_ticks(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], ticks: Sequence[int]
) -> set[int]:
    """Return the numbers of conditions that are ticked still: those whose words did not change."""
    ticked = [old[number] for number in ticks if number < len(old)]
    return {number for number, one in enumerate(new) if one in ticked}
