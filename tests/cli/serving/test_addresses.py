"""The address on which the site is served."""

import socket
import stat
from pathlib import Path

import click
import pytest
from waitress import wasyncore

from cli.serving.running_server import Running, answer_on, asking
from vigil.cli.serving.addresses import listening_on


@pytest.mark.parametrize("stated", ["", "8000", "localhost", "127.0.0.1:http", "127.0.0.1:70000"])
def test_what_is_no_address_is_said(stated: str) -> None:
    with pytest.raises(click.ClickException, match="VIGIL_LISTEN is"):
        listening_on(stated)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_an_address_is_taken_once(host: str) -> None:
    with listening_on(f"{host}:0") as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match="Is Vigil served there already"):
            listening_on(f"{host}:{port}")


def test_a_unix_socket_is_open_to_its_group_and_replaces_a_left_over_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # paths of sockets are short
    path = Path("web.sock")
    with listening_on(f"unix:{path}") as taken:
        taken.listen()
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        with pytest.raises(click.ClickException, match="Is Vigil served there already"):
            listening_on(f"unix:{path}")
    assert path.exists()
    listening_on(f"unix:{path}").close()
    path.unlink()
    path.write_text("no socket")
    with pytest.raises(click.ClickException, match="cannot be used"):
        listening_on(f"unix:{path}")
    assert path.read_text() == "no socket"


def test_the_family_is_that_of_the_address() -> None:
    with listening_on("127.0.0.1:0") as taken:
        assert taken.family == socket.AF_INET


def test_whoever_comes_by_a_unix_socket_is_answered_and_has_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    taken = listening_on("unix:web.sock")
    taken.listen()
    running = Running(taken)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.connect("web.sock")
        one.sendall(asking("/", "Connection: close"))
        assert answer_on(one).endswith(b"healthy ")
    running.server.end()
    assert running.has_ended()
    wasyncore.close_all(running.server._map)
