"""Write how far coders agreed into the files of a release: JSON, and the same as a table. Pure.

No coder is named: a pair is a number, which means nothing in another release.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from vigil.casefile.reliability.figures import GROUPS, LEAST, Figure
from vigil.reading import codebook

FORMAT: Final = "vigil-agreement/1"
COLUMNS: Final = (
    *("of", "key", "field", "scale", "codings", "units", "one_empty"),
    *("alpha", "low", "high", "alike", "reason"),
)
TOO_FEW: Final = "too_few"


def agreement_json(figures: Mapping[str, Any], mark: str = "") -> bytes:
    """Return the figures as JSON with sorted keys: equal figures give equal bytes.

    `mark` says that they are of a demonstration.
    """
    told = {
        "format": FORMAT,
        "measure": "Krippendorff's alpha (2011), 95 % interval by bootstrap over units",
        "groups": {
            "independent": "at most one coder of a case began from what the machine read",
            "prefilled": "two coders or more began from it: both may have left its errors",
        },
        "least_units": LEAST,
        "double_coded_cases": figures["cases"],
        "cases_coded": figures["coded"],
        "fields": {
            name: {"scale": held["level"], **_groups(held)}
            for name, held in figures["fields"].items()
            if _is_public(name)
        },
        **{
            of: {key: _fields(held) for key, held in figures[of].items()}
            for of in ("pairs", "languages")
        },
    }
    if mark:
        told["demonstration"] = mark
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False, indent=2)
    return f"{text}\n".encode()


def agreement_csv(figures: Mapping[str, Any], mark: str = "") -> bytes:
    """Return the figures as a table: a line for each field, then by pair and language.

    `mark` says that they are of a demonstration.
    """
    out = io.StringIO()
    own = {"demonstration": mark} if mark else {}
    table = csv.DictWriter(out, (*COLUMNS, *own), restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({**line, **own} for line in _lines(figures))
    return out.getvalue().encode()


def _lines(figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    levels = {name: held["level"] for name, held in figures["fields"].items()}
    parts = [("all", {"": figures["fields"]})]
    parts += [(of.removesuffix("s"), figures[of]) for of in ("pairs", "languages")]
    for of, keys in parts:
        for key, fields in keys.items():
            for name, held in fields.items():
                for group, figure in _groups(held).items() if _is_public(name) else ():
                    said = {k: v for k, v in figure.items() if k in COLUMNS}
                    about = {"of": of, "key": key, "field": name, "scale": levels[name]}
                    yield {**about, "codings": group, **said}


def _fields(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _groups(groups) for name, groups in held.items() if _is_public(name)}


def _groups(held: Mapping[str, Any]) -> dict[str, Figure]:
    return {group: _figure(held[group]) for group in GROUPS if group in held}


def _figure(held: Figure) -> Figure:
    """Return a figure as a release states it; of too few units only how many they are."""
    told = {"units": held["n"], "one_empty": held["one_empty"]}
    if held["n"] < LEAST:
        return {**told, "reason": TOO_FEW}
    names = ("alpha", "low", "high", "alike", "reason", "confusion")
    return {**told, **{name: held[name] for name in names if name in held}}


def _is_public(name: str) -> bool:
    return codebook.current().fields[name].public
