"""A version of the codebook, whole, and the checking of codings against it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from vigil.reading.codebook.checking import check_value, precedes, refuse_retired
from vigil.reading.codebook.scheme import (
    Consistency,
    Edition,
    Field,
    Inclusion,
    InvalidValue,
    Level,
    Problem,
    Reason,
    Rule,
    Value,
)


class Codebook(Struct, frozen=True, kw_only=True):
    """One version of the coding scheme, whole. See `vigil.reading.codebook.load`."""

    edition: Edition
    inclusion: Inclusion
    rules: Mapping[str, Rule]
    fields: Mapping[str, Field]
    """Id -> field of the coding form, in the order of the form: case, victim, desk."""
    parts: Mapping[str, Field]
    """Id -> choice used inside compound values (date and place precision, perpetrators)."""
    relations: Mapping[str, Value]
    """How one case may hang together with another."""
    consistency: tuple[Consistency, ...] = ()

    @property
    def version(self) -> str:
        """Number of this version, as codings and releases name it."""
        return self.edition.version

    def at(self, level: Level) -> list[Field]:
        """Return the fields of one level, in the order of the form."""
        return [f for f in self.fields.values() if f.level == level]

    def check(self, field_id: str, value: object) -> None:
        """Return when the field may hold the value; else raise InvalidValue.

        Shapes (JSON): choice a key; text and list entries non-empty text; edtf
        `{"value": EDTF or null, "precision": ...}`; integer a whole number (or
        `{"low", "high"}` where the field takes a range); money `{"amount", "currency"}`;
        place as in `vigil.reading.records.PlaceRead`.
        """
        if field_id not in self.fields:
            raise InvalidValue(
                field_id, Reason("codebook %(version)s has no such field", version=self.version)
            )
        check_value(self.fields[field_id], self.parts, value)

    def check_to_code(self, field_id: str, value: object) -> None:
        """Return when a new coding may hold the value: as `check`, and it is not retired."""
        self.check(field_id, value)
        refuse_retired(self.fields[field_id], value)

    def in_force(self, field_id: str, value: Any) -> Any:
        """Return what a value of an older coding means in this version (`Field.in_force`)."""
        field = self.fields.get(field_id)
        return value if field is None else field.in_force(value)

    def check_coding(
        self,
        values: Mapping[str, Any],
        complete: bool,
        no_value: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Problem]:
        """Return the objections to a coding, in the order of the form; empty when all is well.

        `values` is `{"case": {field: value}, "victims": [{field: value}, ...]}`; desk fields
        stand with the case. A value of None counts as not given. With `complete`, required
        fields must be given, no value may be retired, and the fields must agree. `no_value` says
        why a field has no value, by its name (`Problem.name`): a field may lack one for the reasons
        that it lists (`Field.lacks`), a required one too.
        """
        case, victims = values.get("case"), values.get("victims", [])
        if not isinstance(case, Mapping) or not _is_list_of_mappings(victims):
            reason = Reason('a coding is {"case": {...}, "victims": [{...}, ...]}')
            return [Problem(field="case", reason=reason)]
        lacks = no_value if complete else None
        problems = [*self._part_problems(case, ("case", "desk"), None, lacks)]
        for person, coded in enumerate(victims):
            problems += self._part_problems(coded, ("victim",), person, lacks)
        if complete:
            problems += self._inconsistencies(_given(case), [_given(v) for v in victims])
        return problems

    def _part_problems(
        self,
        coded: Mapping[str, Any],
        levels: tuple[Level, ...],
        person: int | None,
        no_value: Mapping[str, str] | None,
    ) -> Iterator[Problem]:
        """Yield what is wrong with the fields of the case, or of one person, taken singly.

        Without `no_value`, the coding need not be complete.
        """
        fields = [f for level in levels for f in self.at(level)]
        given = _given(coded)
        for field in fields:
            try:
                if field.id in given:
                    check = self.check if no_value is None else self.check_to_code
                    check(field.id, given[field.id])
                elif no_value is not None:
                    name = field.id if person is None else f"{person}/{field.id}"
                    _check_lack(field, no_value.get(name))
            except InvalidValue as error:
                yield Problem(field=field.id, reason=error.reason, person=person)
        for name in given:
            if name not in {f.id for f in fields}:
                reason = Reason("codebook %(version)s has no such field", version=self.version)
                yield Problem(field=name, reason=reason, person=person)

    def _inconsistencies(
        self, case: Mapping[str, Any], victims: list[dict[str, Any]]
    ) -> Iterator[Problem]:
        """Yield where fields contradict one another."""
        for rule in self.consistency:
            if not _meets(case, rule.when):
                continue
            for name in rule.needs:
                if name not in case:
                    yield Problem(field=name, reason=Reason(rule.reason))
            field = next(iter(rule.when))
            if rule.some_person and not any(_meets(v, rule.some_person) for v in victims):
                yield Problem(field=field, reason=Reason(rule.reason))
            for person, victim in enumerate(victims):
                if rule.no_person and _meets(victim, rule.no_person):
                    name = next(iter(rule.no_person))
                    yield Problem(field=name, reason=Reason(rule.reason), person=person)
        for field_ in self.at("case"):
            earlier = field_.not_before
            if earlier and precedes(case.get(field_.id), case.get(earlier)):
                reason = Reason("lies before “%(field)s”", field=self.fields[earlier])
                yield Problem(field=field_.id, reason=reason)


def _check_lack(field: Field, lack: str | None) -> None:
    if not lack and field.required:
        raise InvalidValue(field.id, Reason("must be given"))
    if lack and lack not in field.lacks:
        raise InvalidValue(field.id, Reason("may not be left empty for this reason"))


def _given(coded: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in coded.items() if value is not None}


def _meets(coded: Mapping[str, Any], condition: Mapping[str, tuple[str, ...]]) -> bool:
    return all(coded.get(name) in values for name, values in condition.items())


def _is_list_of_mappings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)
