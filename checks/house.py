"""Check that a stranger can find their way: sizes, names, room tops, floors, circles, registries.

    .venv/bin/python checks/house.py

What must hold is said in each function. Exit 0: all right; 1: something does not hold.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "vigil"
LONGEST: Final = 400
"""Lines of a module. One that grows past it becomes a package."""
VAGUE: Final = {"Told", "Said", "Line", "Row", "Part", "Thing", "Stuff", "Info", "Data", "Item"}
"""Names that tell a stranger nothing about a class."""
TOP: Final = {
    *("__init__.py", "apps.py", "models.py", "room.py", "urls.py"),
    "wagtail_hooks.py",
}
"""Modules that may stand at the top of a room: what Django and Wagtail need, and the room."""
TOP_FOLDERS: Final = {"management", "migrations", "static", "templates", "templatetags"}
FOR_MIGRATIONS: Final = {
    "trust/digests.py",
    "trust/models/letter.py",
    "trust/models/upload.py",
    "witness/names_rulings.py",
}
"""Modules that stay where migrations look for what they need: these are never rewritten."""
OTHER_WORDS: Final = {
    ("desk/queue/views.py", "publication"),  # a step that a case waits for
    ("trust/outbox/verbs/sending.py", "fund"),  # words that no address of a sender may hold
    ("trust/outbox/verbs/sending.py", "witness"),
}
"""Strings that are called as a room and mean something else."""
CACHES: Final = {"vigil.trust.vault.digests._OURS", "vigil.trust.vault.verbs.sealing._KNOWN"}
"""Empty containers that a process fills while it works, and no module while it is imported."""


def main() -> None:
    """Print everything that does not hold."""
    found = [
        *long_modules(),
        *vague_classes(),
        *unseen_texts(),
        *room_tops(),
        *registries(),
        *names_of_rooms_above(),
    ]
    found += circles()
    print("\n".join(found) or "The house is in order.")
    sys.exit(bool(found))


def modules(folder: Path | None = None) -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of the product, or of a folder, but migrations, with its tree."""
    for path in paths(folder or SOURCE):
        yield path, tree_of(path, path.stat().st_mtime_ns)


def paths(folder: Path) -> list[Path]:
    """Return the modules in a folder, at any depth, but migrations."""
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


@cache
def tree_of(path: Path, _changed_at: int) -> ast.Module:
    """Return what a module says. Several checks read it; it is parsed once."""
    return ast.parse(path.read_text("utf-8"))


def here(path: Path) -> str:
    """Return a path as it is written in messages."""
    return path.relative_to(SOURCE).as_posix()


def long_modules() -> Iterator[str]:
    """Yield modules that are longer than a reader keeps in mind."""
    for path in paths(SOURCE):
        lines = path.read_text("utf-8").count("\n")
        if lines > LONGEST:
            yield f"{here(path)}: {lines} lines, at most {LONGEST}"


def vague_classes() -> Iterator[str]:
    """Yield classes whose name says nothing."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in VAGUE:
                yield f"{here(path)}:{node.lineno}: the name {node.name} says nothing"


def unseen_texts() -> Iterator[str]:
    """Yield imports of gettext under a name by which no catalogue finds its texts."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for name in node.names:
                    if name.asname not in (None, name.name, "_"):
                        yield (
                            f"{here(path)}:{node.lineno}: texts under {name.asname} are never "
                            "translated; import it by its own name, or as _"
                        )


def apps() -> list[Path]:
    """Return the folders of our Django apps but the site."""
    folders = (path.parent for path in SOURCE.glob("*/apps.py"))
    return sorted(folder for folder in folders if folder.name != "site")


def room_tops() -> Iterator[str]:
    """Yield what stands at the top of a room and belongs to a subject."""
    for room in apps():
        if not (room / "room.py").exists():
            yield f"{room.name}: has no room.py"
        for path in sorted(room.glob("*.py")):
            if path.name not in TOP and here(path) not in FOR_MIGRATIONS:
                yield f"{here(path)}: put it into the folder of its subject"
        for folder in sorted(path for path in room.iterdir() if path.is_dir()):
            subject = (folder / "__init__.py").exists() or folder.name in TOP_FOLDERS
            if not subject and folder.name != "__pycache__":
                yield f"{here(folder)}: is no package"


def registries() -> Iterator[str]:
    """Yield containers and signals that other modules would fill while they are imported."""
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                target, value = node.target, node.value
            elif isinstance(node, ast.Assign):
                target, value = node.targets[0], node.value
            else:
                continue
            module = "vigil." + here(path)[:-3].replace("/", ".")
            name = f"{module}.{ast.unparse(target)}"
            if _starts_empty(value) and name not in CACHES:
                yield f"{here(path)}:{node.lineno}: {ast.unparse(target)} is filled from elsewhere"


def _starts_empty(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    called = getattr(value.func, "id", "") if isinstance(value, ast.Call) else ""
    empty = called in {"dict", "list", "set", "defaultdict"} and not getattr(value, "args", ())
    return empty or called == "Signal"


def floors() -> list[list[str]]:
    """Return the packages of each floor, the highest first, as the import contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [layers] = (c["layers"] for c in settings["tool"]["importlinter"]["contracts"] if "layers" in c)
    return [re.findall(r"vigil\.(\w+)", floor) for floor in layers]


def names_of_rooms_above() -> Iterator[str]:
    """Yield strings by which a room names one that stands above it, or beside it."""
    known = {folder.name for folder in apps()}
    above: set[str] = set()
    for floor in floors():
        for room in floor:
            others = (above | set(floor)) & known - {room}
            if room in known and others:
                yield from _strings_that_name(SOURCE / room, others)
        above |= set(floor)


def _strings_that_name(room: Path, others: set[str]) -> Iterator[str]:
    label = re.compile(rf"(?:vigil\.)?({'|'.join(sorted(others))})(?:[.:][\w.:]*)?")
    for path, tree in modules(room):
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) else None
            if not isinstance(said, str) or (here(path), said) in OTHER_WORDS:
                continue
            if label.fullmatch(said):
                yield f"{here(path)}:{node.lineno}: “{said}” names a room above"


def circles() -> Iterator[str]:
    """Yield modules that import each other, in whatever roundabout way."""
    graph = grimp.build_graph("vigil", cache_dir=None)
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    rest = dict(imported)
    while free := [name for name, uses in rest.items() if not uses & rest.keys()]:
        for name in free:  # whoever imports nothing that is left is in no circle
            del rest[name]
    used = {name for uses in rest.values() for name in uses}
    while free := [name for name in rest if name not in used]:  # nor whom nothing left imports
        for name in free:
            del rest[name]
        used = {name for uses in rest.values() for name in uses}
    if rest:
        yield f"modules that import each other: {', '.join(sorted(rest))}"


if __name__ == "__main__":
    main()
