"""A web worker loads what it serves."""

import os
import subprocess
import sys
from pathlib import Path

FORBIDDEN = (
    *("scipy", "sklearn", "pyarrow", "duckdb", "pandas", "polars", "splink"),
    *("sparse_dot_topn", "rensa", "rapidfuzz", "av", "pypdfium2", "trafilatura"),
    *("resiliparse", "warcio", "dateparser", "typst", "fontTools", "resvg_py", "icalendar"),
    *("xlsxwriter", "python_calamine", "rest_framework", "requests", "prometheus_client"),
    "vigil.reading.intake.extraction.language_model",
)
"""What reads, links, pools, draws or writes files: loaded by who asks for it, never at start."""

START = """
import sys

class Asked:
    chains = {}

    def find_spec(self, name, path=None, target=None):
        if name in sys.argv[1:]:
            frame, chain = sys._getframe(1), [name]
            while frame is not None:
                module = frame.f_globals.get("__name__", "")
                if not module.startswith("importlib") and module != chain[-1]:
                    chain.append(module)
                frame = frame.f_back
            self.chains.setdefault(name, ", imported by ".join(chain))

sys.meta_path.insert(0, Asked())
import django
django.setup()
from django.urls import get_resolver
from vigil.site.wsgi import application
get_resolver()._populate()
# Others only ask whether a module is installed.
for chain in (Asked.chains[name] for name in sys.argv[1:] if name in sys.modules):
    print(chain)
print("started", application is not None)
"""


def test_a_web_worker_starts_without_what_only_work_needs(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "vigil.site.settings",
        "VIGIL_DATA": str(tmp_path / "data"),
        "VIGIL_KEYS": str(tmp_path / "keys"),
    }
    environment.pop("PYTEST_VERSION", None)
    ran = subprocess.run(
        [sys.executable, "-P", "-c", START, *FORBIDDEN],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "started True\n"
