"""Closing a round of 500 experts and 60 questions with reasons, by the clock.

First the chair's click, which asks for the results. Then preparing them, beside the server: reading
and opening what was handed in, pooling by every method with each expert left out, the bootstrap of
agreement, freezing feedback and arguments, the log. Then an expert's page of what the others said;
somebody late who hands in, and preparing the round anew; and making the panel final. Answers are
invented and go in through the verbs of the outlook. VIGIL_BENCH_POSTGRES names another
database beside SQLite.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python  # noqa: E402

NAME = "closing"
EXPERTS = int(os.environ.get("VIGIL_BENCH_EXPERTS", "500"))
QUESTIONS = 60

RUN = """
import json, random, resource, sys, time
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from django.conf import settings
from django.test import Client
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating as seating
from vigil.outlook.panels import preconditions as preparing
from vigil.outlook.panels.verbs import rounds, setting_up as opening
from vigil.outlook.questions import verbs as asking
from vigil.outlook.results.verbs import finalising_and_scoring as finishing
from vigil.trust.models import Role, RoleGrant, User

settings.ALLOWED_HOSTS = ["testserver"]
experts, questions = int(sys.argv[1]), int(sys.argv[2])
random.seed(9)

def made(name, role):
    user = User.objects.create(username=name, email=f"{name}@example.org")
    RoleGrant.objects.create(user=user, role=role)
    return user

def answer(question):
    if question.kind == "score":
        return {"score": random.randint(2, 20) / 2}
    if question.kind == "probability":
        return {"probability": random.randint(1, 99) / 100}
    middle = random.lognormvariate(5, 0.5)
    return {"q05": middle / 2, "q50": middle, "q95": middle * 3}

def timed(act, *given, **named):
    began = time.perf_counter()
    act(*given, **named)
    return round(time.perf_counter() - began, 2)

by = made("chair", Role.PANEL_CHAIR)
panel = opening.make_panel("A panel", by=by)
for n in range(questions):
    kind = ("score", "quantity", "probability")[n % 3]
    more = {
        "quantity": {"form": "quantiles", "unit": "cases", "lower": 0},
        "probability": {"horizon": timezone.localdate() + timedelta(days=400)},
    }.get(kind, {})
    asking.add_question(panel, kind, f"Question {n}?", by=by, **more)
now = timezone.now().replace(tzinfo=None, microsecond=0)
first = opening.plan_round(panel, "estimate", now, now + timedelta(days=9), by=by)
seats = []
with transaction.atomic():
    for n in range(experts):
        user = made(f"expert{n}", Role.PANEL_EXPERT)
        seats.append(seating.accept(seating.invite(panel, user, by=by), by=user))
opening.open_panel(panel, by=by)
rounds.open_round(first, by=by)
asked = list(panel.questions.all())
reasons = "As reports from three ports say, and what customs officers told us. " * 6
for seat in seats:
    with transaction.atomic():
        for question in asked:
            answering.save_answer(
                seat, question, answer(question), by=seat.user, reasons=reasons + seat.handle,
                sources="https://example.org/a-report",
            )
        if seat != seats[-1]:
            answering.hand_in(seat, by=seat.user)
late = seats[-1]
seating.extend(late, first, now + timedelta(days=20), by=by)
first.refresh_from_db()
type(first).objects.filter(pk=first.pk).update(closes_at=timezone.now())
first.refresh_from_db()

found = {"close": timed(rounds.close_round, first, by=by)}
found["prepared"] = timed(preparing.prepare)
reader = Client()
reader.force_login(seats[0].user)
at = f"/outlook/panels/{panel.uid}/rounds/1/1/"
def page():
    assert reader.get(at).status_code == 200
found["page_after"] = timed(page)
found["late"] = timed(answering.hand_in, late, by=late.user)
found["prepared_anew"] = timed(preparing.prepare)
panel.refresh_from_db()
rounds.close_panel(panel, by=by)
found["final"] = timed(finishing.finalise, panel, by=by)
found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(found))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    made = {"experts": EXPERTS, "questions": QUESTIONS}
    return made | {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
        environment = {**os.environ, **places}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        out = _python(environment, "-c", RUN, str(EXPERTS), str(QUESTIONS))
        found: dict[str, float] = json.loads(out.splitlines()[-1])
        return found


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    names = [name for name in ("sqlite", "postgresql") if name in result]
    lines = [
        f"{result['experts']} experts, {result['questions']} questions, each with reasons; seconds",
        f"{'':34}" + "".join(f"{name:>12}" for name in names),
    ]
    said = {
        "close": "the round is closed",
        "prepared": "its results are prepared",
        "page_after": "an expert's page, after it",
        "late": "somebody late hands in",
        "prepared_anew": "the results are prepared anew",
        "final": "the panel is made final",
        "memory_mb": "memory (MB)",
    }
    for key, text in said.items():
        lines.append(f"{text:34}" + "".join(f"{result[name][key]:>12g}" for name in names))
    return "\n".join(lines)
