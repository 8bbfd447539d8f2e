"""A table of kinds of people and of every field that could contain a name.

Each kind of person has one case. Each field of the case contains a name of its own. So a name that
is found in a public output says which field let it through, and of which kind of person it is.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from factories import (
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
from publication.policy.kinds_of_people import KINDS, Planted, in_case, sentence
from publication.policy.made_up_names import FORMS, Marker, made_word, marker
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.models import (
    AcceptedValue,
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
from vigil.reading import codebook
from vigil.trust.models import Letter, Request

# Where


Plant = Callable[[Planted, Marker], None]


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
