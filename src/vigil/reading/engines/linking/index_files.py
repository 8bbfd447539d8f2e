"""The files of an index: tables that never change, and `index.json`.

`index.json` names the tables in use and is replaced as a whole. Files that an interrupted run left
behind are ignored, and deleted later.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec
import pyarrow as pa
from msgspec import Struct

from vigil.reading.engines.linking.files import open_table, write_table
from vigil.reading.intake.lines import replacing
from vigil.reading.linkage.blocking import Entries
from vigil.reading.linkage.model import WEIGHTS
from vigil.reading.linkage.proposals import Scored

MANY = 40
"""With more tables of one kind, all but the first are merged into one."""
_ENTRIES = pa.schema([("entry", pa.int64())])
SCORED = pa.schema([("pair", pa.int64()), ("probability", pa.float64()), ("forbidden", pa.bool_())])


class State(Struct, frozen=True, kw_only=True):
    """The files in use, by name without ending, in the order of their accounts."""

    profiles: list[str] = []
    accounts: list[str] = []
    lists: dict[str, str] = {}
    """Neighbours that each search found: see `vigil.reading.linkage.blocking`."""
    scored: str = ""
    statistics: str = ""
    held: str = ""
    fingerprints: str = ""
    """For each account, a number that changes with its content."""
    people: str = ""
    """What people had decided when the cases were clustered."""
    doubts: str = ""
    counted: int = 0
    """Number of accounts at the last full linking."""
    since: int = 0
    """Number of accounts added and removed since then."""
    rows: int = 0
    version: str = ""
    """Version of linkage that made the profiles and probabilities."""

    @property
    def names(self) -> set[str]:
        """The names of all files that count."""
        one = {self.scored, self.statistics, self.held, self.fingerprints, self.people, self.doubts}
        return {*self.profiles, *self.accounts, *self.lists.values(), *one} - {""}


class OtherVersionError(ValueError):
    """The folder was made by a linkage that profiles, or judges, otherwise."""


class IndexFiles:
    """The folder of an index. One process changes it at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def state(self) -> State:
        """Return the files in use.

        Raises OtherVersionError if another version of linkage made the folder: its comparisons
        cannot be reused.
        """
        path = self.folder / "index.json"
        if not path.exists():
            return State()
        try:
            state = msgspec.json.decode(path.read_bytes(), type=State)
        except msgspec.DecodeError as error:
            raise OtherVersionError(f"{self.folder} was made by another version") from error
        if state.rows and state.version != version():
            raise OtherVersionError(f"{self.folder} was made by another version of linkage")
        return state

    def forget(self) -> None:
        """Empty the index; its files are deleted at the next commit."""
        (self.folder / "index.json").unlink(missing_ok=True)

    def commit(self, state: State) -> None:
        """Use these files from now on, and delete all others."""
        state = self._gathered(state)
        for name in state.names:
            with self.path(name).open("rb") as file:
                os.fsync(file.fileno())
        with replacing(self.folder / "index.json") as file:
            file.write(msgspec.json.encode(state))
        for path in self.folder.glob("*.arrow"):
            if path.stem not in state.names:
                path.unlink()

    def path(self, name: str) -> Path:
        """Return where the file of that name is."""
        return self.folder / f"{name}.arrow"

    def open(self, name: str) -> pa.Table:
        """Open a table; what is not looked at is not read."""
        return open_table(self.path(name))

    def all(self, names: Sequence[str], schema: pa.Schema) -> pa.Table:
        """Open several tables as one, without copying."""
        return pa.concat_tables([schema.empty_table(), *map(self.open, names)])

    def write(self, table: pa.Table, what: str) -> str:
        """Write a table; return its name."""
        name = new_name(what)
        write_table(table, self.path(name))
        return name

    def scored(self, name: str) -> Scored:
        """Open compared pairs."""
        table = self.open(name)
        return Scored(*(table[column].to_numpy() for column in SCORED.names))

    def write_scored(self, scored: Scored) -> str:
        """Write compared pairs; return their file's name."""
        columns = (scored.pairs, scored.probability, scored.forbidden)
        return self.write(
            pa.table(dict(zip(SCORED.names, columns, strict=True)), schema=SCORED), "scored"
        )

    def entries(self, name: str) -> Entries:
        """Open the neighbours that a search found."""
        found: Entries = self.open(name)["entry"].to_numpy()
        return found

    def write_entries(self, entries: Entries) -> str:
        """Write the neighbours that a search found; return the file's name."""
        return self.write(pa.table({"entry": entries}, schema=_ENTRIES), "entries")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let other processes wait until the block ends."""
        with (self.folder / "index.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _gathered(self, state: State) -> State:
        """Merge many small tables into one. The first, which is large, stays as it is."""

        def one(names: list[str], what: str) -> list[str]:
            if len(names) <= MANY:
                return names
            return [names[0], self.write(pa.concat_tables(map(self.open, names[1:])), what)]

        profiles, accounts = one(state.profiles, "profiles"), one(state.accounts, "accounts")
        return msgspec.structs.replace(state, profiles=profiles, accounts=accounts)


def new_name(what: str) -> str:
    """Return an unused file name."""
    return f"{what}-{os.urandom(8).hex()}"


def version() -> str:
    """Return the version of linkage: a digest of its code, word lists, and the weights in use."""
    weights = os.environ.get(WEIGHTS)
    learnt = Path(weights).read_bytes() if weights else b""
    return sha256(_shipped_version().encode() + learnt).hexdigest()[:16]


@cache
def _shipped_version() -> str:
    digest = sha256()
    for part in sorted(files("vigil.reading.linkage").iterdir(), key=lambda part: part.name):
        if part.name.endswith((".py", ".toml", ".csv")):
            digest.update(part.name.encode())
            digest.update(part.read_bytes())
    return digest.hexdigest()
