"""Check what buttons and headings say: a button begins with a verb, and words we do not use.

    .venv/bin/python checks/writing.py

Read are the templates, and labels of acts and forms that stand on buttons. `writing.toml` lists the
verbs that a button may begin with and the words that neither a button nor a heading uses.
Exit 0: all right; 1: something to rewrite.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "vigil"
WORDS: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
BUTTON: Final = re.compile(r"<button\b(?P<tag>[^>]*)>(?P<text>.*?)</button>", re.S)
HEADING: Final = re.compile(
    r"<(?P<tag>h[1-6]|legend|caption)\b[^>]*>(?P<text>.*?)</(?P=tag)>", re.S
)
TRANSLATED: Final = re.compile(
    r"""{%-?\s*(?:translate|trans)\s+(?P<q>["'])(?P<said>.*?)(?P=q)[^%]*%}"""
    r"""|{%-?\s*blocktrans(?:late)?[^%]*%}(?P<block>.*?){%-?\s*endblocktrans(?:late)?\s*%}""",
    re.S,
)


class Words(NamedTuple):
    """What a button or a heading says, and where."""

    path: Path
    line: int
    kind: str
    text: str


def words_of_templates() -> Iterator[Words]:
    """Yield what buttons and headings of all templates say, where it is translated."""
    for path in sorted(SOURCE.rglob("*.html")):
        source = path.read_text("utf-8")
        for kind, pattern in (("button", BUTTON), ("heading", HEADING)):
            for found in pattern.finditer(source):
                if kind == "button" and 'type="button"' in found["tag"]:
                    continue
                for text in TRANSLATED.finditer(found["text"]):
                    said = " ".join((text["said"] or text["block"] or "").split())
                    if said:
                        line = source.count("\n", 0, found.start()) + 1
                        yield Words(path, line, kind, said)


def words_of_acts() -> Iterator[Words]:
    """Yield the labels of acts, which stand on their buttons."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Act":
                for keyword in node.keywords:
                    if keyword.arg == "label" and (said := _text(keyword.value)):
                        yield Words(path, node.lineno, "button", said)


def _text(node: ast.expr) -> str:
    """Return the text that a call of gettext marks."""
    if isinstance(node, ast.Call) and node.args:
        last = node.args[-1]
        return last.value if isinstance(last, ast.Constant) and isinstance(last.value, str) else ""
    return ""


def problems(found: Words) -> Iterator[str]:
    """Yield what is wrong with the words of a button or a heading."""
    text = found.text.casefold()
    if found.kind == "button" and text.split()[0].strip(".,:…") not in WORDS["verbs"]:
        yield "begins with no verb"
    for phrase, better in WORDS["not_used"].items():
        if re.search(rf"\b{phrase}\b", text):
            yield f"“{phrase}” is not used: {better}"


def main() -> None:
    """Print every button and heading to rewrite."""
    bad = 0
    for found in [*words_of_templates(), *words_of_acts()]:
        for problem in problems(found):
            bad += 1
            at = f"{found.path.relative_to(ROOT)}:{found.line}"
            print(f"{at}: {found.kind} “{found.text}”: {problem}")
    print(f"{bad} to rewrite." if bad else "Buttons and headings say what they do.")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
