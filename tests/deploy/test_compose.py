"""The compose file: valid by its schema, closed, and made of commands that run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.calling import ENVIRONMENT, ROOT

pytestmark = pytest.mark.tail("the commands are started daily in the tests of the commands")

COMPOSE = ROOT / "deploy" / "compose.yaml"
CONTAINERFILE = ROOT / "deploy" / "Containerfile"
START = ROOT / "deploy" / "containers" / "start"
OURS = ("site", "work", "backup")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Return the compose file as a program reads it: YAML with what it merges."""
    yaml = pytest.importorskip("ruamel.yaml")
    read: dict[str, Any] = json.loads(json.dumps(yaml.YAML(typ="safe").load(COMPOSE.read_text())))
    return read


def test_the_schema_of_the_compose_specification_holds() -> None:
    pytest.importorskip("check_jsonschema")
    ran = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec",
         str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


def test_no_service_is_root_or_writes_outside_its_volumes(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name
        assert service["healthcheck"], name
        assert not service.get("privileged"), name
        assert all(":/" in one and not one.startswith(("/", ".")) for one in service["volumes"])
    assert [name for name, one in compose["services"].items() if one.get("ports")] == ["proxy"]


def test_only_the_proxy_and_the_work_reach_the_internet(compose: dict[str, Any]) -> None:
    inner = {name for name, one in compose["networks"].items() if one.get("internal")}
    reaching = {
        name for name, one in compose["services"].items() if not inner.issuperset(one["networks"])
    }
    assert reaching == {"proxy", "work", "backup"}
    assert "proxy" not in {
        name for name, one in compose["services"].items() if "storage" in one["networks"]
    }
    (subnet,) = compose["networks"]["inside"]["ipam"]["config"]
    assert compose["services"]["site"]["environment"]["VIGIL_PROXIES"] == subnet["subnet"]


def test_secrets_are_files(compose: dict[str, Any]) -> None:
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    for name, service in compose["services"].items():
        environment = service.get("environment", {})
        named = {
            value.removeprefix("/run/secrets/")
            for value in environment.values()
            if str(value).startswith("/run/secrets/")
        }
        assert named == {*service.get("secrets", [])}, name
        open_ones = [key for key in environment if re.search("PASSWORD|SECRET|_URL", key)]
        assert all(key.endswith("_FILE") for key in open_ones), name


def test_the_users_of_the_file_are_those_of_the_images(compose: dict[str, Any]) -> None:
    text = CONTAINERFILE.read_text()
    assert {compose["services"][name]["user"] for name in OURS} == {"10001:10001"}
    assert re.findall(r"^USER (\S+)", text, re.M) == ["10001:10001", "10002:10002"]
    assert compose["services"]["proxy"]["user"] == "10002:10002"


@pytest.mark.parametrize("service", OURS)
def test_the_command_of_each_service_runs(
    service: str, compose: dict[str, Any], tmp_path: Path
) -> None:
    """Run it with the script of the image and the settings of the file, without a container."""
    secrets = {"database_url": f"sqlite:///{tmp_path}/data/own.sqlite3", "mail_url": "",
               "backup_password": "only for this test, and long enough"}  # fmt: skip
    for name, value in secrets.items():
        (tmp_path / name).write_text(value)
    environment = {
        name: str(value)
        .replace("${VIGIL_HOST:?name the host of your site in .env}", "vigil.example.org")
        .replace("${VIGIL_HOST}", "vigil.example.org")
        .replace("${VIGIL_BACKUP:-/var/backups/vigil}", str(tmp_path / "backups"))
        .replace("/run/secrets", str(tmp_path))
        for name, value in compose["services"][service]["environment"].items()
    }
    environment["VIGIL_MAIL_FROM"] = ""
    environment |= {
        **ENVIRONMENT,
        "VIGIL_DATA": str(tmp_path / "data"),
        "VIGIL_KEYS": str(tmp_path / "keys"),
        "VIGIL_PYTHON": sys.executable,
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
    }
    (tmp_path / "backups").mkdir(mode=0o700)

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [START, *command], env=environment, capture_output=True, text=True, check=False
        )

    ran = run("serve", "--once")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "data" / "own.sqlite3").exists()  # the address came from the secret
    if service == "work":  # which says so where there is no backup yet
        assert run("backup").returncode == 0
    once = {"site": ["--once"], "work": ["--once"], "backup": []}[service]
    ran = run(*compose["services"][service]["command"], *once)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if service == "backup":
        assert any((tmp_path / "backups").iterdir())
