"""Make the keeper of a room whose models declare their personal data (`personal_data`).

Write a keeper of your own (`keepers.Keeper`) where withdrawing can be lifted, or where a person is
found in another way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.personal_data import Personal
from vigil.trust.withdrawals.names_in_texts import plain, that_say

type Find = Callable[[Sequence[str]], Iterable[Model]]
"""Finds rows of people in a way of its own, as by the digest of an address."""
type Erase = Callable[[Any, WithdrawalAct], object]
"""Removes the personal data of one row by a verb of the room, which records its decision."""


def keeper_of(
    room: str,
    *models: type[Model],
    label: str | Promise,
    find: Find | None = None,
    erase: Erase | None = None,
    with_them: Iterable[str] = (),
) -> "SimpleKeeper":
    """Return the keeper for models that declare their personal data in `PERSONAL`.

    `label` is what people call what it keeps. `find` replaces the search in the declared fields,
    `erase` the emptying or deleting of a row. `with_them` names further models ("fund.Call"),
    whose rows are removed with these. Raises FieldDoesNotExist where the model lacks a declared
    field.
    """
    for model in models:
        for field in (*_emptied(_personal(model)), *_personal(model).ids, _personal(model).key):
            model._meta.get_field(field)
    return SimpleKeeper(room, label, models, find, erase, with_them)


class SimpleKeeper:
    """A keeper that finds rows by name, and removes their personal data for good."""

    def __init__(
        self,
        room: str,
        label: str | Promise,
        models: Sequence[type[Model]],
        find: Find | None,
        erase: Erase | None,
        with_them: Iterable[str],
    ) -> None:
        self.room, self.label = room, label
        self.models = frozenset({*(model._meta.label for model in models), *with_them})
        self._by_kind: Mapping[str, type[Model]] = {_personal(m).kind: m for m in models}
        self._find_rows = find or self._rows_with_name
        self._erase = erase or _erase

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the rows that hold one of these names, or one of these ids."""
        return [_holding(row) for row in self._find_rows(names)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Remove the personal data of a row for good."""
        model = self._by_kind[holding.kind]
        stated = _personal(model)
        rows = model._default_manager.select_for_update()
        self._erase(rows.get(**{stated.key: holding.key}), act)
        return str(stated.done)

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Say that what was removed does not come back."""
        mine = [receipt["done"] for receipt in withdrawal.receipts if receipt["room"] == self.room]
        kinds = {one["kind"] for done in mine for one in done}
        return [str(_personal(m).lifted) for kind, m in self._by_kind.items() if kind in kinds]

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Say of which models the public still sees a row with one of these names."""
        return [
            str(_personal(model).still_public)
            for model in self._by_kind.values()
            if (public := _personal(model).public) is not None
            and _with_name(model, names).filter(public).exists()
        ]

    def _rows_with_name(self, names: Sequence[str]) -> Iterable[Model]:
        for model in self._by_kind.values():
            yield from _with_name(model, names)


def _personal(model: type[Model] | Model) -> Personal:
    stated: Personal = model.PERSONAL  # type: ignore[union-attr]
    return stated


def _emptied(stated: Personal) -> tuple[str, ...]:
    return (*stated.names, *stated.texts, *stated.others)


def _with_name(model: type[Model], names: Sequence[str]) -> QuerySet[Any]:
    """Return the rows with a name in a text, as a whole name (however short), or with an id."""
    stated = _personal(model)
    rows = model._default_manager.filter(stated.searched)
    found = Q(pk__in=that_say(rows, (*stated.names, *stated.texts), names).values("pk"))
    if stated.names:
        found |= Q(pk__in=_named(rows, stated.names, names))
    for field in stated.ids:
        found |= Q(**{f"{field}__in": [*names, *(name.upper() for name in names)]})
    return rows.filter(found).distinct()


def _named(rows: QuerySet[Any], fields: Sequence[str], names: Sequence[str]) -> list[Any]:
    """Return the keys of the rows of which a field is one of the names as a whole."""
    wanted = {plain(name) for name in names}
    found = rows.values_list("pk", *fields)
    return [pk for pk, *values in found if wanted.intersection(map(plain, values))]


def _holding(row: Model) -> Holding:
    stated = _personal(row)
    return Holding(
        kind=stated.kind,
        key=str(getattr(row, stated.key)),
        label=stated.label(row),
        what=str(stated.before),
        ticked=stated.ticked,
    )


def _erase(row: Model, act: WithdrawalAct) -> None:
    """Delete a row, or empty its declared fields, and record the decision."""
    stated = _personal(row)
    key = str(getattr(row, stated.key))
    if stated.deletes:
        row.delete()
    else:
        for field in row._meta.fields:
            if field.name in _emptied(stated):
                setattr(row, field.name, field.get_default())
        row.save(update_fields=_emptied(stated))
    record("remove_personal_data", stated.kind, key, by=act.by, why=act.withdrawal.why)
