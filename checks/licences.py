"""List what an installation is made of, and check its licences.

    python checks/licences.py [--sbom OUT]

Reads what `requirements.lock` installs as it lies in this environment: each package with the
licence that it declares (cyclonedx-py lists them), the compiled libraries that its wheel brings
along, and what its own lists of parts name; and what the repository holds of others. `--sbom`
writes all of it as one CycloneDX document.

Fails on a licence that `licences.toml` does not accept, on a library, font or packed file that it
does not name, on a package that is not installed as locked, and on an exception that nothing
needs any more.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

from license_expression import ExpressionError, LicenseSymbol, Licensing
from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
TERMS: Final = Path(__file__).with_suffix(".toml")
LOCK: Final = ROOT / "requirements.lock"
_LOCKED: Final = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; (.+?))? \\$", re.MULTILINE)
_LIBRARY: Final = re.compile(r"^(lib.+?)(?:-[0-9a-f]{8})*(?:\.\d+)*\.(?:so|dylib)\b")
_OF_OTHERS: Final = re.compile(r"/vendor/|\.(?:ttf|otf|woff2?|zst)$")
"""Files that others may have made: libraries for pages, fonts, packed data."""
_LICENSING: Final = Licensing()


@dataclass(frozen=True)
class Piece:
    """A package, or a part of its wheel, and the licence that it declares ("" for none)."""

    package: str
    declares: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.package} ({self.part})" if self.part else self.package


@dataclass(frozen=True)
class Exempted:
    """A piece that is kept although its licence is not accepted, or cannot be read."""

    package: str
    licence: str
    why: str
    declares: str = ""
    part: str = ""

    def covers(self, piece: Piece) -> bool:
        """Say whether this is the piece, and it declares what it declared when it was let in."""
        mine = (self.package, self.part, self.declares)
        return mine == (piece.package, piece.part, piece.declares)


@dataclass(frozen=True)
class Held:
    """A work of others that the repository holds, at a path below its root."""

    name: str
    licence: str
    path: str
    version: str = ""

    def component(self) -> dict[str, Any]:
        """Return it as a component of an SBOM."""
        said = {"version": self.version} if self.version else {}
        kind = "file" if Path(self.path).suffix else "library"
        where = {"name": "path", "value": self.path}
        licences = [{"expression": self.licence}]
        about = {"type": kind, "name": self.name, "bom-ref": self.path}
        return about | said | {"licenses": licences, "properties": [where]}


@dataclass(frozen=True)
class Terms:
    """What `licences.toml` says: accepted licences, names for them, libraries, exceptions."""

    accepted: frozenset[str]
    names: Mapping[str, str]
    libraries: Mapping[str, str]
    exceptions: tuple[Exempted, ...]
    held: tuple[Held, ...] = ()

    @classmethod
    def read(cls, path: Path = TERMS) -> "Terms":
        """Read the file."""
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            frozenset(licence for group in said["accepted"].values() for licence in group),
            said["names"],
            said["libraries"],
            tuple(Exempted(**one) for one in said["exception"]),
            tuple(Held(**one) for one in said["held"]),
        )

    def exempted(self, piece: Piece) -> Exempted | None:
        """Return the exception that covers this piece."""
        return next((one for one in self.exceptions if one.covers(piece)), None)


def problems(pieces: Iterable[Piece], terms: Terms) -> list[str]:
    """Return a sentence for each piece that may not be shipped, and each needless exception."""
    found, needed = [], set()
    for piece in pieces:
        if exempted := terms.exempted(piece):
            needed.add(exempted)
        elif not piece.declares:
            found.append(f"{piece}: declares no licence")
        elif not accepts(piece.declares, terms.accepted):
            found.append(f"{piece}: {piece.declares} is not accepted")
    needless = [one for one in terms.exceptions if one not in needed]
    return found + [
        f"{Piece(one.package, one.declares, one.part)}: nothing needs this exception any more"
        for one in needless
    ]


def accepts(expression: str, accepted: frozenset[str]) -> bool:
    """Say whether an SPDX expression can be fulfilled with accepted licences alone."""
    try:
        tree = _LICENSING.parse(expression)
    except ExpressionError:
        return False

    def holds(node: Any) -> bool:
        if isinstance(node, LicenseSymbol) or not getattr(node, "args", ()):
            return str(node) in accepted
        parts = [holds(part) for part in node.args]
        return any(parts) if isinstance(node, _LICENSING.OR) else all(parts)

    return tree is not None and holds(tree)


def declared(component: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the licences of a component of an SBOM as one expression."""
    found = []
    for one in component.get("licenses", ()):
        licence = one.get("license", {})
        said = one.get("expression") or licence.get("id") or licence.get("name", "")
        found.append(names.get(said, said))
    return " AND ".join(dict.fromkeys(found))


def locked(lock: str) -> dict[str, str]:
    """Return name and version of what a lock installs on this kind of machine."""
    return {
        canonicalize_name(name): version
        for name, version, marker in _LOCKED.findall(lock)
        if not marker or Marker(marker).evaluate()
    }


def libraries(distribution: Distribution) -> list[str]:
    """Return the names of the compiled libraries that the tools for wheels have put into one."""
    files = distribution.files or ()
    there = {
        match[1]
        for file in files
        if re.search(r"\.(libs|dylibs)/", str(file)) and (match := _LIBRARY.match(file.name))
    }
    return sorted(there)


def listed_parts(distribution: Distribution) -> Iterator[dict[str, Any]]:
    """Yield the parts that a wheel lists itself, as far as the list says under which licence."""
    for file in distribution.files or ():
        if "/sboms/" in str(file) and file.suffix == ".json":
            bom = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
            yield from (part for part in bom.get("components", ()) if part.get("licenses"))


def parts_of(distribution: Distribution, terms: Terms) -> list[dict[str, Any]]:
    """Return the parts of a wheel as components: its libraries, and what its own lists name."""
    found: dict[str, dict[str, Any]] = {}
    for library in libraries(distribution):
        licence = terms.libraries.get(library)
        said = {"licenses": [{"expression": licence}]} if licence else {}
        found[library] = {"type": "library", "name": library, **said}
    for part in listed_parts(distribution):
        kept = {key: part[key] for key in ("type", "name", "version", "purl") if key in part}
        said = declared(part, terms.names).replace("/", " OR ")
        one = f"{part['name']}@{part.get('version', '')}"
        found.setdefault(one, kept | {"licenses": [{"expression": said}]})
    return [found[name] | {"bom-ref": f"{distribution.name}#{name}"} for name in sorted(found)]


def environment() -> dict[str, Any]:
    """Return the SBOM of this environment, as cyclonedx-py lists it."""
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "environment", sys.executable),
            *("--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"),
            *("--output-reproducible", "--of", "JSON", "--no-validate"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def shipped(bom: dict[str, Any], versions: Mapping[str, str], terms: Terms) -> dict[str, Any]:
    """Return the SBOM of what the lock installs: the parts of each wheel in it, tools left out."""
    installed = {canonicalize_name(one.name): one for one in distributions()}
    components = []
    for component in bom["components"]:
        name = canonicalize_name(component["name"])
        if name not in versions:
            continue
        parts = parts_of(installed[name], terms)
        components.append(component | ({"components": parts} if parts else {}))
    kept = {one["bom-ref"] for one in components} | {bom["metadata"]["component"]["bom-ref"]}
    dependencies = [
        one | {"dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in kept]}
        for one in bom["dependencies"]
        if one["ref"] in kept
    ]
    return bom | {"components": components, "dependencies": dependencies}


def pieces_of(bom: Mapping[str, Any], terms: Terms) -> Iterator[Piece]:
    """Yield the packages of an SBOM, each followed by its parts."""
    for component in bom["components"]:
        package = canonicalize_name(component["name"])
        yield Piece(package, declared(component, terms.names))
        for part in component.get("components", ()):
            yield Piece(package, declared(part, terms.names), part["name"])


def not_as_locked(bom: Mapping[str, Any], versions: Mapping[str, str]) -> list[str]:
    """Return a sentence for each package that is missing, or there in another version."""
    there = {canonicalize_name(one["name"]): one.get("version") for one in bom["components"]}
    return [
        f"{name}: {version} is locked, {there.get(name, 'nothing')} is installed"
        for name, version in versions.items()
        if there.get(name) != version
    ]


def not_held(files: Iterable[str], held: Iterable[Held]) -> list[str]:
    """Return a sentence for each work of others that nobody lists, and each that is gone."""
    paths, there = [one.path for one in held], list(files)
    others = [file for file in there if _OF_OTHERS.search(file)]
    return [
        f"{file}: whose it is, and under which licence, is not listed"
        for file in others
        if not file.startswith(tuple(paths))
    ] + [
        f"{path}: listed, and not there"
        for path in paths
        if not any(file.startswith(path) for file in there)
    ]


def with_what_holds(bom: dict[str, Any], terms: Terms) -> dict[str, Any]:
    """Put the licence that holds in the place of a declaration that is missing or misleading."""
    for component in bom["components"]:
        package = canonicalize_name(component["name"])
        parts = [(part, part["name"]) for part in component.get("components", ())]
        for one, part in [(component, ""), *parts]:
            if exempted := terms.exempted(Piece(package, declared(one, terms.names), part)):
                holds = {"expression": exempted.licence, "acknowledgement": "concluded"}
                one["licenses"] = [holds]
    return bom


def write(bom: dict[str, Any], out: Path) -> None:
    """Write the SBOM, if it is one by the schema of CycloneDX."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = json.dumps(bom, indent=1, sort_keys=True)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"not a CycloneDX document: {error}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Print licences, exceptions and problems; answer 1 if there is a problem."""
    asked = argparse.ArgumentParser(description="List what is shipped, and check its licences.")
    asked.add_argument("--sbom", type=Path, help="write the list here, as CycloneDX")
    args = asked.parse_args()
    terms = Terms.read()
    versions = locked(LOCK.read_text(encoding="utf-8"))
    bom = shipped(environment(), versions, terms)
    bom["components"] += [one.component() for one in terms.held]
    pieces = list(pieces_of(bom, terms))
    kept = subprocess.run(
        ["git", "ls-files", "src"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    wrong = not_as_locked(bom, versions) + not_held(kept, terms.held) + problems(pieces, terms)
    for licence, number in Counter(piece.declares or "none" for piece in pieces).most_common():
        print(f"{number:5}  {licence}")
    for one in terms.exceptions:
        print(f"kept: {Piece(one.package, one.declares, one.part)}, {one.licence}: {one.why}")
    parts = sum(bool(piece.part) for piece in pieces)
    print(
        f"{len(pieces) - parts - len(terms.held)} packages with {parts} parts,"
        f" {len(terms.held)} works in the repository, {len(terms.exceptions)} exceptions"
    )
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if args.sbom:
        write(with_what_holds(bom, terms), args.sbom)
        print(f"written: {args.sbom}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
