"""The search of the desk over 100,000 generated reports and as many candidates, on both databases.

Not one report is real: words are put together from syllables and drawn as often as words of a
language are. Each search is asked for as a page, by a coder, in the process that measures; the
limit is 200 ms for 95 of 100. `VIGIL_BENCH_POSTGRES` names a PostgreSQL database to overwrite.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import batched
from pathlib import Path
from typing import Any

NAME = "search"
REPORTS, WORDS, ASKED = 100_000, 180, 20
LIMIT = 0.2
VOCABULARY = 40_000
SYLLABLES = re.findall(r"\w+", "ba ce di fo gu ja le mi no pa ra se ti vo za cha lle nho tre qui")
SETTINGS = "vigil.site.settings"


def run(data: Path) -> dict[str, Any]:
    """Measure; `data` is not needed."""
    result: dict[str, Any] = {"reports": REPORTS, "limit": LIMIT}
    with tempfile.TemporaryDirectory() as folder:
        databases = {"sqlite": f"sqlite:///{folder}/search.sqlite3"}
        if postgres := os.environ.get("VIGIL_BENCH_POSTGRES"):
            databases["postgresql"] = postgres
        for name, address in databases.items():
            env = {**os.environ, "DATABASE_URL": address, "VIGIL_DATA": f"{folder}/{name}"}
            env["VIGIL_SECRET_KEY"] = "of a benchmark"
            Path(env["VIGIL_DATA"]).mkdir()
            done = subprocess.run(
                [sys.executable, __file__], env=env, stdout=subprocess.PIPE, check=True
            )
            result[name] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    rows = [f"{result['reports']:,} reports; limit p95 {result['limit'] * 1000:.0f} ms"]
    for name in ("sqlite", "postgresql"):
        for search, one in result.get(name, {}).get("searches", {}).items():
            found, median, p95 = one["found"], one["median"] * 1000, one["p95"] * 1000
            rows.append(f"{name:>11} {search:<22} {found:>5} found {median:6.0f} {p95:6.0f} ms")
    return "\n".join(rows)


def _vocabulary(draw: random.Random) -> tuple[list[str], list[float]]:
    words = {"".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(VOCABULARY)}
    ordered = sorted(words)
    draw.shuffle(ordered)
    return ordered, [1 / (rank + 3) for rank in range(len(ordered))]


def _fill(draw: random.Random, words: list[str], often: list[float]) -> None:
    from vigil.casefile.models import Account, Case, CaseAccount, MembershipBasis, Outlet, Report
    from vigil.casefile.reports.models import keep_words_of

    outlets = Outlet.objects.bulk_create(Outlet(name=f"Outlet {n}") for n in range(200))
    for some in batched(range(REPORTS), 2000):
        reports = []
        for n in some:
            text = draw.choices(words, often, k=WORDS)
            reports.append(
                Report(
                    key=f"r{n}",
                    outlet=outlets[n % 200],
                    url=f"https://outlet{n % 200}.example/{n}",
                    title=" ".join(text[:8]),
                    text=". ".join(" ".join(text[at : at + 15]) for at in range(0, WORDS, 15)),
                    language=("es", "en", "pt")[n % 3],
                    content_sha256=f"{n:064d}",
                )
            )
        Report.objects.bulk_create(reports)
        keep_words_of(reports)
        cases = Case.objects.bulk_create(
            Case(key=f"c{n}", title=r.title, search_text=" ".join(draw.choices(words[500:], k=3)))
            for n, r in zip(some, reports, strict=True)
        )
        accounts = Account.objects.bulk_create(
            Account(report=r, key=f"a{r.key}", reader="bench") for r in reports
        )
        CaseAccount.objects.bulk_create(
            CaseAccount(account=a, case=c, basis=MembershipBasis.MACHINE)
            for a, c in zip(accounts, cases, strict=True)
        )


def _measured() -> dict[str, Any]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from vigil.casefile.models import Report
    from vigil.site.sign_in.second_factor import PROVEN_KEY
    from vigil.trust.models import Role, RoleGrant, User

    call_command("migrate", verbosity=0, stdout=sys.stderr)
    draw = random.Random(25)
    words, often = _vocabulary(draw)
    started = time.perf_counter()
    if Report.objects.count() != REPORTS:
        _fill(draw, words, often)
    filled = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    name = f"searcher-{time.time()}"
    user = User.objects.create(username=name, email=f"{name}@example.invalid")
    RoleGrant.objects.create(user=user, role=Role.CODER)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.session
    session[PROVEN_KEY] = str(user.pk)
    session.save()
    text = Report.objects.order_by("pk")[REPORTS // 2].text.split(". ")[3].split()
    searches = {
        "the commonest word": words[0],
        "two common words": f"{words[5]} {words[9]}",
        "a rare word": words[-2000],
        "the beginning of words": words[0][:4],
        "words in quotes": f'"{" ".join(text[2:5])}"',
        "five words": " ".join(text[:5]),
        "an address": "https://outlet7.example/50007",
        "nothing": "zyxwvut",
    }
    found = {name: _asked(client, "/desk/search/", q) for name, q in searches.items()}
    return {"filled": round(filled, 1), "searches": found}


def _asked(client: Any, address: str, q: str) -> dict[str, Any]:
    taken, processor = [], []
    for n in range(ASKED + 1):
        started, busy = time.perf_counter(), time.process_time()
        answer = client.get(address, {"q": q})
        if n:
            taken.append(time.perf_counter() - started)
            processor.append(time.process_time() - busy)
    if answer.status_code != 200:
        raise RuntimeError(f"{q}: {answer.status_code}")
    from vigil.casefile.searching.queries import reports_with

    return {
        "found": reports_with(q).count(),
        "median": round(statistics.median(taken), 4),
        "p95": round(_p95(taken), 4),
        "p95_processor": round(_p95(processor), 4),
    }


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95) - 1]


if __name__ == "__main__":
    print(json.dumps(_measured()))
