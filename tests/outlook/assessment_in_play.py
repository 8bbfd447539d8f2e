"""An assessment in its second round, in which some experts answer in one way or in another.

The world is made once: experts by country, a first round with results, a conflict, a region that is
final, and published editions. `act` then plays what changes while the round is open.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.test import Client
from django.utils import timezone

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from outlook.factories_panels import fresh, wall
from routes.worlds import made_user
from vigil.outlook.answers.verbs import cells, group_reasons
from vigil.outlook.assessments.people.verbs import conflicts, importing, seating
from vigil.outlook.experts.verbs import inviting_and_seating, reminding
from vigil.outlook.models import (
    Answer,
    AnswerVersion,
    Assessment,
    IndexEdition,
    IndexScore,
    Panel,
    Question,
    Round,
    Seat,
    SecondReader,
    Submission,
)
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.second_reading import verbs as second_reading
from vigil.trust.models import Role, RoleGrant, User

FINAL: Final = ("No members", ("TWN", "XKX"))
"""A region that is final before the others: what everybody reads of the assessment is not empty.

Its countries are in none of the regions of the members of the United Nations."""
WORDS: Final = ("Yes.", "x" * 900)
"""What experts write in the one play, and in the other."""
ACTING: Final = 8
"""Experts of a region whose answers differ."""


@dataclass(frozen=True)
class Size:
    """How large an assessment is."""

    experts: int
    regions: Mapping[str, Sequence[str]]
    terms: Sequence[tuple[str, str]]


@dataclass
class World:
    """An assessment in its second round, and who looks on. All regions but the last are open."""

    made: Assessment
    regions: list[Panel]
    seats: Mapping[int, list[Seat]]
    """By the key of a panel. The first experts of each act; the others look on."""
    final: Panel
    successor: User
    reader: User
    names: dict[str, str] = field(default_factory=dict)
    """What fills the parts of addresses, by the name of the part."""

    @property
    def panel(self) -> Panel:
        """The region whose pages are read."""
        return self.regions[0]

    @property
    def acting(self) -> list[Seat]:
        """The experts of this region whose answers differ."""
        return self.seats[self.panel.pk][:ACTING]

    @property
    def beside(self) -> Seat:
        """An expert of this region who handed in, and has the countries of one who acts."""
        return self.seats[self.panel.pk][ACTING]

    @property
    def late(self) -> Seat:
        """An expert of this region with more time in the second round."""
        return self.seats[self.panel.pk][ACTING + 1]


def made_world(size: Size) -> World:
    """Make an assessment of this size, up to an open second round that some handed in."""
    director = made_user("director@example.org", Role.PANEL_CHAIR)
    made = factories.assessment(size.terms, size.regions, director=director)
    regions = list(made.panels.order_by("pk"))
    asked = list(made.terms.all())
    final = factories.region_panel(made, *FINAL, asked)
    scores = {one.pk: [2, 3, 5, 6, 8, 9] for one in final.questions.all()}
    final = factories.final_region(final, scores)
    seats = _seated(regions, size.experts)
    successor = made_user("successor@example.org", Role.PANEL_EXPERT)
    reader = made_user("reader@example.org", Role.PANEL_EXPERT)
    world = World(made, regions, seats, final, successor, reader)
    SecondReader.objects.create(panel=world.panel, user=reader)
    _import_editions(made)
    _name_parts(world)
    for panel in regions:
        _play_first_round(panel, seats[panel.pk])
    _ask_for_reasons(world)
    for panel in regions:
        _open_second_round(panel, seats[panel.pk])
    first, second = world.panel.rounds.all()
    world.names |= {"first round": first.uid, "round": second.uid}
    world.seats = {key: fresh(some) for key, some in seats.items()}
    return world


def _seated(regions: Sequence[Panel], experts: int) -> dict[int, list[Seat]]:
    """Seat experts, each for two countries of a region; those beside each other share them."""
    emails = [f"expert{n}@example.org" for n in range(experts)]
    User.objects.bulk_create(
        User(username=email, email=email, display_name=email[:-12], last_login=timezone.now())
        for email in emails
    )
    users = list(User.objects.filter(email__in=emails).order_by("pk"))
    RoleGrant.objects.bulk_create(RoleGrant(user=one, role=Role.PANEL_EXPERT) for one in users)
    found: dict[int, list[Seat]] = {}
    for nth, panel in enumerate(regions):
        codes = list(panel.assessed_places.order_by("pk").values_list("code", flat=True))
        made = []
        for n, user in enumerate(users[nth :: len(regions)]):
            at = n // (2 * ACTING) * 2 % len(codes)
            places = sorted({codes[at], codes[(at + 1) % len(codes)]})
            letters = inviting_and_seating.HANDLE_LETTERS
            handle = f"{letters[n // len(letters) % len(letters)]}{letters[n % len(letters)]}3"
            made.append(Seat(panel=panel, user=user, handle=handle, state="seated", places=places))
        found[panel.pk] = Seat.objects.bulk_create(made)
    return found


def _import_editions(made: Assessment) -> None:
    codes = [*made.terms.values_list("code", flat=True), "criminality", "resilience"]
    for year in ("2021", "2023"):
        edition = IndexEdition.objects.create(
            year=year, version=1, sha256=year * 16, countries=made.places.count(), by=made.director
        )
        IndexScore.objects.bulk_create(
            [
                IndexScore(edition=edition, country=place, term=code, value=5)
                for place in made.places.values_list("code", flat=True)
                for code in codes
            ],
            batch_size=500,
        )


def _name_parts(world: World) -> None:
    """Keep what addresses name; a conflict and a sheet of people are made for theirs."""
    made, panel, seats = world.made, world.panel, world.seats[world.panel.pk]
    sheet = importing.keep_sheet(b"email;region\nnew@example.org;x", made, "en", by=made.director)
    place, code = seats[0].places[0], made.terms.order_by("pk")[0].code
    conflict = conflicts.state_conflict(
        made, seats[-1].user, by=made.director, terms=[code], words="Shares."
    )
    world.names |= {
        "assessment": made.uid,
        "panel": panel.uid,
        "final": world.final.uid,
        "sheet": sheet.uid,
        "conflict": conflict.uid,
        "question": panel.questions.get(place=place, term__code=code).uid,
        "seat": seats[0].uid,
        "country": place,
        "code": code,
    }


def _play_first_round(panel: Panel, seats: Sequence[Seat]) -> None:
    """Open a region, and play its first round; the last who acts is late, and has not answered."""
    row, _second = panels.plan(panel), panels.plan(panel, Round.Kind.SECOND)
    setting_up.open_panel(panel, by=panel.chair)
    row = rounds.open_round(row, by=panel.chair)
    answering = fresh(list(seats[: ACTING + 2]))
    late = answering[ACTING - 1]
    inviting_and_seating.extend(late, row, wall(9), by=panel.chair)
    one = answering[0]
    said = [
        cells.CellSave(question, {"score": 4}, cells.Words("A reason.", "A source."))
        for question in asked_of(one)
    ]
    cells.save_cells(one, said, by=one.user)
    group_reasons.save_group_reason(one, one.places[0], "", cells.Words("Group."), by=one.user)
    panels.answering.hand_in(one, by=one.user)
    _hand_in(row, [other for other in seats[1:] if other.pk != late.pk])
    _end(row)
    panels.close_round(row, by=panel.chair)


def _hand_in(row: Round, seats: Sequence[Seat]) -> None:
    """Hand in scores of many experts at once, for the cells of their countries."""
    by_place: dict[str, list[int]] = defaultdict(list)
    for key, place in row.panel.questions.values_list("pk", "place"):
        by_place[place].append(key)
    made = Answer.objects.bulk_create(
        [
            Answer(seat=seat, question_id=key, round=row, version=1, handed=1)
            for seat in seats
            for place in seat.places
            for key in by_place[place]
        ],
        batch_size=500,
    )
    AnswerVersion.objects.bulk_create(
        [
            AnswerVersion(
                answer=one, number=1, value={"score": 1 + n % 19 / 2}, whole=True, digest="x"
            )
            for n, one in enumerate(made)
        ],
        batch_size=500,
    )
    Submission.objects.bulk_create(Submission(seat=seat, round=row) for seat in seats)


def _end(row: Round) -> None:
    over = timezone.now() - timedelta(minutes=1)
    Round.objects.filter(pk=row.pk).update(closes_at=over)


def _ask_for_reasons(world: World) -> None:
    asked = Question.objects.get(uid=world.names["question"])
    second_reading.ask_for_reasons(asked, "reason", "Why is this so?", by=world.reader)


def _open_second_round(panel: Panel, seats: Sequence[Seat]) -> None:
    row = panel.rounds.get(number=2)
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(days=9))
    row = rounds.open_round(Round.objects.get(pk=row.pk), by=panel.chair)
    _hand_in(row, [one for n, one in enumerate(seats) if n == ACTING or (n > ACTING + 1 and n % 2)])


# What differs


def act(world: World, first: bool, regions: int) -> None:
    """Let experts of so many regions answer in one of two ways, as often and at the same steps.

    Then the director replaces one, takes cells from another, and reminders are written.
    """
    for panel in world.regions[:regions]:
        for n, seat in enumerate(fresh(world.seats[panel.pk][:ACTING])):
            _answer(seat, n, first)
    made, acting = world.made, fresh(world.acting)
    seating.set_cells(acting[2], acting[2].places[:1], [], by=made.director)
    new = seating.replace_expert(acting[4], world.successor, by=made.director)
    inviting_and_seating.accept(new, by=new.user)
    late = world.late
    inviting_and_seating.extend(
        late, late.panel.rounds.get(number=2), wall(30), by=late.panel.chair
    )
    soon = timezone.now() + timedelta(days=2)
    Round.objects.filter(panel__assessment=made, number=2).update(closes_at=soon)
    reminding.remind()


def _answer(seat: Seat, n: int, first: bool) -> None:
    """Answer all cells over the site: by page, script or sheet; hand in, but for one who is late.

    One hands in each country, one passes over some, one states a conflict afterwards.
    """
    client = Client()
    client.force_login(seat.user)
    at = f"/outlook/panels/{seat.panel.uid}/"
    rows = [
        {
            "cell": position,
            "score": str(2 + position % 5 / 2) if first else "9.5",
            "passed": n == 5 and first and position % 2 == 0,
            "words": WORDS[first],
        }
        for position in asked_of(seat).values_list("position", flat=True)
    ]
    if n in (1, 4, 6):
        _expect(client.post(f"{at}cells/", {"saves": json.dumps(_scripted(rows))}), 200)
    elif n == 2:
        sent = {"do": "save", "nonce": "n", "rows": json.dumps(_in_sheet(rows))}
        _expect(client.post(f"{at}sheet/", sent), 302)
    else:
        for place in seat.places:
            _by_page(client, f"{at}countries/{place}/", seat, rows, first)
            if n == 0:
                cell = asked_of(seat).filter(place=place).first()
                _refused(client, f"{at}countries/{place}/", cell.position, first)  # type: ignore[union-attr]
                _expect(client.post(f"{at}countries/{place}/hand-in/", {"round": "2"}), 302)
    if n not in (0, ACTING - 1):
        _expect(client.post(f"{at}hand-in/"), 302)
    if n == 3:
        stated = {"places": seat.places[0], "words": WORDS[first]}
        conflicts_at = f"/outlook/panels/conflicts/{seat.panel.assessment.uid}/"  # type: ignore[union-attr]
        _expect(client.post(conflicts_at, stated), 302)


def _by_page(
    client: Client, at: str, seat: Seat, rows: Sequence[Mapping[str, Any]], first: bool
) -> None:
    """Send the form of a country at its address, with reasons for the whole of it."""
    place = at.split("/")[-2]
    asked = set(asked_of(seat).filter(place=place).values_list("position", flat=True))
    sent = {"nonce": "n", "g.all.base": "0", "g.all.reasons": WORDS[first]}
    for one in (row for row in rows if row["cell"] in asked):
        cell, said = one["cell"], "passed" if one["passed"] else "score"
        sent |= {f"{cell}.base": "0", f"{cell}.reasons": one["words"]}
        sent[f"{cell}.{said}"] = one["score"]
    _expect(client.post(at, sent), 302)


def _refused(client: Client, at: str, cell: int, first: bool) -> None:
    """Send an answer upon an older one, and one that is no score."""
    older = {f"{cell}.base": "0", f"{cell}.score": "3" if first else "8", "nonce": "older"}
    _expect(client.post(at, older), 409)
    unfit = {f"{cell}.base": "1", f"{cell}.score": "77" if first else "0", "nonce": "unfit"}
    _expect(client.post(at, unfit), 422)


def _scripted(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cell": one["cell"],
            "value": {"score": one["score"]},
            "base": 0,
            "nonce": "n",
            "words": {"reasons": one["words"], "sources": "", "quotable": False},
        }
        for one in rows
    ]


def _in_sheet(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cell": one["cell"],
            "typed": {"score": one["score"]},
            "passed": False,
            "reasons": one["words"],
            "sources": "",
            "quotable": False,
            "base": 0,
            "conflict": False,
        }
        for one in rows
    ]


def _expect(answer: Any, status: int) -> None:
    assert answer.status_code == status, (answer.request["PATH_INFO"], answer.status_code)


def close_second_round(world: World) -> None:
    """Close the round of the region whose pages are read; one expert has more time in it."""
    row = world.panel.rounds.get(number=2)
    _end(row)
    panels.close_round(row, by=world.panel.chair)
