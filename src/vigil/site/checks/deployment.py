"""What an installation still lacks before others may rely on it: `vigil check --deploy`.

A check is a function in `DEPLOYMENT` that returns a sentence, or raises `CheckFailed` with one that
says what to do. An `Advice` is a sentence about something that may stay as it is. No check asks
another machine anything, but the clock, and only where a host is named for it.
"""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from vigil.reading.intake.sources.config import load_sources
from vigil.site.backup.state import last_backup
from vigil.site.checks import machine
from vigil.site.checks.advice import Advice, CheckFailed
from vigil.site.checks.durability import MAY_LOSE
from vigil.site.styles.identity import identity
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.mail import state_in_words
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.outbox.verbs.sending import sender

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
SHORTEST_SECRET: Final = 40
"""Characters of a secret key that somebody chose."""
WIDEST: Final = 65_536
"""Addresses of one network of proxies: more is a slip of the pen."""
SETTINGS_FILE: Final = Path("/etc/vigil/vigil.env")
"""Where docs/operate/debian.md puts the settings, passwords among them."""
ANYBODY: Final = 0o007

type Level = Literal["ok", "advice", "missing"]


@dataclass(frozen=True)
class Finding:
    """What one check of a deployment found."""

    name: str
    level: Level
    text: str

    @property
    def ok(self) -> bool:
        """Return whether nothing is missing."""
        return self.level != "missing"


def check_deployment(clock_host: str = "") -> list[Finding]:
    """Ask everything. `clock_host` is a host whose clock is compared with this one over HTTPS."""
    checks: dict[str, Callable[[], str]] = {
        **DEPLOYMENT,
        "clock": partial(machine.clock, clock_host),
    }
    return [_run(name, check) for name, check in checks.items()]


def _run(name: str, check: Callable[[], str]) -> Finding:
    try:
        text = check()
    except CheckFailed as error:
        return Finding(name, "missing", str(error))
    except DatabaseError as error:
        return Finding(name, "missing", f"The database did not answer ({type(error).__name__}).")
    return Finding(name, "advice" if isinstance(text, Advice) else "ok", text)


def _real() -> str:
    if settings.VIGIL_DEMONSTRATION:
        raise CheckFailed(
            "This is a demonstration, in which everything is invented: it never becomes a real "
            "installation. Name another folder in VIGIL_DATA."
        )
    return "This is a real installation, no demonstration."


def _hosts() -> str:
    hosts = settings.ALLOWED_HOSTS
    if any(host == "*" or host.startswith(".") for host in hosts):
        raise CheckFailed(
            "VIGIL_HOSTS answers to names that nobody wrote down, so a forged one gets into links. "
            "Name each host in full, separated by commas."
        )
    if LOCAL.issuperset(hosts):
        raise CheckFailed(
            "Only this machine is served. Set VIGIL_HOSTS to the host of the site, such as "
            "vigil.example.org."
        )
    return f"The site answers to {', '.join(hosts)}."


def _is_onion_alone() -> bool:
    """Return whether every host that others reach is an onion address: Tor encrypts the way."""
    others = {*settings.ALLOWED_HOSTS} - LOCAL
    return bool(others) and all(host.endswith(".onion") for host in others)


def _https() -> str:
    if settings.SECURE:
        return "Cookies and redirects insist on HTTPS."
    if _is_onion_alone():
        return "The site is reached over Tor alone, which encrypts the way."
    raise CheckFailed(
        "Passwords and testimonies could cross the network in the open. Put a proxy with HTTPS in "
        "front of Vigil, and set VIGIL_HTTPS=1."
    )


def _site_address() -> str:
    if not settings.VIGIL_SITE_IS_NAMED:
        raise CheckFailed(
            "Letters cannot link to the site. Set VIGIL_SITE to its address, such as "
            "https://vigil.example.org."
        )
    parts = urlsplit(settings.VIGIL_SITE)
    if parts.scheme != ("https" if settings.SECURE else "http") or parts.path.strip("/"):
        raise CheckFailed(
            f"VIGIL_SITE is {settings.VIGIL_SITE}: write {'https' if settings.SECURE else 'http'}"
            ":// and the host, and no path."
        )
    if parts.hostname not in settings.ALLOWED_HOSTS:
        raise CheckFailed(
            f"VIGIL_SITE leads to {parts.hostname}, which this site does not answer to. Add it to "
            "VIGIL_HOSTS."
        )
    return f"Letters link to {settings.VIGIL_SITE}."


def _proxies() -> str:
    named = [one for one in os.environ.get("VIGIL_PROXIES", "").replace(" ", "").split(",") if one]
    for one in named:
        network = _network(one)
        if network is not None and network.num_addresses > WIDEST and not network.is_loopback:
            raise CheckFailed(
                f"VIGIL_PROXIES names {network}: whoever is in there may claim to be anybody. Name "
                "the addresses of your proxies."
            )
    if named:
        return f"Addresses of visitors are believed if they come from {', '.join(named)}."
    if settings.SECURE:
        raise CheckFailed(
            "HTTPS ends at a proxy, but none is named, so Vigil believes none: redirects would "
            "never end. Set VIGIL_PROXIES to its address, mostly 127.0.0.1."
        )
    return "No proxy is named: nobody's word about the address of a visitor is believed."


def _network(named: str) -> IPv4Network | IPv6Network | None:
    """Return a network of proxies; None for `unix`. Raises CheckFailed."""
    if named == "unix":
        return None
    try:
        return ip_network(named, strict=False)
    except ValueError as error:
        raise CheckFailed(
            f"VIGIL_PROXIES names {named}, which is no address and no network. Write such as "
            "127.0.0.1, 10.0.0.0/24 or unix."
        ) from error


def _listening() -> str:
    place = os.environ.get("VIGIL_LISTEN") or "127.0.0.1:8000"
    host = place.rpartition(":")[0].strip("[]")
    if place.startswith("unix:") or host in ("127.0.0.1", "::1", "localhost"):
        return f"Vigil listens on {place}: nobody gets past the proxy."
    return Advice(
        f"Vigil listens on {place}: whoever reaches it gets past the proxy. Let a firewall or a "
        "network of its own allow the proxy alone, or listen on 127.0.0.1:8000."
    )


def _secrets() -> str:
    own = os.environ.get("VIGIL_SECRET_KEY", "")
    try:
        _ = settings.SECRET_KEY
    except ImproperlyConfigured as error:
        raise CheckFailed(
            "There is no secret key, so nobody can sign in: `vigil keys make` makes the keys."
        ) from error
    if own and len(own) < SHORTEST_SECRET:
        raise CheckFailed(
            f"VIGIL_SECRET_KEY has fewer than {SHORTEST_SECRET} characters and may be guessed. "
            "Remove the setting before anybody works here, and run `vigil keys make`."
        )
    if settings.VIGIL_KEYS.is_relative_to(settings.DATA):
        raise CheckFailed(
            "The keys lie within the data: a copy of one is a copy of both. Move the folder "
            f"{settings.VIGIL_KEYS} out of {settings.DATA}, and set VIGIL_KEYS."
        )
    return "The keys lie apart from the data."


def _rights() -> str:
    passwords = os.environ.get("VIGIL_BACKUP_PASSWORD_FILE", "")
    for path in (SETTINGS_FILE, *([Path(passwords)] if passwords else [])):
        try:
            is_open = stat.S_IMODE(path.stat().st_mode) & ANYBODY
        except OSError:
            continue  # another check says if it is needed
        if is_open:
            raise CheckFailed(f"Everybody on this machine may read {path}. Run: chmod o= {path}")
    if os.geteuid() == 0:
        raise CheckFailed(
            "This runs as root. Run Vigil, and this check, as a user of its own: "
            "docs/operate/debian.md says how."
        )
    if os.access(settings.ROOT / "src", os.W_OK):
        return Advice(
            "The user who runs Vigil may change the program. Let root own it: "
            f"chown -R root: {settings.ROOT}"
        )
    return "Files with passwords are closed, and the program cannot change itself."


def _mail() -> str:
    if is_captured():
        raise CheckFailed(
            f"{state_in_words()} Enter it on the page Set up, or set VIGIL_MAIL_URL and "
            "VIGIL_MAIL_FROM."
        )
    try:
        sender()
    except NotPossible as error:
        raise CheckFailed(str(error)) from error
    return state_in_words()


def _organisation() -> str:
    shown = identity()
    if not shown.is_stated:
        raise CheckFailed(
            "Pages do not say who runs this site. Enter the name of your organisation: on the page "
            "Set up, with `vigil setup`, or in VIGIL_PUBLISHER."
        )
    if not shown.contact:
        raise CheckFailed(
            "Nobody can ask for a correction: no contact is shown. Enter one: on the page Set up, "
            "with `vigil setup`, or in VIGIL_CONTACT."
        )
    return f"Every page says that {shown.name} runs this site, and how to reach it."


def _sources() -> str:
    path = settings.DATA / "sources.toml"
    if not path.exists():
        return Advice(
            f"No sources are listed, so nothing is collected. Write them into {path} "
            "(docs/operate/sources.md; a list to begin with: docs/operate/debian.md)."
        )
    try:
        contact = load_sources(path).contact
    except (ValueError, OSError) as error:
        raise CheckFailed(f"The list of sources cannot be read. {error}") from error
    if not contact:
        raise CheckFailed(
            "Sites that are collected cannot reach you. Write into the first line of "
            f'{path}: contact = "https://…" or a mail address.'
        )
    return f"Sites that are collected find the contact {contact}."


def _database() -> str:
    if os.environ.get(MAY_LOSE) == "1":
        raise CheckFailed(
            f"{MAY_LOSE}=1 is set: the database may lose what was saved. Remove the setting."
        )
    if connection.vendor == "sqlite":
        return Advice(
            "The database is SQLite: good for one machine and a small team. For more people at "
            "once, or several machines, use PostgreSQL: `vigil move --to postgres://…` moves all."
        )
    with connection.cursor() as cursor:
        cursor.execute("SHOW full_page_writes")
        if cursor.fetchone() == ("off",):
            raise CheckFailed(
                "A power cut may damage the database (full_page_writes = off). Set it to on in "
                "postgresql.conf."
            )
    host = str(connection.settings_dict["HOST"] or "/")
    encrypted = connection.settings_dict.get("OPTIONS", {}).get("sslmode")
    if not host.startswith("/") and host not in LOCAL and encrypted != "verify-full":
        return Advice(
            f"The way to the database on {host} may be read by others. Unless it is a network of "
            "its own, add ?sslmode=verify-full to DATABASE_URL."
        )
    return "The database is PostgreSQL, and keeps what was saved when the power fails."


def _backups() -> str:
    """Check how backups are set up. Whether the newest is fresh, every `vigil check` says."""
    to = settings.VIGIL_BACKUP
    if not to:
        raise CheckFailed(
            "No backups are made. Set VIGIL_BACKUP to a folder on another disk, or to a repository "
            "such as restic:sftp:me@backup.example.org:/srv/vigil (docs/operate/backup.md)."
        )
    passwords = settings.VIGIL_BACKUP_PASSWORD_FILE
    if not passwords or not os.access(passwords, os.R_OK):
        raise CheckFailed(
            "Backups cannot be encrypted: VIGIL_BACKUP_PASSWORD_FILE names no file that this user "
            "may read. Without the password no backup is opened: keep a copy of it elsewhere."
        )
    state = last_backup()
    if state is not None and state.at is not None and not state.keys:
        raise CheckFailed(
            "The newest backup has no copy of the keys: without them nobody opens what was sealed. "
            "Run `vigil backup` where the keys are."
        )
    folder = Path(to)
    if folder.is_dir() and folder.stat().st_dev == settings.DATA.stat().st_dev:
        return Advice(
            f"Backups go to {to}, on the disk of the data: one fire or thief takes both. Name "
            "another machine."
        )
    if state is None or state.verified_at is None:
        return Advice("No backup was ever tried out. Run `vigil restore --verify`.")
    return f"Backups go to {to}, and one was tried out on {state.verified_at:%Y-%m-%d}."


DEPLOYMENT: Final[Mapping[str, Callable[[], str]]] = {
    "real": _real,
    "hosts": _hosts,
    "https": _https,
    "site address": _site_address,
    "proxies": _proxies,
    "listening": _listening,
    "secrets": _secrets,
    "rights": _rights,
    "organisation": _organisation,
    "mail": _mail,
    "sources": _sources,
    "database": _database,
    "backups": _backups,
    "disk": machine.disk,
    "encryption": machine.encryption,
    "open files": machine.open_files,
    "processes": machine.processes,
    "units": machine.units,
}
"""What is asked, by name, in this order."""
