"""Read the surface of the checkout that is on the path, and print it as JSON.

`surface.py` runs this in a process of its own, so that it can ask other checkouts too: it imports
nothing but what `PYTHONPATH` gives.
"""

import ast
import hashlib
import inspect
import json
import os
import pkgutil
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from dataclasses import Field as Property
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import django
from django.apps import apps
from django.db.models import Field, Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

Lines = Iterator[tuple[str, str]]
"""What is there: a name, and what is to be told of it in a line."""

PERMISSION = re.compile(r"[a-z]+\.[a-z_]+")
TRIGGER = re.compile(
    r"CREATE TRIGGER (\w+)\s+((?:BEFORE|AFTER|INSTEAD OF) \w+(?: OF [\w, ]+?)?) ON (\w+)", re.S
)


def main() -> None:
    """Print every section."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
    django.setup()
    json.dump({section: dict(read()) for section, read in SECTIONS.items()}, sys.stdout)


# Routes


def routes() -> Lines:
    """Tell every address, and by the table of the tests who may read it and what is done there."""
    rows = import_module("routes.table").ROUTES
    for at, name in addresses(get_resolver()):
        if (row := rows.get(at)) is None:
            yield f"/{at}", f"{name}, without a row"
            continue
        yield f"/{at}", f"{name}, {traits(row, without=('posts', 'get'))}".rstrip(", ")
        if row.get is not None:
            yield f"/{at} GET HEAD", people(row.get)
        if row.programs:
            yield f"/{at} OPTIONS", "programs"
        for act, post in row.posts.items():
            more = traits(post, without=("by", "send"))
            yield f"/{at} POST {act}", f"{people(post.by)}; {more}"


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every route as it is written, with its name."""
    for pattern in resolver.url_patterns:
        # The language prefix is an empty pattern in English.
        prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before if prefix else before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route, pattern.name or "no name"


def people(roles: Any) -> str:
    """Return roles as words; None among them is a visitor, and with them everybody."""
    if None in roles:
        return "everybody"
    return " ".join(sorted(map(str, roles)))


def traits(row: Any, without: tuple[str, ...]) -> str:
    """Return what a row says beside its defaults."""
    said = {field.name: getattr(row, field.name) for field in fields(row) if stated(row, field)}
    return ", ".join(f"{n}={plain(value)}" for n, value in said.items() if n not in without)


def stated(row: Any, field: "Property[Any]") -> bool:
    """Say whether a row says something else of a field than what is meant where it says nothing."""
    made = field.default_factory
    return bool(getattr(row, field.name) != (field.default if made is MISSING else made()))


def plain(value: Any) -> str:
    """Return a value in words that are the same in every process."""
    if isinstance(value, dict):
        inner = (f"{key}: {plain(one)}" if one != {} else str(key) for key, one in value.items())
        return f"{{{', '.join(sorted(inner))}}}"
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(plain, value)))}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(plain, value))}]"
    if callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    return str(value).replace(os.environ.get("VIGIL_TREE", "\0"), ".").replace("\n", " ")


# Permissions and verbs


def permissions() -> Lines:
    """Tell every permission with the rule that gives it."""
    yield from ((name, str(rule)) for name, rule in known_permissions().items())


def known_permissions() -> dict[str, Any]:
    """Return every permission; trees without `Room` keep them where django-rules does."""
    if house := importable("vigil.trust.rooms.house"):
        return dict(house.permissions())
    for room in rooms():
        for module in modules(room):
            if module.rpartition(".")[2].startswith("rules"):
                import_module(module)
    return dict(import_module("rules.permissions").permissions)


def importable(*names: str) -> Any:
    """Return the first of these modules that there is; older trees have other ones."""
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if not name.startswith(str(error.name)):
                raise
    return None


def verbs() -> Lines:
    """Tell what the public functions that take `by=` take and ask, and how many there are of each.

    Their names and modules are not told: a function that is renamed or moves within its room offers
    the same. One that asks nothing is called by others that do.
    """
    known = set(known_permissions())
    for room in rooms():
        told: Counter[str] = Counter()
        for name in modules(room):
            for verb, function in vars(import_module(name)).items():
                if verb.startswith("_") or not defined_in(function, name) or not takes_by(function):
                    continue
                if asked := asks(function, known):
                    told[f"{signature(function)} asks {' '.join(sorted(asked))}"] += 1
        for line, count in told.items():
            yield f"{room.removeprefix('vigil.')} {line}", f"{count} of them"


def takes_by(function: Callable[..., Any]) -> bool:
    """Say whether a function asks who acts."""
    return any(one.arg == "by" for one in tree_of(function).args.kwonlyargs)


def rooms() -> list[str]:
    """Return the packages of the installation's own Django apps."""
    return sorted(c.name for c in apps.get_app_configs() if c.name.startswith("vigil."))


def modules(package: str) -> Iterator[str]:
    """Yield a package and every module under it."""
    try:
        found = import_module(package)
    except ModuleNotFoundError:
        return
    yield package
    for module in pkgutil.walk_packages(found.__path__, f"{package}."):
        if ".migrations" not in module.name:
            yield module.name


def defined_in(thing: object, module: str) -> bool:
    """Say whether this is a function that the module itself defines."""
    return inspect.isfunction(inspect.unwrap(thing)) and thing.__module__ == module  # type: ignore[arg-type]


def signature(function: Callable[..., Any]) -> str:
    """Return what a function takes, with its defaults and without its types."""
    taken = tree_of(function).args
    for one in [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg]:
        if one is not None:
            one.annotation = None
    return f"({ast.unparse(taken)})"


@cache
def tree_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """Return a function as it is written."""
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def asks(function: Callable[..., Any], known: set[str]) -> set[str]:
    """Return the permissions that a function names, itself or in helpers of its own room."""
    reached = [inspect.unwrap(function)]
    for inner in reached:  # which grows as helpers are found
        reached += [helper for helper in helpers(inner) if helper not in reached]
    return {name for inner in reached for name in names(inner) if name in known}


@cache
def names(function: Callable[..., Any]) -> frozenset[str]:
    """Return the texts that a function writes, or reads of a constant."""
    written = (node.value for node in ast.walk(tree_of(function)) if isinstance(node, ast.Constant))
    return frozenset(one for one in (*written, *read_by(function)) if isinstance(one, str))


@cache
def helpers(function: Callable[..., Any]) -> tuple[Callable[..., Any], ...]:
    """Return the functions of its own room that a function names."""
    named = (one for one in read_by(function) if is_helper(one, function.__module__))
    return tuple(dict.fromkeys(inspect.unwrap(one) for one in named))


@cache
def read_by(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Return what the names in a function stand for."""
    return tuple(resolved(node, function.__globals__) for node in ast.walk(tree_of(function)))


def resolved(node: ast.AST, names: dict[str, Any]) -> Any:
    """Return what a name, or a name in a module, stands for."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = names.get(node.value.id)
        return getattr(module, node.attr, None) if inspect.ismodule(module) else None
    return None


def is_helper(thing: Any, module: str) -> bool:
    """Say whether this is a function of the same room."""
    room = ".".join(module.split(".")[:2])
    return inspect.isfunction(thing) and thing.__module__.startswith(f"{room}.")


# Models


def models() -> Lines:
    """Tell every model, its fields, constraints and indexes."""
    for model in ours():
        meta = model._meta
        yield meta.label, f"table {meta.db_table}, ordered by {plain(meta.ordering)}"
        for field in meta.local_fields + meta.local_many_to_many:
            yield f"{meta.label}.{field.name}", told_field(field)
        for rule in [*meta.constraints, *meta.indexes]:
            _path, args, options = rule.deconstruct()
            said = {key: one for key, one in options.items() if key != "name"}
            kind = type(rule).__name__
            yield f"{meta.label} {kind} {rule.name}", f"{plain(args)} {plain(said)}"
        for together in meta.unique_together:
            yield f"{meta.label} unique together", plain(together)


def ours() -> Iterator[type[Model]]:
    """Yield the models of our own rooms, those between many and many too."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("vigil."):
            yield model


def told_field(field: "Field[Any, Any]") -> str:
    """Return type, null, choices and the rest of what a field is built of."""
    _name, path, args, options = field.deconstruct()
    choices = [key for key, _label in field.flatchoices]
    said = {key: one for key, one in options.items() if key not in WORDS}
    said |= {"choices": choices} if choices else {}
    null = "null" if field.null else "not null"
    return f"{path.rpartition('.')[2]} {null} {plain(args) if args else ''}{plain(said)}"


WORDS = {"help_text", "verbose_name", "null", "choices", "db_comment"}


def triggers() -> Lines:
    """Tell every trigger that a migration makes, by its text."""
    for room in rooms():
        folder = Path(import_module(room).__path__[0]) / "migrations"
        for file in sorted(folder.glob("*.py")):
            for name, when, table in TRIGGER.findall(file.read_text()):
                yield f"{table}.{name} {' '.join(when.split())}", room.removeprefix("vigil.")


# Keepers


def keepers() -> Lines:
    """Tell who answers for the personal data of each model, or that a reason is stated."""
    registry = importable("vigil.trust.rooms.house", "vigil.trust.keepers")
    there = registry.keepers() if hasattr(registry, "keepers") else registry.registered()
    rooms_with_keepers = {keeper.room for keeper in there}
    for keeper in there:
        yield keeper.room, f"{len(keeper.models)} models"
    for label in sorted(registry.stated_models() | {model._meta.label for model in ours()}):
        answers = registry.answers_for(label)
        named = [one if one in rooms_with_keepers else "a reason" for one in answers]
        yield label, "; ".join(named) or "nobody"


# The API


def api() -> Lines:
    """Tell every operation of the OpenAPI document, and the digest of each shape."""
    get_resolver().url_patterns  # noqa: B018 (where addresses are put together, rooms say their API)
    openapi = importable("vigil.publication.api.openapi", "vigil.publication.api.document")
    document = openapi.document()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            at = f"{method.upper()} {path}"
            answers = {code: digest(one) for code, one in operation["responses"].items()}
            yield at, f"{operation['operationId']} answers {plain(answers)}"
            for parameter in operation.get("parameters", ()):
                need = "required" if parameter.get("required") else "optional"
                told = f"{parameter['in']} {need} {digest(parameter['schema'])}"
                yield f"{at} {parameter['name']}", told
    for name, shape in document["components"]["schemas"].items():
        fields = " ".join(sorted(shape.get("properties", {})))
        yield f"shape {name}", f"{digest(shape)} {fields}"


def digest(value: Any) -> str:
    """Return a short digest of a part of the document, but for words: what programs rely on."""
    text = json.dumps(wordless(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def wordless(value: Any) -> Any:
    """Return a part of the document without what is there to be read by people."""
    if isinstance(value, list):
        return [wordless(one) for one in value]
    if not isinstance(value, dict):
        return value
    # Of properties every name is kept: one may be called `title`.
    return {
        key: {name: wordless(one) for name, one in inner.items()}
        if key == "properties"
        else wordless(inner)
        for key, inner in value.items()
        if key not in API_WORDS
    }


API_WORDS = {"description", "title", "summary", "example", "examples"}


# Commands


def commands() -> Lines:
    """Tell every verb of the command line, with its options, and those of `manage`."""
    yield from command_lines(import_module("vigil.cli").main, "vigil")
    for room in rooms():
        folder = Path(import_module(room).__path__[0]) / "management" / "commands"
        for file in sorted(folder.glob("[!_]*.py")):
            yield f"vigil manage {file.stem}", room.removeprefix("vigil.")


def command_lines(command: click.Command, path: str) -> Lines:
    """Tell a command, what it takes, and the commands under it."""
    yield path, "hidden" if command.hidden else "command"
    for parameter in command.params:
        told = parameter.to_info_dict()
        names = "/".join([*parameter.opts, *parameter.secondary_opts])
        kept = ("required", "nargs", "multiple", "is_flag", "flag_value", "default", "envvar")
        said = {key: told[key] for key in kept if told.get(key) not in (None, False, 1)}
        kind = {key: one for key, one in told["type"].items() if one not in (None, False)}
        yield f"{path} {names}", f"{told['param_type_name']} {plain(kind)} {plain(said)}"
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            under = command.get_command(context, name)
            assert under is not None
            yield from command_lines(under, f"{path} {name}")


SECTIONS: dict[str, Callable[[], Lines]] = {
    "route": routes,
    "permission": permissions,
    "verb": verbs,
    "model": models,
    "trigger": triggers,
    "keeper": keepers,
    "api": api,
    "command": commands,
}


if __name__ == "__main__":
    main()
