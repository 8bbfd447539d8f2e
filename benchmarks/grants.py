"""5,000 applications and 500 grants: how long officers and grantees wait for each page.

The site runs as it does in use (a process of its own); the addresses are asked for over HTTP, one
after another, by an officer who is signed in and by grantees with their links. Queries are counted
in another process. `grants_script/` (which sets Django up, and so is no module of this folder)
fills the fund. VIGIL_BENCH_FUND names another number of applications (a tenth of them are grants);
VIGIL_BENCH_POSTGRES another database beside SQLite, which may be overwritten.
"""

import http.client
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from itertools import cycle, islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python, _served  # noqa: E402

NAME = "grants"
APPLICATIONS = int(os.environ.get("VIGIL_BENCH_FUND", "5000"))
GRANTS = APPLICATIONS // 10
ASKED = 25
LIST, GRANT, RANKING = 200, 250, 500
"""Most milliseconds at the 95th percentile: of any page, of the page of a grant, of a ranking."""
QUERIES = 45
"""Most queries of the page of a grant."""
EXPORT = 20
"""Most seconds for everything."""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    made = {"applications": APPLICATIONS, "grants": GRANTS, "asked": ASKED}
    return made | {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
            "VIGIL_SECRET_KEY": "of a benchmark",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        filler = str(HERE / "grants_script" / "fund_filled.py")
        filled = json.loads(_python(environment, filler, str(APPLICATIONS)).splitlines()[-1])
        addresses = _addresses(filled)
        found: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 2)}
        with _served(environment) as port:
            site = _Site(port, filled["cookie"])
            pages = {kind: site.spread(some) for kind, some in addresses.items()}
            found["export"] = {shape: site.export(shape) for shape in ("csv", "json")}
        queries = _queries(environment, filled["cookie"], addresses)
        found["pages"] = {kind: {**one, "queries": queries[kind]} for kind, one in pages.items()}
        return found


def _queries(
    environment: dict[str, str], cookie: str, addresses: dict[str, list[str]]
) -> dict[str, int]:
    asked = {"cookie": cookie, "addresses": {kind: some[0] for kind, some in addresses.items()}}
    ran = subprocess.run(
        [sys.executable, str(HERE / "grants_script" / "fund_queries.py")],
        env=environment,
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    counted: dict[str, int] = json.loads(ran.stdout.splitlines()[-1])
    return counted


class _Site:
    """The site, as an officer asks it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, address: str, body: str = "", token: str = "") -> tuple[bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Cookie": "; ".join(filter(None, (self.cookie, token)))}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        data = answer.read()
        kept = answer.getheader("Set-Cookie", "")
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return data, kept

    def spread(self, addresses: list[str]) -> dict[str, float]:
        """Return how long addresses take, in milliseconds, and the bytes of the first."""
        for address in addresses[:3]:
            data, _kept = self.ask("GET", address)
        times = sorted(self._milliseconds(address) for address in addresses)
        return {
            "median": round(statistics.median(times), 1),
            "p95": round(times[int(0.95 * len(times))], 1),
            "most": round(times[-1], 1),
            "kB": round(len(data) / 1000, 1),
        }

    def _milliseconds(self, address: str) -> float:
        began = time.perf_counter()
        self.ask("GET", address)
        return (time.perf_counter() - began) * 1000

    def export(self, shape: str) -> dict[str, float]:
        """Return how long everything takes, in seconds, and how many bytes it is."""
        page, kept = self.ask("GET", "/desk/fund/grants/ledger/")
        token = page.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        began = time.perf_counter()
        data, _kept = self.ask(
            "POST",
            "/desk/fund/grants/export/",
            f"form={shape}&csrfmiddlewaretoken={token}",
            kept.partition(";")[0],
        )
        seconds = round(time.perf_counter() - began, 2)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = archive.read(f"applications.{shape}").count(b"\n")
        return {"seconds": seconds, "bytes": len(data), "lines_of_applications": rows}


def _addresses(filled: dict[str, Any]) -> dict[str, list[str]]:
    """Return the addresses of each page, by its name."""
    kinds = {**_lists(), **_of_one(filled)}
    return {name: list(islice(cycle(some), ASKED)) for name, some in kinds.items()}


def _lists() -> dict[str, list[str]]:
    draw = random.Random(3)
    desk = "/desk/fund/"
    grants, finance, call = f"{desk}grants/", f"{desk}finance/", f"{desk}calls/call-0/"

    def pages(of: int, *, rows: int = 50, more: str = "") -> list[str]:
        last = max(2, of // rows)
        return [f"?page={draw.randrange(1, last)}{more}" for _ in range(ASKED)]

    def each(at: str, some: list[str]) -> list[str]:
        return [at + one for one in some]

    applications, parties = f"{desk}applications/", f"{desk}parties/"
    states = ("submitted", "review", "decided")
    return {
        "home": [desk],
        "calls": [f"{desk}calls/"],
        "call": [call],
        "reviewers": [f"{call}reviewers/"],
        "ranking": each(f"{call}ranking/", pages(APPLICATIONS // 3)),
        "panel": each(f"{call}panel/", pages(APPLICATIONS // 3, rows=1)),
        "agreement of reviewers": [f"{call}agreement/"],
        "answers to applicants": [f"{call}answers/"],
        "applications": each(applications, pages(APPLICATIONS)),
        "applications in a state": each(applications, [f"?state={one}" for one in states]),
        "applications of a call": each(applications, [f"?call=call-{k}" for k in range(3)]),
        "applications by outcome": each(
            applications, [f"?outcome={one}" for one in ("award", "decline")]
        ),
        "applications of a theme": each(applications, ["?theme=gun_trafficking"]),
        "applications by code": each(
            applications, [f"?code=A-{draw.randrange(APPLICATIONS)}" for _ in range(ASKED)]
        ),
        "parties": each(parties, pages(APPLICATIONS)),
        "hidden parties": each(parties, ["?level=hidden"]),
        "nominations": each(f"{desk}nominations/", pages(APPLICATIONS // 10)),
        "emergencies": [f"{desk}emergencies/"],
        "letters": [f"{desk}letters/"],
        "from grantees": [f"{desk}from-grantees/"],
        "decisions": [f"{desk}decisions/"],
        "grants": each(grants, pages(GRANTS)),
        "grants of a donor": each(grants, [f"?state=active&donor=d{k}" for k in range(5)]),
        "results": [f"{grants}results/"],
        "outcomes": [f"{grants}outcomes/"],
        "connections": [f"{grants}connections/"],
        "ledger": [f"{grants}ledger/"],
        "audit": each(f"{grants}audit/", pages(GRANTS)),
        "finance": [finance],
        "budgets": [f"{finance}budgets/"],
        "forecast": [f"{finance}forecast/"],
        "statements": [f"{finance}statements/"],
        "differences": [f"{finance}differences/"],
    }


def _of_one(filled: dict[str, Any]) -> dict[str, list[str]]:
    desk = "/desk/fund/"
    grants = [f"{desk}grants/{pk}/" for pk in filled["grants"]]
    parties = [f"{desk}parties/{uid}/" for uid in filled["parties"]]
    mine = [f"/mine/{link}/" for link in filled["links"]]
    return {
        "grant": grants,
        "plan of a grant": [f"{at}plan/" for at in grants],
        "audit of a grant": [f"{desk}grants/audit/{pk}/" for pk in filled["grants"]],
        "party": parties,
        "checks of a party": [f"{at}checks/" for at in parties],
        "account of a party": [f"{at}account/" for at in parties],
        "messages of a party": [f"{at}messages/" for at in parties],
        "application": [f"{desk}applications/{uid}/" for uid in filled["applications"]],
        "emergency": [f"{desk}emergencies/{uid}/" for uid in filled["emergencies"]],
        "own page": mine,
        "own page, agreed": [f"{at}agreed/" for at in mine],
        "own page, dates": [f"{at}dates/" for at in mine],
        "own page, due": [f"{at}due/" for at in mine],
        "own page, messages": [f"{at}messages/" for at in mine],
    }


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['applications']:,} applications, {result['grants']:,} grants; milliseconds"]
    limits = {"ranking": RANKING, "grant": GRANT}
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        lines.append(
            f"\n{name}, load {result[name]['load_before']}\n"
            f"{'':26}{'median':>8}{'p95':>8}{'most':>8}{'limit':>8}{'queries':>9}{'kB':>8}"
        )
        for kind, one in result[name]["pages"].items():
            limit = limits.get(kind, LIST)
            lines.append(
                f"{kind:26}{one['median']:>8}{one['p95']:>8}{one['most']:>8}{limit:>8}"
                f"{one['queries']:>9}{one['kB']:>8}{'  over' if one['p95'] > limit else ''}"
            )
        for shape, told in result[name]["export"].items():
            lines.append(
                f"everything as {shape:12}{told['seconds']:>8} s of {EXPORT} s, "
                f"{told['bytes']:,} bytes"
            )
    return "\n".join(lines)
