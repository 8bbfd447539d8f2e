"""The shipped configurations of nginx and Caddy, in front of `vigil serve`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.calling import ENVIRONMENT, ROOT
from deploy.behind_proxy import HOST, UPLOAD, VISITOR

pytestmark = pytest.mark.tail("whose headers are believed is asked daily of vigil.site.web.proxies")


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_behind_a_real_proxy_everything_goes_through_and_nothing_forged(
    proxy: str, tmp_path: Path
) -> None:
    if shutil.which(proxy) is None:
        pytest.skip(f"{proxy} is not installed")
    apart = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*apart, "true"], check=False).returncode:
        pytest.skip("this machine allows no network of one's own")
    ran = subprocess.run(
        [*apart, sys.executable, "-m", "deploy.behind_proxy", proxy, tmp_path],
        env={**ENVIRONMENT, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])

    passed = {name.lower().replace("_", "-"): value for name, value in found["passed on"]}
    assert len(passed) == len(found["passed on"])
    assert {"x-forwarded-for": VISITOR, "x-forwarded-proto": "https", "host": HOST}.items() <= (
        passed.items()
    )
    assert not {"forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-port"} & passed.keys()
    assert found["busy"] == [503, "7", "busy, as the site says it"]
    assert found["upstream while bodies are slow"] == 0

    assert found["plain"][0] in (301, 308)
    assert found["plain"][1] == f"https://{HOST}/about/"
    assert found["page"] == [200, False]  # no redirect without end, and no forged host
    assert set(found["once"].values()) == {1}
    assert found["health"] == 200
    assert found["signed in"] == ["/account/2fa/authenticate/", "/account/", 200]
    assert found["uploaded"] == [302, "/desk/programme/recordings/1/", UPLOAD]
    assert found["asked"] == [20, 429, 302]  # each visitor by their own address
