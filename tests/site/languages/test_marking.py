"""Every text that a person is shown is marked for translation, in templates and in Python."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from each import each
from vigil.site.languages.catalogues import MARKS as GATHERED
from vigil.site.languages.catalogues import ROOMS

WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "title", "placeholder", "summary"}
QUIET_TAGS = {"script", "style", "kbd", "code"}
"""What stands in these is no sentence: programs, and names of keys and addresses."""
VOID = {"input", "br", "img", "hr", "link", "meta", "col", "source"}
NAMES = {
    *("Vigil", "SHA-256", "UTC", "case-", "CSV", "GeoJSON", "XLSX", "OpenAPI", "CSL-JSON"),
    *("STARTTLS", "TLS", "JSON", "Atom", "API", "BibTeX", "RIS", "PDF", "EPUB", "PNG"),
}
"""The same in every language of the interface."""
ENGLISH = {
    "publication/templates/publication/policy/_policy.html",
    "witness/templates/witness/names/_about_text.html",
}
"""Written from documents whose one binding wording is English."""
CODE = {"rtl,ltr", "post"}
"""Texts of filters that a browser reads, not a person."""
ATTRIBUTES = re.compile(r'class="[^"]*"')
"""What a block puts into a tag of the template above it."""
LITERAL = re.compile(r"""\|(?:default|default_if_none|yesno|add|pluralize|join):(["'])(.*?)\1""")

TEMPLATES = sorted(ROOMS.rglob("templates/**/*.html"))
IN_A_TERMINAL = {"site/backup", "site/moving", "site/installation"}
"""What only commands say, to whoever runs an installation: in English, as all commands."""
SOURCES = sorted(
    path
    for room in ("trust", "casefile", "desk", "publication", "site")
    for path in (ROOMS / room).rglob("*.py")
    if "migrations" not in path.parts
    and "commands" not in path.parts
    and not IN_A_TERMINAL & {str(above) for above in path.relative_to(ROOMS).parents}
)


class Shown(HTMLParser):
    """The texts of a page: what stands between tags, and the attributes that are read out.

    What is kept in English on purpose says so (`lang="en"`), and is passed over.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[str] = []
        self._quiet_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(tag)
        quiet = tag in QUIET_TAGS or ("lang", "en") in attrs
        if quiet and not self._quiet_from:
            self._quiet_from = len(self._open)
        if not self._quiet_from:
            self.texts += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        # A template may open or close a tag that another one closes or opened.
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if len(self._open) < self._quiet_from:
            self._quiet_from = 0

    def handle_data(self, data: str) -> None:
        if not self._quiet_from:
            self.texts.append(data)


def unmarked(template: str) -> list[str]:
    """Return the texts of a template that no translation reaches."""
    html, within, found = "", "", []
    for token in Lexer(template).tokenize():
        words = token.contents.split()
        name = words[0] if words else ""
        if within:
            within = "" if name == within else within
        elif token.token_type == TokenType.BLOCK and name in ("blocktranslate", "blocktrans"):
            within = "end" + name
        elif token.token_type == TokenType.BLOCK and name == "comment":
            within = "endcomment"
        elif token.token_type == TokenType.TEXT:
            html += token.contents
        elif token.token_type != TokenType.COMMENT:
            found += [said for _, said in LITERAL.findall(token.contents) if said not in CODE]
    page = Shown()
    page.feed(html)
    page.close()
    return [text.strip() for text in (*page.texts, *found) if WORD.search(_without_names(text))]


def _without_names(text: str) -> str:
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return ATTRIBUTES.sub("", text)


@each("path", [path for path in TEMPLATES if str(path.relative_to(ROOMS)) not in ENGLISH])
def test_templates_say_nothing_unmarked(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        '<p>{% translate "Hello" %} there</p>',
        '<img alt="A face">',
        "<button aria-label='Close'>×</button>",
        '<input placeholder="your name">',
        '{{ name|default:"nobody" }}',
        "{{ name|yesno:'yes,no' }}",
        "{% blocktranslate %}Hello{% endblocktranslate %} there",
        '<p lang="en">Hello</p><p>there</p>',
    ],
)
def test_an_unmarked_text_is_found(template: str) -> None:
    assert unmarked(template)


def test_marked_texts_and_plain_code_pass() -> None:
    assert not unmarked(
        '<p title="{% translate "Hello" %}">{{ x|default:_("none") }} · <kbd>Enter</kbd></p>'
        "{% comment %}not shown{% endcomment %}{# nor this #}<script>let code;</script>"
        '<p lang="en">Kept in <b>English</b><br> on purpose</p>'
    )


# ------------------------------------------------------------------------------- Python

REFUSALS = {"NotPossible", "NotAllowed", "PageNotRead", "ValidationError"}
KEYWORDS = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural"}
MARKS = re.compile(r"n?p?gettext(_lazy|_noop)?")
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}
DYNAMIC = re.compile(r"\w+\.template")
"""Texts that are marked elsewhere: the codebook's reasons (`Reason`)."""

Finding = tuple[int, str]


def refusals(trees: dict[str, ast.Module]) -> set[str]:
    """Return the names of the exceptions whose words are shown, with all that derive of them."""
    names = set(REFUSALS)
    classes = [n for tree in trees.values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    for _ in classes:
        names |= {c.name for c in classes if names & {ast.unparse(base) for base in c.bases}}
    return names


def plain(node: ast.AST | None) -> bool:
    """Say whether an expression is a text that was written out, without a mark."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(WORD.search(_without_names(node.value)))
    if isinstance(node, ast.JoinedStr):
        return any(plain(value) for value in node.values)
    if isinstance(node, ast.BinOp):
        return plain(node.left) or (isinstance(node.op, ast.Add) and plain(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in ("format", "join") and plain(node.func.value)
    if isinstance(node, ast.IfExp):
        return plain(node.body) or plain(node.orelse)
    return False


def spoken(tree: ast.Module, shown: set[str]) -> Iterator[Finding]:
    """Yield the texts that a person is shown and that are not marked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(b) for b in node.bases):
            for entry in node.body:
                value = getattr(entry, "value", None)
                if isinstance(value, ast.Tuple) and plain(value.elts[-1]):
                    yield entry.lineno, ast.unparse(value)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        whole = ast.unparse(node.func)
        said: list[ast.expr] = [k.value for k in node.keywords if k.arg in KEYWORDS]
        if name in shown:
            said += node.args[:1]
        if whole.startswith("messages.") or name == "add_error":
            said += node.args[1:2]
        for argument in said:
            if plain(argument):
                yield argument.lineno, ast.unparse(argument)
        for keyword in node.keywords:
            if keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
                yield from ((v.lineno, ast.unparse(v)) for v in keyword.value.values if plain(v))


def aliases(tree: ast.Module) -> dict[str, str]:
    """Return the names under which a module knows the marking functions."""
    return {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if MARKS.fullmatch(name.name)
    }


def mismarked(tree: ast.Module) -> Iterator[Finding]:
    """Yield marks that do nothing: on a text put together, or spoken while modules load."""
    known = aliases(tree)
    for node, within in walked(tree, False):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        mark = known.get(node.func.id)
        if mark is None:
            continue
        texts = node.args[1:] if mark.startswith(("p", "np")) else node.args
        for text in texts[: 2 if mark.startswith("n") else 1]:
            if not isinstance(text, ast.Constant) and not DYNAMIC.fullmatch(ast.unparse(text)):
                yield node.lineno, f"put together before it is translated: {ast.unparse(node)}"
        if mark in EAGER and not within:
            yield node.lineno, f"translated while the module loads: {ast.unparse(node)}"


def walked(node: ast.AST, within: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield every node, and whether it runs when a function is called rather than on loading."""
    yield node, within
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for name, value in ast.iter_fields(node):
        inner = within or (function and name == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from walked(child, inner)


def parsed() -> dict[str, ast.Module]:
    return {str(p.relative_to(ROOMS)): ast.parse(p.read_text(encoding="utf-8")) for p in SOURCES}


def test_python_says_nothing_unmarked() -> None:
    trees = parsed()
    shown = refusals(trees)
    found = [(where, *at) for where, tree in trees.items() for at in spoken(tree, shown)]
    assert found == []


def test_marks_in_python_work() -> None:
    found = [(where, *at) for where, tree in parsed().items() for at in mismarked(tree)]
    assert found == []


def test_marks_are_known_where_texts_are_gathered() -> None:
    found = {
        (where, name)
        for where, tree in parsed().items()
        for name in aliases(tree)
        if name not in GATHERED
    }
    assert found == set(), "texts under this name are not gathered into the catalogues"


@pytest.mark.parametrize(
    "source",
    [
        'raise NotPossible("No such case.")',
        'raise NotPossible(f"{case} is gone.")',
        'raise NotPossible("%s is gone." % case)',
        'messages.success(request, "Done.")',
        'form.add_error(None, "Wrong.")',
        'forms.CharField(label="Name")',
        'forms.CharField(error_messages={"required": "Say it."})',
        'class Stage(models.TextChoices):\n    OPEN = "open", "open"',
    ],
)
def test_an_unmarked_text_of_python_is_found(source: str) -> None:
    assert list(spoken(ast.parse(source), REFUSALS))


@pytest.mark.parametrize(
    "source",
    [
        '_ = 0\nLABEL = _("Name")',
        'class Form:\n    label = _("Name")',
        'def f(x=_("Name")): ...',
        'def f(): return _(f"{name} is gone")',
        'def f(): return _("%s is gone" % name)',
        "def f(): return _(text)",
    ],
)
def test_a_mark_that_does_nothing_is_found(source: str) -> None:
    tree = ast.parse("from django.utils.translation import gettext as _\n" + source)
    assert list(mismarked(tree))
