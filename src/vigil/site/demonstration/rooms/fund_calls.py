"""The fund's two calls: one is open, the other was reviewed blind and decided by two."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import override

from vigil.fund.applications.verbs import (
    determining,
    saving_drafts,
    starting,
    stating_conditions,
    submitting,
)
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.conditions import visible_fields
from vigil.fund.models import Application, Call, Outcome, Party, Trace
from vigil.fund.parties.verbs import keeping_digests, registering
from vigil.fund.reviews.verbs import assigning, reviewing
from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.trust.models import Level

APPLICATIONS: Final = 40
HIDDEN: Final = 10
REVIEWED: Final = 12
"""Applications of the call that is decided."""
AWARDED: Final = 8
CONTACTS: Final = 6
"""So many parties can be reached. A few are enough: each contact takes a slow digest."""
ASKED: Final = "4000"


def open_calls(world: DemoWorld) -> list[Application]:
    """Publish two calls and hand in 40 applications; return those of the call to be decided."""
    by, now = world.by("officer"), timezone.now()
    small, network = (
        calls.publish(
            calls.make_call(
                by=by,
                **calls.example_call(kind)
                | {
                    "slug": slug,
                    "opens_at": now - timedelta(days=days),
                    "closes_at": now + timedelta(days=10),
                },
            ),
            by=by,
            with_gaps=True,
        )
        for kind, slug, days in (("grant", "safe-streets", 60), ("network", "together", 9))
    )
    made = []
    for n, (name, party) in enumerate(_parties(world)):
        call = small if n < REVIEWED else network
        application = _handed_in(party, call, name)
        if call == small:
            made.append(application)
    calls.close_early(small, by=by)
    return made


def _parties(world: DemoWorld) -> Iterator[tuple[str, Party]]:
    told = invented("fund")
    names = [" ".join(pair) for pair in product(told["first"], told["second"])][:APPLICATIONS]
    keeping_digests.compute((Trace.Kind.NAME, name) for name in names)  # slow: on all cores
    for n, name in enumerate(names):
        # Hidden ones are of both calls, the decided and the open one.
        if n % 4 == 0 and n < HIDDEN * 4:
            level = Level.HIDDEN
        elif n % 8 == 1:
            level = Level.PSEUDONYM
        else:
            level = Level.PARTNER_ONLY if n % 2 else Level.OPEN
        party = registering.take_in(
            Party.Kind.ORGANISATION,
            level,
            by=None,
            name=name,
            country=told["countries"][n % len(told["countries"])],
            language=told["languages"][n % len(told["languages"])],
            **_contact(n),
        )
        if level == Level.PSEUDONYM:
            registering.edit(party, by=world.by("officer"), pseudonym=f"Lantern {n}")
        yield name, party


def _contact(n: int) -> dict[str, Any]:
    """Return how a party is reached."""
    if n >= CONTACTS:
        return {}
    return {"contact_by": Party.Contact.MESSENGER, "contact": f"@lantern{n}"}


def _handed_in(party: Party, call: Call, name: str) -> Application:
    with override(party.language):
        row = starting.begin_own(party, call, language=party.language)
        values = _answers(call, party, name)
        ticks = range(len(call.eligibility))
        row = saving_drafts.save_draft(row, values, confirmed=ticks)
        return submitting.submit(
            row,
            values,
            confirmed=[True for _n in ticks],
            opened_at=timezone.now(),
            language=party.language,
            version=row.version,
        )


def _answers(call: Call, party: Party, name: str) -> dict[str, Any]:
    """Return an answer to each field that must have one, by its kind."""
    answers: dict[str, Any] = {"name": name}
    for one in call.form:
        if one["kind"] == "budget":
            answers[f"{one['key']}__{one['options'][0]['key']}"] = ASKED
        elif one.get("required") and one["key"] not in answers:
            answers[one["key"]] = _answer(one, party)
    asked = {one["key"] for one in visible_fields(call.form, answers)}
    return {key: value for key, value in answers.items() if key.partition("__")[0] in asked}


def _answer(field: Mapping[str, Any], party: Party) -> Any:
    kind = field["kind"]
    if kind in ("choice", "choices"):
        first = str(field["options"][0]["key"])
        return [first] if kind == "choices" else first
    return {
        "number": str(field.get("least") or 12),
        "money": ASKED,
        "date": str(timezone.localdate() + timedelta(days=40)),
        "country": party.country,
        "yes": "yes",
        "email": f"group{party.number}@example.org",
        "contact": f"@group{party.number}",
    }.get(kind, invented("fund")["plan"])


def begin_reviews(world: DemoWorld) -> None:
    """Assign a few applications of the open call, to be reviewed within days."""
    call, by = Call.objects.get(slug="together"), world.by("officer")
    assigning.set_deadline(call, world.today + timedelta(days=5), by=by)
    for row in call.applications.order_by("number")[:3]:
        reviewing.assign(row, world.by("reviewer"), by=by)


def decide_call(world: DemoWorld, applications: list[Application]) -> list[Application]:
    """Review each application twice, decide by two, and release all answers but one."""
    told, by = invented("fund"), world.by("officer")
    readers = [world.by("reviewer"), world.by("second-reviewer")]
    for n, row in enumerate(applications):
        for m, reader in enumerate(readers):
            review = reviewing.assign(row, reader, by=by)
            scores = {
                one["key"]: max(1, one["points"] - (n * 3 + m) % one["points"])
                for one in row.call.rubric
            }
            says = Outcome.AWARD if n < AWARDED else Outcome.DECLINE
            reviewing.submit_review(review, scores, says, told["says"], by=reader)
        row.refresh_from_db()
        stating_conditions.state_conditions(row, by=by)
        row.refresh_from_db()
        outcome = Outcome.AWARD if n < AWARDED else Outcome.DECLINE
        made = determining.determine(row, outcome, told["reasons"], told["answers"][outcome], by=by)
        if row != applications[-1]:  # one decision waits for the second person
            made = determining.agree(made, by=world.by("second-officer"))
        if row not in applications[-3:]:
            determining.release_determination(made, by=by)
        row.refresh_from_db()
    return applications[:AWARDED]
