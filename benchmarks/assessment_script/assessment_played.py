"""Play an assessment from nothing to final panels, by the verbs of the outlook; print JSON.

    python benchmarks/assessment_script/assessment_played.py EXPERTS PLACES

EXPERTS people sit on nine regional panels over PLACES countries and all 32 terms. Two sheets set it
up: terms with countries, and people. Three rounds; 4 % are late in the first and hand in
afterwards; 60 conflicts and 20 replacements (fewer with fewer experts). Every pooled cell is
compared with one computed from the answers alone. What is invented is drawn from one seed.
"""

import io
import json
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from vigil.cli.support.database import prepare_database, set_up_django

set_up_django()
prepare_database(begins=True)

from assessment_checks import answers_shown, asked_in_conflict, compared  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from vigil.outlook.answers.verbs import answering, cells  # noqa: E402
from vigil.outlook.assessments.country_sets import (  # noqa: E402
    names_of_split,
    regions_named,
)
from vigil.outlook.assessments.default_wording import default_term  # noqa: E402
from vigil.outlook.assessments.people.verbs import (  # noqa: E402
    calendar,
    conflicts,
    importing,
    seating,
    working,
)
from vigil.outlook.assessments.sheet.writing import workbook  # noqa: E402
from vigil.outlook.assessments.verbs import setting_up, sheets  # noqa: E402
from vigil.outlook.experts.verbs import inviting_and_seating  # noqa: E402
from vigil.outlook.models import (  # noqa: E402
    Assessment,
    IndexEdition,
    IndexScore,
    Panel,
    Question,
    Round,
    Seat,
)
from vigil.outlook.panels.preconditions import asked_of  # noqa: E402
from vigil.outlook.panels.verbs import rounds  # noqa: E402
from vigil.outlook.panels.verbs import setting_up as opening  # noqa: E402
from vigil.outlook.questions.term_lists import LISTS  # noqa: E402
from vigil.outlook.results.verbs import computing, finalising_and_scoring  # noqa: E402
from vigil.trust.models import Role, RoleGrant, User  # noqa: E402

LATE = 0.04
CONFLICTS, REPLACEMENTS, ROUNDS = 60, 20, 3
WORDS = "As reports from two ports say, and what customs officers told us in the spring."
DRAWN = random.Random(28)
Values = dict[tuple[int, int], dict[int, float]]
"""(panel, round) and question -> by seat, what was handed in last."""


def timed[T](act: Callable[[], T]) -> tuple[float, T]:
    """Do something; return how many seconds it took, and its answer."""
    began = time.perf_counter()
    found = act()
    return round(time.perf_counter() - began, 2), found


def made_user(name: str, *roles: str) -> User:
    """Make an account with roles, as if an invitation had been accepted."""
    user = User.objects.create(username=name, email=f"{name}@example.org", display_name=name)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


def set_up(experts: int, places: int) -> tuple[dict[str, float], Assessment]:
    """Set an assessment up from two sheets; return how many seconds each step took."""
    took: dict[str, float] = {}
    director = made_user("director", Role.PANEL_CHAIR)
    made = setting_up.make_assessment("Markets of the world", by=director, edition="2027")
    specs = regions_named(names_of_split("nine", "en"), members=True)
    kept = _first_places(specs, places)
    for n, _spec in enumerate(kept):
        made_user(f"lead{n}", Role.PANEL_CHAIR)
    leads = {spec.name: f"lead{n}@example.org" for n, spec in enumerate(kept)}
    terms = [default_term(name, code, "en") for name in ("markets", "actors", "resilience")
             for code in LISTS[name]().terms]  # fmt: skip
    book = workbook(terms, kept, leads, "en")
    took["sheet of terms and countries read"], sheet = timed(
        lambda: sheets.keep_sheet(made, book, by=director)
    )
    took["imported, cells made"], made = timed(lambda: sheets.import_sheet(sheet, by=director))
    with transaction.atomic():
        for n in range(experts):
            made_user(f"expert{n}", Role.PANEL_EXPERT)
    people = _people_sheet(made, experts)
    took["sheet of people read"], read = timed(
        lambda: importing.keep_sheet(people, made, "en", by=director)
    )
    importing.import_sheet(read, by=director)
    took["people enrolled and seated"], _done = timed(working.work_on_people)
    calendar.plan_calendar(
        made,
        calendar.CalendarPlan(timezone.localdate(), [14] * ROUNDS, 7, {}),
        by=director,
    )
    return took, Assessment.objects.get(pk=made.pk)


def _first_places(specs: Iterable[Any], places: int) -> list[Any]:
    """Return the regions with about as many countries in all as was asked for."""
    rows = list(specs)
    whole = sum(len(one.countries) for one in rows)
    share = min(1.0, places / whole)
    return [
        type(one)(one.name, tuple(one.countries[: max(1, round(len(one.countries) * share))]))
        for one in rows
    ]


def _people_sheet(made: Assessment, experts: int) -> bytes:
    """Write a sheet of experts: each for two or three countries of one region."""
    by_panel = defaultdict(list)
    for code, panel in made.places.values_list("code", "panel__region"):
        by_panel[panel].append(code)
    every = [(region, code) for region, codes in by_panel.items() for code in codes]
    lines = ["name;email;language;region;countries;affiliation"]
    for n in range(experts):
        region, code = every[n % len(every)]
        codes = by_panel[region]
        own = [codes[(codes.index(code) + step) % len(codes)] for step in (0, 1)]
        lines.append(f"expert{n};expert{n}@example.org;en;{region};{','.join(own)};University {n}")
    return "\n".join(lines).encode()


def seat_everybody(made: Assessment) -> None:
    """Let everybody accept, and state the conflicts."""
    with transaction.atomic():
        for seat in _seats(made, Seat.State.INVITED):
            inviting_and_seating.accept(seat, by=seat.user)


def _seats(made: Assessment, state: str) -> list[Seat]:
    rows = Seat.objects.filter(panel__assessment=made, state=state)
    return list(rows.select_related("panel", "user").order_by("pk"))


def state_conflicts(made: Assessment, many: int) -> int:
    """State conflicts over a country, a term, or both; return how many cells they close."""
    seats = _seats(made, Seat.State.SEATED)
    terms = list(made.terms.values_list("code", flat=True))
    for n, seat in enumerate(DRAWN.sample(seats, many)):
        places = [DRAWN.choice(seat.places)] if n % 3 != 1 else []
        some = [DRAWN.choice(terms)] if n % 3 else []
        conflicts.state_conflict(
            made, seat.user, by=made.director, places=places, terms=some, words=WORDS
        )
    return Seat.recused.through.objects.count()


def replace(made: Assessment, many: int) -> int:
    """Replace some experts between two rounds; return how many answers their successors see."""
    shown = 0
    for n, seat in enumerate(DRAWN.sample(_seats(made, Seat.State.SEATED), many)):
        new = seating.replace_expert(
            seat, made_user(f"successor{n}", Role.PANEL_EXPERT), by=made.director
        )
        new = inviting_and_seating.accept(new, by=new.user)
        shown += answers_shown(new)
    return shown


def answer(seat: Seat, number: int, values: Values) -> None:
    """Save all cells of a seat for a round, and hand them in. One in four has reasons."""
    asked = list(asked_of(seat))
    saves, said = [], {}
    for question in asked:
        score = DRAWN.randint(2, 20) / 2
        said[question.pk] = score
        words = cells.Words(reasons=WORDS) if DRAWN.random() < 0.25 else None
        saves.append(cells.CellSave(question, {"score": score}, words, nonce=f"round {number}"))
    if not asked:
        return
    with transaction.atomic():
        outcomes = cells.save_cells(seat, saves, by=seat.user)
        wrong = [one.error for one in outcomes if one.error is not None]
        if wrong:
            raise RuntimeError(f"a save was refused: {wrong[0]}")
        answering.hand_in(seat, by=seat.user)
    for key, score in said.items():
        values[seat.panel_id, number].setdefault(key, {})[seat.pk] = score  # type: ignore[call-overload]


def play_round(made: Assessment, number: int, values: Values) -> dict[str, Any]:
    """Open a round on all panels, answer it, close it, and prepare its results."""
    took: dict[str, Any] = {}
    panels = list(made.panels.all())
    for panel in panels:
        row = panel.rounds.get(number=number)
        Round.objects.filter(pk=row.pk).update(closes_at=timezone.now() + timedelta(days=9))
        rounds.open_round(row, by=panel.chair)
    seats = _seats(made, Seat.State.SEATED)
    late = set(DRAWN.sample(range(len(seats)), round(LATE * len(seats)))) if number == 1 else set()
    took["answered"], _none = timed(
        lambda: [answer(seat, number, values) for n, seat in enumerate(seats) if n not in late]
    )
    if number == 1:
        took["pages"] = pages(made, seats[0])
    with transaction.atomic():
        for n in late:
            row = seats[n].panel.rounds.get(number=number)
            until = timezone.now().replace(tzinfo=None, microsecond=0) + timedelta(days=20)
            inviting_and_seating.extend(seats[n], row, until, by=seats[n].panel.chair)
    Round.objects.filter(panel__assessment=made, number=number).update(closes_at=timezone.now())
    took["closed"], _none = timed(
        lambda: [
            rounds.close_round(panel.rounds.get(number=number), by=panel.chair) for panel in panels
        ]
    )
    took["prepared"], _none = timed(computing.prepare)
    for n in sorted(late):
        answer(seats[n], number, values)
    if late:
        took["prepared anew for those late"], _none = timed(computing.prepare)
    return took


def pages(made: Assessment, seat: Seat) -> dict[str, dict[str, float]]:
    """Ask for the pages of director, lead and expert; milliseconds at the 95th percentile."""
    panel = seat.panel
    uid, region = made.uid, panel.uid
    director, lead, expert = (_client(who) for who in (made.director, panel.chair, seat.user))
    asked = {
        "assessment": (director, reverse("desk_outlook:assessment", args=[uid])),
        "people": (director, reverse("desk_outlook:assessment_people", args=[uid])),
        "calendar": (director, reverse("desk_outlook:assessment_calendar", args=[uid])),
        "board": (director, reverse("desk_outlook:assessment_board", args=[uid])),
        "panel of a region": (lead, reverse("desk_outlook:panel", args=[region])),
        "seats of a region": (lead, reverse("desk_outlook:seats", args=[region])),
        "own panel": (expert, reverse("panels:panel", args=[region])),
        "a country": (expert, reverse("panels:country", args=[region, seat.places[0]])),
        "hand in": (expert, reverse("panels:hand_in", args=[region])),
    }
    return {name: measured(client, at) for name, (client, at) in asked.items()}


def later_pages(made: Assessment, seat: Seat) -> dict[str, dict[str, float]]:
    """Ask for the pages after the rounds: second reading, feedback, public results and index."""
    panel = seat.panel
    lead, expert, reader = _client(panel.chair), _client(seat.user), Client()
    asked = {
        "results for the lead": (lead, reverse("desk_outlook:results", args=[panel.uid])),
        "public results of a region": (reader, reverse("outlook:panel_results", args=[panel.uid])),
        "public results of all": (reader, reverse("outlook:assessment_results", args=[made.uid])),
        "country page": (reader, reverse("outlook:index_place", args=[seat.places[0]])),
        "index": (reader, reverse("outlook:index")),
        "own scores": (expert, reverse("panels:own", args=[panel.uid])),
    }
    return {name: measured(client, at) for name, (client, at) in asked.items()}


def publish_index(made: Assessment) -> None:
    """Import two invented editions of the index for the countries of the assessment."""
    lists = [*made.terms.values_list("code", flat=True), "criminality", "resilience"]
    lists += ["markets", "actors"]
    for year in ("2021", "2023"):
        edition = IndexEdition.objects.create(
            year=year, version=1, sha256=year * 16, countries=made.places.count(), by=made.director
        )
        IndexScore.objects.bulk_create(
            (
                IndexScore(edition=edition, country=code, term=term, value=DRAWN.randint(2, 20) / 2)
                for code in made.places.values_list("code", flat=True)
                for term in dict.fromkeys(lists)
            ),
            batch_size=500,
        )


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session["second_factor"] = str(user.pk)
    session.save()
    return client


def measured(client: Client, at: str) -> dict[str, float]:
    """Ask for a page 20 times, after once to warm up."""
    times = []
    asked = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        answered = client.get(at)
    if answered.status_code != 200:
        raise RuntimeError(f"{at} answered {answered.status_code}")
    for _n in range(20):
        began = time.perf_counter()
        client.get(at)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(times[18], 1),
        "queries": asked,
        "kB": round(len(answered.content) / 1000, 1),
    }


def main() -> None:
    """Play it, and print what was measured."""
    settings.ALLOWED_HOSTS = ["testserver"]
    experts, places = int(sys.argv[1]), int(sys.argv[2])
    scale = experts / 500
    took, made = set_up(experts, places)
    seat_everybody(made)
    took["conflicts stated"], closed = timed(
        lambda: state_conflicts(made, max(1, round(CONFLICTS * scale)))
    )
    for panel in made.panels.all():
        opening.open_panel(panel, by=panel.chair)
    values: Any = defaultdict(dict)
    played, shown = {}, 0
    for number in range(1, ROUNDS + 1):
        played[str(number)] = play_round(made, number, values)
        if number == 1:
            took["people replaced"], shown = timed(
                lambda: replace(made, max(1, round(REPLACEMENTS * scale)))
            )
    for panel in Panel.objects.filter(assessment=made):
        finalising_and_scoring.finalise(panel, by=panel.chair)
    seconds, _none = timed(computing.prepare)
    count, largest = compared(made, values, ROUNDS)
    publish_index(made)
    seat = _seats(made, Seat.State.SEATED)[0]
    found = {
        "experts": experts,
        "places": made.places.count(),
        "cells": Question.objects.filter(term__isnull=False).count(),
        "closed by conflicts": closed,
        "asked in conflict": asked_in_conflict(made),
        "shown to successors": shown,
        "seconds": took,
        "rounds": played,
        "prepared at the end": seconds,
        "pooled": count,
        "largest difference": largest,
        "pages after": later_pages(made, seat),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    out = io.StringIO()
    json.dump(found, out)
    print(out.getvalue())


main()
