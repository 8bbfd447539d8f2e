"""Evaluate a ruleset of IATI on a file: every kind of rule that its specification names."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from lxml import etree

Case = Mapping[str, Any]
Rules = Mapping[str, Mapping[str, Any]]
LIMITS: Final = (("min", "-Infinity"), ("max", "Infinity"))
XML: Final = {"xml": "http://www.w3.org/XML/1998/namespace"}
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Ruleset:
    """Rules by context; `id_sets` are lists that rules name, as of registers of organisations."""

    contexts: Mapping[str, Rules]
    today: date
    id_sets: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def broken(self, root: etree._Element) -> list[str]:
        """Return the rules that a file breaks, by their identifiers, with where."""
        tree = root.getroottree()
        return [
            f"{broken} at {tree.getpath(element)}"
            for context, rules in self.contexts.items()
            for element in root.xpath(context, namespaces=XML)
            for broken in self._of(element, rules)
        ]

    def _of(self, element: etree._Element, rules: Rules) -> Iterator[str]:
        for kind, of_kind in rules.items():
            for case in of_kind["cases"]:
                if "condition" in case and not truth(element, case["condition"]):
                    continue
                if kind == "loop":
                    for value in dict.fromkeys(found(element, [case["foreach"]])):
                        yield from self._of(element, filled_in(case["do"], value))
                elif not KINDS[kind](self, element, case):
                    yield f"{case.get('id', '?')} ({kind})"

    def day(self, element: etree._Element, path: str) -> list[date]:
        """Return the days at a path; NOW is today."""
        if path == "NOW":
            return [self.today]
        return [datetime.fromisoformat(text).date() for text in found(element, [path])]


def filled_in(rules: Any, value: str) -> Any:
    """Return rules with `$1` replaced by a value, wherever it stands."""
    if isinstance(rules, str):
        return rules.replace("$1", value)
    if isinstance(rules, list):
        return [filled_in(one, value) for one in rules]
    return {k: filled_in(v, value) for k, v in rules.items()} if isinstance(rules, dict) else rules


def truth(element: etree._Element, path: str) -> bool:
    """Return what a path comes to, as XPath makes a boolean of it."""
    return bool(element.xpath(f"boolean({path})", namespaces=XML))


def nodes(element: etree._Element, paths: list[str]) -> list[Any]:
    """Return what is at paths."""
    return [one for path in paths for one in element.xpath(path, namespaces=XML)]


def found(element: etree._Element, paths: list[str]) -> list[str]:
    """Return the texts at paths."""
    some = nodes(element, paths)
    return [str(one) if isinstance(one, str) else "".join(one.itertext()) for one in some]


def _total(element: etree._Element, case: Case) -> Decimal:
    return sum(map(Decimal, found(element, case["paths"])), Decimal())


def _sum(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    there = found(element, case["paths"])
    return not there or abs(_total(element, case) - Decimal(str(case["sum"]))) < Decimal("0.01")


def _strict_sum(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    there = found(element, case["paths"])
    return not there or _total(element, case) == Decimal(str(case["sum"]))


def _dependent(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    there = [bool(nodes(element, [path])) for path in case["paths"]]
    return all(there) or not any(there)


def _date_order(rules: Ruleset, element: etree._Element, case: Case) -> bool:
    less, more = rules.day(element, case["less"]), rules.day(element, case["more"])
    return not less or not more or max(less) <= min(more)


def _date_now(rules: Ruleset, element: etree._Element, case: Case) -> bool:
    return all(day <= rules.today for day in rules.day(element, case["date"]))


def _time_limit(rules: Ruleset, element: etree._Element, case: Case) -> bool:
    pairs = zip(rules.day(element, case["start"]), rules.day(element, case["end"]), strict=True)
    return all(end - start <= timedelta(days=366) for start, end in pairs)


def _between_dates(rules: Ruleset, element: etree._Element, case: Case) -> bool:
    start, end = rules.day(element, case["start"]), rules.day(element, case["end"])
    days = rules.day(element, case["date"])
    return not start or not end or all(min(start) <= day <= max(end) for day in days)


def _startswith(rules: Ruleset, element: etree._Element, case: Case) -> bool:
    begins = {
        prefix
        for path in case["prefix"]
        for prefix in (rules.id_sets[path] if path in rules.id_sets else found(element, [path]))
    }
    apart = case.get("separator", "")
    texts = found(element, case["paths"])
    return all(any(text.startswith(prefix + apart) for prefix in begins) for text in texts)


def _range(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    low, high = (Decimal(str(case.get(one, end))) for one, end in LIMITS)
    return all(low <= Decimal(text) <= high for text in found(element, case["paths"]))


def _only_one_of(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    there = len(nodes(element, case["paths"]))
    return there == (0 if nodes(element, case["excluded"]) else 1)


def _one_or_all(_set: Ruleset, element: etree._Element, case: Case) -> bool:
    if nodes(element, [case["one"]]):
        return True
    if case["all"] == "lang":
        return all(one.get(LANG) for one in element.iter("narrative"))
    if case["all"] == "currency":
        money = [*element.iter("value"), *element.iter("loan-status"), *element.iter("forecast")]
        return all(one.get("currency") for one in money)
    return all(one.find(case["all"]) is not None for one in element.iter("transaction"))


def _positive(text: str) -> bool:
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False


def _texts(holds: Callable[[str, Case], bool]) -> Callable[[Ruleset, Any, Case], bool]:
    return lambda _set, element, case: all(
        holds(text, case) for text in found(element, case["paths"])
    )


def _alike(element: etree._Element, case: Case) -> bool:
    texts = found(element, case["paths"])
    return len(texts) == len(set(texts))


KINDS: Final[Mapping[str, Callable[[Ruleset, Any, Case], bool]]] = {
    "no_more_than_one": lambda _set, e, case: len(nodes(e, case["paths"])) <= 1,
    "only_one": lambda _set, e, case: len(nodes(e, case["paths"])) == 1,
    "atleast_one": lambda _set, e, case: bool(nodes(e, case["paths"])),
    "dependent": _dependent,
    "sum": _sum,
    "strict_sum": _strict_sum,
    "date_order": _date_order,
    "date_now": _date_now,
    "time_limit": _time_limit,
    "between_dates": _between_dates,
    "regex_matches": _texts(lambda text, case: bool(re.search(case["regex"], text))),
    "regex_no_matches": _texts(lambda text, case: not re.search(case["regex"], text)),
    "no_percent": _texts(lambda text, _case: "%" not in text),
    "no_spaces": _texts(lambda text, _case: text == text.strip()),
    "positive_decimal": _texts(lambda text, _case: _positive(text)),
    "startswith": _startswith,
    "unique": lambda _set, e, case: _alike(e, case),
    "evaluates_to_true": lambda _set, e, case: truth(e, case["eval"]),
    "if_then": lambda _set, e, case: not truth(e, case["if"]) or truth(e, case["then"]),
    "range": _range,
    "only_one_of": _only_one_of,
    "one_or_all": _one_or_all,
}
"""How each kind of rule is asked of an element; a loop is asked in `Ruleset`."""
