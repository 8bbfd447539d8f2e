"""Style sheets as they are served: bundled, kept for good, with the looks of the installation."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from vigil.site.checks.self_check import CHECKS, CheckFailed
from vigil.site.styles.bundles import bundle, bundle_url

DARK = "@media (prefers-color-scheme:dark)"


def text_of(name: str) -> str:
    return bundle(name).content.decode()


def test_a_bundle_is_kept_for_good_and_one_of_before_is_not(client: Client) -> None:
    at = bundle_url("record", "map")
    answer = client.get(at, headers={"accept-encoding": "gzip"})
    assert "immutable" in answer["Cache-Control"]
    assert gzip.decompress(answer.content).decode() == text_of("record-map")
    assert "/*" not in text_of("record-map")
    old = client.get(re.sub(r"\.[0-9a-f]+\.css", ".0123.css", at))
    assert (old.status_code, old["Cache-Control"]) == (200, "no-cache")
    assert old.content == bundle("record-map").content
    for name in ("nothing", "record-nothing", "Record", "-".join(["record"] * 7), "base-base"):
        assert client.get(f"/styles/{name}.0123.css").status_code == 404, name


@pytest.mark.django_db  # the end of an answer looks at the connection
def test_the_typefaces_are_there_and_kept_for_good(client: Client) -> None:
    faces = re.findall(r'url\("/static/(vigil/fonts/[^"]+)"\)', text_of("base"))
    assert len(faces) == 3
    for face in faces:
        path = finders.find(face)
        assert isinstance(path, str)
        assert Path(path).stat().st_size < 60_000
        answer = client.get(f"/static/{face}")
        assert "immutable" in answer["Cache-Control"]
        answer.close()


def test_the_accent_of_the_installation_is_on_every_page(settings: Settings) -> None:
    before = bundle_url()
    settings.VIGIL_ACCENT = "#00508C"
    assert bundle_url() != before
    own = text_of("base")[len(bundle("base").content) - 400 :]
    assert "--accent:#00508c" in own
    assert DARK in own
    assert "organisation" in CHECKS["identity"]()


@pytest.mark.parametrize("accent", ["#ffe08a", "blue"])
def test_an_accent_that_is_hard_to_read_is_not_used_and_told(
    accent: str, settings: Settings
) -> None:
    before = bundle_url()
    settings.VIGIL_ACCENT = accent
    assert bundle_url() == before
    with pytest.raises(CheckFailed, match=accent):
        CHECKS["identity"]()


def test_a_logo_is_a_part_of_the_sheet(settings: Settings, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (64, 64), "white").save(logo)
    settings.VIGIL_LOGO = str(logo)
    assert 'url("data:image/png;base64,' in text_of("base")
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(40_000)):
        other = tmp_path / f"{len(content)}"
        other.write_bytes(content)
        settings.VIGIL_LOGO = str(other)
        assert "data:" not in text_of("base")
        with pytest.raises(CheckFailed, match="logo"):
            CHECKS["identity"]()
