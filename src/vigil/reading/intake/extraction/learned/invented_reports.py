"""Invented reports to learn from, in languages and on traps of which there are few labels."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from vigil.reading.records import Report


def invented_reports() -> Iterator[tuple[Report, dict[str, Any]]]:
    """Yield invented reports with the place and day of their attack, in Vigil's form of labels."""
    listed = tomllib.loads((files(__package__) / "drills.toml").read_text("utf-8"))
    published = listed.pop("published")
    yield from _wires(listed.pop("wires"), published)
    for language, own in listed.items():
        for number, text in enumerate(own["texts"]):
            told, place, day = _filled(text, own["towns"], own["days"], number)
            key = f"drill-{language}-{number}"
            report = Report(id=key, text=told, published=published, language=language)
            label = {"id": key, "about_a_killing": True, "place": place}
            yield report, label | ({"event_date": day} if "{d}" in text else {})


def _wires(listed: dict[str, Any], published: str) -> Iterator[tuple[Report, dict[str, Any]]]:
    """Yield reports of agencies, some of them once more in capitals."""
    for language in listed["languages"]:
        own = listed[language]
        for upper in [False, True] if language in listed["capitals"] else [False]:
            for number, told in enumerate(own["texts"]):
                slots = own["offices"][(number * 3 + upper) % len(own["offices"])]
                text = told["text"].format(**slots)
                key = f"wire-{language}-{number}{'-capitals' if upper else ''}"
                report = Report(
                    id=key,
                    text=text.upper() if upper else text,
                    published=published,
                    language=language,
                )
                place = slots[told["place"]]
                yield report, {"id": key, "about_a_killing": True, "place": place}


def _filled(text: str, towns: list[str], days: dict[str, str], number: int) -> tuple[str, str, str]:
    """Return the text with names and days filled in, its place and its day."""
    places = {slot: towns[(number * 3 + n * 5) % len(towns)] for n, slot in enumerate("abc")}
    words = list(days)
    when = {slot: words[(number + n) % len(words)] for n, slot in enumerate("def")}
    return text.format(**places, **when), places["a"], days[when["d"]]
