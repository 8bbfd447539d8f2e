"""The records that pass between the rooms of the monitor, and the values they may hold.

The lowest floor: `intake` makes them, `linkage` compares them, `casefile` keeps them. They have a
floor of their own because `intake` and `linkage` do not import each other.
They are the JSON contracts of the command line: `msgspec.json` reads and writes
them as they stand. All offsets are counted in Unicode code points.
"""

from typing import Final, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

TESTIMONY_KEY: Final = "testimony@"
"""How the key of every report begins that stands for a testimony told in confidence."""

Event = Literal["killing", "attempt", "prevented"]
Outcome = Literal["killed", "injured", "unhurt", "missing", "unknown"]
Method = Literal[
    "firearm",
    "explosive",
    "blade",
    "beating",
    "asphyxia",
    "poison",
    "vehicle",
    "fire",
    "abduction",
    "other",
    "unknown",
]
DatePrecision = Literal["day", "month", "year", "range", "unknown"]
PlacePrecision = Literal["exact", "neighbourhood", "town", "admin2", "admin1", "country", "unknown"]
Gender = Literal["female", "male", "other", "unknown"]
TargetCategory = Literal[
    "journalist",
    "politician_official",
    "judicial",
    "law_enforcement",
    "environmental_defender",
    "community_activist",
    "human_rights_defender",
    "trade_unionist",
    "whistleblower",
    "business",
    "transport_operator",
    "faith_leader",
    "health_education_worker",
    "security_private",
    "reported_criminal_link",
    "family_of_target",
    "bystander",
    "local_community_member",
    "other",
    "unknown",
]
PerpetratorKind = Literal["person", "group", "unknown"]
PerpetratorStatus = Literal[
    "as_reported", "accused", "arrested", "tried", "convicted", "acquitted", "dead"
]
ContractSign = Literal["hired", "paid", "price", "motorcycle", "message_left", "other"]
Judicial = Literal[
    "arrest",
    "charge",
    "trial",
    "conviction",
    "acquittal",
    "sentence",
    "appeal",
    "warrant",
    "release",
]
ReportKind = Literal["fresh", "followup", "other"]


class Report(Struct, frozen=True, kw_only=True):
    """One published text about something, as it came in. Only `id` and `text` are required.

    `published` is an ISO date (a time may follow it) or empty; `language` a BCP 47 tag or empty.
    """

    id: str
    text: str
    url: str = ""
    outlet: str = ""
    title: str = ""
    published: str = ""
    language: str = ""
    country: str = ""
    """Country of the outlet, ISO 3166-1 alpha-3, when the source states it."""


class Screening(Struct, frozen=True, kw_only=True):
    """What screening says of one report.

    `score` is the probability (0..1) that the report concerns a concrete killing, or an
    attempted killing, of a person, fresh or earlier. `relevant` is `score` at the shipped
    threshold. `targeted_score` and `organised_crime_score` lie in 0..1 too.
    """

    id: str
    score: float
    relevant: bool
    report_kind: ReportKind
    targeted_score: float
    organised_crime_score: float
    language: str


class Evidence(Struct, frozen=True, kw_only=True):
    """The words that say a value: the named part of the report, sliced, equals `text`.

    `field` is a JSON Pointer into the account, for example `/victims/0/age`.
    """

    field: str
    in_: Literal["title", "text"] = msgspec.field(name="in")
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Read the pointer that `/victims/N/count` was in accounts stored before."""
        if self.field.endswith("/number"):
            now = f"{self.field.removesuffix('/number')}/count"
            msgspec.structs.force_setattr(self, "field", now)


class Count(Struct, frozen=True, kw_only=True):
    """A number of people as the report gives it, with its bounds. None where it states none.

    "Five" is 5, 5, 5; "at least five" has no `high`; "dozens" has only a `low`.
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None


class VictimRead(Struct, frozen=True, kw_only=True):
    """A person killed or attacked, as one report has it. `name` is None when unnamed.

    `count` is how many persons an unnamed victim stands for, where the report counts them. In
    accounts stored before it is called `number`, which is read as `count` and never written.
    """

    name: str | None = None
    names: list[str] = msgspec.field(default_factory=list)
    age: int | None = None
    gender: Gender = "unknown"
    occupation: str | None = None
    target_category: TargetCategory = "unknown"
    outcome: Outcome = "unknown"
    count: int | None = None
    number: int | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        """Read the old name of `count`."""
        if self.number is not UNSET:
            if self.count is None:
                msgspec.structs.force_setattr(self, "count", self.number)
            msgspec.structs.force_setattr(self, "number", UNSET)


class DateRead(Struct, frozen=True, kw_only=True):
    """The day of the attack: an EDTF value (None when unknown) and its precision."""

    value: str | None = None
    precision: DatePrecision = "unknown"


class PlaceRead(Struct, frozen=True, kw_only=True):
    """The place of the attack as far as the report tells it. `country` is ISO 3166-1 alpha-3."""

    name: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision = "unknown"
    geonames_id: int | None = None


class PerpetratorRead(Struct, frozen=True, kw_only=True):
    """Who is said to have done it: a name or a description. Desk-only, never public."""

    name: str
    kind: PerpetratorKind = "unknown"
    status: PerpetratorStatus = "as_reported"


class SignRead(Struct, frozen=True, kw_only=True):
    """Words that may be a sign of a contract: no finding that the killing was paid for."""

    kind: ContractSign
    text: str


class DevelopmentRead(Struct, frozen=True, kw_only=True):
    """Words that tell of an arrest, a trial, a sentence ... Desk-only, like those they concern."""

    kind: Judicial
    text: str


class Disagreement(Struct, frozen=True, kw_only=True):
    """What a second reader read otherwise, with its words. People decide; no value changes.

    `field` is a JSON Pointer into the account (`/accounts`: an attack beyond those listed), `value`
    what the account has there, `other` what `reader` read. The words are given as in `Evidence`.
    """

    field: str
    value: str
    other: str
    reader: str
    in_: Literal["title", "text"] = msgspec.field(name="in")
    start: int
    end: int
    text: str


class Account(Struct, frozen=True, kw_only=True):
    """What one report says about one attack: the unit of linking.

    `account` (1..n) is for reading only. `key` identifies the account across runs: it is
    made from the report and the evidence span of its event (see `account_key`).
    """

    report_id: str
    account: int
    key: str
    score: float
    event: Event = "killing"
    victims: list[VictimRead] = msgspec.field(default_factory=list)
    date: DateRead = msgspec.field(default_factory=DateRead)
    place: PlaceRead = msgspec.field(default_factory=PlaceRead)
    method: Method = "unknown"
    killed: Count | None = None
    """How many the attack killed, by the report's own numbers; None where it says nothing."""
    injured: Count | None = None
    weapons: list[str] = msgspec.field(default_factory=list)
    perpetrators: list[PerpetratorRead] = msgspec.field(default_factory=list)
    contract_signs: list[SignRead] = msgspec.field(default_factory=list)
    judicial: list[DevelopmentRead] = msgspec.field(default_factory=list)
    evidence: list[Evidence] = msgspec.field(default_factory=list)
    disagreements: list[Disagreement] = msgspec.field(default_factory=list)


class Rejected(Struct, frozen=True, kw_only=True):
    """An input that could not be taken, and why. `line` counts from 1; 0 means the whole source.

    `kept` marks a remark: the report was taken all the same, without what the reason names.
    """

    source: str
    line: int
    reason: str
    kept: bool = False

    def __str__(self) -> str:
        where = f"{self.source}:{self.line}" if self.line else self.source
        return f"{where}: {self.reason}"


def account_key(report_id: str, part: Literal["title", "text"], start: int, end: int) -> str:
    """Key of an account: its report and the span of the words that tell its event.

    A later reading finds the same account again by the overlap of such spans.
    """
    return f"{report_id}#{part}:{start}-{end}"
