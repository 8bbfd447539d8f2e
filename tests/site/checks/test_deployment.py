"""What is missing before others rely on an installation: each check can fail."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from vigil.site.backup.state import BackupState, keep_state
from vigil.site.checks import deployment, machine
from vigil.site.checks.deployment import DEPLOYMENT, check_deployment

pytestmark = pytest.mark.django_db
MAIL = {"outbox": {"BACKEND": "x", "OPTIONS": {"host": "mail.example.org"}}}


@pytest.fixture(autouse=True)
def _whole(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an installation that lacks nothing."""
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    settings.DATA.mkdir()
    source = '[[source]]\nname = "Invented"\nkind = "feed"\nurl = "https://news.example/feed"\n'
    source += 'outlet = "Invented"\ncountry = "NO"\nlanguage = "no"\n'
    (settings.DATA / "sources.toml").write_text(f'contact = "https://vigil.example"\n{source}')
    settings.ALLOWED_HOSTS = ["vigil.example", "localhost"]
    settings.SECURE, settings.VIGIL_SITE = True, "https://vigil.example"
    settings.MAILERS, settings.VIGIL_MAIL_FROM = MAIL, "post@example.org"
    settings.VIGIL_PUBLISHER, settings.VIGIL_PUBLISHER_IS_STATED = "An Organisation", True
    settings.VIGIL_CONTACT = "contact@example.org"
    (tmp_path / "password").write_text("a long one")
    settings.VIGIL_BACKUP = "restic:sftp:me@backup.example:/srv"
    settings.VIGIL_BACKUP_PASSWORD_FILE = str(tmp_path / "password")
    monkeypatch.setenv("VIGIL_PROXIES", "127.0.0.1, 10.1.0.0/24, unix")
    for name in ("VIGIL_LISTEN", "VIGIL_SECRET_KEY", "VIGIL_PROCESSES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("VIGIL_DATABASE_MAY_LOSE_WRITES", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(deployment, "SETTINGS_FILE", tmp_path / "vigil.env")
    monkeypatch.setattr(machine, "SYSTEMD", tmp_path / "none")
    monkeypatch.setattr(machine, "_said", lambda *_command: "")


def missing() -> dict[str, str]:
    """Return what is missing, but that the server of the tests is thrown away."""
    found = {one.name: one.text for one in check_deployment() if not one.ok}
    if found.get("database", "").startswith("A power cut"):
        del found["database"]
    return found


def test_nothing_is_missing_of_a_whole_installation() -> None:
    found = check_deployment()
    assert [one.name for one in found] == [*DEPLOYMENT, "clock"]
    assert missing() == {}


@pytest.mark.parametrize(
    ("name", "setting", "value", "words"),
    [
        ("real", "VIGIL_DEMONSTRATION", True, "demonstration"),
        ("hosts", "ALLOWED_HOSTS", ["*"], "in full"),
        ("hosts", "ALLOWED_HOSTS", ["localhost"], "Set VIGIL_HOSTS"),
        ("https", "SECURE", False, "VIGIL_HTTPS=1"),
        ("site address", "VIGIL_SITE_IS_NAMED", False, "Set VIGIL_SITE"),
        ("site address", "VIGIL_SITE", "https://other.example", "VIGIL_HOSTS"),
        ("site address", "VIGIL_SITE", "http://vigil.example", "write https://"),
        ("secrets", "SECRET_KEY", "", "vigil keys make"),
        ("organisation", "VIGIL_CONTACT", "", "VIGIL_CONTACT"),
        ("mail", "MAILERS", {}, "VIGIL_MAIL_URL"),
        ("mail", "VIGIL_MAIL_FROM", "", "VIGIL_MAIL_FROM"),
        ("backups", "VIGIL_BACKUP", "", "Set VIGIL_BACKUP"),
        ("backups", "VIGIL_BACKUP_PASSWORD_FILE", "/none", "cannot be encrypted"),
    ],
)
def test_each_setting_that_is_missing_is_named(
    settings: Settings, name: str, setting: str, value: object, words: str
) -> None:
    setattr(settings, setting, value)
    assert words in missing()[name]


@pytest.mark.parametrize(
    ("name", "variable", "value", "words"),
    [
        ("proxies", "VIGIL_PROXIES", "", "redirects would never end"),
        ("proxies", "VIGIL_PROXIES", "0.0.0.0/0", "claim to be anybody"),
        ("proxies", "VIGIL_PROXIES", "proxy.example", "no address"),
        ("secrets", "VIGIL_SECRET_KEY", "short", "may be guessed"),
        ("processes", "VIGIL_PROCESSES", "many", "write a number"),
        ("database", "VIGIL_DATABASE_MAY_LOSE_WRITES", "1", "Remove the setting"),
    ],
)
def test_each_variable_that_is_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert words in missing()[name]


def test_an_organisation_without_a_name_is_said(settings: Settings) -> None:
    settings.VIGIL_PUBLISHER, settings.VIGIL_PUBLISHER_IS_STATED = "", False
    assert "VIGIL_PUBLISHER" in missing()["organisation"]


def test_an_onion_site_needs_no_https(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECURE, settings.ALLOWED_HOSTS = False, ["abc.onion"]
    settings.VIGIL_SITE = "http://abc.onion"
    monkeypatch.setenv("VIGIL_PROXIES", "")
    assert missing() == {}


def test_files_with_secrets_are_closed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vigil.env").write_text("VIGIL_MAIL_URL=x")
    (tmp_path / "vigil.env").chmod(0o644)
    assert "chmod o=" in missing()["rights"]
    (tmp_path / "vigil.env").chmod(0o640)
    assert missing() == {}
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert "as root" in missing()["rights"]
    settings.VIGIL_KEYS = settings.DATA / "keys"
    assert "lie within the data" in missing()["secrets"]


def test_a_backup_has_the_keys_lies_elsewhere_and_was_tried_out(settings: Settings) -> None:
    def backups() -> tuple[str, str]:
        (found,) = (one for one in check_deployment() if one.name == "backups")
        return found.level, found.text

    assert backups() == ("advice", "No backup was ever tried out. Run `vigil restore --verify`.")
    keep_state(BackupState(at=timezone.now()))
    assert "no copy of the keys" in missing()["backups"]
    keep_state(BackupState(at=timezone.now(), keys=True, verified_at=timezone.now()))
    assert backups()[0] == "ok"
    settings.VIGIL_BACKUP = str(settings.DATA)
    assert "on the disk of the data" in backups()[1]


def test_sites_that_are_collected_find_a_contact(settings: Settings) -> None:
    path = settings.DATA / "sources.toml"
    path.write_text(path.read_text().replace("contact", "# contact"))
    assert "contact =" in missing()["sources"]
    path.write_text("nothing =")
    assert "cannot be read" in missing()["sources"]


@pytest.mark.parametrize(
    ("name", "said", "level"),
    [
        ("clock", "yes", "ok"),
        ("clock", "no", "missing"),
        ("clock", "", "advice"),
        ("open files", "1024", "missing"),
        ("open files", "16384", "ok"),
        ("units", "active", "ok"),
        ("units", "inactive", "missing"),
    ],
)
def test_what_the_system_says_is_understood(
    name: str, said: str, level: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "SYSTEMD", tmp_path)
    monkeypatch.setattr(machine, "_said", lambda *_command: said)
    assert {one.name: one.level for one in check_deployment()}[name] == level


def test_an_encrypted_disk_is_known_through_what_lies_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "DEVICES", tmp_path)
    monkeypatch.setattr("os.major", lambda _number: 8)
    monkeypatch.setattr("os.minor", lambda _number: 1)
    assert "does not look encrypted" in machine.encryption()
    for place, kind in ((tmp_path / "8:1", "LVM-x"), (tmp_path / "8:1/slaves/dm-0", "CRYPT-LUKS2")):
        (place / "dm").mkdir(parents=True)
        (place / "dm" / "uuid").write_text(kind)
    assert "is encrypted" in machine.encryption()


def test_a_disk_that_is_nearly_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: (100 * 2**30, 0, 5 * 2**30))
    assert "plan for more" in machine.disk()
