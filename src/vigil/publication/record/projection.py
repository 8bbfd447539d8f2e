"""Write the rows of the public record from the case file. Nothing else passes between the two.

A row is written from what the policy allows, or removed. This happens in the transaction of the
change, so no reader ever sees what was withdrawn.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from vigil.casefile.cases.queries import headline_cases, public_cases
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Case, CaseAccount, Victim
from vigil.casefile.open_case_file.texts import version_of_names
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.publication.models import (
    PublicCase,
    PublicChange,
    PublicRecord,
    PublicState,
    PublicTextWord,
    PublicVersion,
    PublicWord,
)
from vigil.publication.policy import disclosure
from vigil.publication.record.people import codes_of
from vigil.publication.record.words import name_words, text_words
from vigil.reading import codebook

ROW_FORMAT: Final = 6
"""Raise it when rows are written in another format. Every installation then writes them again."""
AT_ONCE = 200
KEPT_CHANGES = 10_000
TARGETED = frozenset({"target", "mistaken_for_target"})
NOT_TARGETED = frozenset({"caught_in_crossfire", "killed_beside_target"})
SURVIVED = frozenset({"injured", "unhurt"})
IN_RECORD_TOO: Final = frozenset({"occupation", "gender"})
"""Parts of a person that the digest of a row takes from the record: older states keep theirs."""
OUT_OF_DIGEST: Final = frozenset(
    {
        *("case", "digest", "changed_at", "published_at"),
        *("motive", "why_targeted", "place_type", "person_codes", "checked_year", "judged_year"),
    }
)
"""Columns that a digest leaves out: they repeat the record, or came after states were cited."""


def project(pks: Iterable[int]) -> None:
    """Write or remove the rows of these cases, and of cases whose disclosure depends on them."""
    with transaction.atomic():
        _wait_for_others()
        wanted = {near for some in batched(pks, AT_ONCE) for near in _with_dependent(set(some))}
        _project_all(sorted(wanted))


def rebuild() -> int:
    """Write every row again; return the number of public cases."""
    with transaction.atomic():
        _wait_for_others()
        gone = PublicCase.objects.exclude(case__in=public_cases())
        pks = [*public_cases().values_list("pk", flat=True), *gone.values_list("pk", flat=True)]
        changed = _project_all(pks)
        for some in batched(sorted(set(pks) - set(changed)), AT_ONCE):
            _rewrite_words(some)  # their sounds may differ, though the cases did not change
        PublicState.objects.update_or_create(pk=1, defaults={"scheme": row_format()})
    return PublicCase.objects.count()


def is_current() -> bool:
    """Say whether this code and this codebook wrote the rows."""
    return PublicState.objects.filter(pk=1, scheme=row_format()).exists()


def row_format() -> str:
    """Return the format of the rows: of the code, of the codebook, of names in other scripts."""
    return f"{ROW_FORMAT}/{codebook.current().version}/{version_of_names()}"


def stale_cases() -> list[int]:
    """Return the cases whose public row is missing, left over, or different from a new one.

    Builds every row in memory. Rows that need an expired consent are left out of the answer: they
    are written again before the next page is read.
    """
    expired = PublicCase.objects.filter(valid_until__lt=timezone.localdate())
    left_aside = set(expired.values_list("pk", flat=True))
    gone = PublicCase.objects.exclude(case__in=public_cases()).values_list("pk", flat=True)
    found = set(gone)
    for some in batched(public_cases().values_list("pk", flat=True).iterator(), AT_ONCE):
        there = PublicCase.objects.in_bulk(some)
        made = [row for row, _record in _made(some, there)]
        found |= {row.pk for row in made if _differs(row, there.get(row.pk))}
    return sorted(found - left_aside)


def refresh_expired_consents(today: date) -> None:
    """Write again the rows that need a consent which has expired."""
    stale = PublicCase.objects.filter(valid_until__lt=today).values_list("pk", flat=True)
    project(stale)


def _wait_for_others() -> PublicState:
    """Let only one transaction at a time write rows; return the state.

    Otherwise two changes at once would each write a row without the other change, and the later
    one would bring back what the earlier one withdrew.
    """
    PublicState.objects.get_or_create(pk=1, defaults={"scheme": row_format()})
    return PublicState.objects.select_for_update().get(pk=1)


def _project_all(pks: Iterable[int]) -> list[int]:
    changed = [pk for some in batched(pks, AT_ONCE) for pk in _project_some(some)]
    _advance(changed)
    return changed


def _with_dependent(pks: set[int]) -> set[int]:
    """Add the cases that show less because of what was coded or reported for these.

    After a merge or split, codings stay with their first case. Cases share the reports that their
    accounts come from.
    """
    # Three queries that indexes answer: as one, with an OR, it reads every case.
    merged = Case.objects.filter(superseded__in=pks)
    split = Case.objects.filter(split_from__in=pks)
    sharing = CaseAccount.objects.filter(account__report__accounts__membership__case__in=pks)
    return pks.union(
        merged.values_list("pk", flat=True),
        split.values_list("pk", flat=True),
        sharing.values_list("case", flat=True),
    )


def _project_some(pks: Sequence[int]) -> list[int]:
    """Bring the rows of these cases up to date; return those that changed."""
    there = {row.pk: row for row in PublicCase.objects.filter(pk__in=pks)}
    made = _made(pks, there)
    gone = sorted(set(there) - {row.pk for row, _ in made})
    PublicCase.objects.filter(pk__in=gone).delete()
    changed = [(row, record) for row, record in made if _differs(row, there.get(row.pk))]
    _write(changed, there)
    return [*gone, *(row.pk for row, _ in changed)]


def _differs(row: PublicCase, before: PublicCase | None) -> bool:
    """Say whether a row shows something else, or is written in another way."""
    if before is None or row.digest != before.digest:
        return True
    names = OUT_OF_DIGEST - {"case", "digest", "changed_at", "published_at", "person_codes"}
    return (
        any(getattr(row, name) != getattr(before, name) for name in names)
        or bytes(row.person_codes) != bytes(before.person_codes)
        or (row.impunity, row.people) != (before.impunity, before.people)
    )


def _made(
    pks: Sequence[int], there: Mapping[int, PublicCase]
) -> list[tuple[PublicCase, dict[str, Any]]]:
    """Build the rows of the public ones among these cases, each with its record."""
    public = public_cases().filter(pk__in=pks)
    headline = set(headline_cases(public).values_list("pk", flat=True))
    return [_row(case, case.pk in headline, there.get(case.pk)) for case in with_all_rows(public)]


def _write(
    made: Sequence[tuple[PublicCase, dict[str, Any]]], there: Mapping[int, PublicCase]
) -> None:
    pks = [row.pk for row, _ in made]
    PublicCase.objects.filter(pk__in=pks).delete()  # with its record and its words
    PublicCase.objects.bulk_create(row for row, _ in made)
    PublicRecord.objects.bulk_create(
        PublicRecord(public=row, record=record) for row, record in made
    )
    _write_words(made)
    PublicVersion.objects.bulk_create(
        PublicVersion(public_id=row.public_id, digest=row.digest, since=row.changed_at)
        for row, _ in made
        if row.pk not in there or there[row.pk].digest != row.digest
    )


def _rewrite_words(pks: Sequence[int]) -> None:
    PublicWord.objects.filter(public__in=pks).delete()
    PublicTextWord.objects.filter(public__in=pks).delete()
    rows = PublicCase.objects.filter(pk__in=pks).select_related("record")
    _write_words([(row, row.record.record) for row in rows])


def _write_words(made: Sequence[tuple[PublicCase, dict[str, Any]]]) -> None:
    PublicWord.objects.bulk_create(
        (word for row, _ in made for word in name_words(row)), batch_size=2000
    )
    PublicTextWord.objects.bulk_create(
        (word for row, record in made for word in text_words(row, record)), batch_size=2000
    )


def _advance(changed: Sequence[int]) -> None:
    """Advance the public record to its next version, if anything changed."""
    if not changed:
        return
    state = _wait_for_others()
    state.version += 1
    state.token = secrets.token_hex(16)
    state.save(update_fields=["version", "token"])
    PublicChange.objects.bulk_create(
        PublicChange(version=state.version, token=state.token, case_id=pk) for pk in changed
    )
    PublicChange.objects.filter(version__lte=state.version - KEPT_CHANGES).delete()


# One row


def _row(
    case: Case, headline: bool, before: PublicCase | None
) -> tuple[PublicCase, dict[str, Any]]:
    record = case_line(case, {})
    del record["related"]  # it depends on other cases, and is read when it is shown
    withheld = disclosure.withheld_in(case)
    place = disclosure.public_place(case, withheld)
    victims = list(case.victims.all())
    targets = targets_of(victims)
    justice = record["justice"]
    # A group is there as often as it has people: whatever counts people counts each of them once.
    everybody = [victim for victim in victims for _one in range(victim.size)]
    targeted = [victim for victim in everybody if victim in targets]
    each = {victim.pk: _person(victim, victims, withheld) for victim in victims}
    people = [each[victim.pk] for victim in everybody]
    attacked = case.event != "prevented"
    row = PublicCase(
        case=case,
        public_id=str(case.public_id),
        number=number_of(str(case.public_id)),
        basis=record["basis"],
        contested=case.contested,
        headline=headline,
        event=case.event,
        date=case.date,
        date_from=case.date_earliest,
        date_to=case.date_latest,
        country=place.country,
        admin1=place.admin1,
        place=place.name,
        place_precision=place.precision,
        coarsened=place.coarsened,
        lat=place.lat,
        lon=place.lon,
        method=case.method,
        organised_crime_link=case.organised_crime_link,
        contract_or_reward=case.contract_or_reward,
        # The case has no columns for these, so they are taken from the disclosed record.
        motive=record["values"].get("motive") or "",
        why_targeted=record["values"].get("why_targeted") or "",
        place_type=record["values"].get("place_type") or "",
        impunity=_impunity(justice),
        checked_year=justice["as_of"] if justice else None,
        judged_year=disclosure.public_judgement_year(case, justice),
        categories=_bits("target_category", (v.target_category for v in _with_category(victims))),
        outcomes=_bits("outcome", (v.outcome for v in victims)),
        n_people=len(everybody),
        n_named=sum(bool(disclosure.public_names(v)) for v in victims if v.outcome == "killed"),
        n_killed=sum(v.outcome == "killed" for v in everybody),
        n_survived=sum(v.outcome in SURVIVED for v in everybody) if attacked else 0,
        n_targets=len(targeted),
        n_targets_killed=sum(v.outcome == "killed" for v in targeted),
        n_targets_survived=sum(v.outcome in SURVIVED for v in targeted) if attacked else 0,
        people=people,
        person_codes=b"".join(
            _codes(victim, person, target=victim in targets, attacked=attacked)
            for victim, person in zip(everybody, people, strict=True)
        ),
        valid_until=_valid_until(victims),
    )
    return _dated(row, record, before), record


def _dated(row: PublicCase, record: dict[str, Any], before: PublicCase | None) -> PublicCase:
    row.digest = _digest(row, record)
    now = timezone.now()
    if before is not None:
        row.published_at = before.published_at
        row.changed_at = before.changed_at if before.digest == row.digest else now
    else:
        row.published_at = _first_shown(row.public_id) or now
        row.changed_at = now
    return row


def _first_shown(public_id: str) -> datetime | None:
    first = PublicVersion.objects.filter(public_id=public_id).order_by("since").first()
    return first.since if first else None


def _digest(row: PublicCase, record: dict[str, Any]) -> str:
    """Return 64 bits of SHA-256 over all that is shown: enough to tell one state from another."""
    fields = (field.name for field in row._meta.concrete_fields)
    shown = {name: getattr(row, name) for name in fields if name not in OUT_OF_DIGEST}
    # It is in the record as it is shown; older cited states keep their digests.
    shown["impunity"] = (record["justice"] or {}).get("impunity") or ""
    shown["people"] = [
        {name: value for name, value in person.items() if name not in IN_RECORD_TOO}
        for person in row.people
    ]
    text = json.dumps([shown, record], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def number_of(public_id: str) -> int:
    """Return the number in a public id: 42 of V-0042."""
    return int(public_id.rpartition("-")[2])


def _impunity(justice: Mapping[str, Any] | None) -> str:
    """Return the state of justice as it may be shown."""
    if not justice:
        return ""
    return "proceedings_open" if justice["proceedings_open"] else justice["impunity"] or ""


def targets_of(victims: Sequence[Victim]) -> list[Victim]:
    """Return the targets; if nobody is coded as one, all but those who were not targeted."""
    targets = [victim for victim in victims if victim.role in TARGETED]
    return targets or [victim for victim in victims if victim.role not in NOT_TARGETED]


def _with_category(victims: Sequence[Victim]) -> list[Victim]:
    """Return the people whose category is shown. A filter must not find what no page shows."""
    if any(victim.outcome == "killed" for victim in victims):
        return [victim for victim in victims if disclosure.may_show_category(victim)]
    return [victim for victim in victims if not disclosure.is_minor(victim)]


def _person(victim: Victim, victims: Sequence[Victim], withheld: WithheldWords) -> dict[str, Any]:
    age = disclosure.public_age(victim)
    shown = victim in _with_category(victims)
    names = disclosure.public_names(victim)
    return {
        "names": names,
        # Whether a name is shown, not whether it may be: otherwise readers could distinguish a
        # withdrawn name from one that was never reported.
        "named": bool(names),
        "minor": disclosure.is_minor(victim),
        "outcome": victim.outcome,
        "category": victim.target_category if shown else "",
        "role": victim.role if disclosure.may_be_named(victim) else "",
        "age": [age.low, age.high],
        "occupation": disclosure.public_occupation(victim, withheld),
        "gender": _gender(victim),
    }


def _gender(victim: Victim) -> str:
    """Return the gender of a person who may be named, as a value of the codebook."""
    known = disclosure.may_be_named(victim) and victim.gender in bit_order("gender")
    return victim.gender if known else ""


def _codes(victim: Victim, person: Mapping[str, Any], *, target: bool, attacked: bool) -> bytes:
    """Write what is counted of a person: what is shown of them, and their part in the attack."""
    survived = attacked and victim.outcome in SURVIVED
    return codes_of(person, target=target, survived=survived)


def bit_order(field: str) -> list[str]:
    """Return the values of the bits of a column, lowest bit first."""
    return list(codebook.current().fields[field].values)


def _bits(field: str, values: Iterable[str]) -> int:
    order = bit_order(field)
    found = 0
    for value in values:
        if value in order:
            found |= 1 << order.index(value)
    return found


def _valid_until(victims: Sequence[Victim]) -> date | None:
    """Return the last day on which the row is valid. Consents that have ended are not counted."""
    today = timezone.localdate()
    ends = (victim.agreed_until for victim in victims)
    return min((end for end in ends if end and end >= today), default=None)
