"""Section 8 of the design as a table: who, planted in every field that could carry a name.

For each kind of person there is one case. In each field of it stands a name of its own, in a
form of its own, that belongs to a person of this kind and to nothing else; so that whatever
name is found outside says through which field it went, and of whom it was.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
    coder,
)
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Adjudication,
    Basis,
    Case,
    CaseRelation,
    Coding,
    SheetImport,
    SheetMapping,
    SheetRow,
    Stage,
    Victim,
    Visibility,
)
from vigil.casefile.people.name_matching import fold
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.reading import codebook
from vigil.trust.models import Letter, Request, User, Withdrawal

# Names


CYRILLIC = dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True))
ARABIC = dict(zip("abdefgiklmnoprstuvz", "ابديفجيكلمنوبرستوفز", strict=True))
FORMS = (
    *("diacritics", "cyrillic", "arabic", "initials", "reversed"),
    *("hyphenated", "nickname", "small letters"),
)


@dataclass(frozen=True)
class Marker:
    """A made-up name. `known` is how the case file has it, `said` how a text writes it.

    `words` are folded words that stand nowhere else: none may be found outside.
    """

    kind: str
    field: str
    form: str
    known: tuple[str, ...]
    said: str
    words: tuple[str, ...]


def made_word(rng: random.Random) -> str:
    """Return a word of four syllables that no language has."""
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4))


def marker(kind: str, field: str, form: str) -> Marker:
    """Make the name of a person of a kind that is planted in a field."""
    rng = random.Random(f"{kind}/{field}")
    plain = [made_word(rng) for _ in range(3)]
    given, first, second = (word.capitalize() for word in plain)
    known: tuple[str, ...] = (f"{given} {first} {second}",)
    said, words = known[0], tuple(plain)
    if form == "diacritics":
        known = (" ".join(_accented(word) for word in (given, first, second)),)
        said = known[0]
    elif form in ("cyrillic", "arabic"):
        letters = CYRILLIC if form == "cyrillic" else ARABIC
        written = ["".join(letters[letter] for letter in word) for word in plain]
        known = (" ".join(word.capitalize() for word in written),)
        said, words = known[0], tuple(fold(word) for word in written)
    elif form == "initials":
        said, words = f"{given[0]}. {first[0]}. {second}", (plain[2],)
    elif form == "reversed":
        said = f"{first.upper()} {second.upper()}, {given}"
    elif form == "hyphenated":
        known = (f"{given} {first}-{second}",)
        said = known[0]
    elif form == "nickname":
        known, said, words = (f"{given} {first}", second), f"“{second}”", (plain[2],)
    elif form == "small letters":
        said = known[0].lower()
    return Marker(kind, field, form, known, said, words)


def _accented(word: str) -> str:
    return word.translate(str.maketrans("aeiou", "áéíóú"))


# Who


Put = Callable[["Planted", Marker], None]


@dataclass
class Planted:
    """The case of one kind of person while names are put into it."""

    case: Case
    control: str
    """The name of an adult who was killed, which is told: without it the table proves nothing."""
    account: Account
    by: User

    def accept(self, field: str, value: Any, victim: Victim | None = None) -> None:
        """Accept a value that people settled; of a case, instead of one that stands."""
        if victim is None:
            self.case.accepted.filter(field=field, victim=None).delete()
        AcceptedValueFactory(
            case=self.case, victim=victim, field=field, value=value, basis=Basis.ADJUDICATED
        )


def victim(outcome: str, *, age: int = 34, told: int | None = None) -> Put:
    """Put a person into the case; `told` is an age that a report has, beside the accepted one."""

    def put(planted: Planted, who: Marker) -> None:
        name, *also = who.known
        person = VictimFactory(
            case=planted.case,
            name=name,
            also=also,
            outcome=outcome,
            age_low=age,
            age_high=age,
            minor=age < 18 or told is not None,
            occupation=f"Aide to {who.said}",
        )
        planted.accept("outcome", outcome, person)
        planted.accept("age", {"low": age, "high": age}, person)
        planted.accept("names", list(who.known), person)
        planted.accept("occupation", person.occupation, person)
        if told is not None:
            account = in_case(planted, ReportFactory(text="A report."))
            ClaimFactory(account=account, field="names", value=list(who.known), person=0)
            ClaimFactory(account=account, field="age", value={"low": told, "high": told}, person=0)

    return put


def read_as_victim(planted: Planted, who: Marker) -> None:
    """Let the machine have read the person among the victims of a report."""
    record = {"victims": [{"name": who.known[0], "names": list(who.known)}]}
    planted.account.record.setdefault("victims", []).extend(record["victims"])
    planted.account.save()


def claimed(planted: Planted, who: Marker) -> None:
    """Let a report's claims have the person's names."""
    number = planted.account.claims.filter(field="names").count() + 100
    ClaimFactory(account=planted.account, field="names", value=list(who.known), person=number)


def withdrawn(planted: Planted, who: Marker) -> None:
    """Let somebody have withdrawn the name of a person whom the sources only mention."""
    act = Withdrawal.objects.create(by=planted.by, why="a relative asked")
    withdraw_name(planted.case, list(who.known), victim=None, spared=[], withdrawal=act)


def suspect(status: str, where: str) -> Put:
    """Put a perpetrator into an account, a claim, a coding, an adjudication or a value."""

    def put(planted: Planted, who: Marker) -> None:
        entries = [{"name": name, "kind": "person", "status": status} for name in who.known]
        if where == "account":
            planted.account.record.setdefault("perpetrators", []).extend(entries)
            planted.account.save()
        elif where == "claim":
            ClaimFactory(account=planted.account, field="perpetrators", value=entries)
        elif where == "coding":
            values = {"case": {"perpetrators": entries}}
            Coding.objects.create(
                case=planted.case, coder=coder(), codebook_version="1", values=values
            )
        elif where == "adjudication":
            values = {"case": {"perpetrators": entries}}
            Adjudication.objects.create(
                case=planted.case, by=planted.by, codebook_version="1", values=values
            )
        else:
            row = planted.case.accepted.filter(field="perpetrators").first()
            planted.accept("perpetrators", [*(row.value if row else []), *entries])

    return put


@dataclass(frozen=True)
class Kind:
    """A kind of person. `event` and `killed` say of what case."""

    put: Put
    event: str = "killing"
    killed: bool = True
    """Whether somebody else was killed, whose name is told."""


KINDS: dict[str, Kind] = {
    "survivor": Kind(victim("injured")),
    "survivor of an attempt": Kind(victim("unhurt"), "attempt", killed=False),
    "person in a prevented attempt": Kind(victim("unhurt"), "prevented", killed=False),
    "missing person": Kind(victim("missing")),
    "person of unknown fate": Kind(victim("unknown")),
    "minor killed": Kind(victim("killed", age=12)),
    "minor by one report": Kind(victim("killed", age=19, told=17)),
    "minor who survived": Kind(victim("injured", age=9)),
    "witness": Kind(read_as_victim),
    "informant": Kind(claimed),
    "relative": Kind(withdrawn),
    "suspect as reported": Kind(suspect("as_reported", "account")),
    "accused": Kind(suspect("accused", "claim")),
    "arrested": Kind(suspect("arrested", "coding")),
    "tried": Kind(suspect("tried", "adjudication")),
    "acquitted": Kind(suspect("acquitted", "value")),
    "convicted, appeal open": Kind(suspect("convicted", "account")),
    "finally convicted": Kind(suspect("convicted", "claim")),
    "dead suspect": Kind(suspect("dead", "value")),
}


# Where


Plant = Callable[[Planted, Marker], None]


def in_case(planted: Planted, report: Any, **account: Any) -> Account:
    """Put an account of a report into the case."""
    made = AccountFactory(report=report, **account)
    MembershipFactory(case=planted.case, account=made)
    return made


def sentence(who: Marker) -> str:
    """Return a sentence that names the person."""
    return f"It was said of {who.said} that nothing is known."


def source(**more: Callable[[Marker], Any]) -> Plant:
    """Plant in the parts of a source."""

    def plant(planted: Planted, who: Marker) -> None:
        values = {name: make(who) for name, make in more.items()}
        if "outlet" in values:
            values["outlet"] = OutletFactory(name=values["outlet"])
        in_case(planted, ReportFactory(text="A report.", **values))

    return plant


def address(who: Marker, written: Callable[[str], str]) -> str:
    """Return a web address that spells the name."""
    return f"https://news.example/2019/{written(who.known[0])}-story"


def camel(name: str) -> str:
    """Write a name as one word, each part with a capital."""
    return "".join(word.capitalize() for word in name.replace("-", " ").split())


def quoted(planted: Planted, who: Marker) -> None:
    """Plant in the words that say a value, and around them."""
    text = f"She was shot dead, said {who.said}, on Thursday. {sentence(who)}"
    account = in_case(planted, ReportFactory(text=text))
    ClaimFactory(account=account, field="method", value="firearm", says="shot dead")
    ClaimFactory(account=account, field="place_type", value="street", says=who.said)


def accepted(field: str) -> Plant:
    """Plant as the value of a field of a case, whatever type it has."""

    def plant(planted: Planted, who: Marker) -> None:
        kind = codebook.current().fields[field].type
        value: Any = {
            "list": [sentence(who), "a pistol"],
            "text": sentence(who),
            "money": {"amount": who.said, "currency": who.said, "text": who.said},
            "edtf": {"value": who.said, "precision": who.said},
        }.get(kind, who.said)
        planted.accept(field, value)

    return plant


def of_the_dead(field: str) -> Plant:
    """Plant as a value of the person who is named."""

    def plant(planted: Planted, who: Marker) -> None:
        dead = planted.case.victims.order_by("position").first()
        value = [sentence(who)] if field == "list" else sentence(who)
        dead.accepted.filter(field=field).delete()
        planted.accept(field, value, dead)
        if field == "occupation":
            Victim.objects.filter(pk=dead.pk).update(occupation=value)

    return plant


def compiled(part: str) -> Plant:
    """Plant in a part of what a compiled record says in sentences."""

    def plant(planted: Planted, who: Marker) -> None:
        # Not by saving the case: that would undo what verbs wrote into it meanwhile.
        planted.case.compiled.setdefault(part, []).append(sentence(who))
        Case.objects.filter(pk=planted.case.pk).update(compiled=planted.case.compiled)

    return plant


def claim_value(planted: Planted, who: Marker) -> None:
    """Plant as what a report says of a field."""
    for field in ("method", "motive", "occupation"):
        ClaimFactory(account=planted.account, field=field, value=who.said)


def column(name: str) -> Plant:
    """Plant in a column of the case that only the desk reads."""

    def plant(planted: Planted, who: Marker) -> None:
        Case.objects.filter(pk=planted.case.pk).update(**{name: sentence(who)})

    return plant


def reasons(planted: Planted, who: Marker) -> None:
    """Plant in what a coder noted, an adjudicator gave as reason, and a decision says."""
    values = {"case": {}, "victims": []}
    by, text = planted.by, sentence(who)
    Coding.objects.create(
        case=planted.case, coder=coder(), codebook_version="1", values=values, note=text
    )
    Adjudication.objects.create(
        case=planted.case, by=by, codebook_version="1", values=values, reasons={"method": text}
    )
    record_on_case("verify", planted.case, by=by, before={"x": text}, after={"y": text}, why=text)
    planted.case.accepted.filter(field="method").update(reason=text, rule=who.said[:80])


def relation(planted: Planted, who: Marker) -> None:
    """Plant as the title of a case that is not public, and hangs together with this one."""
    other = CaseFactory(
        title=sentence(who), stage=Stage.OPEN, visibility=Visibility.INTERNAL, public_id=None
    )
    VictimFactory(case=other, name=who.known[0])
    CaseRelation.objects.create(case=planted.case, other=other, kind="same_chain")
    CaseRelation.objects.create(case=other, other=planted.case, kind="killed_for_case")


def suggested(planted: Planted, who: Marker) -> None:
    """Plant in a report that is only suggested for the case."""
    account = AccountFactory(report=ReportFactory(title=sentence(who), text=sentence(who)))
    ClaimFactory(account=account, field="method", value="firearm", says=who.said)
    MembershipFactory(case=planted.case, account=account, suggested=True)


def papers(planted: Planted, who: Marker) -> None:
    """Plant in what people send us, what we send them, and a team's own sheet."""
    text = sentence(who)
    Request.objects.create(
        item_kind="case", item_key=planted.case.public_id, wants="removal", text=text, answer=text
    )
    Letter.objects.create(
        to_digest="0", addressee=who.said[:120], subject="message", body=text, language="en",
        kind="message", about_kind="case", about_key=planted.case.public_id,
    )  # fmt: skip
    sheet = SheetMapping.objects.create(name=who.said[:60], made_by=planted.by)
    taken = SheetImport.objects.create(
        sheet=sheet, file_name=f"{who.said}.xlsx", file_sha256="0", mapping_version=1,
        by=planted.by, broken=[{"row": 1, "cells": {"Name": text}}], columns=[who.said],
    )  # fmt: skip
    SheetRow.objects.create(
        sheet=sheet, key=who.said, case_key=who.said, case=planted.case, digest="0",
        values={"victim.name": who.said}, cells={"Name": who.said}, last_import=taken,
        conflicts={"method": text}, sources=[text],
    )  # fmt: skip


def nowhere_else(planted: Planted, who: Marker) -> None:
    """Plant nowhere but where the case file knows the person."""


TEXTS = ("specific_target_evidence", "contract_or_reward_evidence", "inclusion_doubt")
SETTLED_APART = frozenset({"event", "place", "judicial_as_of", "judicial_year", "impunity"})
"""Fields whose values the rest of the case needs, or that are numbers."""
FIELDS: dict[str, Plant] = {
    "the person alone": nowhere_else,
    **{
        f"value: {field.id}": accepted(field.id)
        for field in codebook.current().at("case")
        if field.type != "integer" and field.id not in SETTLED_APART
    },
    "occupation of the dead": of_the_dead("occupation"),
    "gender of the dead": of_the_dead("gender"),
    "target category of the dead": of_the_dead("target_category"),
    "summary": compiled("summary"),
    "disagreements": compiled("disagreements"),
    "flags of the compiled record": compiled("sensitivity"),
    "slug": compiled("slug"),
    "title of a source": source(title=sentence),
    "address, plain": source(url=lambda who: address(who, lambda name: name.replace(" ", "-"))),
    "address, percent-encoded": source(url=lambda who: address(who, quote)),
    "address, encoded twice": source(url=lambda who: address(who, lambda n: quote(quote(n)))),
    "address, as one word": source(url=lambda who: address(who, camel)),
    "address, run together": source(url=lambda who: address(who, lambda n: camel(n).lower())),
    "address, in Latin letters": source(
        url=lambda who: address(who, lambda name: fold(name).replace(" ", "-"))
    ),
    "name of an outlet": source(outlet=lambda who: f"The {who.known[0]} Herald"),
    "text of a report": source(title=lambda who: "A title"),
    "quoted words": quoted,
    "value of a claim": claim_value,
    "title of the case": column("title"),
    "words for the desk's search": column("search_text"),
    "reasons and notes": reasons,
    "a case that is not public": relation,
    "a report only suggested": suggested,
    "requests, letters, sheets": papers,
}


def rows() -> Iterator[Marker]:
    """Yield every row of the table: a kind of person in a field, in a form of its own."""
    for number, kind in enumerate(KINDS):
        for place, field in enumerate(FIELDS):
            yield marker(kind, field, FORMS[(number + place) % len(FORMS)])


def plant(kind: str, markers: list[Marker]) -> Planted:
    """Make the case of a kind of person, with a name in each of its fields."""
    how = KINDS[kind]
    rng = random.Random(kind)
    case = CaseFactory(event=how.event, origin="compiled", place_name="Puerto Ejemplo")
    account = AccountFactory(report=ReportFactory(text="She was shot dead on Thursday."))
    MembershipFactory(case=case, account=account)
    ClaimFactory(account=account, field="method", value="firearm", says="shot dead")
    control = f"{made_word(rng)} {made_word(rng)}".title() if how.killed else ""
    planted = Planted(case, control, account, adjudicator())
    if how.killed:
        dead = VictimFactory(case=case, name=control)
        for field, value in (
            ("outcome", "killed"), ("names", [control]), ("age", {"low": 41, "high": 41}),
            ("target_category", "journalist"), ("role", "target"),
        ):  # fmt: skip
            planted.accept(field, value, dead)
    planted.accept("event", how.event)
    planted.accept("place_type", "street")
    planted.accept("place", {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"})
    planted.accept("method", "firearm")
    AcceptedValue.objects.filter(case=case).update(basis=Basis.COMPILED)
    for who in markers:
        how.put(planted, who)
    for who in markers:
        if how.killed or "of the dead" not in who.field:
            FIELDS[who.field](planted, who)
    return planted
