"""Find public functions that nothing in the product calls.

    python checks/unreachable.py

Reads the source under `src/` as syntax trees and imports none of it. A function counts as called if
code that is itself called names it: through an import, as an attribute of its module, in a
registry, or in a text that is code or a dotted path. Tests are no callers, and neither is an
import that only passes a name on.

Prints each function that nothing calls, and each exception that is not needed any more; exits
with 1 if there is one of either. `unreachable.txt` holds the exceptions, each with its
reason; what they call counts as called.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = "vigil"
EXCEPTIONS: Final = Path(__file__).with_suffix(".txt")
REGISTERING: Final = frozenset(
    [
        *("command", "group", "filter", "simple_tag", "inclusion_tag", "simple_block_tag", "tag"),
        *("receiver", "register", "get", "post", "exception_handler"),
    ]
)
"""Decorators by which click, templates, signals, Wagtail and the API learn what to call."""
MODULE_LEVEL: Final = ""
"""The caller of what a module names outside of any function."""
_IMPORT_IN_TEXT: Final = re.compile(rf"from ({PACKAGE}[\w.]*) import (\w+)")
_PATH_IN_TEXT: Final = re.compile(rf"{PACKAGE}(?:\.\w+)+")

Function = tuple[str, str]
"""A module, and the name of a function at its top level."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef
Names = dict[str, tuple[str, str]]
"""Imported names: the module each comes from, and its name there ("" for the module itself)."""


@dataclass
class Module:
    """What a module defines and imports, and the dotted names that each function in it uses."""

    name: str
    is_package: bool
    functions: dict[str, Definition] = field(default_factory=dict)
    imported: dict[str, Names] = field(default_factory=dict)
    """By function; MODULE_LEVEL for what the whole module sees."""
    used: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """A function here (or MODULE_LEVEL) and a dotted name in it."""


def unreachable(modules: Mapping[str, Module], called: Collection[str] = ()) -> list[str]:
    """Return the public functions that nothing calls, as dotted names; count some as called."""
    reached = _reached(modules, [_split(name) for name in called])
    return sorted(
        f"{module.name}.{name}"
        for module in modules.values()
        for name in module.functions
        if not name.startswith("_") and (module.name, name) not in reached
    )


def _split(name: str) -> Function:
    module, _dot, function = name.rpartition(".")
    return module, function


def read(source: Path) -> dict[str, Module]:
    """Return every module of the package below a source folder by its name; no migrations."""
    found = {}
    for path in sorted((source / PACKAGE).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(source).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = Module(".".join(parts[:-1] if is_package else parts), is_package)
        _read_module(module, ast.parse(path.read_text(encoding="utf-8")))
        found[module.name] = module
    return found


def _read_module(module: Module, tree: ast.Module) -> None:
    for node in tree.body:
        owner = MODULE_LEVEL
        if isinstance(node, Definition):
            module.functions[node.name] = node
            owner = node.name
        module.imported.setdefault(owner, {}).update(_imports(module, node))
        module.used += [(owner, name) for name in _names(node)]


def _imports(module: Module, code: ast.AST) -> Names:
    names: Names = {}
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            names |= {alias.asname: (alias.name, "") for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            source = _source(module, node)
            names |= {alias.asname or alias.name: (source, alias.name) for alias in node.names}
    return names


def _source(module: Module, node: ast.ImportFrom) -> str:
    """Return the full name of the module that an import names, relative or not."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    parts = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _names(code: ast.AST) -> Iterator[tuple[str, ...]]:
    """Yield each dotted name in a piece of code, and each in its texts; none in docstrings."""
    docstrings = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Name | ast.Attribute):
            if dotted := _dotted(node):
                yield dotted
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(node.value)
        elif isinstance(node, ast.Constant) and node not in docstrings:
            yield from _names_in_text(node.value) if isinstance(node.value, str) else ()


def _names_in_text(text: str) -> Iterator[tuple[str, ...]]:
    for module, name in _IMPORT_IN_TEXT.findall(text):
        yield (*module.split("."), name)
    for path in _PATH_IN_TEXT.findall(text):
        yield tuple(path.split("."))


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return (*before, node.attr)
    return ()


def _reached(modules: Mapping[str, Module], called: Iterable[Function]) -> set[Function]:
    """Return the functions that are called, or handed on, by what is itself called."""
    calls: dict[Function, set[Function]] = {}
    waiting = list(called)
    for module in modules.values():
        waiting += [(module.name, n) for n, code in module.functions.items() if _registered(code)]
        for owner, dotted in module.used:
            if (function := _resolve(modules, module, owner, dotted)) is None:
                continue
            if owner == MODULE_LEVEL:
                waiting.append(function)
            else:
                calls.setdefault((module.name, owner), set()).add(function)
    reached: set[Function] = set()
    while waiting:
        function = waiting.pop()
        if function not in reached:
            reached.add(function)
            waiting += calls.get(function, ())
    return reached


def _registered(function: Definition) -> bool:
    """Say whether a decorator hands the function to something that calls it."""
    calls = (one.func if isinstance(one, ast.Call) else one for one in function.decorator_list)
    return any(dotted[-1] in REGISTERING for one in calls if (dotted := _dotted(one)))


def _resolve(
    modules: Mapping[str, Module], module: Module, owner: str, dotted: tuple[str, ...]
) -> Function | None:
    """Return the function that a dotted name means where it is used; None for anything else."""
    first, *rest = dotted
    if first == PACKAGE:
        return _find(modules, PACKAGE, rest)
    for names in (module.imported.get(owner, {}), module.imported.get(MODULE_LEVEL, {})):
        if first in names:
            source, name = names[first]
            return _find(modules, source, [*([name] if name else []), *rest])
    return (module.name, first) if first in module.functions else None


def _find(modules: Mapping[str, Module], where: str, names: list[str]) -> Function | None:
    """Follow names down from a module: into packages, and through what they import."""
    for _step in range(20):  # imports that lead in a circle end here
        module = modules.get(where)
        if module is None or not names:
            return None
        first, *names = names
        imported = module.imported.get(MODULE_LEVEL, {})
        if first in module.functions:
            return (where, first)
        if first in imported:
            where, name = imported[first]
            names = [*([name] if name else []), *names]
        elif f"{where}.{first}" in modules:
            where = f"{where}.{first}"
        else:
            return None
    return None


def read_exceptions(path: Path) -> dict[str, str]:
    """Return the reason of each exception. Raises ValueError for a line without a reason."""
    reasons = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _colon, reason = line.partition(": ")
        if not reason.strip():
            raise ValueError(f"{path.name}: {name} needs a reason")
        reasons[name] = reason.strip()
    return reasons


def complaints(source: Path, exceptions: Path) -> list[str]:
    """Return a sentence for each function nothing calls, and for each exception out of date."""
    modules, excepted = read(source), read_exceptions(exceptions)
    uncalled = unreachable(modules)
    return [
        *(f"Nothing calls {name}." for name in unreachable(modules, excepted)),
        *(f"{exceptions.name} need not name {one}." for one in excepted if one not in uncalled),
    ]


if __name__ == "__main__":
    problems = complaints(ROOT / "src", EXCEPTIONS)
    print("\n".join(problems) or "Every public function is called.")
    sys.exit(1 if problems else 0)
