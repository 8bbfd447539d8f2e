"""Asks the screens of the desk, and takes the time. A process of its own for `desk_speed.py`.

    VIGIL_DATA=FOLDER python benchmarks/desk_speed_screens.py ASKED [NAME...]

Django's test client asks, signed in as a recorder: all of the answer is made, nothing is sent. Each
screen is asked for `ASKED` times, each time for another case, page or word. Queries are counted in
requests of their own, because counting them takes time. `SLOW=0.02` prints those that take longer
than so many seconds.
"""

import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

WARM_UP = 3
QUEUE = "/desk/"


def addresses(asked: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each screen with addresses of it."""
    from vigil.casefile.models import Case

    draw = random.Random(3)
    pages = [f"?page={draw.randrange(2, 20)}" for _ in range(asked)]
    by_stage = {
        stage: list(
            Case.objects.filter(stage=stage, superseded_by=None).values_list("pk", flat=True)[
                :20_000
            ]
        )
        for stage in ("candidate", "open", "coded")
    }
    public = list(
        Case.objects.filter(visibility="published")
        .order_by("-pk")
        .values_list("pk", flat=True)[:20_000]
    )
    names = list(
        Case.objects.filter(pk__in=draw.sample(by_stage["candidate"], asked)).values_list(
            "title", flat=True
        )
    )

    def some(of: list[int]) -> list[int]:
        return draw.choices(of, k=asked)

    yield "start page", ["/account/"] * asked
    yield "queue", [QUEUE] * asked
    yield "queue, pages 2 to 20", [QUEUE + page for page in pages]
    yield (
        "queue, pages 500 to 1900",
        [f"{QUEUE}?page={draw.randrange(500, 1900)}" for _ in range(asked)],
    )
    yield (
        "queue of a country",
        [
            f"{QUEUE}?country={draw.choice(('MEX', 'COL', 'none', 'MLT', 'GBR'))}"
            for _ in range(asked)
        ],
    )
    yield (
        "queue of a language",
        [f"{QUEUE}?language={draw.choice(('es', 'en', 'ar', 'tr'))}" for _ in range(asked)],
    )
    yield (
        "queue, follow-ups",
        [f"{QUEUE}?kind={draw.choice(('fresh', 'followup'))}" for _ in range(asked)],
    )
    yield (
        "queue, language and kind",
        [f"{QUEUE}?language={draw.choice(('es', 'tr'))}&kind=followup" for _ in range(asked)],
    )
    yield "queue, mine", [f"{QUEUE}?whose=mine"] * asked
    yield "queue, nobody's", [f"{QUEUE}?whose=nobody"] * asked
    yield "queue, put off", [f"{QUEUE}?whose=later"] * asked
    yield "queue, searched", [f"{QUEUE}?q={name.split()[0]}" for name in names]
    yield "queue, searched in vain", [f"{QUEUE}?q=zzz{n}" for n in range(asked)]
    yield (
        "saved view",
        [
            f"{QUEUE}?country=MEX&language=es&kind=fresh&whose=nobody&page={draw.randrange(1, 9)}"
            for _ in range(asked)
        ],
    )
    for stage, pks in by_stage.items():
        yield f"case screen, {stage}", [f"/desk/cases/{pk}/" for pk in some(pks)]
    yield "case screen, public", [f"/desk/cases/{pk}/" for pk in some(public)]
    yield (
        "case screen in a filtered queue",
        [f"/desk/cases/{pk}/?country=MEX&language=es" for pk in some(by_stage["candidate"])],
    )
    yield "coding screen", [f"/desk/cases/{pk}/coding/" for pk in some(by_stage["open"])]
    yield "adjudication", [f"/desk/cases/{pk}/adjudication/" for pk in some(by_stage["coded"])]
    yield (
        "two cases side by side",
        [
            f"/desk/cases/{a}/compare/{b}/"
            for a, b in zip(some(by_stage["candidate"]), some(by_stage["open"]), strict=True)
        ],
    )
    yield "all cases", ["/desk/cases/"] * asked
    yield "all cases, pages 2 to 20", [f"/desk/cases/{page}" for page in pages]
    yield (
        "all cases, public of a country",
        [
            f"/desk/cases/?visibility=published&country={draw.choice(('MEX', 'MLT'))}"
            for _ in range(asked)
        ],
    )
    yield "all cases, searched", [f"/desk/cases/?q={name.split()[0]}" for name in names]
    yield "look again", ["/desk/look-again/"] * asked
    yield "agreement", ["/desk/agreement/"] * asked
    yield "verification of shipped cases", ["/desk/verification/"] * asked
    yield "decisions", ["/desk/decisions/"] * asked


def main(asked: int, names: list[str]) -> None:
    """Print the milliseconds of each screen as JSON."""
    from vigil.cli.support.database import set_up_django

    set_up_django()
    from django.conf import settings
    from django.test import Client

    from vigil.site import wsgi  # noqa: F401 - it prepares a process to serve
    from vigil.trust.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    found: dict[str, Any] = {}
    for who in ("recorder0", "recorder1"):
        client, user = Client(), User.objects.get(username=f"{who}@example.org")
        client.force_login(user)
        session = client.session
        session["second_factor"] = str(user.pk)
        session.save()
        for name, some in addresses(asked):
            if who == "recorder1" and name not in ("queue", "start page", "look again"):
                continue
            label = name if who == "recorder0" else f"{name}, of limited roles"
            if names and not any(part in label for part in names):
                continue
            found[label] = _measured(client, some)
            print(
                f"{label}: {found[label]} load {os.getloadavg()[0]:.0f}",
                file=sys.stderr,
                flush=True,
            )
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


def _measured(client: Any, some: list[str]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    warm_up = min(WARM_UP, len(some))
    for address in some[:warm_up]:
        with CaptureQueriesContext(connection) as told:
            answer = client.get(address)
            queries = len(told)
            asked = list(told.captured_queries)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        if os.environ.get("SLOW"):
            for one in asked:
                if float(one["time"]) > float(os.environ["SLOW"]):
                    print(
                        "   ", one["time"], one["sql"][one["sql"].find(" FROM ") :], file=sys.stderr
                    )
    times, used = [], []
    for address in some:
        began, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(_p95(times), 1),
        "most": round(max(times), 1),
        "cpu_median": round(statistics.median(used), 1),
        "cpu_p95": round(_p95(used), 1),
        "queries": queries,
    }


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
